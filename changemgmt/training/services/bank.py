"""The question bank of a course. Attempts freeze what they drew: changes hold for later ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from changemgmt.training.models import BankQuestion, Course
from changemgmt.training.questions import Words, check_bank
from changemgmt.training.services.rules import require_open
from pmo import audit
from pmo.access import policy
from pmo.records.models import create, save

# What is right is kept out of the history, which more people read than the bank.
TOLD = ("kind", "text", "text_en", "points", "active")


@transaction.atomic
def add_question(
    *, by: Any, course: Course, now: datetime, options: Sequence[Words] = (), right: Sequence[int] = (), **values: Any
) -> BankQuestion:
    """Raises Forbidden, Conflict (project closed) or Invalid (options or what is right)."""
    policy.require(by, "change", course)
    require_open(course.project)
    row = BankQuestion(**{**values, "course": course})
    _fill(row, options, right)
    create(row, now=now)
    _record(by, "course.question_added", course, now, after=audit.snapshot(row, TOLD))
    return row


@transaction.atomic
def change_question(
    *,
    by: Any,
    question: BankQuestion,
    now: datetime,
    expected: int | None = None,
    options: Sequence[Words] = (),
    right: Sequence[int] = (),
    **values: Any,
) -> BankQuestion:
    """Raises Forbidden, Conflict, Invalid or StaleWrite."""
    policy.require(by, "change", question)
    require_open(question.course.project)
    before = audit.snapshot(question, TOLD)
    for field, value in values.items():
        setattr(question, field, value)
    _fill(question, options, right)
    save(question, now=now, expected=expected, fields=[*values, "options", "right"])
    _record(by, "course.question_changed", question.course, now, before=before, after=audit.snapshot(question, TOLD))
    return question


@transaction.atomic
def remove_question(*, by: Any, question: BankQuestion, now: datetime) -> None:
    """Attempts that drew it keep it. Raises Forbidden or Conflict."""
    policy.require(by, "change", question)
    require_open(question.course.project)
    _record(by, "course.question_removed", question.course, now, before=audit.snapshot(question, TOLD))
    question.delete()


def _fill(row: BankQuestion, options: Sequence[Words], right: Sequence[int]) -> None:
    check_bank(row.kind, options, right)
    row.options = [list(words) for words in options]
    row.right = sorted(set(right)) if row.kind in ("single", "multiple") else []


def _record(by: Any, act: str, course: Course, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=course, project_id=course.project_id, now=now, **facts)
