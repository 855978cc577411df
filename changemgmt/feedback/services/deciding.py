"""Decide, do, close: and never without telling whoever said it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback import sight
from changemgmt.feedback.choices import PROMISED, Decision, NoteKind, State
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors.items import LINKS
from changemgmt.feedback.services.common import (
    locked,
    record,
    require_alive,
    require_state,
    require_words,
    tell,
    tell_watchers,
    title,
    write,
)
from changemgmt.feedback.services.handling import withdraw_reminders
from pmo import notify
from pmo.notify.choices import Channel
from pmo.notify.choices import State as Delivery
from pmo.notify.models import Message
from pmo.records import Conflict, Invalid
from pmo.records.models import save
from pmo.texts import Sentence, text

# Delivered, or left out because the person wants it so or cannot be reached any more.
TOLD = (Delivery.SENT, Delivery.SKIPPED, Delivery.FOLDED)


@transaction.atomic
def decide(
    *,
    by: Any,
    item: Feedback,
    decision: str,
    reason: str,
    today: date,
    now: datetime,
    reason_en: str = "",
    expected: int | None = None,
) -> Feedback:
    """Say what will be done, or why not. It is an answer too; the author and whoever follows it are told.

    Raises Forbidden, Conflict (over), Invalid or StaleWrite.
    """
    sight.require(by, "answer", item)
    found = locked(item)
    require_alive(found)
    if decision not in Decision.values:
        raise Invalid(_("Choose what was decided."), code="invalid_choice", field="decision")
    said = require_words(reason, "reason")
    before = {"state": found.state, "decision": found.decision}
    if found.outcome_on is not None:
        raise Conflict(_("It is done already."), code="done")
    found.state, found.decision = State.DECIDED, decision
    found.decision_note, found.decision_note_en = said, reason_en.strip()
    found.decided_by, found.decided_on = by, today
    found.answered_on = found.answered_on or today
    found.owner = found.owner or by
    save(found, now=now, expected=expected, fields=[
        "state", "decision", "decision_note", "decision_note_en", "decided_by", "decided_on", "answered_on", "owner",
    ])  # fmt: skip
    write(found, NoteKind.ANSWER, said, today, by)
    record(by, "feedback.decided", found, now, before=before,
           after={"state": found.state, "decision": str(found.get_decision_display()), "reason": said})  # fmt: skip
    withdraw_reminders(found)
    notify.withdraw(rule="feedback.decide_due", subject=found)
    params = {"title": title(found), "decision": text(_msgid(decision))}
    tell("feedback.decided", found, found.author, Sentence("feedback.decided", params), now, period=str(found.version))
    tell_watchers("feedback.watched", found, Sentence("feedback.watched", params), now, without=(found.author, by))
    return found


def _msgid(decision: str) -> str:
    return {"will": "We will do it", "partly": "Partly", "later": "Not now", "wont": "We will not"}[decision]


@transaction.atomic
def fulfil(
    *,
    by: Any,
    item: Feedback,
    outcome: str,
    today: date,
    now: datetime,
    outcome_en: str = "",
    on_board: bool = True,
    expected: int | None = None,
) -> Feedback:
    """Say what was done: it stands on the board in both languages, and the author is told.

    Raises Forbidden, Conflict (nothing was promised), Invalid or StaleWrite.
    """
    sight.require(by, "answer", item)
    found = locked(item)
    require_state(found, State.DECIDED)
    if found.decision not in PROMISED:
        raise Conflict(_("Nothing was promised; decide that it will be done first."), code="not_promised")
    before = {"outcome": found.outcome}
    found.outcome, found.outcome_en = require_words(outcome, "outcome"), outcome_en.strip()
    found.outcome_on, found.on_board = today, on_board
    save(found, now=now, expected=expected, fields=["outcome", "outcome_en", "outcome_on", "on_board"])
    record(by, "feedback.fulfilled", found, now, before=before, after={"outcome": found.outcome})
    params = {"title": title(found)}
    tell("feedback.fulfilled", found, found.author, Sentence("feedback.fulfilled", params), now)
    tell_watchers("feedback.watched_done", found, Sentence("feedback.watched_done", params), now,
                  without=(found.author, by))  # fmt: skip
    return found


@transaction.atomic
def close(
    *, by: Any, item: Feedback, today: date, now: datetime, told_how: str = "", expected: int | None = None
) -> Feedback:
    """Nothing is left to do. Only when it is decided, what was promised is done, and the author was told.

    by        None: the system, which closes what its author has been told
    told_how  for whoever cannot be written to: how they were told
    Raises Forbidden, Conflict (what is missing, in words) or StaleWrite.
    """
    if by is not None:
        sight.require(by, "answer", item)
    found = locked(item)
    require_state(found, State.DECIDED)
    if found.decision in PROMISED and found.outcome_on is None:
        raise Conflict(_("It was promised and is not done yet."), code="not_done")
    if not was_told(found) and not told_how.strip():
        raise Conflict(_("Its author has not been told yet."), code="not_told")
    found.state, found.told_on, found.told_how = State.CLOSED, today, told_how.strip()[:300]
    save(found, now=now, expected=expected, fields=["state", "told_on", "told_how"])
    after = {"state": found.state, **({"told": found.told_how} if found.told_how else {})}
    record(by, "feedback.closed", found, now, before={"state": State.DECIDED}, after=after)
    return found


def was_told(item: Feedback) -> bool:
    """Whether the last word has reached the author: delivered to their inbox, or ready under the code they hold.

    Whoever said it at a meeting has no inbox here, so somebody must tell them.
    """
    if item.is_anonymous:
        return True
    if item.author_id is None:
        return False
    rule = "feedback.fulfilled" if item.outcome_on else "feedback.decided"
    told = Message.objects.of_occasion(rule, item).filter(recipient_id=item.author_id, channel=Channel.INBOX)
    last = told.order_by("-pk").first()
    return last is not None and last.state in TOLD


@transaction.atomic
def link(*, by: Any, item: Feedback, now: datetime, expected: int | None = None, **targets: Any) -> Feedback:
    """What came of it: a requirement, change request, task, risk or issue of the same project that one sees.

    Raises Forbidden, Conflict (no project), Invalid (of another project) or StaleWrite.
    """
    sight.require(by, "triage", item)
    found = locked(item)
    if found.state in (State.MERGED, State.WITHDRAWN):
        require_alive(found)
    for field, row in targets.items():
        if field not in LINKS:
            raise Invalid(_("This cannot be linked."), code="unknown", field=field)
        if row is not None and not _fits(by, found, row):
            raise Invalid(_("Choose one of the same project."), code="invalid_choice", field=field)
    before = {field: str(getattr(found, field) or "") for field in targets}
    for field, row in targets.items():
        setattr(found, field, row)
    save(found, now=now, expected=expected, fields=list(targets))
    record(by, "feedback.linked", found, now, before=before,
           after={field: str(row or "") for field, row in targets.items()})  # fmt: skip
    return found


def _fits(by: Any, item: Feedback, row: Any) -> bool:
    path = type(row).access_project.removesuffix("_id")
    rows = type(row).objects.visible_to(by).filter(pk=row.pk, **{path: item.project_id})
    return bool(item.project_id and rows.exists())
