"""What of stage 1 waits for a person, and what the spine and the calendar of a portfolio show of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.texts import Sentence, name, num
from projects.goals.choices import Feasibility, RequirementStatus, SignOffStatus
from projects.goals.models import Requirement, SignOff
from projects.goals.selectors import goals, requirements, sign_offs
from projects.goals.sentences import counted, said
from projects.portfolio import dimensions
from projects.portfolio.choices import Stage, Status
from projects.portfolio.dimensions import Act, Consequence, Decision, KeyDate
from projects.portfolio.models import Project


def connect() -> None:
    """Versions to sign, requirements to decide and to assess."""
    dimensions.register_decisions("goals.sign", _signing, lambda user, now: sign_offs.asked_of(user), Consequence.BINDS)
    dimensions.register_waiting(
        "goals.decide", lambda user, now: requirements.to_decide(user), _to_decide, Consequence.STEERS
    )
    dimensions.register_waiting(
        "goals.assess", lambda user, now: requirements.to_assess(user), _to_assess, Consequence.STEERS
    )


def _signing(user: Any, now: datetime) -> Iterator[Decision]:
    yield from (_to_sign(turn) for turn in sign_offs.to_sign(user))


def _to_sign(turn: sign_offs.Turn) -> Decision:
    round_ = turn.round
    project = round_.project
    return Decision(
        key=f"sign_off:{round_.pk}",
        kind=_("Sign-off"),
        title=Sentence("sign_off.title", {"project": name(project), "version": round_.goals_version}).plain(),
        why=turn.why(),
        acts=[
            Act(_("Sign"), reverse("goals:sign_off_sign", args=[round_.pk]), primary=True),
            Act(_("Decline"), reverse("goals:sign_off_decline", args=[round_.pk])),
        ],
        url=round_.url,
        waiting_since=round_.asked_at,
        due_on=round_.due_on,
        project_id=project.pk,
        evidence_url=round_.url,
    )


def _to_decide(row: Requirement) -> Decision:
    decide = reverse("goals:requirement_decide", args=[row.pk])
    params = {"verdict": said(Feasibility(row.feasibility).label), "who": name(row.raised_by)}
    if row.effort_days is None or row.feasibility == Feasibility.NOT_FEASIBLE:
        why = Sentence("requirement.why.refused", params)
    else:
        effort = num(row.effort_days, "人天", "person-days")
        why = Sentence("requirement.why.decide", {**params, "effort": effort})
    acts = [Act(_("Open"), f"{row.url}#decide")]
    if row.goal_id is not None and row.feasibility != Feasibility.NOT_FEASIBLE:
        fields = {"status": RequirementStatus.APPROVED.value, "version": str(row.version)}
        recommended = row.feasibility == Feasibility.FEASIBLE
        acts.insert(0, Act(_("Approve"), decide, primary=recommended, method="post", fields=fields))
    return Decision(
        key=f"requirement.decide:{row.pk}",
        kind=_("Requirement"),
        title=f"{row.code} {row.label}",
        why=why,
        acts=acts,
        url=row.url,
        waiting_since=row.assessed_at or row.created_at,
        project_id=row.project_id,
        evidence_url=row.url,
    )


def _to_assess(row: Requirement) -> Decision:
    who = {"who": name(row.raised_by)}
    why = Sentence("requirement.why.assess_no_goal", who)
    if row.goal is not None:
        why = Sentence("requirement.why.assess", {**who, "goal": name(row.goal, "title")})
    return Decision(
        key=f"requirement.assess:{row.pk}",
        kind=_("Assessment"),
        title=f"{row.code} {row.label}",
        why=why,
        acts=[Act(_("Assess"), f"{row.url}#assess", primary=True)],
        url=row.url,
        waiting_since=row.updated_at,
        project_id=row.project_id,
    )


def stage_facts(projects: Sequence[Project], as_of: date) -> Mapping[int, Sequence[Sentence]]:
    """The two lines under stage 1: the newest version and who signed it; how much there is."""
    ids = [project.pk for project in projects]
    newest, counts = sign_offs.newest_of(ids), goals.counts(ids)
    found: dict[int, list[Sentence]] = {}
    for pk in ids:
        facts = [_fact(newest[pk])] if pk in newest else []
        pains, goal_count = counts[pk]
        if pains or goal_count:
            facts.append(
                Sentence(
                    "stage.goals.counts", {"pains": counted("pains", pains), "goals": counted("goals", goal_count)}
                )
            )
        if facts:
            found[pk] = facts
    return found


def _fact(newest: sign_offs.Newest) -> Sentence:
    params = {"version": newest.version, "signed": newest.signed, "asked": newest.asked}
    if newest.status == SignOffStatus.SIGNED:
        return Sentence("stage.goals.signed", params)
    if newest.status in (SignOffStatus.VOID, SignOffStatus.DECLINED):
        return Sentence(f"stage.goals.{newest.status}", {"version": newest.version})
    return Sentence("stage.goals.waiting", params)


def stage_statuses(project_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """Stage 1 stands out where consensus was lost: declined, void, or changed and not signed again yet."""
    found = {}
    for project_id, newest in sign_offs.newest_of(project_ids).items():
        lost = newest.status in (SignOffStatus.DECLINED, SignOffStatus.VOID)
        if lost or (newest.status == SignOffStatus.OPEN and newest.after_void):
            found[project_id] = {Stage.GOALS.value: Status.RISK.value}
    return found


def asked_by(project_ids: Sequence[int], start: date, end: date) -> QuerySet[SignOff]:
    return SignOff.objects.filter(
        project_id__in=project_ids, status=SignOffStatus.OPEN, due_on__gte=start, due_on__lte=end
    )


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """Days by which executives are asked to sign."""
    rows = asked_by(project_ids, start, end)
    return [
        KeyDate(
            project_id=row.project_id,
            on=row.due_on,
            title=Sentence("sign_off.title", {"project": name(row.project), "version": row.goals_version}),
            lane="decide",
            url=row.url,
        )
        for row in rows.select_related("project").defer("frozen")
        if row.due_on is not None
    ]
