"""The unit tree. `path` is the chain of ids ("/1/4/"): a subtree is one indexed prefix search on any database."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedQuerySet
from pmo.orgs.choices import UnitKind
from pmo.records.models import Record
from pmo.texts import bilingual


class UnitQuerySet(ScopedQuerySet["Unit"]):
    def open(self) -> UnitQuerySet:
        return self.filter(closed_on__isnull=True)

    def subtree(self, unit: Unit) -> UnitQuerySet:
        """The unit itself and everything below it."""
        return self.filter(path__startswith=unit.path)

    def ancestors(self, unit: Unit) -> UnitQuerySet:
        """The chain above the unit, top first, without the unit itself."""
        return self.filter(id__in=unit.ancestor_ids).order_by("path")


class Unit(Record):
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    code = models.CharField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind.choices, default=UnitKind.DEPARTMENT)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent unit")
    )
    head = models.ForeignKey(
        "pmo.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="headed_units",
        verbose_name=_("head"),
    )
    path = models.CharField(max_length=255, db_index=True, editable=False, default="")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    access_kind: ClassVar[str] = "unit"
    access_project: ClassVar[str] = ""

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        app_label = "pmo"
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(code=""), name="unit_named"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")), name="unit_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def url(self) -> str:
        return reverse("orgs:unit", args=[self.pk])

    @property
    def indented(self) -> str:
        """The label with its depth before it, for lists to choose from."""
        return "\u3000" * self.depth + self.label

    @property
    def ancestor_ids(self) -> list[int]:
        return [int(part) for part in self.path.split("/") if part][:-1]

    @property
    def depth(self) -> int:
        """0 for a top unit."""
        return max(self.path.count("/") - 2, 0)

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None
