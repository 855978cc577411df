"""What every room adds to a project, remembered until something happens to the project.

Facts, statuses and dates come from all rooms, each with its own queries. They change when somebody acts on a project
(its newest entry in the history), when its health is computed again, or when a day ends; until then pages read them
from the cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from pmo.audit.models import AuditEntry
from projects.portfolio import dimensions
from projects.portfolio.models import Project

T = TypeVar("T")

# What the marks do not tell (a holiday moved, two acts committed out of order) is seen after a minute.
SECONDS = 60


def marked(rows: QuerySet[Project]) -> QuerySet[Project]:
    """Projects with their health and the id of the newest entry of their history, in the same query."""
    newest = AuditEntry.objects.filter(project_id=OuterRef("pk")).order_by("-id").values("id")[:1]
    return dimensions.joined(rows).annotate(last_entry=Subquery(newest))


def key(projects: Sequence[Project], on: date) -> str:
    """Changes with anything that happens to one of these projects, with the day and with the language.

    Projects that do not come from `marked` are marked first (one query).
    """
    known = list(projects)
    if not all(hasattr(p, "last_entry") for p in known):
        known = list(marked(Project.objects.filter(pk__in=[p.pk for p in known])).order_by("pk"))
    marks = [(p.pk, p.version, getattr(p, "last_entry", None), _computed(p)) for p in known]
    digest = hashlib.blake2s(repr((on, get_language(), marks)).encode(), digest_size=16).hexdigest()
    return f"project:{digest}"


def remember(part: str, projects: Sequence[Project], on: date, read: Callable[[], T]) -> T:
    """What `read` gives, from the cache while nothing happened. Never None."""
    name = f"{part}:{key(projects, on)}"
    found: T | None = cache.get(name)
    if found is None:
        found = read()
        cache.set(name, found, SECONDS)
    return found


def _computed(project: Project) -> Any:
    return getattr(dimensions.stored_overall(project), "computed_at", None)
