"""Gatekeepers speak; when their rule is fulfilled the gate is decided, once, with all its consequences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit, notify
from pmo.access import policy
from pmo.accounts.models import User
from pmo.notify.choices import Kind
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, day, name
from projects.gates import effects
from projects.gates.choices import COMES_AGAIN, POINTS, DecisionRule, GateStatus, Met, Outcome
from projects.gates.models import Gate, GateCondition, GateDecision, Vote
from projects.gates.selectors import gates as selectors
from projects.gates.selectors.gates import Board, Line
from projects.goals.sentences import said
from projects.portfolio import services as portfolio
from projects.portfolio.acts import lock
from projects.portfolio.choices import ORDER, State
from projects.portfolio.models import Project

STATUS = {
    Outcome.GO: GateStatus.PASSED,
    Outcome.CONDITIONAL: GateStatus.CONDITIONAL,
    Outcome.HOLD: GateStatus.HELD,
    Outcome.RECYCLE: GateStatus.RECYCLED,
    Outcome.STOP: GateStatus.STOPPED,
}


class EvidenceChanged(Conflict):
    """The evidence is no longer what the gatekeeper saw. `board` is what it says now."""

    def __init__(self, board: Board) -> None:
        super().__init__(
            _("The evidence changed after you opened the page. Compare both, then decide again."),
            code="evidence_changed",
        )
        self.board = board


@dataclass(frozen=True)
class Asked:
    """A condition a gatekeeper asks for."""

    text: str
    owner: User
    due_on: date


@transaction.atomic
def decide(
    *,
    by: Any,
    gate: Gate,
    outcome: str,
    watermark: str,
    now: datetime,
    minutes: str = "",
    points: Mapping[int, int] | None = None,
    conditions: Sequence[Asked] = (),
    next_on: date | None = None,
) -> GateDecision | None:
    """One gatekeeper's judgement on the evidence with this `watermark`; the decision, when it settles the round.

    `points`: 0 to 10 by id of the criteria people judge. Raises Forbidden (not a keeper, or on the team), Conflict
    (decided already, an earlier gate is open, stale evidence) or Invalid; a refusal undoes everything, also what an
    effect of a go had begun.
    """
    policy.require(by, "decide", gate)
    project = lock(gate.project)
    gate = Gate.objects.select_related("project").get(pk=gate.pk)
    gate.project = project
    _require_turn(gate, by)
    today = timezone.localdate(now)
    board = selectors.board(gate, today)
    if watermark != board.watermark:
        raise EvidenceChanged(board)
    _check(gate, board, outcome, minutes, points or {}, conditions, next_on, today)
    vote = _speak(gate, by, outcome, minutes, points or {}, conditions, next_on, board, now)
    decision = _settle(gate, vote, today, now)
    _record(by, gate, vote, decision, now)
    return decision


def require_keeper(gate: Gate, by: Any) -> None:
    if by.pk not in {person.pk for person in selectors.keepers(gate)}:
        raise Forbidden(_("Only the gatekeepers named for this gate decide it."), code="not_a_keeper")


def _require_turn(gate: Gate, by: Any) -> None:
    if not gate.is_undecided:
        raise Conflict(
            _("This gate is decided: %(status)s."), code="decided", params={"status": gate.get_status_display()}
        )
    require_keeper(gate, by)
    if selectors.on_team(gate.project, [by]):
        raise Forbidden(
            _("%(names)s works on this project and cannot be its gatekeeper."),
            code="on_team",
            params={"names": by.label},
        )
    earlier = selectors.before(gate)
    if earlier is not None:
        raise Conflict(
            _("%(code)s comes first and is not passed yet."), code="earlier_open", params={"code": earlier.code}
        )


def _check(
    gate: Gate,
    board: Board,
    outcome: str,
    minutes: str,
    points: Mapping[int, int],
    conditions: Sequence[Asked],
    next_on: date | None,
    today: date,
) -> None:
    if outcome not in Outcome.values:
        raise Invalid(_("Choose a decision."), code="required", field="outcome")
    for line in board.lines:
        if line.criterion.by_people and line.criterion.pk not in points:
            raise Invalid(
                _("Judge every criterion that people judge; missing: %(title)s."),
                code="not_judged",
                field=f"points_{line.criterion.pk}",
                params={"title": line.criterion.label},
            )
    if outcome != Outcome.GO and not minutes.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="minutes")
    if outcome == Outcome.GO:
        judged = [line for line in board.musts if line.criterion.by_people]
        _refuse_go([*board.open_musts, *(line for line in judged if 2 * points[line.criterion.pk] <= POINTS)])
    if outcome == Outcome.CONDITIONAL and not conditions:
        raise Invalid(_("Name at least one condition, its owner and when it is due."), code="required", field="text_1")
    if outcome in COMES_AGAIN and (next_on is None or next_on <= today):
        raise Invalid(_("Say on which day to come it is decided again."), code="required", field="next_on")
    if any(asked.due_on < today for asked in conditions):
        raise Invalid(_("A condition cannot be due in the past."), code="past", field="due_1")


def _speak(
    gate: Gate,
    by: Any,
    outcome: str,
    minutes: str,
    points: Mapping[int, int],
    conditions: Sequence[Asked],
    next_on: date | None,
    board: Board,
    now: datetime,
) -> Vote:
    judged = {line.criterion.pk for line in board.lines if line.criterion.by_people}
    kept = {str(pk): value for pk, value in points.items() if pk in judged}
    if any(not 0 <= value <= POINTS for value in kept.values()):
        raise Invalid(_("Points go from 0 to 10."), code="range")
    vote, _made = Vote.objects.update_or_create(
        gate=gate,
        round=gate.round,
        person=by,
        defaults={
            "outcome": outcome,
            "minutes": minutes,
            "points": kept,
            "next_on": next_on if outcome in COMES_AGAIN else None,
            "watermark": board.watermark,
            "given_at": now,
        },
    )
    vote.conditions.all().delete()
    if outcome == Outcome.CONDITIONAL:
        for asked in conditions:
            create(
                GateCondition(gate=gate, vote=vote, text=asked.text, owner=asked.owner, due_on=asked.due_on), now=now
            )
    return vote


# --- settling -------------------------------------------------------------------------------------------------------


def settled(rule: str, keepers: int, outcomes: Sequence[str]) -> str:
    """What the voices of a round decide under the rule of the gate; "" while nothing is decided."""
    if not outcomes:
        return ""
    if rule == DecisionRule.ONE:
        return outcomes[0]
    top, count = Counter(outcomes).most_common(1)[0]
    needed = keepers if rule == DecisionRule.ALL else keepers // 2 + 1
    return top if count >= needed else ""


def _settle(gate: Gate, last: Vote, today: date, now: datetime) -> GateDecision | None:
    people = {person.pk for person in selectors.keepers(gate)}
    votes = [vote for vote in selectors.votes_of(gate) if vote.person_id in people]
    outcome = settled(gate.rule, len(people), [vote.outcome for vote in votes])
    if not outcome:
        return None
    board = selectors.board(gate, today, votes)
    if outcome == Outcome.GO:
        _require_enough(gate, board)
    agreeing = [vote for vote in votes if vote.outcome == outcome]
    next_on = max((vote.next_on for vote in agreeing if vote.next_on), default=None)
    decision = GateDecision.objects.create(
        gate=gate,
        round=gate.round,
        outcome=outcome,
        decided_at=now,
        decided_by=last.person,
        next_on=next_on,
        evidence=[line.to_json() for line in board.lines],
        watermark=board.watermark,
        score=board.score,
    )
    _adopt(agreeing, decision)
    _carry_out(gate, decision, last.person, now)
    _tell(gate, decision, now)
    return decision


def _adopt(agreeing: Sequence[Vote], decision: GateDecision) -> None:
    """The conditions of those who carried the decision; what two of them ask of the same person counts once."""
    known: set[tuple[str, int]] = set()
    for row in GateCondition.objects.filter(vote__in=agreeing).order_by("pk"):
        if (row.text, row.owner_id) not in known:
            known.add((row.text, row.owner_id))
            GateCondition.objects.filter(pk=row.pk).update(decision=decision)


def _require_enough(gate: Gate, board: Board) -> None:
    """What one alone thought met may be missed by what all of them said."""
    _refuse_go([line for line in board.musts if line.status != Met.MET])
    if board.score is not None and board.score < gate.pass_share:
        raise Conflict(
            _("The should-meet criteria reach %(score)s of the %(needed)s percent a go needs."),
            code="score_too_low",
            field="outcome",
            params={"score": f"{board.score:.0f}", "needed": gate.pass_share},
        )


def _refuse_go(unmet: Sequence[Line]) -> None:
    if unmet:
        raise Conflict(
            _(
                "A go needs every must-meet criterion; not met: %(titles)s. "
                "Decide a go with conditions, or another way."
            ),
            code="must_not_met",
            field="outcome",
            params={"titles": "; ".join(line.criterion.label for line in unmet)},
        )


def _carry_out(gate: Gate, decision: GateDecision, by: Any, now: datetime) -> None:
    """Consequences: the stage, the state of the project, and what rooms above hang on a go."""
    gate.status = STATUS[Outcome(decision.outcome)]
    fields = ["status"]
    if decision.outcome in COMES_AGAIN:
        gate.round += 1
        gate.planned_on = decision.next_on
        fields += ["round", "planned_on"]
    save(gate, now=now, fields=fields)
    # Read again: effects and acts of the portfolio see the row as it is.
    project = Project.objects.select_related("portfolio").get(pk=gate.project_id)
    gate.project = project
    reason = f"{gate.code} {gate.name}"
    if decision.opens:
        if project.state == State.ON_HOLD:
            project = portfolio.set_state(
                by=by, project=project, state=State.ACTIVE, reason=reason, now=now, at_gate=True
            )
        if ORDER.index(project.stage) < gate.opens_at:
            portfolio.advance(by=by, project=project, stage=gate.to_stage, reason=reason, now=now, at_gate=True)
        effects.carry_out(gate, by, now)
    elif decision.outcome == Outcome.HOLD and project.state == State.ACTIVE:
        portfolio.set_state(by=by, project=project, state=State.ON_HOLD, reason=reason, now=now, at_gate=True)
    elif decision.outcome == Outcome.STOP:
        portfolio.set_state(by=by, project=project, state=State.CANCELLED, reason=reason, now=now, at_gate=True)


def _tell(gate: Gate, decision: GateDecision, now: datetime) -> None:
    """Sponsor, manager and owner hear of the decision; owners of conditions of theirs."""
    project = gate.project
    people = {p.pk: p for p in (project.sponsor, project.manager, project.business_owner) if p is not None}
    params = {
        "code": gate.code,
        "gate": name(gate),
        "project": name(project),
        "outcome": said(Outcome(decision.outcome).label),
    }
    for person in people.values():
        notify.promise(
            rule="gate.decided",
            subject=gate,
            period=f"r{decision.round}",
            to=person,
            text=Sentence("gate.decided", params),
            url=gate.url,
            at=now,
            kind=Kind.INFO,
        )
    for condition in decision.conditions.select_related("owner"):
        more = {"text": condition.text, "on": day(condition.due_on)}
        notify.promise(
            rule="gate.condition_given",
            subject=condition,
            period="given",
            to=condition.owner,
            text=Sentence("gate.condition_given", {**params, **more}),
            url=gate.url,
            at=now,
            kind=Kind.INFO,
        )


def _record(by: Any, gate: Gate, vote: Vote, decision: GateDecision | None, now: datetime) -> None:
    after: dict[str, Any] = {"voice": str(vote.get_outcome_display())}
    if decision is not None:
        after["decision"] = str(decision.get_outcome_display())
    act = "gate.decided" if decision is not None else "gate.voted"
    audit.record(by=by, act=act, obj=gate, after=after, reason=vote.minutes, project_id=gate.project_id, now=now)
