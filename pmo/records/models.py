"""What every editable row has: times, and a version that refuses stale writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models.base import ModelState
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from pmo.records.errors import StaleWrite


class Record(models.Model):
    """Base of editable rows. `version` grows by one with every saved change."""

    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs speak of a later Django
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """As Django's, without passing each value through `__init__`: rows are most of what a page costs.

        Fields that were left out stay deferred. `pre_init` and `post_init` are not sent; nothing here listens.
        """
        row = cls.__new__(cls)
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        row.__dict__.update(zip(field_names, values, strict=True))
        return row

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:
        """As Django says it, but translating the one label that is shown instead of all there are."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)


@cache
def _labels(field: models.Field[Any, Any]) -> Mapping[Any, Any]:
    """The label of each choice, not yet in any language."""
    return dict(field.flatchoices)


R = TypeVar("R", bound=Record)


def create(obj: R, *, now: datetime) -> R:
    """Insert a new record, stamped `now`."""
    obj.created_at = obj.updated_at = now
    obj.save(force_insert=True)
    return obj


def save(obj: R, *, now: datetime, expected: int | None = None, fields: Iterable[str] | None = None) -> R:
    """Write `obj` only if its row still has version `expected` (default: the version it was read with).

    Raises StaleWrite carrying the row as it is now. One UPDATE, no lock held: the loser of a race is told.
    """
    known = obj.version if expected is None else expected
    names = list(fields) if fields is not None else _editable(obj)
    values: dict[str, Any] = {_column(obj, name): getattr(obj, _column(obj, name)) for name in names}
    manager = type(obj)._base_manager
    done = manager.filter(pk=obj.pk, version=known).update(**values, version=known + 1, updated_at=now)
    if not done:
        current = manager.filter(pk=obj.pk).first()
        raise StaleWrite(_("Someone else changed this in the meantime. Compare both versions."), current=current)
    obj.version, obj.updated_at = known + 1, now
    return obj


def _column(obj: Record, name: str) -> str:
    """The attribute that holds a field's own value (`owner_id` for `owner`)."""
    return cast("models.Field[Any, Any]", obj._meta.get_field(name)).attname


def _editable(obj: Record) -> list[str]:
    skip = {"id", "version", "created_at", "updated_at"}
    return [f.name for f in obj._meta.concrete_fields if f.name not in skip and not f.primary_key]
