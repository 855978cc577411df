"""People who use the product, and the failed log-ins that lock an account for a while."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.models import ScopedQuerySet
from pmo.accounts.choices import DEFAULT_TIME_ZONE, Language, MailKind, Theme
from pmo.records.models import Record
from pmo.texts import bilingual


class UserQuerySet(ScopedQuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def in_unit(self, path: str) -> UserQuerySet:
        """People of the unit with this path and of every unit below it."""
        return self.filter(unit__path__startswith=path)


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager (create_user, natural key) over our own queryset."""

    def _create_user_object(self, username: str, email: str | None, password: str | None, **extra: Any) -> User:
        # Only Django's own commands and tests come this way; services stamp the time of the act.
        now = timezone.now()
        extra.setdefault("created_at", now)
        extra.setdefault("updated_at", now)
        extra.setdefault("name", username)
        return super()._create_user_object(username, email, password, **extra)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        # The whole address in small letters: log-in and reset compare it as it is stored.
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> User:
        # Nobody remembers whether the employee directory wrote "LiWei" or "liwei".
        return self.get(username__iexact=username)


class User(Record, AbstractUser):
    """A person. `is_superuser` and `is_staff` give nothing in the product: roles come from pmo.access."""

    # One name in the order its owner writes it; splitting it does not work for Chinese.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    employee_no = models.CharField(_("employee number"), max_length=32, unique=True, null=True, blank=True)
    unit = models.ForeignKey(
        "pmo.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("unit")
    )
    title = models.CharField(_("job title"), max_length=80, blank=True)
    title_en = models.CharField(_("English job title"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=64, default=DEFAULT_TIME_ZONE)
    theme = models.CharField(_("theme"), max_length=8, choices=Theme.choices, blank=True, default="")
    is_demo = models.BooleanField(
        default=False, help_text="Shares the printed demo password; refused outside the demo."
    )
    deactivated_at = models.DateTimeField(null=True, blank=True)

    access_kind: ClassVar[str] = "user"
    access_project: ClassVar[str] = ""

    objects: ClassVar[UserManager] = UserManager()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        app_label = "pmo"
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_ci",
                violation_error_message=_("Someone else has this user name."),
            ),
            # A reset mail goes to whoever owns the address, so an address names one person only.
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_ci",
                condition=~models.Q(email=""),
                violation_error_message=_("Someone else has this e-mail address."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="user_named"),
            models.CheckConstraint(
                condition=models.Q(is_active=True, deactivated_at__isnull=True) | models.Q(is_active=False),
                name="user_active_not_deactivated",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["unit", "is_active"], name="user_unit_active")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return bilingual(self, "name") or self.username

    @property
    def title_label(self) -> str:
        return bilingual(self, "title")

    @property
    def initials(self) -> str:
        """One or two characters for the avatar: the given name in Chinese (last two), capitals in Latin."""
        text = self.label.strip()
        if any("\u4e00" <= char <= "\u9fff" for char in text):
            return text[-2:] if len(text) > 2 else text[-1:]
        return "".join(word[0] for word in text.split()[:2]).upper()

    @property
    def url(self) -> str:
        return reverse("people:person", args=[self.pk])

    def get_full_name(self) -> str:
        return self.label

    def get_short_name(self) -> str:
        return self.label


class LoginFailure(models.Model):
    """One refused password. Kept in the database so that a restart does not forgive a brute force.

    `account` is a keyed hash of what was typed, never the text: people type passwords into the wrong field.
    """

    account = models.CharField(max_length=64)
    ip = models.CharField(max_length=45)
    failed_at = models.DateTimeField()

    class Meta:
        app_label = "pmo"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "ip", "failed_at"], name="loginfailure_account_ip"),
            models.Index(fields=["failed_at"], name="loginfailure_at"),
        ]

    def __str__(self) -> str:
        return f"{self.account[:8]} {self.ip} {self.failed_at:%Y-%m-%d %H:%M}"


class AccountMail(models.Model):
    """A promised mail with a link to set a password.

    A row is written for every address asked for, known or not, so that asking takes the same time and tells nothing.
    The worker looks the person up, makes the link and sends it; the link itself is never stored.
    """

    kind = models.CharField(max_length=8, choices=MailKind.choices)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=10, choices=Language.choices, blank=True, default="")
    base_url = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "pmo"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["done_at", "requested_at"], name="accountmail_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.requested_at:%Y-%m-%d %H:%M}"
