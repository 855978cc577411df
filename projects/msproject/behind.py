"""What a file for Microsoft Project cannot take along of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from projects.msproject import custom
from projects.msproject.document import LeftOut
from projects.msproject.exporting import kept_baselines
from projects.resources.models import WORKWEEK, Resource
from projects.schedule.models import Baseline, BaselineTask, Plan, Task, TaskLink

# Rows are named up to here; the count is exact.
NAMED = 20


def left_behind(plan: Plan) -> tuple[LeftOut, ...]:
    """Nothing is cut without being named here (six queries)."""
    rows = list(Task.objects.filter(plan=plan).order_by("position").only("name", "name_en", "acceptance", "percent"))
    links = TaskLink.objects.filter(plan=plan, lag_percent__isnull=False).select_related("successor")
    found = (
        _named("long_acceptance", (row.label for row in rows if len(row.acceptance) > custom.most("acceptance"))),
        _named("percent_fractions", (row.label for row in rows if _fraction(row.percent))),
        _named("lag_fractions", (link.successor.label for link in links if _fraction(link.lag_percent))),
        *_baselines(plan),
        _named("own_times", (row.label for row in _with_own_times(plan))),
        _named("month_days", [str(plan.days_per_month.normalize())] if _fraction(plan.days_per_month) else []),
    )
    return tuple(item for item in found if item.count)


def _named(code: str, names: Iterable[str]) -> LeftOut:
    all_of_them = list(names)
    return LeftOut(code, tuple(all_of_them[:NAMED]), len(all_of_them))


def _fraction(value: Decimal | None) -> bool:
    return value is not None and value != round(value)


def _baselines(plan: Plan) -> tuple[LeftOut, LeftOut]:
    kept = {baseline.pk for baseline in kept_baselines(plan)}
    beyond = Baseline.objects.filter(plan=plan).exclude(pk__in=kept).order_by("number")
    gone = BaselineTask.objects.filter(baseline__in=kept, task__isnull=True).order_by("pk")
    return (
        _named("baselines_beyond", (f"{baseline.number} {baseline.name}".strip() for baseline in beyond)),
        _named("baseline_rows_gone", gone.values_list("name", flat=True)),
    )


def _with_own_times(plan: Plan) -> list[Resource]:
    """People of the plan who do not work the plan's own days."""
    rows = Resource.objects.filter(assignments__task__plan=plan).select_related("user").distinct()
    return [row for row in rows.prefetch_related("absences") if list(row.week) != WORKWEEK or row.absences.all()]
