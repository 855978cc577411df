"""Rounds of the pulse and what they came to; what waits for somebody's answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from changemgmt.engines.readiness import Readiness
from changemgmt.readiness import counting
from changemgmt.readiness.choices import RoundStatus
from changemgmt.readiness.models import PulseRound, PulseSeat, Stakeholder
from pmo.orgs.models import Unit
from projects.portfolio.models import Project


@dataclass(frozen=True)
class UnitLine:
    unit: Unit | None
    found: Readiness


@dataclass(frozen=True)
class GroupResult:
    """A group in a round. `found` None: withheld. `before`: the round before in which it was shown."""

    group: Stakeholder
    found: Readiness | None
    units: tuple[UnitLine, ...] = ()
    before: Readiness | None = None
    # Ready in percent, oldest first, of the rounds in which the group was shown.
    trend: tuple[tuple[int, float], ...] = ()


@dataclass
class Result:
    """A closed round as it is read."""

    round: PulseRound
    whole: Readiness | None = None
    before: Readiness | None = None
    groups: list[GroupResult] = field(default_factory=list)


def visible(user: Any) -> QuerySet[PulseRound]:
    """With how many have answered by now (`now_answered` of open ones)."""
    rows = PulseRound.objects.visible_to(user).select_related("project__portfolio", "started_by")
    return rows.annotate(now_answered=Count("seats", filter=Q(seats__answer__isnull=False), distinct=True))


def of_project(user: Any, project: Project) -> list[PulseRound]:
    """Newest first."""
    return list(visible(user).filter(project=project).order_by("-number"))


def answered(found: PulseRound) -> int:
    return int(getattr(found, "now_answered", 0)) if found.is_open else found.answered


def result(found: PulseRound) -> Result:
    """What a closed round came to, beside the rounds before it (four queries)."""
    rounds = PulseRound.objects.filter(
        project_id=found.project_id, status=RoundStatus.CLOSED, number__lte=found.number
    ).order_by("number")
    history = list(rounds)
    made = Result(found, counting.read(found.results.get("whole")))
    earlier = [r for r in history if r.number < found.number]
    made.before = next((w for r in reversed(earlier) if (w := counting.read(r.results.get("whole")))), None)
    named = Unit.objects.in_bulk({u["unit"] for g in found.results.get("groups", ()) for u in g["units"]})
    stored = {row["group"]: row for row in found.results.get("groups", ())}
    for group in found.groups.order_by("number"):
        row = stored.get(group.pk)
        trend = tuple(_trend(history, group.pk))
        made.groups.append(
            GroupResult(
                group,
                counting.read(row),
                tuple(
                    UnitLine(named.get(u["unit"]), read)
                    for u in (row or {}).get("units", ())
                    if (read := counting.read(u))
                ),
                next((r for old in reversed(earlier) if (r := _of_group(old, group.pk))), None),
                trend,
            )
        )
    return made


def _of_group(found: PulseRound, group_id: int) -> Readiness | None:
    return next((counting.read(g) for g in found.results.get("groups", ()) if g["group"] == group_id), None)


def _trend(history: Iterable[PulseRound], group_id: int) -> Iterable[tuple[int, float]]:
    for one in history:
        found = _of_group(one, group_id)
        if found is not None:
            yield one.number, found.ready


def newest(project_ids: Sequence[int], as_of: date) -> dict[int, PulseRound]:
    """The last closed round with a result of each project (one query)."""
    found: dict[int, PulseRound] = {}
    rows = PulseRound.objects.filter(
        project__in=project_ids, status=RoundStatus.CLOSED, closes_at__date__lte=as_of
    ).select_related("project")
    for one in rows.order_by("number"):
        if one.results.get("whole"):
            found[one.project_id] = one
    return found


def of_units(found: PulseRound, paths: dict[int, str]) -> dict[int, Readiness]:
    """By unit (with everything below it), the sum of what the round shows. `paths`: of the units asked about, and of
    all units below them."""
    leaves: dict[int, list[Readiness]] = {}
    for group in found.results.get("groups", ()):
        for row in group["units"]:
            if (read := counting.read(row)) is not None:
                leaves.setdefault(row["unit"], []).append(read)
    made: dict[int, Readiness] = {}
    for pk, path in paths.items():
        parts = [read for unit, some in leaves.items() if paths.get(unit, "").startswith(path) for read in some]
        if (whole := counting.together(parts)) is not None:
            made[pk] = whole
    return made


def seat_of(user: Any, pk: int) -> PulseSeat | None:
    """The seat of somebody who is asked, with its round."""
    rows = PulseSeat.objects.filter(user_id=user.pk, round_id=pk)
    return rows.select_related("round__project", "group").first()


def waiting(user: Any, now: datetime) -> QuerySet[PulseSeat]:
    """Rounds that wait for somebody's answers."""
    rows = PulseSeat.objects.filter(
        user_id=user.pk, answer__isnull=True, round__status=RoundStatus.OPEN, round__closes_at__gt=now
    )
    return rows.select_related("round__project")
