"""Reads of surveys, their rounds, and of what waits for somebody's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from metrics.surveys import audience
from metrics.surveys.choices import FEED, SCORED, Confidentiality, RoundStatus
from metrics.surveys.models import Answer, Seat, Survey, SurveyRound
from metrics.surveys.questions import Question, load, minutes
from metrics.surveys.words import HOW
from pmo.orgs.models import Unit
from pmo.texts import Sentence, day, name, nested, num, pct
from projects.goals.evidence import Evidence
from projects.goals.models import Kpi
from projects.portfolio.dimensions import Act, Decision, KeyDate


def visible(user: Any) -> QuerySet[Survey]:
    """With the round asked last (a planned one only before the first): its state, how many were asked and answered."""
    coming = Case(When(status=RoundStatus.PLANNED, then=Value(1)), default=Value(0))
    known = SurveyRound.objects.filter(survey=OuterRef("pk")).exclude(status=RoundStatus.CANCELLED)
    newest = known.order_by(coming, "-number")
    rows = Survey.objects.visible_to(user).select_related("project", "owner")
    seats = (
        Seat.objects.filter(round__survey=OuterRef("pk"), round__status=RoundStatus.OPEN, answered=True)
        .order_by()
        .values("round__survey")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return rows.annotate(
        round_number=Subquery(newest.values("number")[:1]),
        round_status=Subquery(newest.values("status")[:1]),
        round_closes=Subquery(newest.values("closes_at")[:1]),
        round_invited=Subquery(newest.values("invited")[:1]),
        round_answered=Subquery(newest.values("answered")[:1]),
        open_answered=Subquery(seats),
    )


@dataclass(frozen=True)
class SurveyPage:
    """What the page of a survey shows."""

    questions: list[Question]
    minutes: int
    rounds: list[SurveyRound]
    people: int
    units: list[Unit]
    named: list[Any]
    sentence: Sentence
    running: SurveyRound | None
    kpis: list[Kpi]


def page(survey: Survey, user: Any) -> SurveyPage:
    questions = load(survey.questions)
    rounds = counted(survey.rounds.all())
    running = next((r for r in rounds if r.status in (RoundStatus.PLANNED, RoundStatus.OPEN)), None)
    people = audience.people(survey).count()
    kpis: Any = Kpi.objects.visible_to(user)
    return SurveyPage(
        questions=questions,
        minutes=minutes(questions),
        rounds=rounds,
        people=people,
        units=list(survey.units.order_by("path")),
        named=list(survey.people.order_by("name")),
        sentence=_lead(survey, questions, rounds, people),
        running=running,
        kpis=list(kpis.filter(feed_kind=FEED, feed_id=survey.pk, retired_at=None).select_related("goal")),
    )


def counted(rows: Any) -> list[SurveyRound]:
    """Rounds, newest first; of open ones as many have answered as by now."""
    rows = rows.select_related("survey__project", "survey__owner").order_by("-number")
    found: list[SurveyRound] = list(rows.annotate(now=Count("seats", filter=Q(seats__answered=True))))
    for one in found:
        if one.status == RoundStatus.OPEN:
            one.answered = one.now  # type: ignore[attr-defined]
    return found


def _lead(survey: Survey, questions: Sequence[Question], rounds: Sequence[SurveyRound], people: int) -> Sentence:
    shown = next((r for r in rounds if r.status == RoundStatus.OPEN), None)
    shown = shown or next((r for r in rounds if r.status == RoundStatus.CLOSED), None) or next(iter(rounds), None)
    if shown is not None:
        return lead(shown, previous(shown))
    if not questions:
        return Sentence("survey.lead.empty")
    return Sentence("survey.lead.new", {"questions": len(questions), "people": people})


def lead(found: SurveyRound, before: SurveyRound | None) -> Sentence:
    """What somebody in a hurry should know of a round."""
    words: dict[str, Any] = {"number": found.number, "invited": found.invited, "answered": found.answered}
    if found.status == RoundStatus.CANCELLED:
        return Sentence("survey.lead.cancelled", words)
    if found.status == RoundStatus.PLANNED:
        people = audience.people(found.survey).count()
        return Sentence(
            "survey.lead.planned", {**words, "opens": day(timezone.localdate(found.opens_at)), "people": people}
        )
    if found.status == RoundStatus.OPEN:
        return Sentence("survey.lead.open", {**words, "closes": day(timezone.localdate(found.closes_at))})
    if found.answered < found.smallest:
        return Sentence("survey.lead.few", {**words, "smallest": found.smallest})
    headline = _headline(found)
    if headline is None:
        return Sentence("survey.lead.closed", {**words, "n": found.answered})
    kind, score = headline
    now = Sentence(f"survey.lead.{kind}", {**words, "n": found.answered, "value": said(kind, score["value"])})
    earlier = _headline(before) if before is not None else None
    if earlier is None or earlier[0] != kind:
        return now
    return Sentence("survey.lead.changed", {"now": nested(now), "before": said(kind, earlier[1]["value"])})


def said(kind: str, value: float) -> dict[str, Any]:
    """A score as a parameter of a sentence."""
    return (
        pct(round(value))
        if kind == "csat"
        else num(round(value, 1 if kind == "sus" else 0), digits=1 if kind == "sus" else 0)
    )


def _headline(found: SurveyRound) -> tuple[str, dict[str, Any]] | None:
    """The first scored question with a score."""
    for question in found.results.get("questions", ()):
        if question["kind"] in SCORED and question.get("score"):
            return question["kind"], question["score"]
    return None


def previous(found: SurveyRound) -> SurveyRound | None:
    """The closed round before this one."""
    rows = SurveyRound.objects.filter(survey_id=found.survey_id, number__lt=found.number, status=RoundStatus.CLOSED)
    return rows.order_by("-number").first()


def earlier(found: SurveyRound) -> list[SurveyRound]:
    """Closed rounds up to this one, oldest first."""
    rows = SurveyRound.objects.filter(survey_id=found.survey_id, number__lte=found.number, status=RoundStatus.CLOSED)
    return list(rows.order_by("number"))


def rounds(user: Any) -> QuerySet[SurveyRound]:
    """Rounds whose results somebody may see."""
    rows: QuerySet[SurveyRound] = SurveyRound.objects.visible_to(user).select_related(
        "survey__project", "survey__owner"
    )
    return rows


def units_of(results: Mapping[str, Any]) -> dict[int, Unit]:
    """The units named in stored results (one query)."""
    wanted = {row["unit"] for question in results.get("questions", ()) for row in question.get("units", ())}
    return Unit.objects.in_bulk(wanted) if wanted else {}


def texts(found: SurveyRound, key: str) -> list[Answer]:
    """What was written, in no order that means anything; with names only where the round promised names."""
    rows = found.answers.filter(question=key).order_by("pk")
    return list(rows.select_related("seat__user__unit") if found.is_named else rows)


def seat_of(user: Any, pk: int) -> Seat | None:
    """The seat of somebody who is asked, with its round."""
    return Seat.objects.filter(user_id=user.pk, round_id=pk).select_related("round__survey__project").first()


def unanswered(user: Any, now: datetime) -> QuerySet[Seat]:
    """Surveys that wait for somebody's answers."""
    return Seat.objects.filter(
        user_id=user.pk, answered=False, round__status=RoundStatus.OPEN, round__closes_at__gt=now
    )


def waiting(user: Any, now: datetime) -> Iterable[Decision]:
    """One query."""
    for seat in unanswered(user, now).select_related("round__survey"):
        found = seat.round
        words = {
            "minutes": minutes(load(found.questions)),
            "closes": day(timezone.localdate(found.closes_at)),
            "how": nested(Sentence(HOW[Confidentiality(found.confidentiality)])),
        }
        yield Decision(
            key=f"survey-{found.pk}",
            kind=_("Survey"),
            title=found.survey.label,
            why=Sentence("survey.waiting", words),
            acts=[Act(pgettext("survey", "Answer"), found.answer_url, primary=True)],
            url=found.answer_url,
            waiting_since=found.opens_at,
            due_on=timezone.localdate(found.closes_at),
            project_id=found.survey.project_id,
        )


def ending(project_ids: Sequence[int], start: date, end: date) -> QuerySet[SurveyRound]:
    return SurveyRound.objects.filter(
        survey__project__in=project_ids,
        status__in=(RoundStatus.PLANNED, RoundStatus.OPEN),
        closes_at__date__gte=start,
        closes_at__date__lte=end,
    )


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """The ends of rounds."""
    for found in ending(project_ids, start, end).select_related("survey"):
        words = {"title": name(found.survey, "title"), "number": found.number}
        on = timezone.localdate(found.closes_at)
        yield KeyDate(found.survey.project_id, on, Sentence("key_date.survey", words), "due", url=found.url)


def evidence(user: Any, ids: Sequence[int]) -> Mapping[int, Evidence]:
    """The rounds among these that `user` may open: where the evidence of a pain point leads."""
    found: dict[int, Evidence] = {}
    for one in rounds(user).filter(pk__in=ids):
        words = {"title": one.survey.label, "number": one.number}
        found[one.pk] = Evidence(label=_("%(title)s, round %(number)s") % words, url=one.url)
    return found
