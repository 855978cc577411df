"""Surveys in the zoo, their subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from metrics.surveys import services
from metrics.surveys.models import Answer, Seat, Survey, SurveyRound
from metrics.surveys.samples import AFTER_GO_LIVE
from pmo.accounts.models import User
from pmo.records.models import create
from projects.portfolio.models import Project


@dataclass
class SurveySide:
    """The first round of a survey is closed and was answered, the second waits for its answers."""

    survey: Survey
    closed: SurveyRound
    running: SurveyRound
    text: Answer


def surveys_of(project: Project, manager: User, asked: User, word: str, now: datetime) -> SurveySide:
    survey = services.create_survey(
        by=manager,
        project=project,
        sample="after_go_live",
        title=f"{word} survey",
        title_en=f"{word} survey",
        intro=f"{word} intro",
        confidentiality="named",
        repeat="once",
        people=[asked],
        now=now,
    )
    begun = now - timedelta(days=20)
    closed = services.plan_round(
        by=manager, survey=survey, opens_at=begun, closes_at=begun + timedelta(days=9), now=begun
    )
    given = {"nps": 3, "csat": 4, "why": f"{word} wish"}
    services.submit(by=asked, found=closed, given=given, now=begun + timedelta(days=1))
    closed = services.close_round(by=manager, found=closed, now=begun + timedelta(days=9))
    running = services.plan_round(
        by=manager, survey=survey, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30), now=now
    )
    return SurveySide(survey, closed, running, Answer.objects.get(round=closed, question="why"))


def subjects(make: Any, personal: str) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    survey = make("survey", lambda s: {"pk": s.surveys.survey.pk})
    question = make("survey", lambda s: {"pk": s.surveys.survey.pk, "question": "nps"})
    running = make("survey", lambda s: {"pk": s.surveys.running.pk})
    closed = make("survey", lambda s: {"pk": s.surveys.closed.pk})
    texts = make("survey", lambda s: {"pk": s.surveys.closed.pk, "question": "why"})
    return {
        "surveys:": survey,
        "surveys:new": make("survey", lambda s: {"key": s.project.key}),
        "surveys:question": question,
        "surveys:question_new": survey,
        "surveys:follow": question,
        "surveys:round": closed,
        "surveys:round_new": survey,
        "surveys:round_close": running,
        "surveys:round_cancel": running,
        "surveys:texts": texts,
        "surveys:raise_pain": texts,
        "surveys:answer": make(personal, lambda s: {"pk": s.surveys.running.pk}, "employee"),
        "surveys:thanks": make(personal, lambda s: {"pk": s.surveys.closed.pk}, "employee"),
    }


def api_subjects(make: Any) -> dict[str, Any]:
    return {"api:survey-": make("survey", lambda s: {"pk": s.surveys.survey.pk})}


PAGE_BODIES: dict[str, Any] = {
    "surveys:raise_pain": lambda s: {"answer": str(s.surveys.text.pk)},
    "surveys:answer": lambda s: {"nps": "9", "csat": "4"},
}


def another(project: Project, person: User, now: datetime) -> Survey:
    """One survey more, with a closed round that somebody answered: for lists of many."""
    survey = create(
        Survey(project=project, title="S", owner=person, questions=[q.to_json() for q in AFTER_GO_LIVE.questions]),
        now=now,
    )
    found = create(
        SurveyRound(
            survey=survey,
            number=1,
            opens_at=now - timedelta(days=9),
            closes_at=now - timedelta(days=2),
            confidentiality="named",
            smallest=1,
            status="closed",
            questions=survey.questions,
            invited=1,
            answered=1,
        ),
        now=now,
    )
    Seat.objects.create(round=found, user=person, answered=True)
    return survey
