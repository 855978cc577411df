"""From what people said to what the project does about it: a KPI that follows a score, a pain point with its quote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.surveys.choices import EVIDENCE, FEED, SCORED, RoundStatus
from metrics.surveys.models import Answer, Survey, SurveyRound
from metrics.surveys.questions import Question, load
from metrics.surveys.services import feed
from metrics.surveys.words import SCORE_NAMES, SCORES
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.texts import Sentence
from projects.goals import services as goals
from projects.goals.choices import Cadence, KpiKind, PainSource
from projects.goals.models import Goal, Kpi, PainPoint

TITLE, QUOTE = 60, 300


@transaction.atomic
def score_to_kpi(
    *,
    by: Any,
    survey: Survey,
    goal: Goal,
    key: str,
    target: str,
    due_on: date,
    owner: Any,
    now: datetime,
    weight: int = 1,
) -> Kpi:
    """A KPI whose baseline is the first closed round; all closed rounds are its first values, later ones follow.

    Raises Forbidden, Conflict (no round with a score, followed already, project closed) or Invalid.
    """
    policy.require(by, "view", survey)
    if goal.project_id != survey.project_id:
        raise Invalid(_("This goal belongs to another project."), code="foreign", field="goal")
    rounds = [
        found
        for found in survey.rounds.filter(status=RoundStatus.CLOSED).order_by("number")
        if feed.score_of(found, key) is not None
    ]
    if not rounds:
        raise Conflict(_("No closed round has a score of this question yet."), code="no_score")
    if Kpi.objects.filter(goal=goal, feed_kind=FEED, feed_id=survey.pk, feed_figure=key, retired_at=None).exists():
        raise Conflict(_("A KPI of this goal follows this figure already."), code="followed", field="goal")
    question = _question(rounds[-1], key)
    score = feed.score_of(rounds[0], key)
    if score is None or question.kind not in SCORED:
        raise Conflict(_("This question has no score."), code="no_score")
    unit, unit_en, decimals = SCORES[question.kind]
    zh, en = SCORE_NAMES[question.kind]
    kpi = goals.add_kpi(
        by=by,
        goal=goal,
        now=now,
        target_text=target,
        due_on=due_on,
        owner=owner,
        weight=weight,
        name=f"{zh}：{survey.title}"[:120],
        name_en=f"{en}: {survey.title_en or survey.title}"[:120],
        kind=KpiKind.REACH,
        unit=unit,
        unit_en=unit_en,
        decimals=decimals,
        baseline=feed.value_of(score),
        baseline_on=feed.known_on(rounds[0], now),
        cadence=Cadence.QUARTERLY,
        source_note=f"问卷：{survey.title}"[:200],
        source_note_en=f"Survey: {survey.title_en or survey.title}"[:200],
        feed_kind=FEED,
        feed_id=survey.pk,
        feed_figure=key,
    )
    for found in rounds:
        feed.feed_kpi(by=by, kpi=kpi, found=found, now=now)
    return kpi


@transaction.atomic
def answer_to_pain_point(*, by: Any, found: SurveyRound, answer: Answer, now: datetime) -> PainPoint:
    """Raise a sentence somebody wrote as a pain point that quotes it. Never with a name, whatever the survey promises.

    Raises Forbidden, Conflict (project closed) or Invalid (no text).
    """
    _require_reader(by, found)
    if not isinstance(answer.value, str):
        raise Invalid(_("Only what was written can be quoted."), code="no_text")
    n = _figures(found, answer.question)["n"]
    note = Sentence("survey.quoted", {"n": n, "quote": answer.value[:QUOTE]})
    return _raise(by, found, answer.question, answer.value, note, now)


@transaction.atomic
def theme_to_pain_point(*, by: Any, found: SurveyRound, key: str, number: int, now: datetime) -> PainPoint:
    """Raise a theme as a pain point: how many said it, one of the sentences. Raises Forbidden, Conflict or Invalid."""
    _require_reader(by, found)
    figures = _figures(found, key)
    themes = figures.get("themes", [])
    if not 0 <= number < len(themes):
        raise Invalid(_("There is no such theme."), code="no_theme")
    theme = themes[number]
    quote = str(found.answers.get(pk=theme["examples"][0]).value)
    note = Sentence("survey.found", {"count": theme["count"], "n": figures["n"], "quote": quote[:QUOTE]})
    return _raise(by, found, key, quote, note, now)


def _require_reader(by: Any, found: SurveyRound) -> None:
    policy.require(by, "read", found)
    if found.status != RoundStatus.CLOSED:
        raise Conflict(_("Results appear when the round is closed."), code="open")


def _raise(by: Any, found: SurveyRound, key: str, quote: str, note: Sentence, now: datetime) -> PainPoint:
    survey = found.survey
    return goals.raise_pain_point(
        by=by,
        project=survey.project,
        now=now,
        title=shortened(quote),
        source=PainSource.QUESTIONNAIRE,
        source_detail=f"{survey.title}，第 {found.number} 轮"[:200],
        source_detail_en=f"{survey.title_en or survey.title}, round {found.number}"[:200],
        description=quote,
        evidence_kind=EVIDENCE,
        evidence_id=found.pk,
        evidence_note={**note.to_json(), "question": key},
    )


def shortened(text: str) -> str:
    """The first sentence, or its beginning."""
    first = text.strip().split("\n")[0]
    for mark in "。！？；.!?;":
        first = first.split(mark)[0]
    first = first.strip() or text.strip()
    return first if len(first) <= TITLE else f"{first[: TITLE - 1]}…"


def _question(found: SurveyRound, key: str) -> Question:
    for question in load(found.questions):
        if question.key == key:
            return question
    raise Invalid(_("There is no such question."), code="no_question")


def _figures(found: SurveyRound, key: str) -> Mapping[str, Any]:
    for question in found.results.get("questions", ()):
        if question["key"] == key and question.get("n") is not None:
            figures: Mapping[str, Any] = question
            return figures
    raise Invalid(_("Too few people answered this question."), code="too_few")
