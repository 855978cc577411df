"""Sign-offs: where the newest version stands, what it says, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pmo.accounts.models import User
from pmo.texts import Sentence, name, pick, words
from projects.goals import versions, wording
from projects.goals.choices import Cadence, SignatureDecision, SignOffStatus
from projects.goals.models import Goal, Kpi, Signature, SignOff
from projects.goals.sentences import counted
from projects.portfolio.choices import State, Status
from projects.portfolio.models import Project

MARKS: dict[str, Status] = {
    SignOffStatus.OPEN: Status.IDLE,
    SignOffStatus.SIGNED: Status.DONE,
    SignOffStatus.DECLINED: Status.OFF,
    SignOffStatus.VOID: Status.OFF,
    SignOffStatus.WITHDRAWN: Status.IDLE,
}
ANSWERS: dict[str, Status] = {
    SignatureDecision.SIGNED: Status.DONE,
    SignatureDecision.DECLINED: Status.OFF,
    SignatureDecision.WAITING: Status.IDLE,
}


def visible(user: Any) -> QuerySet[SignOff]:
    return SignOff.objects.visible_to(user).select_related("project", "project__portfolio", "asked_by")


def is_asked(round_: SignOff, user: Any) -> bool:
    """Whether the person is one of those who sign this version."""
    return round_.signatures.filter(executive=user).exists()


@dataclass(frozen=True)
class Row:
    """One executive's line."""

    signature: Signature
    status: str

    @property
    def waiting(self) -> bool:
        return self.signature.decision == SignatureDecision.WAITING


@dataclass(frozen=True)
class Standing:
    """The newest version of a project's goals, and what came before it."""

    round: SignOff
    rows: list[Row]
    previous: SignOff | None
    changed_since: bool

    @property
    def status(self) -> str:
        return Status.RISK if self.asks_again and self.waiting else MARKS[self.round.status]

    @property
    def waiting(self) -> list[Signature]:
        return [row.signature for row in self.rows if row.waiting]

    @property
    def signed(self) -> list[Signature]:
        return [row.signature for row in self.rows if row.signature.decision == SignatureDecision.SIGNED]

    @property
    def declined(self) -> Signature | None:
        found = [row.signature for row in self.rows if row.signature.decision == SignatureDecision.DECLINED]
        return found[0] if found else None

    @property
    def asks_again(self) -> bool:
        return self.previous is not None and self.previous.status == SignOffStatus.VOID

    def sentence(self) -> Sentence:
        """What the state of the newest version means, with names."""
        version = {"version": self.round.goals_version}
        if self.round.status == SignOffStatus.SIGNED:
            return Sentence("goals.lead.signed", {**version, "signed": names(self.signed)})
        if self.round.status == SignOffStatus.DECLINED and self.declined is not None:
            why = words(self.declined.comment)
            return Sentence("goals.lead.declined", {**version, "who": name(self.declined.executive), "why": why})
        if self.round.status in (SignOffStatus.VOID, SignOffStatus.WITHDRAWN):
            return Sentence(f"goals.lead.{self.round.status}", version)
        more = {**version, "missing": names(self.waiting)}
        if self.asks_again and self.previous is not None:
            return Sentence("goals.lead.again", {**more, "before": self.previous.goals_version})
        return Sentence("goals.lead.waiting", more)


def names(signatures: Iterable[Signature]) -> dict[str, str]:
    """Names of executives, joined as each language does."""
    people = [s.executive for s in signatures]
    return words("、".join(p.name for p in people), ", ".join(p.name_en or p.name for p in people))


def standing(project: Project) -> Standing | None:
    """The newest version of a visible project's goals; None if nobody was ever asked."""
    rounds = list(SignOff.objects.filter(project=project).select_related("asked_by").order_by("-goals_version")[:2])
    if not rounds:
        return None
    newest = rounds[0]
    changed = not newest.is_live and versions.fingerprint(versions.freeze(project)) != newest.fingerprint
    return Standing(newest, rows_of(newest), rounds[1] if len(rounds) > 1 else None, changed)


def rows_of(round_: SignOff) -> list[Row]:
    found = round_.signatures.select_related("executive").order_by("id")
    return [Row(signature, ANSWERS[signature.decision]) for signature in found]


# ---- what a version says ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FrozenKpi:
    name: str
    promise: str
    due_on: date | None
    owner: str
    cadence: str
    weight: int
    changed: bool


@dataclass(frozen=True)
class FrozenGoal:
    code: str
    title: str
    description: str
    owner: str
    weight: int
    changed: bool
    kpis: list[FrozenKpi]


@dataclass(frozen=True)
class Change:
    """One line of the comparison: what, then both versions side by side. kind: added | removed | changed."""

    kind: str
    goal: str
    kpi: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class SignOffPage:
    rows: list[Row]
    goals: list[FrozenGoal]
    previous: SignOff | None
    newest: SignOff
    changes: list[Change]
    rounds: list[SignOff]
    mine: Signature | None
    earlier: Signature | None
    now_differs: bool

    @property
    def kpi_count(self) -> int:
        return sum(len(goal.kpis) for goal in self.goals)


def page(round_: SignOff, user: Any) -> SignOffPage:
    """Everything on the page of a version the caller has shown to be visible."""
    rounds = list(SignOff.objects.filter(project_id=round_.project_id).order_by("-goals_version"))
    previous = next((r for r in rounds if r.goals_version < round_.goals_version), None)
    people = _people([round_.frozen, *([previous.frozen] if previous else [])])
    rows = rows_of(round_)
    mine = next((row.signature for row in rows if row.signature.executive_id == user.pk), None)
    earlier = None
    if mine is not None and previous is not None:
        earlier = previous.signatures.filter(executive=user, decision=SignatureDecision.SIGNED).first()
    differences = versions.compare(previous.frozen, round_.frozen) if previous else []
    current = round_.fingerprint
    if not round_.is_live:
        current = versions.fingerprint(versions.freeze(round_.project))
    return SignOffPage(
        rows=rows,
        goals=_frozen_goals(round_.frozen, previous.frozen if previous else None, people),
        previous=previous,
        newest=rounds[0],
        changes=[_change(difference, people) for difference in differences],
        rounds=rounds,
        mine=mine,
        earlier=earlier,
        now_differs=current != round_.fingerprint,
    )


def _people(frozen: Sequence[Mapping[str, Any]]) -> dict[int, User]:
    ids = set()
    for version in frozen:
        for goal in version["goals"]:
            ids |= {goal["owner_id"], *(kpi["owner_id"] for kpi in goal["kpis"])}
    return User.objects.in_bulk([pk for pk in ids if pk])


def _frozen_goals(
    frozen: Mapping[str, Any], before: Mapping[str, Any] | None, people: Mapping[int, User]
) -> list[FrozenGoal]:
    old = {goal["id"]: goal for goal in before["goals"]} if before else None
    return [_frozen_goal(goal, old, people) for goal in frozen["goals"]]


def _frozen_goal(
    goal: Mapping[str, Any], old: Mapping[int, Mapping[str, Any]] | None, people: Mapping[int, User]
) -> FrozenGoal:
    known = old.get(goal["id"]) if old is not None else goal
    known_kpis = {kpi["id"]: kpi for kpi in known["kpis"]} if known else {}
    own = {k: v for k, v in goal.items() if k != "kpis"}
    return FrozenGoal(
        code=f"G-{goal['number']:02d}",
        title=pick(goal["title"], goal["title_en"]),
        description=goal["description"],
        owner=people[goal["owner_id"]].label if goal["owner_id"] in people else "",
        weight=goal["weight"],
        changed=known is None or own != {k: v for k, v in known.items() if k != "kpis"},
        kpis=[
            FrozenKpi(
                name=pick(kpi["name"], kpi["name_en"]),
                promise=wording.frozen_promise(kpi),
                due_on=date.fromisoformat(kpi["due_on"]) if kpi["due_on"] else None,
                owner=people[kpi["owner_id"]].label if kpi["owner_id"] in people else "",
                cadence=str(Cadence(kpi["cadence"]).label),
                weight=kpi["weight"],
                changed=known_kpis.get(kpi["id"]) != kpi,
            )
            for kpi in goal["kpis"]
        ],
    )


def _change(found: versions.Difference, people: Mapping[int, User]) -> Change:
    goal, kpi = pick(*found.goal), pick(*found.kpi) if found.kpi else ""
    if found.kind == "changed":
        model: type[Goal] | type[Kpi] = Kpi if found.kpi else Goal
        label = wording.field_label(model, found.field.removesuffix("_id"))
        before = wording.frozen_value(found.field, found.before, found.old or {}, people)
        after = wording.frozen_value(found.field, found.after, found.new or {}, people)
        return Change("changed", goal, kpi, label, before, after)
    shown = wording.frozen_promise(found.new or found.old or {}) if found.kpi else goal
    label = _("KPI") if found.kpi else _("Goal")
    if found.kind == "added":
        return Change("added", goal, kpi, label, _("not in it"), shown)
    return Change("removed", goal, kpi, label, shown, _("not in it"))


# ---- whose turn it is -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """A version waiting for one executive, with what they need to know before they open it."""

    round: SignOff
    asked: int
    signed: int
    previous: SignOff | None
    changes: int = 0
    goals: int = 0
    kpis: int = 0

    def why(self) -> Sentence:
        counts: dict[str, Any] = {"signed": self.signed, "asked": self.asked}
        if self.previous is not None:
            changes = counted("changes", self.changes)
            return Sentence(
                "sign_off.why.changed", {**counts, "changes": changes, "before": self.previous.goals_version}
            )
        goals, kpis = counted("goals", self.goals), counted("kpis", self.kpis)
        return Sentence("sign_off.why.first", {**counts, "goals": goals, "kpis": kpis})


def asked_of(user: Any) -> QuerySet[SignOff]:
    """Open versions of running projects that wait for this person."""
    asked = Signature.objects.filter(executive_id=user.pk, decision=SignatureDecision.WAITING).values("sign_off_id")
    open_now = visible(user).filter(status=SignOffStatus.OPEN, project__state__in=(State.ACTIVE, State.ON_HOLD))
    return open_now.filter(pk__in=asked)


def to_sign(user: Any) -> list[Turn]:
    """Those of `asked_of`, with what changed since the version before."""
    rounds = list(asked_of(user).prefetch_related("signatures"))
    if not rounds:
        return []
    older = SignOff.objects.filter(project_id__in=[r.project_id for r in rounds]).order_by("goals_version")
    by_project: dict[int, list[SignOff]] = {}
    for row in older:
        by_project.setdefault(row.project_id, []).append(row)
    return [_turn(round_, by_project[round_.project_id]) for round_ in rounds]


def _turn(round_: SignOff, siblings: list[SignOff]) -> Turn:
    before = [r for r in siblings if r.goals_version < round_.goals_version]
    signatures = list(round_.signatures.all())
    goals = round_.frozen["goals"]
    return Turn(
        round=round_,
        asked=len(signatures),
        signed=sum(1 for s in signatures if s.decision == SignatureDecision.SIGNED),
        previous=before[-1] if before else None,
        changes=len(versions.compare(before[-1].frozen, round_.frozen)) if before else 0,
        goals=len(goals),
        kpis=sum(len(goal["kpis"]) for goal in goals),
    )


@dataclass(frozen=True)
class Newest:
    """The newest version of one project, as lists and the spine show it."""

    version: int
    status: str
    signed: int
    asked: int
    after_void: bool = field(default=False)


def newest_of(project_ids: Sequence[int]) -> dict[int, Newest]:
    """The newest version of each project, in two queries."""
    rounds: dict[int, list[SignOff]] = {}
    rows = SignOff.objects.filter(project_id__in=project_ids).defer("frozen").prefetch_related("signatures")
    for row in rows.order_by("project_id", "-goals_version"):
        rounds.setdefault(row.project_id, []).append(row)
    found = {}
    for project_id, versions_ in rounds.items():
        newest = versions_[0]
        answers = [s.decision for s in newest.signatures.all()]
        found[project_id] = Newest(
            version=newest.goals_version,
            status=newest.status,
            signed=answers.count(SignatureDecision.SIGNED),
            asked=len(answers),
            after_void=len(versions_) > 1 and versions_[1].status == SignOffStatus.VOID,
        )
    return found
