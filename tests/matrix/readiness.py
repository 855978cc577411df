"""Stakeholders, impacts, rounds of the pulse and blackouts in the zoo, their subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from changemgmt.readiness import counting, services
from changemgmt.readiness.models import Blackout, Impact, PulseRound, PulseSeat, Stakeholder, StakeholderAction
from pmo.accounts.models import User
from pmo.records.models import create
from projects.portfolio.models import Project


@dataclass
class ReadinessSide:
    """The first round is closed, the second waits for the one who is asked. Nobody is asked through `services`: that
    takes five people of a unit."""

    group: Stakeholder
    impact: Impact
    action: StakeholderAction
    closed: PulseRound
    running: PulseRound
    blackout: Blackout


def readiness_of(project: Project, manager: User, doer: User, word: str, now: datetime) -> ReadinessSide:
    today = timezone.localdate(now)
    unit = doer.unit
    group = services.add_stakeholder(
        by=manager, project=project, name=f"{word} group", name_en=f"{word} group", note=f"{word} note",
        units=[unit], current=2, now=now,
    )  # fmt: skip
    impact = services.add_impact(
        by=manager, group=group, aspect="process", level=2, before=f"{word} paper", after=f"{word} scanner",
        starts_on=today, ends_on=today + timedelta(days=40), now=now,
    )  # fmt: skip
    action = services.add_action(
        by=manager, stakeholder=group, text=f"{word} talk", owner=doer, due_on=today + timedelta(days=3), now=now
    )
    # Blackouts are the company's, whichever side names them.
    blackout = create(
        Blackout(kind="own", name="Stock count", starts_on=today, ends_on=today + timedelta(days=3)), now=now
    )
    closed = _round(project, group, manager, 1, now - timedelta(days=20), now - timedelta(days=12), "closed")
    running = _round(project, group, manager, 2, now - timedelta(days=1), now + timedelta(days=20), "open")
    PulseSeat.objects.create(round=closed, user=doer, group=group, unit=unit, answer=[5, 5, 5, 5, 5])
    PulseSeat.objects.create(round=running, user=doer, group=group, unit=unit)
    return ReadinessSide(group, impact, action, closed, running, blackout)


def _round(
    project: Project, group: Stakeholder, by: User, number: int, opens: datetime, closes: datetime, status: str
) -> PulseRound:
    sheets = [counting.Sheet(group.pk, None, (5, 4, 3, 2, 2))] * 6
    made = create(
        PulseRound(
            project=project, number=number, opens_at=opens, closes_at=closes, status=status, started_by=by, invited=9,
            answered=6 if status == "closed" else 0,
            results=counting.count(sheets, [group.pk]) if status == "closed" else {},
        ),
        now=opens,
    )  # fmt: skip
    made.groups.add(group)
    return made


def pages(make: Any, personal: str) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    holder = make("stakeholder", lambda s: {"pk": s.readiness.group.pk})
    impact = make("impact", lambda s: {"pk": s.readiness.impact.pk})
    unit = make("change_load", lambda s: {"pk": s.user.unit_id})
    blackout = make("change_load", lambda s: {"pk": s.readiness.blackout.pk})
    running = make("readiness", lambda s: {"pk": s.readiness.running.pk})
    return {
        "readiness:affected": make("impact", lambda s: {"key": s.project.key}),
        "readiness:collisions": make("impact", lambda s: {"key": s.project.key}),
        "readiness:impacts_export": make("impact", lambda s: {"key": s.project.key}),
        "readiness:impact": impact,
        "readiness:impact_new": holder,
        "readiness:grid": make("stakeholder", lambda s: {"key": s.project.key}),
        "readiness:stakeholders_export": make("stakeholder", lambda s: {"key": s.project.key}),
        "readiness:stakeholder_new": make("stakeholder", lambda s: {"key": s.project.key}),
        "readiness:stakeholder": holder,
        "readiness:action": make("stakeholder_action", lambda s: {"pk": s.readiness.action.pk}, "employee"),
        "readiness:action_new": holder,
        "readiness:unit_load": unit,
        "readiness:capacity": unit,
        "readiness:blackout": blackout,
        "readiness:pulse": make("readiness", lambda s: {"key": s.project.key}),
        "readiness:round_new": make("readiness", lambda s: {"key": s.project.key}),
        "readiness:round": running,
        "readiness:answer": make(personal, lambda s: {"pk": s.readiness.running.pk}, "employee"),
        "readiness:thanks": make(personal, lambda s: {"pk": s.readiness.closed.pk}, "employee"),
    }


def imports(make: Any) -> tuple[Any, ...]:
    def one(code: str, kind: str) -> Any:
        return make(
            "project", lambda s: {"kind": code}, query=lambda s: f"project={s.project.key}", also=(kind, "import")
        )

    return one("stakeholders", "stakeholder"), one("impacts", "impact")


def api(make: Any) -> dict[str, Any]:
    return {
        "api:stakeholder-": make("stakeholder", lambda s: {"pk": s.readiness.group.pk}),
        "api:impact-": make("impact", lambda s: {"pk": s.readiness.impact.pk}),
        "api:stakeholder-action-": make("stakeholder_action", lambda s: {"pk": s.readiness.action.pk}, "employee"),
        "api:readiness-": make("readiness", lambda s: {"pk": s.readiness.closed.pk}),
    }


PAGE_BODIES: dict[str, Any] = {
    "readiness:answer": lambda s: {f"e{n}": "4" for n in range(5)},
}


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _impact(side: Any) -> dict[str, Any]:
    return {"aspect": "role", "level": 1, "after": "new", "starts_on": _day(0), "ends_on": _day(9)}


def _action(side: Any) -> dict[str, Any]:
    return {"text": "New act", "owner": side.user.pk, "due_on": _day(9)}


BODIES: dict[str, Any] = {
    "POST api:stakeholder-list": lambda s: {"project": s.project.key, "name": "New", "kind": "person"},
    "PUT api:stakeholder-detail": lambda s: {"name": "Renamed"},
    "PATCH api:stakeholder-detail": lambda s: {"power": 5},
    "POST api:impact-list": lambda s: {"group": s.readiness.group.pk, **_impact(s)},
    "PUT api:impact-detail": _impact,
    "PATCH api:impact-detail": lambda s: {"after": "other"},
    "POST api:stakeholder-action-list": lambda s: {"stakeholder": s.readiness.group.pk, **_action(s)},
    "PUT api:stakeholder-action-detail": _action,
    "PATCH api:stakeholder-action-detail": lambda s: {"text": "Renamed"},
    "POST api:stakeholder-action-finish": lambda s: {"outcome": "done"},
    "POST api:stakeholder-action-drop": lambda s: {"reason": "not needed"},
}
MADE = {
    "api:stakeholder-list": "stakeholder",
    "api:impact-list": "impact",
    "api:stakeholder-action-list": "stakeholder_action",
}


def another(side: ReadinessSide, place: Project, person: User, n: int, now: datetime) -> None:
    """One group more with an impact and an action, one round more: for lists of many."""
    today = timezone.localdate(now)
    group = create(Stakeholder(project=place, number=100 + n, name=f"G{n}", current=2), now=now)
    group.units.add(*side.group.units.all())
    create(
        Impact(group=group, aspect="process", level=1, after="x", starts_on=today, ends_on=today + timedelta(days=9)),
        now=now,
    )
    create(StakeholderAction(stakeholder=group, text="A", owner=person, due_on=today), now=now)
    _round(place, group, person, 100 + n, now - timedelta(days=9), now - timedelta(days=2), "closed")
    create(Blackout(kind="own", name=f"B{n}", starts_on=today, ends_on=today), now=now)
