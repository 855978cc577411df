"""Gates that come near, judgements that are missing, conditions that fall due: told once per person and occasion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from pmo import notify, texts
from pmo.notify.choices import Kind
from pmo.notify.services import Promise
from pmo.texts import Sentence
from projects.gates.choices import UNDECIDED
from projects.gates.models import Gate, GateCondition, Vote
from projects.portfolio.choices import State

SOON, MISSING, CONDITION = "gate.remind.soon", "gate.remind.missing", "gate.remind.condition"
SPLIT = "gate.remind.split"
CONDITION_LATE = "gate.remind.condition_late"
# Days before a gate on which its keepers and the project manager hear of it.
STEPS = (1, 3, 7)
# A condition is named so many days ahead, and every week it is late.
CONDITION_AHEAD = timedelta(days=3)
WEEK = 7
# A judgement missing for longer is a matter for the PMO, not for another mail.
BEHIND = timedelta(days=30)


def remind(*, now: datetime) -> int:
    """Promise what is due; returns how many are new. Safe to run twice at once and to miss a day."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return notify.promise_many([*_gates(today, now), *_conditions(today, now)])


def _gates(today: date, now: datetime) -> Iterator[Promise]:
    rows = Gate.objects.filter(
        status__in=UNDECIDED,
        planned_on__range=(today - BEHIND, today + timedelta(days=STEPS[-1])),
        project__state__in=(State.ACTIVE, State.ON_HOLD),
    ).select_related("project__manager")
    gates = list(rows.prefetch_related("keepers").order_by("pk"))
    spoken = set(Vote.objects.filter(gate__in=gates).values_list("gate_id", "round", "person_id"))
    for gate in gates:
        on = gate.planned_on
        if on is None:
            continue
        people = [p for p in gate.keepers.all() if p.is_active]
        silent = [p for p in people if (gate.pk, gate.round, p.pk) not in spoken]
        if people and not silent:
            for person in people:
                yield _promise(gate, SPLIT, f"r{gate.round}:{on}:split", person, on, now, Kind.DECISION)
        left = (on - today).days
        if left < 0:
            for person in silent:
                yield _promise(gate, MISSING, f"r{gate.round}:{on}:late", person, on, now, Kind.DECISION)
            continue
        step = next(step for step in STEPS if left <= step)
        manager = gate.project.manager
        also = [manager] if manager is not None and manager.is_active else []
        for person in [*silent, *also]:
            yield _promise(gate, SOON, f"r{gate.round}:{on}:{step}", person, on, now, Kind.REMINDER)


def _promise(gate: Gate, rule: str, period: str, to: object, on: date, now: datetime, kind: Kind) -> Promise:
    params = {
        "code": gate.code,
        "gate": texts.name(gate),
        "project": texts.name(gate.project),
        "on": texts.day(on),
    }
    return Promise(
        rule=rule,
        subject=gate,
        period=period,
        to=to,  # type: ignore[arg-type]
        text=Sentence(rule, params),
        url=gate.url,
        at=now,
        kind=kind,
    )


def _conditions(today: date, now: datetime) -> Iterator[Promise]:
    rows = GateCondition.objects.filter(
        decision__isnull=False,
        done_at__isnull=True,
        due_on__lte=today + CONDITION_AHEAD,
        gate__project__state__in=(State.ACTIVE, State.ON_HOLD),
    ).select_related("gate__project", "owner")
    for condition in rows.order_by("pk"):
        if not condition.owner.is_active:
            continue
        late = (today - condition.due_on).days
        rule = CONDITION_LATE if late > 0 else CONDITION
        week = f":w{(late - 1) // WEEK}" if late > 0 else ""
        params = {
            "code": condition.gate.code,
            "project": texts.name(condition.gate.project),
            "on": texts.day(condition.due_on),
            "text": condition.text,
        }
        yield Promise(
            rule=rule,
            subject=condition,
            period=f"{condition.due_on}{week}",
            to=condition.owner,
            text=Sentence(rule, params),
            url=condition.gate.url,
            at=now,
            kind=Kind.REMINDER,
        )
