"""What people are told, as promises: one per occasion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from changemgmt.training.models import Attempt, Enrolment, TrainingSession
from pmo.notify.services import Promise
from pmo.texts import Sentence, day, name, nested, pct, words


def enrolled(row: Enrolment, now: datetime) -> Promise:
    params = _course(row)
    text = Sentence("training.enrolled", params)
    if row.due_on is not None:
        text = Sentence("training.enrolled_by", {**params, "on": day(row.due_on)})
    return _promise("training.enrolled", row, "enrolled", row.user, text, row.course.learn_url, now, kind="info")


def due(row: Enrolment, on: date, step: str, now: datetime) -> Promise:
    late = step == "late"
    text = Sentence("training.late" if late else "training.due", {**_course(row), "on": day(on)})
    return _promise("training.due", row, f"{on}:{step}", row.user, text, row.course.learn_url, now)


def expires(row: Enrolment, on: date, step: str, now: datetime) -> Promise:
    text = Sentence("training.expired" if step == "past" else "training.expires", {**_course(row), "on": day(on)})
    return _promise("training.expires", row, f"{on}:{step}", row.user, text, row.course.learn_url, now)


def seat(rule: str, session: TrainingSession, person: Any, period: str, now: datetime, reason: str = "") -> Promise:
    """`rule`: seat, waiting, moved, cancelled or tomorrow."""
    local = session.starts_at.astimezone(ZoneInfo(person.time_zone))
    params = {
        "course": name(session.course, "title"),
        "when": nested(Sentence("training.when", {"on": day(local.date()), "time": f"{local:%H:%M}"})),
        "where": words(session.place or session.online),
        "reason": words(reason),
    }
    return _promise(
        f"training.{rule}",
        session,
        period,
        person,
        Sentence(f"training.{rule}", params),
        session.course.learn_url,
        now,
        kind="reminder" if rule == "tomorrow" else "info",
    )


def marked(attempt: Attempt, now: datetime) -> Promise:
    rule = "training.marked.passed" if attempt.passed else "training.marked.failed"
    params = {
        "course": name(attempt.enrolment.course, "title"),
        "score": pct(round(float(attempt.score or 0))),
        "mark": pct(attempt.pass_mark),
    }
    return _promise(
        "training.marked", attempt, "marked", attempt.user, Sentence(rule, params), attempt.url, now, kind="info"
    )


def to_mark(attempt: Attempt, now: datetime) -> Promise:
    course = attempt.enrolment.course
    text = Sentence("training.to_mark", {"course": name(course, "title")})
    url = reverse("training:mark", args=[attempt.pk])
    return _promise("training.to_mark", attempt, "handed_in", course.owner, text, url, now)


def _course(row: Enrolment) -> dict[str, Any]:
    return {"course": name(row.course, "title"), "minutes": row.course.minutes}


def _promise(
    rule: str, subject: Any, period: str, to: Any, text: Sentence, url: str, at: datetime, kind: str = "reminder"
) -> Promise:
    return Promise(rule=rule, subject=subject, period=period, to=to, text=text, url=url, at=at, kind=kind)
