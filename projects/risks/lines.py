"""Lines of the budget a risk can act on. The room that keeps the money says which there are, and who may read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from projects.portfolio.models import Project
from projects.risks.models import RiskEffect

# The lines of a project that this reader may see; empty for readers who see no money.
Rows = Callable[[Any, Project], "QuerySet[Any]"]

_sources: list[Rows] = []


def register(rows: Rows) -> None:
    if rows not in _sources:
        _sources.append(rows)


def of(user: Any, project: Project) -> QuerySet[Any] | None:
    """What can be offered to this person; None without a room that keeps money."""
    return _sources[-1](user, project) if _sources else None


def named(user: Any, project: Project, effects: Iterable[RiskEffect]) -> dict[int, Any]:
    """By id, the lines behind these effects that the reader may see (one query, none without any)."""
    ids = {effect.line_id for effect in effects if effect.line_id is not None}
    rows = of(user, project) if ids else None
    return {} if rows is None else {row.pk: row for row in rows.filter(pk__in=ids)}
