"""Actions: given, chased, finished."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.reviews import schedule
from metrics.reviews.choices import ActionStatus
from metrics.reviews.models import Action, Review
from pmo import audit, notify
from pmo.access import policy
from pmo.accounts.models import User
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, day, name

FIELDS = ("title", "title_en", "owner", "due_on", "status", "result")
RULES = ("action.given", "action.due_soon", "action.overdue")


@transaction.atomic
def add_action(
    *,
    by: Any,
    title: str,
    owner: Any,
    due_on: date,
    now: datetime,
    review: Review | None = None,
    project: Any = None,
    title_en: str = "",
) -> Action:
    """Give somebody something to do until a day. The owner is told at once.

    Raises Forbidden or Invalid (due in the past, no title).
    """
    project = project or (review.project if review is not None else None)
    action = Action(
        review=review, project=project, title=title, title_en=title_en, owner=owner, due_on=due_on, created_by=by
    )
    if review is not None:
        policy.require(by, "change", review)
    else:
        policy.require(by, "add", "action", project_id=project.pk if project is not None else None)
    _check(action, now)
    create(action, now=now)
    audit.record(
        by=by,
        act="action.given",
        obj=action,
        after=audit.snapshot(action, FIELDS),
        project_id=_project(action),
        now=now,
    )
    if owner.pk != by.pk:
        _tell(action, "action.given", "", now)
    return action


@transaction.atomic
def change_action(*, by: Any, action: Action, now: datetime, expected: int | None = None, **values: Any) -> Action:
    """Change words, owner or day of an open action. A new owner is told, a new day chases anew.

    Who was its owner has nothing left to do: what waits for them is taken back or counts as read.
    """
    policy.require(by, "change", action)
    if action.status != ActionStatus.OPEN:
        raise Conflict(_("This action is finished."), code="finished")
    before, old_owner, old_due = audit.snapshot(action, FIELDS), action.owner_id, action.due_on
    for field, value in values.items():
        setattr(action, field, value)
    if action.due_on != old_due:
        _check(action, now)
        notify.withdraw(rule="action.due_soon", subject=action)
        notify.withdraw(rule="action.overdue", subject=action)
    save(action, now=now, expected=expected, fields=values)
    after = audit.snapshot(action, FIELDS)
    audit.record(
        by=by, act="action.changed", obj=action, before=before, after=after, project_id=_project(action), now=now
    )
    if action.owner_id != old_owner:
        for rule in RULES:
            notify.settle(rule=rule, subject=action, to=User(pk=old_owner), now=now)
    if action.owner_id not in (old_owner, by.pk):
        _tell(action, "action.given", f"v{action.version}", now)
    return action


@transaction.atomic
def finish_action(
    *, by: Any, action: Action, status: str, result: str, now: datetime, expected: int | None = None
) -> Action:
    """Done or dropped, with what came of it. Nobody is chased any more."""
    policy.require(by, "change", action)
    if action.status != ActionStatus.OPEN:
        raise Conflict(_("This action is finished."), code="finished")
    if status not in (ActionStatus.DONE, ActionStatus.DROPPED):
        raise Invalid(_("Done or dropped?"), code="choice", field="status")
    if not result.strip():
        raise Invalid(_("Say what came of it, in one sentence."), code="required", field="result")
    before = audit.snapshot(action, FIELDS)
    action.status, action.result, action.done_at = status, result, now
    save(action, now=now, expected=expected, fields=["status", "result", "done_at"])
    for rule in RULES:
        notify.settle(rule=rule, subject=action, now=now)
    after = audit.snapshot(action, FIELDS)
    audit.record(
        by=by, act=f"action.{status}", obj=action, before=before, after=after, project_id=_project(action), now=now
    )
    return action


def chase_actions(*, now: datetime) -> int:
    """Promise the reminders of open actions that are due; each occasion once. Returns how many were new."""
    made = 0
    horizon = timezone.localdate(now) + timedelta(days=max(schedule.CHASE_BEFORE) + 1)
    rows = Action.objects.filter(status=ActionStatus.OPEN, due_on__lte=horizon).select_related(
        "owner", "review", "project"
    )
    for action in rows.iterator(chunk_size=500):
        period = schedule.chase_due(action.due_on, ZoneInfo(action.owner.time_zone), now)
        if period is not None:
            rule = "action.overdue" if period.startswith("+") else "action.due_soon"
            made += _tell(action, rule, f"{action.due_on}:{period}", now)
    return made


def _tell(action: Action, rule: str, period: str, now: datetime) -> bool:
    params = {"title": name(action, "title"), "due": day(action.due_on)}
    return notify.promise(
        rule=rule, subject=action, period=period, to=action.owner, text=Sentence(rule, params), url=action.url, at=now
    )


def _check(action: Action, now: datetime) -> None:
    if not action.title.strip():
        raise Invalid(_("Say what is to be done."), code="required", field="title")
    if action.due_on < timezone.localdate(now):
        raise Invalid(_("The day lies in the past."), code="in_the_past", field="due_on")


def _project(action: Action) -> int | None:
    return action.project_id
