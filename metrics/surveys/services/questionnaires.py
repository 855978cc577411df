"""The questions of a survey: add, change, move, remove. Rounds keep the ones they were opened with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.surveys.choices import FEED, QuestionKind
from metrics.surveys.models import Survey
from metrics.surveys.questions import MAX_OPTIONS, MAX_QUESTIONS, Question, load
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import save
from projects.goals.models import Kpi

_ASKS_BY = (QuestionKind.NPS, QuestionKind.CSAT, QuestionKind.SINGLE, QuestionKind.MULTIPLE)


@transaction.atomic
def save_question(
    *, by: Any, survey: Survey, question: Question, now: datetime, expected: int | None = None
) -> Question:
    """Add a question (without a key) or change one. Raises Forbidden, Conflict, Invalid or StaleWrite."""
    policy.require(by, "change", survey)
    known = load(survey.questions)
    if question.key:
        old = next((one for one in known if one.key == question.key), None)
        if old is None:
            raise Conflict(_("This question was removed meanwhile."), code="gone")
        if old.kind != question.kind:
            _require_unfollowed(survey, question.key)
        wanted = [question if one.key == question.key else one for one in known]
    else:
        if len(known) >= MAX_QUESTIONS:
            raise Conflict(_("A survey has at most %(n)s questions."), params={"n": MAX_QUESTIONS}, code="too_many")
        question = replace(question, key=_free_key(survey, known))
        wanted = [*known, question]
    _write(by, survey, wanted, now, expected)
    return question


@transaction.atomic
def remove_question(*, by: Any, survey: Survey, key: str, now: datetime, expected: int | None = None) -> None:
    """Raises Forbidden, Conflict (a KPI or another question depends on it) or StaleWrite."""
    policy.require(by, "change", survey)
    _require_unfollowed(survey, key)
    _write(by, survey, [one for one in load(survey.questions) if one.key != key], now, expected)


@transaction.atomic
def move_question(*, by: Any, survey: Survey, key: str, up: bool, now: datetime, expected: int | None = None) -> None:
    """One place up or down. Raises Forbidden, Invalid (a question before the one it depends on) or StaleWrite."""
    policy.require(by, "change", survey)
    wanted = load(survey.questions)
    place = next((number for number, one in enumerate(wanted) if one.key == key), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(wanted):
        return
    wanted[place], wanted[other] = wanted[other], wanted[place]
    _write(by, survey, wanted, now, expected)


def check_set(questions: Sequence[Question]) -> None:
    """Raises Invalid where a question could not be asked as it stands."""
    before: dict[str, Question] = {}
    for question in questions:
        if not question.text.strip():
            raise Invalid(_("Say what is asked."), code="required", field="text")
        if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
            if not 2 <= len(question.options) <= MAX_OPTIONS:
                raise Invalid(_("Give two to twenty answers to choose from."), code="options", field="options")
        elif question.kind == QuestionKind.MATRIX and not 1 <= len(question.rows) <= MAX_OPTIONS:
            raise Invalid(_("Give one to twenty statements."), code="rows", field="rows")
        condition = question.show_if
        if condition is not None:
            asks = before.get(condition.key)
            if asks is None or asks.kind not in _ASKS_BY or condition.low > condition.high:
                raise Invalid(
                    _("A question can depend only on an answer given before it."), code="condition", field="if_key"
                )
        before[question.key] = question


def _write(by: Any, survey: Survey, wanted: Sequence[Question], now: datetime, expected: int | None) -> None:
    check_set(wanted)
    before = [question["text"] for question in survey.questions]
    survey.questions = [question.to_json() for question in wanted]
    save(survey, now=now, expected=expected, fields=["questions"])
    audit.record(
        by=by,
        act="survey.questions_changed",
        obj=survey,
        before={"questions": before},
        after={"questions": [question.text for question in wanted]},
        project_id=survey.project_id,
        now=now,
    )


def _free_key(survey: Survey, known: Sequence[Question]) -> str:
    """Never one that a closed round has used for another question: rounds are compared by key."""
    used = {one.key for one in known}
    for asked in survey.rounds.values_list("questions", flat=True):
        used |= {one["key"] for one in asked}
    number = 1
    while f"q{number}" in used:
        number += 1
    return f"q{number}"


def _require_unfollowed(survey: Survey, key: str) -> None:
    rows = Kpi.objects.filter(feed_kind=FEED, feed_id=survey.pk, feed_figure=key, retired_at__isnull=True)
    if rows.exists():
        raise Conflict(_("A KPI follows this question; it stays as it is."), code="followed")
