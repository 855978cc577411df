"""Pilots, what their samples prove, and whether a roll-out may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from pmo import access, texts
from pmo.access.roles import Role
from pmo.texts import Sentence, name
from projects.gates import judging
from projects.gates.choices import OPENS_ROLLOUT, FeedbackKind, PilotStatus, PilotVerdict
from projects.gates.judging import Judged
from projects.gates.models import Pilot, PilotCriterion, PilotFeedback, RolloutException
from projects.gates.sampling import Sample
from projects.gates.selectors import gates
from projects.goals import readings
from projects.goals.sentences import said
from projects.portfolio.choices import State
from projects.portfolio.models import Project

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)


def visible(user: Any) -> QuerySet[Pilot]:
    return Pilot.objects.visible_to(user).select_related(
        "project__portfolio", "project__sponsor", "project__business_owner", "verdict_by"
    )


def of_project(user: Any, project: Project) -> list[Pilot]:
    rows = visible(user).filter(project=project).prefetch_related("units")
    return list(rows.annotate(feedback_count=Count("feedback")).order_by("-number"))


def judged(pilot: Pilot) -> list[Judged]:
    """Each criterion with what its sample proves (three queries)."""
    return judged_of([pilot]).get(pilot.pk, [])


def judged_of(rows: Sequence[Pilot]) -> dict[int, list[Judged]]:
    """The criteria of several pilots with what their samples prove (three queries)."""
    wanted = PilotCriterion.objects.filter(pilot__in=[row.pk for row in rows])
    criteria = list(wanted.select_related("kpi").order_by("pilot_id", "number"))
    ran = {row.pk: (row.start_on, row.finish_on) for row in rows}
    spans = {row.pk: (row.kpi_id, *ran[row.pilot_id]) for row in criteria if row.kpi_id is not None}
    known = readings.of([kpi_id for kpi_id, _first, _last in spans.values()])
    measured = readings.measured(list(spans.values()))
    found: dict[int, list[Judged]] = {}
    for row in criteria:
        span = spans.get(row.pk)
        judged = judging.judge(row, known.get(span[0]), measured.get(span, ())) if span else judging.judge(row, None)
        found.setdefault(row.pilot_id, []).append(judged)
    return found


def feedback(pilot: Pilot) -> list[PilotFeedback]:
    return list(pilot.feedback.select_related("author", "answered_by"))


def defects(pilot: Pilot, today: date) -> Sample | None:
    """Defects people who take part told, and the weeks it has run; None before its first day is over."""
    until = min(pilot.finish_on, today)
    days = (until - pilot.start_on).days + 1
    if days < 1:
        return None
    rows = pilot.feedback.filter(kind=FeedbackKind.DEFECT)
    count = sum(pilot.start_on <= timezone.localdate(at) <= until for at in rows.values_list("given_at", flat=True))
    weeks = (Decimal(days) / 7).quantize(Decimal("0.01"))
    params = {"n": texts.num(count), "weeks": texts.num(weeks), "on": texts.day(until)}
    return Sample(Sentence("pilot.sample.defects", params), until, count, periods=weeks, url=f"{pilot.url}#feedback")


@dataclass(frozen=True)
class Standing:
    """Whether roll-out money may flow. `blocked` says why not; `sentence` says why it may."""

    judged: Pilot | None
    exception: RolloutException | None
    blocked: Sentence | None
    sentence: Sentence


def standing(project: Project) -> Standing:
    """From the newest verdict of a pilot and the exception, if the sponsor signed one (two queries)."""
    exception = RolloutException.objects.select_related("signed_by").filter(project=project).first()
    rows = Pilot.objects.filter(project=project, status=PilotStatus.JUDGED).select_related("verdict_by")
    newest = rows.order_by("-verdict_at", "-number").first()
    if newest is not None and newest.verdict in OPENS_ROLLOUT:
        return Standing(newest, exception, None, said_by(newest))
    if exception is not None:
        return Standing(newest, exception, None, excepted(exception))
    sentence = _blocked(project, newest)
    return Standing(newest, None, sentence, sentence)


def rollout_blocked(project: Project) -> Sentence | None:
    """Why roll-out money may not be released: no pilot says so, and no signed exception. None: it may."""
    return standing(project).blocked


def _blocked(project: Project, newest: Pilot | None) -> Sentence:
    sponsor = project.sponsor
    who: Any = name(sponsor) if sponsor is not None else texts.nested(Sentence("rollout.nobody"))
    if newest is None:
        return Sentence("rollout.no_pilot", {"who": who})
    params = {"code": newest.code, "pilot": name(newest), "verdict": verdict_words(newest), "who": who}
    return Sentence("rollout.pilot_failed", params)


def verdict_words(pilot: Pilot) -> dict[str, Any]:
    return said(PilotVerdict(pilot.verdict).label)


def said_by(pilot: Pilot) -> Sentence:
    on = texts.day(timezone.localdate(pilot.verdict_at)) if pilot.verdict_at else ""
    who = name(pilot.verdict_by) if pilot.verdict_by else ""
    params = {"code": pilot.code, "pilot": name(pilot), "verdict": verdict_words(pilot), "who": who, "on": on}
    return Sentence("rollout.pilot_opens", params)


def excepted(exception: RolloutException) -> Sentence:
    on = texts.day(timezone.localdate(exception.signed_at))
    params = {"who": name(exception.signed_by), "on": on, "reason": exception.reason.rstrip("。. ")}
    return Sentence("rollout.exception", params)


def may_judge(project: Project, person: Any) -> bool:
    """Whether this person stands outside those who carry the project out: its sponsor, its business owner, or nobody
    of the team (one query at most). Whoever leads it never judges it."""
    if project.manager_id == person.pk:
        return False
    return person.pk in (project.sponsor_id, project.business_owner_id) or not gates.on_team(project, [person])


def to_judge(user: Any, today: date) -> QuerySet[Pilot]:
    """Pilots that ended and wait for the verdict of this sponsor or business owner."""
    held = access.of(user).project_roles
    mine = [pk for pk, roles in held.items() if roles & {Role.EXECUTIVE, Role.BUSINESS_OWNER}]
    named = Q(project__sponsor_id=user.pk) | Q(project__business_owner_id=user.pk)
    rows = visible(user).filter(named, project__in=mine, status=PilotStatus.RUNNING, finish_on__lt=today)
    rows = rows.exclude(project__manager_id=user.pk)
    return rows.filter(project__state__in=OPEN_STATES).order_by("finish_on")


def ending(project_ids: Any, start: date, end: date) -> QuerySet[Pilot]:
    rows = Pilot.objects.filter(project__in=project_ids, finish_on__range=(start, end))
    return rows.exclude(status__in=(PilotStatus.JUDGED, PilotStatus.CANCELLED)).select_related("project")
