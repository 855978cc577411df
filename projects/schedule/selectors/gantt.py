"""A plan as the Gantt draws it: flat rows of numbers, so that a thousand tasks travel in a few kilobytes."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import get_language

from pmo import calendars
from pmo.access import policy
from pmo.accounts.models import User
from projects.engines.worktime import DAY, EPOCH
from projects.portfolio.models import ProjectMember
from projects.schedule import durations, planning
from projects.schedule.choices import LinkKind
from projects.schedule.criticality import Criticality
from projects.schedule.models import Baseline, BaselineTask, Plan, Task, TaskLink

COLUMNS = (
    "id", "uid", "parent", "level", "kind", "name", "wbs", "owner", "start", "finish", "duration", "unit", "percent",
    "critical", "total_float", "free_float", "early_start", "late_finish", "deadline", "constraint", "constraint_at",
    "baseline_start", "baseline_finish", "slip", "flags", "version", "wave",
)  # fmt: skip
TASK, MILESTONE, SUMMARY = 0, 1, 2
MANUAL, INACTIVE, ESTIMATED, LONGEST, ELAPSED, FOREIGN = 1, 2, 4, 8, 16, 32
# Days drawn before and after the plan.
MARGIN = 120

_FIELDS = (
    "id", "uid", "parent_id", "level", "is_milestone", "is_summary", "name", "name_en", "wbs", "owner_id", "start",
    "finish", "duration", "duration_unit", "percent", "critical", "total_float", "free_float", "early_start",
    "late_finish", "deadline_at", "constraint", "constraint_at", "manual", "active", "estimated", "longest", "elapsed",
    "version", "wave",
)  # fmt: skip

_LINK_FIELDS = ("id", "predecessor_id", "successor_id", "kind", "lag", "lag_unit", "lag_elapsed", "lag_percent")
# Grows when the document's shape changes: what browsers keep of an older one is asked for again.
SHAPE = 3

Json = dict[str, Any]


def document(
    plan: Plan, user: Any, today: date, baseline: Baseline | None = None, often: Criticality | None = None
) -> Json:
    """The whole plan (seven queries, one more with `often`)."""
    baseline = baseline or Baseline.objects.filter(plan=plan, is_current=True).first()
    may_change = plan.project.is_open and policy.may(user, "change", plan)
    tasks = Task.objects.filter(plan=plan).order_by("position").values_list(*_FIELDS)
    rows = table_rows(plan, tasks, baseline)
    links = TaskLink.objects.filter(plan=plan).order_by("id").values_list(*_LINK_FIELDS)
    return {
        "plan": _head(plan, today, baseline, may_change, user),
        "calendar": calendar(plan, _first(rows, plan), _last(rows, plan)),
        "columns": COLUMNS,
        "rows": rows,
        "links": [_link(plan, *values) for values in links],
        "people": people([*(row[7] for row in rows), *_team(plan, may_change)]),
        "urls": _urls(plan, may_change),
        "criticality": None if often is None else _criticality(often),
    }


def _criticality(often: Criticality) -> Json:
    return {"version": often.plan_version, "shares": {str(pk): share for pk, share in often.shares().items()}}


def _head(plan: Plan, today: date, baseline: Baseline | None, may_change: bool, user: Any) -> Json:
    return {
        "id": plan.pk,
        "version": plan.version,
        "key": plan.project.key,
        "name": plan.project.label,
        "start": plan.start,
        "finish": plan.finish,
        "status_at": plan.status_at,
        "today": (today - EPOCH).days,
        "can": {"change": may_change, "report": may_change},
        "day": round(plan.hours_per_day * 60),
        "week": round(plan.hours_per_week * 60),
        "month": round(plan.hours_per_day * 60 * plan.days_per_month),
        "critical_at": plan.critical_at,
        "baseline": None if baseline is None else {"id": baseline.pk, "number": baseline.number, "name": baseline.name},
    }


def table_rows(plan: Plan, tasks: Iterable[Sequence[Any]], baseline: Baseline | None) -> list[list[Any]]:
    """Rows in the order of COLUMNS, from tasks in the order of _FIELDS."""
    agreed = _agreed(baseline)
    english = (get_language() or "").startswith("en")
    rows = [_row(values, agreed, english) for values in tasks]
    _slips(plan, rows)
    return rows


def _agreed(baseline: Baseline | None) -> dict[int, tuple[int, int]]:
    if baseline is None:
        return {}
    kept = BaselineTask.objects.filter(baseline=baseline, task__isnull=False)
    return {pk: (start, finish) for pk, start, finish in kept.values_list("task_id", "start", "finish")}


def _row(v: Sequence[Any], agreed: Mapping[int, tuple[int, int]], english: bool) -> list[Any]:
    (
        pk, uid, parent, level, milestone, summary, name, name_en, wbs, owner, start, finish, duration, unit, percent,
        critical, total, free, early, late, deadline, constraint, constraint_at, manual, active, estimated, longest,
        elapsed, version, wave,
    ) = v  # fmt: skip
    flags = MANUAL * manual + INACTIVE * (not active) + ESTIMATED * estimated + LONGEST * longest + ELAPSED * elapsed
    kind = SUMMARY if summary else MILESTONE if milestone else TASK
    base = agreed.get(pk, (None, None))
    return [
        pk, uid, parent, level, kind, (name_en or name) if english else name, wbs, owner, start, finish, duration, unit,
        float(percent), int(critical), total, free, early, late, deadline, constraint, constraint_at, *base, None,
        flags, version, wave,
    ]  # fmt: skip


def _slips(plan: Plan, rows: list[list[Any]]) -> None:
    """Working days between baseline finish and finish, all rows at once."""
    known = [row for row in rows if row[22] is not None]
    if not known:
        return
    table = planning.company_table(plan)
    before = np.array([planning.last_day(row[22]).toordinal() for row in known])
    now = np.array([planning.last_day(row[9]).toordinal() for row in known])
    for row, slip in zip(known, table.counts(before, now).tolist(), strict=True):
        row[23] = slip


def rows_of(plan: Plan, tasks: Sequence[Task], baseline: Baseline | None) -> list[list[Any]]:
    """The same for tasks in memory, after an edit or in a preview."""
    return table_rows(plan, [[getattr(task, name) for name in _FIELDS] for task in tasks], baseline)


def links_of(plan: Plan, links: Iterable[TaskLink]) -> list[list[Any]]:
    return [_link(plan, link.pk or 0, *(getattr(link, name) for name in _LINK_FIELDS[1:])) for link in links]


def _link(
    plan: Plan,
    pk: int,
    predecessor: int,
    successor: int,
    kind: int,
    lag: int,
    unit: str,
    elapsed: bool,
    percent: Decimal | None,
) -> list[Any]:
    """The lag goes out as people write it: read back from a cell it is still the same lag."""
    tail = durations.show_tail(LinkKind(kind).name, lag, unit, plan, elapsed=elapsed, percent=percent)
    return [pk, predecessor, successor, kind, tail]


def _first(rows: list[list[Any]], plan: Plan) -> int:
    return min([row[8] for row in rows] + [row[21] for row in rows if row[21] is not None] + [plan.start]) // DAY


def _last(rows: list[list[Any]], plan: Plan) -> int:
    moments = [row[9] for row in rows] + [row[22] for row in rows if row[22] is not None]
    return max([*moments, plan.finish or plan.start]) // DAY


def calendar(plan: Plan, first: int, last: int) -> Json:
    """Which days around a plan are worked, as bits; named days off; hours of a day."""
    begin = EPOCH + timedelta(days=max(first - MARGIN, 0))
    end = EPOCH + timedelta(days=last + MARGIN)
    table = planning.company_table(plan)
    ordinals = np.arange(begin.toordinal(), end.toordinal() + 1)
    bits = np.packbits(table.are_working(ordinals))
    named = calendars.holidays(begin, end, plan.work_calendar)
    english = (get_language() or "").startswith("en")
    return {
        "shifts": plan.shifts,
        "first_day": (begin - EPOCH).days,
        "days": int(ordinals.size),
        "working": base64.b64encode(bits.tobytes()).decode(),
        "holidays": [
            [(h.first - EPOCH).days, (h.last - EPOCH).days, (h.label_en or h.label) if english else h.label]
            for h in named
        ],
        "provisional": sorted(year for year in table.provisional_years if begin.year <= year <= end.year),
    }


def _team(plan: Plan, may_change: bool) -> Iterable[int]:
    """Whose names are offered where an owner is typed."""
    members = ProjectMember.objects.filter(project=plan.project_id, user__is_active=True)
    return members.values_list("user_id", flat=True) if may_change else ()


def people(ids: Iterable[int | None]) -> dict[str, str]:
    wanted = {pk for pk in ids if pk is not None}
    return {str(user.pk): user.label for user in User.objects.filter(pk__in=wanted)} if wanted else {}


def _urls(plan: Plan, may_change: bool) -> Json:
    key = [plan.project.key]
    urls = {"task": reverse("schedule:task", args=[0]), "data": reverse("schedule:data", args=key)}
    if may_change:
        urls |= {name: reverse(f"schedule:{name}", args=key) for name in ("ops", "preview", "undo", "redo")}
    return urls
