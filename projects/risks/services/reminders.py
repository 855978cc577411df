"""Actions that come due or are late, and reviews that are due: told to whoever owns them, once per occasion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from pmo import notify, texts
from pmo.notify.services import Promise
from pmo.texts import Sentence
from projects.portfolio.choices import State
from projects.risks.choices import LIVE, ActionStatus
from projects.risks.models import ResponseAction, Risk

WEEK, EVE, OVERDUE = "response_action_due", "response_action_eve", "response_action_overdue"
REVIEW = "risk_review_due"
AHEAD = timedelta(days=7)
# Older lateness is told by the lists, not by another message.
BEHIND = timedelta(days=30)


def remind(*, now: datetime) -> int:
    """Promise the reminders that are due; returns how many are new. Safe to run twice at once and to miss a day."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return notify.promise_many([*_actions(today, now), *_reviews(today, now)])


def _actions(today: date, now: datetime) -> Iterator[Promise]:
    rows = ResponseAction.objects.filter(
        status=ActionStatus.OPEN, due_on__range=(today - BEHIND, today + AHEAD), project__state=State.ACTIVE
    )
    for action in rows.select_related("owner", "risk", "issue").order_by("pk"):
        if not action.owner.is_active:
            continue
        rule = _rule(action.due_on, today)
        params = {"title": texts.name(action, "title"), "on": texts.day(action.due_on), "about": action.about.code}
        yield Promise(
            rule=rule,
            subject=action,
            # Moved to another day, it is another occasion.
            period=action.due_on.isoformat(),
            to=action.owner,
            text=Sentence(f"risk.remind.{rule}", params),
            url=action.url,
            at=now,
        )


def _rule(due_on: date, today: date) -> str:
    if due_on < today:
        return OVERDUE
    return EVE if due_on <= today + timedelta(days=1) else WEEK


def _reviews(today: date, now: datetime) -> Iterator[Promise]:
    due = Q(review_on__range=(today - BEHIND, today)) | Q(trigger_on__range=(today - BEHIND, today))
    rows = Risk.objects.filter(due, status__in=LIVE, project__state=State.ACTIVE)
    for risk in rows.select_related("owner", "project__manager").order_by("pk"):
        to = risk.owner or risk.project.manager
        if to is None or not to.is_active:
            continue
        if risk.review_on is not None and today - BEHIND <= risk.review_on <= today:
            yield _review(risk, REVIEW, risk.review_on, to, now)
        if risk.trigger_on is not None and today - BEHIND <= risk.trigger_on <= today:
            yield _review(risk, "risk_trigger_due", risk.trigger_on, to, now)


def _review(risk: Risk, rule: str, on: date, to: object, now: datetime) -> Promise:
    params = {"title": texts.name(risk, "title"), "code": risk.code, "on": texts.day(on)}
    return Promise(
        rule=rule,
        subject=risk,
        period=on.isoformat(),
        to=to,  # type: ignore[arg-type]
        text=Sentence(f"risk.remind.{rule}", params),
        url=risk.url,
        at=now,
    )
