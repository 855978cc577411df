"""Gates and pilots in the zoo, their subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pmo.accounts.models import User
from pmo.records.models import create
from projects.gates import services
from projects.gates.models import (
    Gate,
    GateCondition,
    GateCriterion,
    GateDecision,
    GateTemplate,
    KillAlarm,
    KillCriterion,
    Pilot,
    PilotCriterion,
    PilotFeedback,
    TemplateCriterion,
    TemplateGate,
    Vote,
)
from projects.gates.selectors import gates as selectors
from projects.gates.selectors import kill
from projects.gates.services import pilots
from projects.gates.services import templates as template_services
from projects.portfolio.models import Project


@dataclass
class GateSide:
    """The first gate of one project is decided with a condition, the second waits; a pilot runs."""

    gate: Gate
    criterion: GateCriterion
    condition: GateCondition
    kill: KillCriterion
    alarm: KillAlarm
    pilot: Pilot
    pilot_criterion: PilotCriterion
    feedback: PilotFeedback
    template: GateTemplate
    template_gate: TemplateGate
    template_criterion: TemplateCriterion


def gates_of(project: Project, manager: User, owner: User, word: str, now: datetime) -> GateSide:
    today = timezone.localdate(now)
    keepers = list(User.objects.filter(username__in=("ceo", "pmo")).order_by("username"))
    template_services.deliver(now=now)
    services.plan_gates(by=manager, project=project, now=now)
    Gate.objects.filter(project=project).update(name=f"{word} gate", name_en=f"{word} gate")
    passed, waiting = Gate.objects.select_related("project__portfolio").filter(project=project).order_by("number")[:2]
    waiting.criteria.exclude(kind="").delete()
    waiting.criteria.update(title=f"{word} criterion", title_en=f"{word} criterion")
    waiting.seats.exclude(person__in=keepers).delete()
    Gate.objects.filter(pk=waiting.pk).update(rule="one", planned_on=today + timedelta(days=5))
    return GateSide(
        gate=Gate.objects.select_related("project__portfolio").get(pk=waiting.pk),
        criterion=waiting.criteria.get(),
        condition=_condition(passed, keepers[0], owner, word, now),
        **_kill(project, word, now),
        **_pilot(project, manager, word, now),
        **_template(),
    )


def _condition(gate: Gate, keeper: User, owner: User, word: str, now: datetime) -> GateCondition:
    Gate.objects.filter(pk=gate.pk).update(status="conditional")
    common: dict[str, Any] = {"gate": gate, "round": 1, "outcome": "conditional", "watermark": "0" * 64}
    vote = Vote.objects.create(**common, person=keeper, minutes=f"{word} minutes", given_at=now)
    decision = GateDecision.objects.create(**common, decided_at=now, decided_by=keeper)
    due_on = timezone.localdate(now) + timedelta(days=9)
    row = GateCondition(gate=gate, vote=vote, decision=decision, text=f"{word} condition", owner=owner, due_on=due_on)
    return create(row, now=now)


def _kill(project: Project, word: str, now: datetime) -> dict[str, Any]:
    criterion = create(KillCriterion(project=project, kind="team", why=f"{word} would end it"), now=now)
    reading = kill.read(criterion, timezone.localdate(now)).to_json()
    return {"kill": criterion, "alarm": create(KillAlarm(criterion=criterion, raised_at=now, reading=reading), now=now)}


def _pilot(project: Project, manager: User, word: str, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    pilot = pilots.plan_pilot(
        by=manager,
        project=project,
        name=f"{word} pilot",
        name_en=f"{word} pilot",
        scope=f"{word} scope",
        start_on=today,
        finish_on=today + timedelta(days=20),
        now=now,
    )
    criterion = pilots.save_criterion(
        by=manager,
        pilot=pilot,
        name=f"{word} share",
        about="adoption",
        measure="share",
        target=Decimal(80),
        now=now,
    )
    pilots.set_running(by=manager, pilot=pilot, now=now)
    pilots.count(by=manager, criterion=criterion, hits=18, sample=20, measured_on=today, now=now)
    feedback = pilots.give_feedback(by=manager, pilot=pilot, kind="idea", text=f"{word} idea", now=now)
    pilots.write_findings(by=manager, pilot=pilot, findings=f"{word} findings", now=now)
    found = Pilot.objects.select_related("project__portfolio").get(pk=pilot.pk)
    return {"pilot": found, "pilot_criterion": criterion, "feedback": feedback}


def _template() -> dict[str, Any]:
    template = GateTemplate.objects.get(portfolio=None)
    gate = template.gates.order_by("number")[0]
    return {"template": template, "template_gate": gate, "template_criterion": gate.criteria.order_by("number")[0]}


# --- subjects: kind that decides who sees it, arguments, owners on our side ------------------------------------------


def subjects(make: Any) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    gate = make("gate", lambda s: {"pk": s.gates.gate.pk})
    criterion = make("gate", lambda s: {"pk": s.gates.gate.pk, "criterion_pk": s.gates.criterion.pk})
    on_project = make("gate", lambda s: {"key": s.project.key})
    pilots_of = make("pilot", lambda s: {"key": s.project.key})
    pilot = make("pilot", lambda s: {"pk": s.gates.pilot.pk})
    counted = make("pilot", lambda s: {"pk": s.gates.pilot.pk, "criterion_pk": s.gates.pilot_criterion.pk})
    template_gate = make("gate_template", lambda s: {"pk": s.gates.template_gate.pk})
    template_row = make("gate_template", lambda s: {"pk": s.gates.template_criterion.pk})
    return {
        "gates:gate": gate,
        "gates:criterion_new": gate,
        "gates:criterion_": criterion,
        "gates:gate_new": on_project,
        "gates:chain": on_project,
        "gates:set_up": on_project,
        "gates:kill_new": on_project,
        "gates:kill_retire": make("gate", lambda s: {"pk": s.gates.kill.pk}),
        "gates:kill_answer": make("gate", lambda s: {"pk": s.gates.alarm.pk}),
        "gates:condition_done": make("gate", lambda s: {"pk": s.gates.condition.pk}, "owner"),
        "gates:pilots": pilots_of,
        "gates:pilot_new": pilots_of,
        "gates:exception": pilots_of,
        "gates:pilot": pilot,
        "gates:pilot_criterion_new": make("pilot", lambda s: {"pk": s.gates.pilot.pk, "measure": "share"}),
        "gates:pilot_criterion_": counted,
        "gates:pilot_count": counted,
        "gates:feedback_answer": make("pilot", lambda s: {"pk": s.gates.feedback.pk}),
        "gates:template": make("gate_template", lambda s: {"pk": s.gates.template.pk}),
        "gates:template_gate_": template_gate,
        "gates:template_gate_new": make("gate_template", lambda s: {"pk": s.gates.template.pk}),
        "gates:template_criterion_": template_row,
        "gates:template_criterion_new": template_gate,
    }


def api_subjects(make: Any) -> dict[str, Any]:
    return {
        "api:gate-": make("gate", lambda s: {"pk": s.gates.gate.pk}),
        "api:pilot-": make("pilot", lambda s: {"pk": s.gates.pilot.pk}),
    }


# Acts only the named person can do: our side, foreign side.
NAMED = {
    "gates:gate_decide": (frozenset({"ceo", "pmo"}), frozenset({"pmo"})),
    "gates:kill_answer": (frozenset({"cfo"}), frozenset()),
    # Over there the CEO is one of the team, and gives no verdict on its work.
    "gates:pilot_judge": (frozenset({"cfo", "owner", "pmo"}), frozenset({"pmo"})),
    "api:pilot-judge": (frozenset({"cfo", "owner", "pmo", "scoped"}), frozenset({"pmo"})),
    "api:gate-decide": (frozenset({"ceo", "pmo", "scoped"}), frozenset({"pmo"})),
}


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _decide(side: Any) -> dict[str, Any]:
    gate = Gate.objects.select_related("project__portfolio").get(pk=side.gates.gate.pk)
    return {
        "outcome": "recycle",
        "watermark": selectors.board(gate, timezone.localdate()).watermark,
        "minutes": "not yet",
        "points": [{"criterion": side.gates.criterion.pk, "points": 4}],
        "next_on": _day(30),
    }


def _pilot_body(side: Any) -> dict[str, Any]:
    return {"name": "New pilot", "scope": "small", "start_on": _day(1), "finish_on": _day(20)}


BODIES = {
    "POST api:gate-plan": lambda s: {"planned_on": _day(9)},
    "POST api:gate-decide": _decide,
    "POST api:pilot-list": lambda s: {"project": s.project.key, **_pilot_body(s)},
    "PUT api:pilot-detail": _pilot_body,
    "PATCH api:pilot-detail": lambda s: {"name": "Renamed"},
    "POST api:pilot-feedback": lambda s: {"kind": "idea", "text": "better so"},
    "POST api:pilot-judge": lambda s: {"verdict": "roll_out", "note": "it works"},
}
MADE = {"api:pilot-list": "pilot"}
