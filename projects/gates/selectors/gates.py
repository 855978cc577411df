"""Gates: whose turn it is, what they ask for, and the evidence as it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.texts import Sentence, pick
from projects.gates import evidence
from projects.gates.choices import KEEPER_ROLES, POINTS, UNDECIDED, Met
from projects.gates.evidence import Evidence
from projects.gates.models import (
    Gate,
    GateCondition,
    GateCriterion,
    GateDecision,
    Gatekeeper,
    GateTemplate,
    Vote,
)
from projects.gates.sentences import some_of
from projects.portfolio.choices import State
from projects.portfolio.models import Portfolio, Project, ProjectMember

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)
# A gate is put before its keepers so many days ahead.
AHEAD = timedelta(days=14)


def visible(user: Any) -> QuerySet[Gate]:
    return Gate.objects.visible_to(user).select_related(
        "project__portfolio", "project__sponsor", "project__manager", "project__business_owner"
    )


def chain(project: Project) -> list[Gate]:
    """The gates of a visible project, with their keepers (three queries)."""
    rows = Gate.objects.filter(project=project).order_by("number")
    return list(rows.prefetch_related("keepers", "decisions").annotate(criterion_count=Count("criteria")))


def keepers(gate: Gate) -> list[User]:
    return [seat.person for seat in Gatekeeper.objects.filter(gate=gate).select_related("person")]


def candidates(user: Any, project: Project | None, *more: int) -> QuerySet[User]:
    """Who may be named as a gatekeeper: people who see every project and work on this one in no part."""
    rows = User.objects.visible_to(user).filter(is_active=True, role_grants__role__in=KEEPER_ROLES)
    if project is not None:
        team = ProjectMember.objects.filter(project=project).values("user_id")
        rows = rows.exclude(Q(pk__in=team) & ~Q(pk__in=more))
    return rows.distinct().order_by("name", "pk")


def on_team(project: Project, people: Iterable[User]) -> list[User]:
    """Those of `people` who work on the project."""
    wanted = list(people)
    members = set(
        ProjectMember.objects.filter(project=project, user__in=[p.pk for p in wanted]).values_list("user_id", flat=True)
    )
    return [person for person in wanted if person.pk in members]


def by_role(roles: Sequence[str], project: Project) -> list[User]:
    """Everybody with one of the company-wide roles who is not on the project."""
    team = ProjectMember.objects.filter(project=project).values("user_id")
    wanted = [role for role in roles if role in KEEPER_ROLES]
    rows = User.objects.filter(is_active=True, role_grants__role__in=wanted).exclude(pk__in=team)
    return list(rows.distinct().order_by("pk"))


def pmo_leads() -> list[User]:
    return list(User.objects.active().filter(role_grants__role=Role.PMO_LEAD).distinct().order_by("pk"))


# --- templates ------------------------------------------------------------------------------------------------------


def templates(user: Any) -> QuerySet[GateTemplate]:
    rows = GateTemplate.objects.visible_to(user).select_related("portfolio")
    return rows.prefetch_related("gates__criteria", "gates__people")


def template_for(portfolio: Portfolio) -> GateTemplate | None:
    """The portfolio's own template, or the company's."""
    rows = GateTemplate.objects.filter(Q(portfolio=portfolio) | Q(portfolio__isnull=True))
    found = list(rows.select_related("portfolio"))
    return max(found, key=lambda t: t.portfolio_id is not None, default=None)


# --- evidence -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A criterion with what is known: evidence, or the points gatekeepers gave (None: nobody has yet)."""

    criterion: GateCriterion
    evidence: Evidence | None = None
    points: float | None = None
    judges: int = 0

    @property
    def number(self) -> int:
        return self.criterion.number

    @property
    def label(self) -> str:
        return self.criterion.label

    @property
    def must(self) -> bool:
        return self.criterion.must

    @property
    def weight(self) -> int:
        return self.criterion.weight

    @property
    def status(self) -> str:
        if self.evidence is not None:
            return str(self.evidence.status)
        if self.points is None:
            return Met.NOT_AVAILABLE
        return Met.MET if 2 * self.points > POINTS else Met.MISSED

    @property
    def word(self) -> Any:
        return Met(self.status).label

    @property
    def said(self) -> Sentence:
        """Of a must-meet criterion that people judge: how many of those who have judged find it met."""
        return some_of(round((self.points or 0) * self.judges / POINTS), self.judges)

    @property
    def scored(self) -> float | None:
        """Points of 10 of a should-meet criterion; None: not available, so left out of the share."""
        if self.evidence is None:
            return self.points
        return {Met.MET.value: float(POINTS), Met.MISSED.value: 0.0}.get(str(self.evidence.status))

    def to_json(self) -> dict[str, Any]:
        criterion = self.criterion
        return {
            "criterion": criterion.pk,
            "number": criterion.number,
            "title": criterion.title,
            "title_en": criterion.title_en,
            "must": criterion.must,
            "kind": criterion.kind,
            "weight": criterion.weight,
            "points": self.points,
            "judges": self.judges,
            "evidence": self.evidence.to_json() if self.evidence else None,
        }


@dataclass(frozen=True)
class Board:
    """All criteria of a gate at one moment; `watermark` changes with any value, threshold or status of evidence."""

    lines: list[Line]
    watermark: str

    @property
    def musts(self) -> list[Line]:
        return [line for line in self.lines if line.criterion.must]

    @property
    def shoulds(self) -> list[Line]:
        return [line for line in self.lines if not line.criterion.must]

    @property
    def open_musts(self) -> list[Line]:
        """Must-meet criteria bound to evidence that does not say they are met."""
        return [line for line in self.musts if line.evidence is not None and line.status != Met.MET]

    @property
    def met(self) -> int:
        return sum(line.status == Met.MET for line in self.musts)

    @property
    def unscored(self) -> int:
        return sum(line.scored is None for line in self.shoulds)

    @property
    def score(self) -> Decimal | None:
        """Percent of the points of the should-meet criteria that are known; None when none is."""
        known = [(line.criterion.weight, line.scored) for line in self.shoulds if line.scored is not None]
        total = sum(weight for weight, _points in known)
        if not total:
            return None
        reached = sum(weight * (points or 0) for weight, points in known)
        return Decimal(str(round(100 * reached / (POINTS * total), 1)))


def board(gate: Gate, as_of: date, votes: Sequence[Vote] | None = None) -> Board:
    """The evidence as it is now, with the points given in the running round."""
    given = votes_of(gate) if votes is None else votes
    lines = [_line(gate, criterion, as_of, given) for criterion in gate.criteria.order_by("number")]
    return Board(lines, watermark(gate, lines))


def _line(gate: Gate, criterion: GateCriterion, as_of: date, votes: Sequence[Vote]) -> Line:
    if not criterion.by_people:
        return Line(criterion, evidence.read(criterion.kind, gate.project, as_of, criterion.threshold))
    points = [vote.points[str(criterion.pk)] for vote in votes if str(criterion.pk) in vote.points]
    return Line(criterion, None, sum(points) / len(points) if points else None, len(points))


def watermark(gate: Gate, lines: Sequence[Line]) -> str:
    """A fingerprint of what a gatekeeper sees: the round, the criteria, and the evidence of those bound to it."""
    seen = [gate.round, *compact(lines)]
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()


def compact(lines: Sequence[Line]) -> list[list[Any]]:
    """Criterion, value, threshold and status of each line: what is compared, and shown when it changed."""
    found: list[list[Any]] = []
    for line in lines:
        kept = line.evidence.to_json() if line.evidence else {}
        criterion = line.criterion
        found.append([criterion.pk, criterion.must, kept.get("value"), kept.get("threshold"), kept.get("status")])
    return found


# --- votes and decisions --------------------------------------------------------------------------------------------


def votes_of(gate: Gate) -> list[Vote]:
    """The voices of the running round."""
    return list(Vote.objects.filter(gate=gate, round=gate.round).select_related("person"))


def history(gate: Gate) -> list[GateDecision]:
    rows = GateDecision.objects.filter(gate=gate).select_related("decided_by").order_by("-round")
    return list(rows.prefetch_related("conditions__owner", "conditions__done_by"))


def minutes(gate: Gate) -> dict[int, list[Vote]]:
    """All voices by round."""
    found: dict[int, list[Vote]] = {}
    for vote in Vote.objects.filter(gate=gate).select_related("person").order_by("given_at"):
        found.setdefault(vote.round, []).append(vote)
    return found


def conditions(user: Any) -> QuerySet[GateCondition]:
    return GateCondition.objects.visible_to(user).select_related("gate__project__portfolio", "owner")


def open_conditions(project_ids: Any) -> QuerySet[GateCondition]:
    rows = GateCondition.objects.filter(gate__project__in=project_ids, decision__isnull=False, done_at__isnull=True)
    return rows.select_related("gate__project__manager", "owner").order_by("due_on", "pk")


def before(gate: Gate) -> Gate | None:
    """The first gate in front of this one that is not passed yet."""
    rows = Gate.objects.filter(project=gate.project_id, number__lt=gate.number, status__in=UNDECIDED)
    return rows.order_by("number").first()


def waiting_for(user: Any, today: date) -> QuerySet[Gate]:
    """Gates this person keeps, that are near or past their day, and on which they have not spoken in this round; or
    everybody has, and their voices decide nothing."""
    spoken = Vote.objects.filter(gate=OuterRef("pk"), round=OuterRef("round"), person_id=user.pk)
    heard = Vote.objects.filter(gate=OuterRef("gate"), round=OuterRef("gate__round"), person=OuterRef("person"))
    silent = Gatekeeper.objects.filter(~Exists(heard), gate=OuterRef("pk"))
    earlier = Gate.objects.filter(project=OuterRef("project"), number__lt=OuterRef("number"), status__in=UNDECIDED)
    near = Q(planned_on__lte=today + AHEAD)
    return visible(user).filter(
        near, ~Exists(spoken) | ~Exists(silent), ~Exists(earlier),
        seats__person_id=user.pk, status__in=UNDECIDED, project__state__in=OPEN_STATES,
    )  # fmt: skip


def to_decide(user: Any, today: date) -> list[Gate]:
    """Those of `waiting_for`, with how many of the keepers have spoken."""
    rows = waiting_for(user, today)
    seats = Count("seats", distinct=True)
    # Voices of those who keep it no longer do not count.
    voices = Count("votes", filter=Q(votes__round=F("round"), votes__person=F("keepers")), distinct=True)
    again = Gate.objects.filter(pk__in=rows.order_by().values("pk")).select_related("project")
    return list(again.annotate(seat_count=seats, spoken=voices).order_by("planned_on", "pk"))


@dataclass(frozen=True)
class FrozenLine:
    """A criterion as it was when the gate was decided."""

    number: int
    label: str
    must: bool
    weight: int
    evidence: Evidence | None
    points: float | None
    judges: int

    @property
    def status(self) -> str:
        if self.evidence is not None:
            return str(self.evidence.status)
        if self.points is None:
            return Met.NOT_AVAILABLE
        return Met.MET if 2 * self.points > POINTS else Met.MISSED

    @property
    def word(self) -> Any:
        return Met(self.status).label

    @property
    def said(self) -> Sentence:
        """Of a must-meet criterion that people judge: how many of those who have judged find it met."""
        return some_of(round((self.points or 0) * self.judges / POINTS), self.judges)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> FrozenLine:
        return cls(
            row["number"],
            pick(row["title"], row["title_en"]),
            row["must"],
            row["weight"],
            Evidence.from_json(row["evidence"]) if row["evidence"] else None,
            row["points"],
            row["judges"],
        )


@dataclass(frozen=True)
class Decided:
    """One round as the page tells it: the decision, the evidence it was made on, who said what."""

    decision: GateDecision
    lines: list[FrozenLine]
    voices: list[Vote]


def decided(gate: Gate) -> list[Decided]:
    """All rounds, the newest first (four queries)."""
    said = minutes(gate)
    return [
        Decided(row, [FrozenLine.of(line) for line in row.evidence], said.get(row.round, [])) for row in history(gate)
    ]
