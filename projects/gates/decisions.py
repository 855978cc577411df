"""Gates, verdicts and alarms that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence, nested
from projects.gates.choices import DecisionRule
from projects.gates.evidence import Evidence
from projects.gates.models import Gate, KillAlarm, Pilot
from projects.gates.selectors import gates, kill, pilots
from projects.goals.sentences import said
from projects.portfolio import dimensions
from projects.portfolio.dimensions import Act, Consequence, Decision


def connect() -> None:
    register = dimensions.register_waiting
    dimensions.register_decisions(
        "gates", _gates, lambda user, now: gates.waiting_for(user, timezone.localdate(now)), Consequence.BINDS
    )
    register("gates.alarms", lambda user, now: kill.to_answer(user), _alarm, Consequence.BINDS)
    register(
        "gates.pilots", lambda user, now: pilots.to_judge(user, timezone.localdate(now)), _pilot, Consequence.BINDS
    )


def _gates(user: Any, now: datetime) -> Iterator[Decision]:
    yield from (_gate(gate, now) for gate in gates.to_decide(user, timezone.localdate(now)))


def _gate(gate: Gate, now: datetime) -> Decision:
    """Put before its keeper since it came near, or since it was put off."""
    spoken: int = gate.spoken  # type: ignore[attr-defined]
    seats: int = gate.seat_count  # type: ignore[attr-defined]
    params = {"spoken": texts.num(spoken), "of": texts.num(seats), "rule": said(DecisionRule(gate.rule).label)}
    since = gate.created_at
    if gate.planned_on is not None:
        params["on"] = texts.day(gate.planned_on)
        near = datetime.combine(gate.planned_on - gates.AHEAD, time(8), tzinfo=timezone.get_current_timezone())
        since = max(near, gate.created_at)
    return Decision(
        key=f"gate.decide:{gate.pk}:{gate.round}",
        kind=_("Gate"),
        title=f"{gate.project.key} · {gate.code} {gate.label}",
        why=Sentence("gate.why.split" if spoken == seats else "gate.why.decide", params),
        acts=[Act(_("Open"), f"{gate.url}#decide", primary=True)],
        url=gate.url,
        waiting_since=min(since, now),
        due_on=gate.planned_on,
        project_id=gate.project_id,
        evidence_url=f"{gate.url}#evidence",
    )


def _alarm(alarm: KillAlarm) -> Decision:
    found = Evidence.from_json(alarm.reading)
    project = alarm.criterion.project
    why = Sentence("gate.why.alarm", {"sentence": nested(found.sentence), "why": alarm.criterion.why})
    return Decision(
        key=f"gate.kill:{alarm.pk}",
        kind=_("Kill criterion"),
        title=f"{project.key} · {_('A kill criterion came true')}",
        why=why,
        acts=[Act(_("Answer"), reverse("gates:kill_answer", args=[alarm.pk]), primary=True)],
        url=kill.url_of(project),
        waiting_since=alarm.raised_at,
        project_id=project.pk,
        evidence_url=found.url,
    )


def _pilot(pilot: Pilot) -> Decision:
    ended = datetime.combine(pilot.finish_on, time(18), tzinfo=timezone.get_current_timezone())
    return Decision(
        key=f"pilot.judge:{pilot.pk}",
        kind=_("Pilot"),
        title=f"{pilot.project.key} · {pilot.code} {pilot.label}",
        why=Sentence("gate.why.pilot", {"on": texts.day(pilot.finish_on)}),
        acts=[Act(_("Give the verdict"), f"{pilot.url}#verdict", primary=True)],
        url=pilot.url,
        waiting_since=ended,
        project_id=pilot.project_id,
        evidence_url=pilot.url,
    )
