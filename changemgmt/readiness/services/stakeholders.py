"""Stakeholders: added, changed, removed; actions that bring them nearer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.readiness.choices import ActionStatus, StakeholderKind
from changemgmt.readiness.models import PulseRound, Stakeholder, StakeholderAction
from pmo import audit, notify
from pmo.access import policy
from pmo.access.roles import Role
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, day, name
from projects.portfolio import dimensions
from projects.portfolio.acts import assign, facts, filled, lock, next_number
from projects.portfolio.models import Project

FIELDS = (
    "kind", "name", "name_en", "person", "roles", "power", "interest", "current", "desired", "note",
)  # fmt: skip
ACTION_FIELDS = ("text", "text_en", "owner", "due_on")
HANDED = "stakeholder.action"


@transaction.atomic
def add_stakeholder(
    *, by: Any, project: Project, now: datetime, units: Iterable[Any] = (), **values: Any
) -> Stakeholder:
    """Raises Forbidden, Conflict (closed) or Invalid (a group of nobody in particular, a value out of range)."""
    policy.require(by, "add", "stakeholder", project_id=project.pk)
    lock(project)
    row = Stakeholder(project=project, number=next_number(Stakeholder, project), **values)
    chosen = list(units)
    check_stakeholder(row, chosen)
    create(row, now=now)
    row.units.set(chosen)
    after = {**filled(facts(row, FIELDS)), **_named(chosen)}
    audit.record(by=by, act="stakeholder.added", obj=row, after=after, project_id=project.pk, now=now)
    dimensions.changed([project.pk], now)
    return row


@transaction.atomic
def change_stakeholder(
    *,
    by: Any,
    stakeholder: Stakeholder,
    now: datetime,
    expected: int | None = None,
    units: Iterable[Any] | None = None,
    **values: Any,
) -> Stakeholder:
    """Raises Forbidden, Conflict (closed, a group with impacts made a person), Invalid or StaleWrite."""
    policy.require(by, "change", stakeholder)
    lock(stakeholder.project)
    was = list(stakeholder.units.all())
    before = {**facts(stakeholder, FIELDS), **_named(was)}
    kind = stakeholder.kind
    assign(stakeholder, values)
    chosen = was if units is None else list(units)
    check_stakeholder(stakeholder, chosen)
    if kind != stakeholder.kind and _asked_or_hit(stakeholder):
        raise Conflict(_("Something changes for this group, or it was asked: it stays a group."), code="stays_group")
    save(stakeholder, now=now, expected=expected, fields=values)
    if units is not None:
        stakeholder.units.set(chosen)
    audit.record(
        by=by,
        act="stakeholder.changed",
        obj=stakeholder,
        before=before,
        after={**facts(stakeholder, FIELDS), **_named(chosen)},
        project_id=stakeholder.project_id,
        now=now,
    )
    dimensions.changed([stakeholder.project_id], now)
    return stakeholder


@transaction.atomic
def remove_stakeholder(*, by: Any, stakeholder: Stakeholder, now: datetime, expected: int | None = None) -> None:
    """Raises Forbidden, Conflict (closed; was asked in a round, whose results stay) or StaleWrite."""
    policy.require(by, "delete", stakeholder)
    lock(stakeholder.project)
    if PulseRound.objects.filter(groups=stakeholder).exists():
        raise Conflict(_("This group was asked in a pulse; it stays, so that the results can be read."), code="asked")
    if expected is not None:
        save(stakeholder, now=now, expected=expected, fields=())
    audit.record(
        by=by,
        act="stakeholder.removed",
        obj=stakeholder,
        before=filled(facts(stakeholder, FIELDS)),
        project_id=stakeholder.project_id,
        now=now,
    )
    for action in stakeholder.actions.all():
        notify.withdraw(rule=HANDED, subject=action)
        notify.withdraw(rule="stakeholder.action_due", subject=action)
    stakeholder.delete()
    dimensions.changed([stakeholder.project_id], now)


def check_stakeholder(row: Stakeholder, units: list[Any]) -> None:
    """What the database would refuse, with words. Raises Invalid."""
    if not row.name.strip():
        raise Invalid(_("Give it a name."), code="required", field="name")
    if row.kind not in StakeholderKind.values:
        raise Invalid(_("There is no such kind of stakeholder."), code="unknown_kind", field="kind")
    if not isinstance(row.roles, list) or not set(row.roles) <= set(Role.values):
        raise Invalid(_("There is no such role."), code="unknown_role", field="roles")
    for field in ("power", "interest", "current", "desired"):
        if not 1 <= (getattr(row, field) or 0) <= 5:
            raise Invalid(_("Between 1 and 5."), code="range", field=field)
    if row.is_group and not units and not row.roles:
        raise Invalid(
            _("Name units or roles: without them nobody could say how many people it is."),
            code="nobody",
            field="units",
        )
    if row.is_group:
        row.person = None
    elif units or row.roles:
        raise Invalid(_("Units and roles belong to a group."), code="person", field="kind")


def _asked_or_hit(row: Stakeholder) -> bool:
    return row.impacts.exists() or PulseRound.objects.filter(groups=row).exists()


def _named(units: Iterable[Any]) -> dict[str, Any]:
    return {"units": sorted(unit.name for unit in units)} if units else {}


# ---- actions ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_action(
    *, by: Any, stakeholder: Stakeholder, text: str, owner: Any, due_on: date, now: datetime, text_en: str = ""
) -> StakeholderAction:
    """Raises Forbidden, Conflict (closed) or Invalid."""
    policy.require(by, "add", "stakeholder_action", project_id=stakeholder.project_id)
    lock(stakeholder.project)
    row = StakeholderAction(stakeholder=stakeholder, text=text, text_en=text_en, owner=owner, due_on=due_on)
    _check_action(row)
    create(row, now=now)
    audit.record(
        by=by,
        act="stakeholder_action.added",
        obj=row,
        after={**filled(facts(row, ACTION_FIELDS)), "stakeholder": stakeholder.name},
        project_id=stakeholder.project_id,
        now=now,
    )
    _tell(row, by, now)
    return row


@transaction.atomic
def change_action(
    *, by: Any, action: StakeholderAction, now: datetime, expected: int | None = None, **values: Any
) -> StakeholderAction:
    """Its owner only finishes it. Raises Forbidden, Conflict (finished), Invalid or StaleWrite."""
    policy.require(by, "add", "stakeholder_action", project_id=action.stakeholder.project_id)
    lock(action.stakeholder.project)
    _require_open(action)
    before, owner = facts(action, ACTION_FIELDS), action.owner_id
    assign(action, values)
    _check_action(action)
    save(action, now=now, expected=expected, fields=values)
    audit.record(
        by=by,
        act="stakeholder_action.changed",
        obj=action,
        before=before,
        after=facts(action, ACTION_FIELDS),
        project_id=action.stakeholder.project_id,
        now=now,
    )
    if action.owner_id != owner:
        notify.withdraw(rule=HANDED, subject=action)
        _tell(action, by, now)
    return action


@transaction.atomic
def finish_action(
    *, by: Any, action: StakeholderAction, now: datetime, outcome: str = "", expected: int | None = None
) -> StakeholderAction:
    """Raises Forbidden, Conflict (finished already) or StaleWrite."""
    return _close(by, action, ActionStatus.DONE, outcome, now, expected)


@transaction.atomic
def drop_action(
    *, by: Any, action: StakeholderAction, reason: str, now: datetime, expected: int | None = None
) -> StakeholderAction:
    """Raises Forbidden, Conflict (finished already), Invalid (no reason) or StaleWrite."""
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    return _close(by, action, ActionStatus.DROPPED, reason, now, expected)


def _close(
    by: Any, action: StakeholderAction, status: ActionStatus, outcome: str, now: datetime, expected: int | None
) -> StakeholderAction:
    policy.require(by, "change", action)
    lock(action.stakeholder.project)
    _require_open(action)
    action.status, action.outcome, action.closed_at = status, outcome.strip(), now
    save(action, now=now, expected=expected, fields=("status", "outcome", "closed_at"))
    audit.record(
        by=by,
        act=f"stakeholder_action.{status}",
        obj=action,
        before={"status": str(ActionStatus.OPEN)},
        after=filled({"status": str(status), "outcome": action.outcome}),
        project_id=action.stakeholder.project_id,
        now=now,
    )
    for rule in (HANDED, "stakeholder.action_due"):
        notify.withdraw(rule=rule, subject=action)
    return action


def _require_open(action: StakeholderAction) -> None:
    if not action.is_open:
        raise Conflict(_("This action is finished already."), code="finished")


def _check_action(row: StakeholderAction) -> None:
    if not row.text.strip():
        raise Invalid(_("Say what is done."), code="required", field="text")
    if not row.owner.is_active:
        raise Invalid(_("This person does not work here any more."), code="inactive", field="owner")


def _tell(row: StakeholderAction, by: Any, now: datetime) -> None:
    """Whoever got something to do hears of it, unless they took it themselves."""
    if row.owner_id == by.pk:
        return
    notify.promise(
        rule=HANDED,
        subject=row,
        period=str(row.owner_id),
        to=row.owner,
        text=Sentence(
            HANDED, {"text": name(row, "text"), "due": day(row.due_on), "project": name(row.stakeholder.project)}
        ),
        url=row.url,
        at=now,
        kind="info",
    )
