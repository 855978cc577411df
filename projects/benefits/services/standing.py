"""Keeps the sums that roll-ups are made of: marked when something moves, computed by a worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pmo.notify.wake import wake
from projects.benefits import figures
from projects.benefits.choices import Nature, State
from projects.benefits.models import Benefit, ValueStanding
from projects.benefits.selectors import book
from projects.benefits.selectors import case as cases
from projects.benefits.selectors.months import month_of
from projects.budget.models import Budget
from projects.goals.models import Kpi
from projects.portfolio import dimensions
from projects.portfolio.models import Project

TASK = "projects.value_standings"
AT_ONCE = 100


def moved(project_ids: Iterable[int] | None) -> None:
    """What sums of these projects (None: of all) rest on is another now."""
    rows = ValueStanding.objects.exclude(as_of=None)
    if project_ids is not None:
        rows = rows.filter(project_id__in=list(project_ids))
    if rows.update(as_of=None):
        wake(TASK)


def money_moved(budget: Budget | None) -> None:
    moved(None if budget is None else [budget.project_id])


def kpis_changed(kpi_ids: Sequence[int], now: datetime) -> None:
    moved(set(Kpi.objects.filter(pk__in=kpi_ids).values_list("goal__project_id", flat=True)))


def measured(project_ids: Iterable[int], now: datetime) -> None:
    moved(project_ids)


def refresh_all(*, now: datetime) -> int:
    """Compute what is not stored, or not for today; let begin what has begun. Returns how many were computed."""
    today = timezone.localdate(now)
    _begin(today, now)
    ids = list(figures.outdated(today).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        _refresh(ids[first : first + AT_ONCE], today, now)
    return len(ids)


@transaction.atomic
def _refresh(project_ids: Sequence[int], today: date, now: datetime) -> None:
    """Under the rows' locks, so that what moves meanwhile waits, and marks what is written here."""
    list(Project.objects.select_for_update().filter(pk__in=project_ids).order_by("pk").values_list("pk"))
    projects = list(Project.objects.filter(pk__in=project_ids).select_related("portfolio", "plan"))
    found = cases.of_projects(projects, today)
    told = dict(ValueStanding.objects.filter(project__in=projects).values_list("project_id", "sentence"))
    other: list[int] = []
    for project in projects:
        one = figures.computed_of(found[project.pk], today)
        plan = getattr(project, "plan", None)
        values = {
            "as_of": today,
            "plan_version": plan.version if plan is not None else None,
            "project_version": project.version,
            "computed_at": now,
            "currency": one.currency,
            "sums": {Nature.HARD.value: one.hard.to_json(), Nature.SOFT.value: one.soft.to_json()},
            "npv": one.npv,
            "missing": one.missing,
            "status": one.status,
            "sentence": one.sentence.to_json(),
        }
        ValueStanding.objects.update_or_create(project=project, defaults=values)
        if told.get(project.pk) != values["sentence"]:
            other.append(project.pk)
    if other:
        dimensions.changed(other, now)


def _begin(today: date, now: datetime) -> None:
    """Agreed benefits whose first month has come are realising; nobody has to say so."""
    rows = Benefit.objects.filter(state=State.AGREED).select_related(*book.RELATED).order_by("pk")
    this = month_of(today)
    begun = [line.benefit.pk for line in book.lines(list(rows), today) if line.planned and min(line.planned) <= this]
    Benefit.objects.filter(pk__in=begun, state=State.AGREED).update(state=State.REALISING, updated_at=now)
