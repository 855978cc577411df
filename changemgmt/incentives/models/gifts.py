"""Gifts, and how one reaches whoever asked for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives import choices
from changemgmt.incentives.choices import RedemptionState
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual

USER = settings.AUTH_USER_MODEL
S = RedemptionState


class Gift(Record):
    """Something points are given for. The stock is changed by acts, never by editing the row."""

    access_kind = "gift"

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    text = models.TextField(_("description"), max_length=1000, blank=True)
    text_en = models.TextField(_("description in English"), max_length=1000, blank=True)
    price = models.PositiveIntegerField(
        _("price"), validators=[MinValueValidator(1), MaxValueValidator(choices.MOST_PRICE)]
    )
    stock = models.IntegerField(_("in stock"), default=0, editable=False)
    limit = models.PositiveSmallIntegerField(
        _("most per person"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    active = models.BooleanField(_("offered"), default=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["price", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stock__gte=0), name="gift_stock"),
            models.CheckConstraint(condition=Q(price__gte=1) & Q(price__lte=choices.MOST_PRICE), name="gift_price"),
            models.CheckConstraint(condition=Q(limit__isnull=True) | Q(limit__gte=1), name="gift_limit"),
            models.CheckConstraint(condition=~Q(name=""), name="gift_named"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="gift_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def words(self) -> str:
        return bilingual(self, "text")

    @property
    def url(self) -> str:
        return reverse("incentives:gift", args=[self.pk])

    def offered_on(self, day: date) -> bool:
        after = self.from_on is None or self.from_on <= day
        return self.active and after and (self.until_on is None or day <= self.until_on)


class GiftPicture(models.Model):
    """Drawn anew, as pictures of feedback are. In the database: it is shown to everybody and belongs to nobody."""

    gift = models.OneToOneField(Gift, models.CASCADE, related_name="picture")
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # Part of the address, so that a browser keeps a picture until it is another.
    digest = models.CharField(max_length=16)

    class Meta:
        app_label = "changemgmt"

    def __str__(self) -> str:
        return self.digest

    @property
    def url(self) -> str:
        return reverse("incentives:picture", args=[self.gift_id, self.digest])


class Redemption(Record):
    """A gift asked for: points are held with it, and go when it has come."""

    access_kind = "redemption"
    access_owner = "user_id"

    gift = models.ForeignKey(Gift, models.PROTECT, related_name="redemptions")
    user = models.ForeignKey(USER, models.PROTECT, related_name="redemptions")
    points = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=S.choices, default=S.ASKED)
    # Drawn for the form it was sent with, or the key of the request: sent twice, it is one.
    key = models.CharField(max_length=64)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    handed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    # Nothing was said within the days there are for it.
    by_itself = models.BooleanField(default=False)

    objects: Any = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="redemption_waiting"),
            models.Index(fields=["gift", "user", "state"], name="redemption_limit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="redemption_key"),
            models.CheckConstraint(condition=Q(points__gte=1), name="redemption_points"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("user")), name="redemption_not_by_oneself"
            ),
            models.CheckConstraint(
                condition=Q(handed_by__isnull=True) | ~Q(handed_by=F("user")), name="redemption_handed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(S.ASKED, S.CANCELLED)) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="redemption_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.HANDED, S.DONE)) | Q(handed_by__isnull=False, handed_at__isnull=False),
                name="redemption_handed",
            ),
            models.CheckConstraint(condition=~Q(state=S.REFUSED) | ~Q(reason=""), name="redemption_reasoned"),
            models.CheckConstraint(
                condition=Q(state=S.DONE, received_at__isnull=False) | ~Q(state=S.DONE) & Q(received_at__isnull=True),
                name="redemption_received",
            ),
        ]

    def __str__(self) -> str:
        return self.gift.name

    @property
    def name_en(self) -> str:
        return self.gift.name_en

    @property
    def label(self) -> str:
        return self.gift.label

    @property
    def url(self) -> str:
        return reverse("incentives:redemption", args=[self.pk])
