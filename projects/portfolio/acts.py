"""What acts on the things of a project share: its lock, numbers, and what the history says of a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.records import Conflict, Invalid
from projects.portfolio.models import Project


def lock(project: Project) -> Project:
    """Take the project's row, so that acts on what belongs to it come one after the other.

    Every act takes this lock first and in this order, or two of them could wait for each other. Raises Conflict
    when the project is closed.
    """
    locked = Project.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=project.pk)
    require_open(locked)
    return locked


def next_number(model: type[Model], project: Project) -> int:
    """The next number within the project, whose row the caller has locked."""
    highest = model._default_manager.filter(project=project).aggregate(top=Max("number"))["top"]
    return (highest or 0) + 1


def assign(obj: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(obj, name, value)


def require_open(project: Project) -> None:
    """Closed and cancelled projects are history."""
    if not project.is_open:
        raise Conflict(_("The project is closed; nothing in it can change."), code="closed")


def require_reason(text: str, field: str = "reason") -> None:
    if not text.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field=field)


def facts(obj: Model, fields: Iterable[str]) -> dict[str, Any]:
    """The named fields for the history, people and goals by their names instead of their ids."""
    found = audit.snapshot(obj, fields)
    for field in fields:
        related = getattr(obj, field) if obj._meta.get_field(field).is_relation else None
        if related is not None:
            found[field] = str(getattr(related, "name", "") or related)
    return found


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new row says; what it leaves empty is no news."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}
