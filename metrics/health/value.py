"""The value dimension: do the KPIs go where they were promised to go? And silence: does anybody still report?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from metrics.engines.kpi import Status as Code
from metrics.engines.rollup import roll_up
from pmo.audit.models import AuditEntry
from pmo.texts import Sentence, day, days, name, nested, register
from projects.goals.choices import GoalStatus
from projects.goals.models import Kpi
from projects.portfolio.choices import ORDER, Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

register("value.kpi", N_("%(kpi)s: %(why)s"))
register("value.none", N_("No KPI has been defined yet"))
register("value.uncounted", N_("Every KPI has weight 0, so none counts"))
register("silence.silent", N_("**Nobody has reported anything for %(age)s**; the last entry is of %(on)s"))
register("silence.never", N_("**Nobody has reported anything yet**"))
register("silence.fresh", N_("Last entry on %(on)s"))
register("silence.fact", N_("silent for %(age)s"))

CODES = {code.key: int(code) for code in Code}


@dataclass(frozen=True)
class RollUp:
    """A project's KPIs in one number: progress in percent, worst status, the KPI that gave it, and how many count."""

    progress: float | None
    status: str
    worst_id: int | None
    kpis: int


def roll_up_projects(projects: Sequence[Project]) -> dict[int, RollUp]:
    """KPIs → goal by the KPIs' weights, goals → project by the goals' weights (one query).

    Two steps, so that a goal does not count for more because it has more KPIs.
    """
    rows = list(
        Kpi.objects.filter(goal__project__in=[p.pk for p in projects], retired_at__isnull=True)
        .exclude(goal__status=GoalStatus.DROPPED)
        .order_by("goal__project_id", "goal_id", "pk")
        .values_list(
            "pk", "goal_id", "goal__project_id", "weight", "goal__weight", "reading__status", "reading__progress"
        )
    )
    kpi_ids = [row[0] for row in rows]
    starts = [n for n, row in enumerate(rows) if n == 0 or row[1] != rows[n - 1][1]]
    goals = roll_up(
        [*starts, len(rows)] if rows else [0],
        np.array([float("nan") if row[6] is None else row[6] / 100 for row in rows], dtype=np.float64),
        np.array([row[3] for row in rows], dtype=np.float64),
        np.array([CODES[row[5] or Status.NONE] for row in rows], dtype=np.int8),
    )
    owner = [rows[n][2] for n in starts]
    wanted = sorted({p.pk for p in projects})
    table = roll_up(
        np.searchsorted(np.array(owner, dtype=np.int64), [*wanted, np.iinfo(np.int64).max])
        if owner
        else [0] * (len(wanted) + 1),
        goals.progress,
        # A goal none of whose KPIs counts says nothing about the project either.
        np.array([rows[n][4] if goals.reason[g] >= 0 else 0 for g, n in enumerate(starts)], dtype=np.float64),
        goals.status,
    )
    counts = Counter(row[2] for row in rows)
    found = {}
    for i, project_id in enumerate(wanted):
        goal, share = int(table.reason[i]), float(table.progress[i])
        found[project_id] = RollUp(
            progress=round(share * 100, 4) if np.isfinite(share) else None,
            status=Code(int(table.status[i])).key,
            worst_id=kpi_ids[int(goals.reason[goal])] if goal >= 0 else None,
            kpis=counts[project_id],
        )
    return found


def read_value(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """The value dimension of open projects; one that has no KPI says so from the planning stage on (two queries)."""
    sums = roll_up_projects(projects)
    ids = [found.worst_id for found in sums.values() if found.worst_id is not None]
    worst = {k.pk: k for k in Kpi.objects.filter(pk__in=ids).select_related("reading").defer("reading__result")}
    made = {p.pk: _value_of(p, sums[p.pk], worst.get(sums[p.pk].worst_id or 0)) for p in projects}
    return {pk: reading for pk, reading in made.items() if reading is not None}


def _value_of(project: Project, found: RollUp, worst: Kpi | None) -> DimensionReading | None:
    if worst is None:
        if ORDER.index(project.stage) <= ORDER.index(Stage.GOALS):
            return None
        said = Sentence("value.uncounted") if found.kpis else Sentence("value.none")
        url = reverse("goals:overview", args=[project.key])
        return DimensionReading(Status.NONE, said, url, owner_id=project.manager_id)
    stored = Sentence.from_json(worst.reading.sentence) if hasattr(worst, "reading") else None
    sentence = Sentence("value.kpi", {"kpi": name(worst), "why": nested(stored or Sentence("kpi.awaiting"))})
    label = Sentence("plain", {"text": name(worst)})
    return DimensionReading(found.status, sentence, worst.url, label, worst.owner_id)


def read_silence(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """Days since a person last did anything on an active project (one query)."""
    end = datetime.combine(as_of, time.max, tzinfo=ZoneInfo(settings.TIME_ZONE))
    active = [p for p in projects if p.state == State.ACTIVE]
    last: dict[int, Any] = dict(
        AuditEntry.objects.filter(project_id__in=[p.pk for p in active], actor__isnull=False, at__lte=end)
        .values_list("project_id")
        .annotate(last=Max("at"))
        .order_by()
    )
    return {p.pk: _silence_of(p, last.get(p.pk), as_of) for p in active}


def _silence_of(project: Project, last: datetime | None, as_of: date) -> DimensionReading:
    url = reverse("portfolio:history", args=[project.key])
    if last is None:
        return DimensionReading(Status.OFF, Sentence("silence.never"), url, owner_id=project.manager_id)
    on = last.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    age = (as_of - on).days
    if age <= project.portfolio.threshold("silence_days"):
        return DimensionReading(Status.OK, Sentence("silence.fresh", {"on": day(on)}), url, owner_id=project.manager_id)
    sentence = Sentence("silence.silent", {"age": days(age), "on": day(on)})
    fact = Sentence("silence.fact", {"age": days(age)})
    return DimensionReading(Status.OFF, sentence, url, owner_id=project.manager_id, fact=fact)
