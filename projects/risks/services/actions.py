"""What one person promises to do about a risk, a problem or a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import day
from projects.portfolio.acts import assign, facts, lock, next_number, require_reason
from projects.risks.choices import ActionStatus, MarkKind, RiskStatus
from projects.risks.models import Issue, ResponseAction, Risk
from projects.risks.services.common import mark, record, tell

FIELDS = ("title", "title_en", "owner", "due_on", "cost", "status", "result")
MOST_ACTIONS = 100


@transaction.atomic
def add_action(*, by: Any, about: Risk | Issue, now: datetime, **values: Any) -> ResponseAction:
    """Promise something about a risk or an issue. An open risk is being treated from then on."""
    policy.require(by, "add", "response_action", project_id=about.project_id)
    locked = lock(about.project)
    _require_live(about)
    if about.actions.count() >= MOST_ACTIONS:
        raise Conflict(_("At most %(n)s actions."), code="too_many", params={"n": MOST_ACTIONS})
    action = ResponseAction(
        project=about.project,
        number=next_number(ResponseAction, about.project),
        risk=about if isinstance(about, Risk) else None,
        issue=about if isinstance(about, Issue) else None,
        currency=locked.portfolio.currency,
        **values,
    )
    _check(action)
    create(action, now=now)
    record(by, action, "response_action.added", FIELDS, now, more={"about": about.code})
    if isinstance(about, Risk) and about.status == RiskStatus.OPEN:
        # The promise is the reason; no form asks for it twice.
        before = facts(about, ("status",))
        assign(about, {"status": RiskStatus.TREATING, "status_reason": action.title, "status_at": now})
        save(about, now=now, fields=("status", "status_reason", "status_at"))
        mark(about, MarkKind.MOVED, by, now, action.title)
        record(by, about, "risk.moved", ("status",), now, before, reason=action.title)
    if action.owner_id != by.pk:
        tell(action.owner, action, "response_action.promised", now, due=day(action.due_on))
    return action


@transaction.atomic
def change_action(
    *, by: Any, action: ResponseAction, now: datetime, expected: int | None = None, **values: Any
) -> ResponseAction:
    policy.require(by, "change", action)
    lock(action.project)
    _require_open(action)
    before, owner_id = facts(action, FIELDS), action.owner_id
    assign(action, values)
    _check(action)
    save(action, now=now, expected=expected, fields=values)
    record(by, action, "response_action.changed", FIELDS, now, before)
    if action.owner_id not in (owner_id, by.pk):
        tell(action.owner, action, "response_action.promised", now, due=day(action.due_on))
    return action


@transaction.atomic
def finish_action(
    *, by: Any, action: ResponseAction, now: datetime, result: str = "", expected: int | None = None
) -> ResponseAction:
    """Done: what came of it may be said. Tells the owner of the risk, who looks whether it is smaller now."""
    policy.require(by, "change", action)
    lock(action.project)
    _require_open(action)
    _end(action, ActionStatus.DONE, result, by, now, expected)
    owner = action.about.owner
    if owner is not None and owner.pk != by.pk:
        tell(owner, action, "response_action.done", now)
    return action


@transaction.atomic
def drop_action(
    *, by: Any, action: ResponseAction, reason: str, now: datetime, expected: int | None = None
) -> ResponseAction:
    """It will not be done; its cost does not count any more."""
    policy.require(by, "change", action)
    lock(action.project)
    _require_open(action)
    require_reason(reason)
    _end(action, ActionStatus.DROPPED, reason, by, now, expected)
    return action


def _end(action: ResponseAction, status: str, text: str, by: Any, now: datetime, expected: int | None) -> None:
    before = facts(action, FIELDS)
    values = {"status": status, "result": text, "ended_at": now}
    assign(action, values)
    save(action, now=now, expected=expected, fields=values)
    act = "response_action.done" if status == ActionStatus.DONE else "response_action.dropped"
    record(by, action, act, FIELDS, now, before)


def _check(action: ResponseAction) -> None:
    if not action.title.strip():
        raise Invalid(_("This is needed."), code="required", field="title")
    for field in ("owner", "due_on"):
        if getattr(action, f"{field}_id" if field == "owner" else field) is None:
            raise Invalid(_("Who does it, and until when?"), code="required", field=field)
    if action.cost is not None and action.cost < 0:
        raise Invalid(_("A cost cannot be negative."), code="negative", field="cost")


def _require_open(action: ResponseAction) -> None:
    if not action.is_open:
        raise Conflict(_("This action has ended."), code="ended")


def _require_live(about: Risk | Issue) -> None:
    live = about.is_live if isinstance(about, Risk) else about.is_open
    if not live:
        raise Conflict(
            _("%(code)s is %(status)s: nothing more is done about it."),
            code="over",
            params={"code": about.code, "status": about.get_status_display()},
        )
