"""Items of the scope: added, changed, taken out with a reason, brought back.

Once a baseline stands, what changes the agreed effort says why and leaves a move behind; with an approved change
request as its reason, or without a decision: the creep tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.goals.choices import GoalStatus
from projects.goals.models import Goal, Requirement
from projects.portfolio.acts import assign, facts, filled, lock, next_number, require_reason
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.scope.choices import ItemState, MoveKind, Priority
from projects.scope.models import ChangeRequest, ScopeBaseline, ScopeItem, ScopeMove

FIELDS = ("title", "title_en", "description", "parent", "priority", "wave", "effort_days", "owner", "state")
LINKS = ("goals", "requirements", "tasks")
DEEPEST = 6


@transaction.atomic
def add_item(
    *,
    by: Any,
    project: Project,
    now: datetime,
    reason: str = "",
    exception_reason: str = "",
    goals: Iterable[Goal] = (),
    requirements: Iterable[Requirement] = (),
    tasks: Iterable[Task] = (),
    change: ChangeRequest | None = None,
    **values: Any,
) -> ScopeItem:
    """Raises Forbidden, Conflict (closed) or Invalid (foreign rows, wave 1 without a goal, no reason given)."""
    if change is None:
        policy.require(by, "add", "scope_item", project_id=project.pk)
    lock(project)
    links: dict[str, list[Any]] = {"goals": list(goals), "requirements": list(requirements), "tasks": list(tasks)}
    item = ScopeItem(project=project, number=next_number(ScopeItem, project), **values)
    _check(item, links, project)
    _except(item, links, exception_reason, by, now)
    baseline = _baseline(project)
    counts = item.is_in and item.priority != Priority.WONT
    if baseline and counts and change is None:
        require_reason(reason)
    create(item, now=now)
    _link(item, links)
    after = {**filled(facts(item, FIELDS)), **_named(links)}
    audit.record(by=by, act="scope_item.added", obj=item, after=after, project_id=project.pk, now=now, reason=reason)
    if baseline and counts:
        _move(item, MoveKind.ADDED, weight(item.effort_days, baseline), by, now, reason, change)
    return item


@transaction.atomic
def change_item(
    *,
    by: Any,
    item: ScopeItem,
    now: datetime,
    expected: int | None = None,
    reason: str = "",
    exception_reason: str | None = None,
    change: ChangeRequest | None = None,
    **values: Any,
) -> ScopeItem:
    """Change columns and links. A different effort after the baseline needs a reason."""
    if change is None:
        policy.require(by, "change", item)
    project = lock(item.project)
    given = {name: list(values.pop(name)) for name in LINKS if name in values}
    links = {name: given.get(name, list(getattr(item, name).all())) for name in LINKS}
    before = {**facts(item, FIELDS), **_named({name: getattr(item, name).all() for name in given})}
    baseline = _baseline(project)
    was = own_weight(item, baseline) if baseline else Decimal(0)
    assign(item, values)
    _check(item, links, project, moved="parent" in values)
    if exception_reason is not None or {"wave", "goals", "requirements"} & {*values, *given}:
        _except(item, links, item.exception_reason if exception_reason is None else exception_reason, by, now)
    grown = own_weight(item, baseline) - was if baseline and item.is_in else Decimal(0)
    if grown and change is None:
        require_reason(reason)
    fields = {*values, "exception_reason", "exception_by", "exception_at"}
    save(item, now=now, expected=expected, fields=fields)
    _link(item, given)
    after = {**facts(item, FIELDS), **_named(given)}
    audit.record(
        by=by,
        act="scope_item.changed",
        obj=item,
        before=before,
        after=after,
        project_id=item.project_id,
        now=now,
        reason=reason,
    )
    if grown:
        _move(item, MoveKind.RESIZED, grown, by, now, reason, change)
    return item


@transaction.atomic
def take_out(
    *,
    by: Any,
    item: ScopeItem,
    reason: str,
    now: datetime,
    expected: int | None = None,
    change: ChangeRequest | None = None,
) -> ScopeItem:
    """Put an item, and what is below it, on the list of what will not be delivered."""
    if change is None:
        policy.require(by, "change", item)
    lock(item.project)
    require_reason(reason, "reason")
    if not item.is_in:
        raise Conflict(_("This is out of scope already."), code="out")
    for row in [item, *_below(item)]:
        if row.is_in:
            _turn(row, ItemState.OUT, reason, by, now, change, expected if row is item else None)
    return item


@transaction.atomic
def bring_back(*, by: Any, item: ScopeItem, reason: str = "", now: datetime, expected: int | None = None) -> ScopeItem:
    """Take an item back in. Raises Conflict while what it is part of is out; Invalid without a reason."""
    policy.require(by, "change", item)
    project = lock(item.project)
    if item.is_in:
        raise Conflict(_("This is in scope already."), code="in")
    if item.parent is not None and not item.parent.is_in:
        raise Conflict(
            _("“%(name)s”, which it is part of, is out of scope."),
            code="parent_out",
            params={"name": item.parent.label},
        )
    if _baseline(project):
        require_reason(reason, "reason")
    links = {name: list(getattr(item, name).all()) for name in LINKS}
    item.state = ItemState.IN
    _except(item, links, item.exception_reason, by, now)
    _turn(item, ItemState.IN, reason, by, now, None, expected)
    return item


@transaction.atomic
def delete_item(*, by: Any, item: ScopeItem, now: datetime, expected: int | None = None) -> None:
    """Only what was never agreed and holds nothing; anything else is taken out with a reason."""
    policy.require(by, "delete", item)
    lock(item.project)
    if item.children.exists():
        raise Conflict(_("It has parts; take them away first."), code="has_parts")
    if item.baseline_rows.exists() or item.moves.exists():
        raise Conflict(_("It was agreed once: take it out of scope, with the reason."), code="agreed")
    if expected is not None:
        save(item, now=now, expected=expected, fields=())
    audit.record(
        by=by,
        act="scope_item.deleted",
        obj=item,
        before=filled(facts(item, FIELDS)),
        project_id=item.project_id,
        now=now,
    )
    item.delete()


def weight(effort: Decimal | None, baseline: ScopeBaseline) -> Decimal:
    """Person-days an item counts: its estimate, else the mean of the baseline."""
    return baseline.mean_effort if effort is None else effort


def own_weight(item: ScopeItem, baseline: ScopeBaseline) -> Decimal:
    """What goes with an item itself: nothing where only its parts are estimated, or it is not for this time."""
    if item.priority == Priority.WONT or (item.effort_days is None and item.children.exists()):
        return Decimal(0)
    return weight(item.effort_days, baseline)


# --- rules ----------------------------------------------------------------------------------------------------------


def _check(item: ScopeItem, links: Mapping[str, list[Any]], project: Project, *, moved: bool = True) -> None:
    for name in ("goals", "requirements"):
        if any(row.project_id != project.pk for row in links[name]):
            raise Invalid(_("This belongs to another project."), code="foreign", field=name)
    if any(row.plan.project_id != project.pk for row in links["tasks"]):
        raise Invalid(_("This belongs to another project."), code="foreign", field="tasks")
    if item.parent is None or not moved:
        return
    if item.parent.project_id != project.pk:
        raise Invalid(_("This belongs to another project."), code="foreign", field="parent")
    if item.is_in and not item.parent.is_in:
        raise Invalid(
            _("“%(name)s” is out of scope; nothing new goes into it."),
            code="parent_out",
            field="parent",
            params={"name": item.parent.label},
        )
    row: ScopeItem | None = item.parent
    chain = 1
    while row is not None:
        if row.pk == item.pk:
            raise Invalid(_("An item cannot be part of itself."), code="cycle", field="parent")
        chain, row = chain + 1, row.parent
    if chain > DEEPEST:
        raise Invalid(_("At most %(n)s levels."), code="too_deep", field="parent", params={"n": DEEPEST})


def _except(item: ScopeItem, links: Mapping[str, list[Any]], exception_reason: str, by: Any, now: datetime) -> None:
    """Wave 1 is for what serves a goal. Anything else needs a reason, kept with who gave it and when."""
    if not needs_exception(item, links):
        item.exception_reason, item.exception_by, item.exception_at = "", None, None
        return
    if not exception_reason.strip():
        raise Invalid(
            _("Nothing without a goal goes into wave 1. Link a goal, or say why this is an exception."),
            code="wave_without_goal",
            field="exception_reason",
        )
    if exception_reason != item.exception_reason or item.exception_by is None:
        item.exception_reason, item.exception_by, item.exception_at = exception_reason, by, now


def needs_exception(item: ScopeItem, links: Mapping[str, Iterable[Any]]) -> bool:
    """In wave 1, in scope, and neither linked to a live goal nor to a requirement that serves one."""
    if item.wave != 1 or not item.is_in:
        return False
    serves = [goal for goal in links["goals"] if goal.status != GoalStatus.DROPPED]
    return not serves and all(row.goal_id is None for row in links["requirements"])


# --- what every act does --------------------------------------------------------------------------------------------


def _baseline(project: Project) -> ScopeBaseline | None:
    return ScopeBaseline.objects.filter(project=project, is_current=True).first()


def _below(item: ScopeItem) -> list[ScopeItem]:
    found, front = [], [item.pk]
    while front:
        rows = list(ScopeItem.objects.filter(parent__in=front).select_related("project"))
        found += rows
        front = [row.pk for row in rows]
    return found


def _turn(
    item: ScopeItem,
    state: ItemState,
    reason: str,
    by: Any,
    now: datetime,
    change: ChangeRequest | None,
    expected: int | None,
) -> None:
    before = "in" if state == ItemState.OUT else "out"
    item.state, item.out_reason = state, reason if state == ItemState.OUT else ""
    fields = ("state", "out_reason", "exception_reason", "exception_by", "exception_at")
    save(item, now=now, expected=expected, fields=fields)
    act = "scope_item.taken_out" if state == ItemState.OUT else "scope_item.brought_back"
    audit.record(
        by=by,
        act=act,
        obj=item,
        before={"state": before},
        after={"state": str(state)},
        project_id=item.project_id,
        now=now,
        reason=reason,
    )
    baseline = _baseline(item.project)
    effort = own_weight(item, baseline) if baseline else Decimal(0)
    if effort:
        kind = MoveKind.REMOVED if state == ItemState.OUT else MoveKind.ADDED
        _move(item, kind, -effort if state == ItemState.OUT else effort, by, now, reason, change)


def _move(
    item: ScopeItem,
    kind: MoveKind,
    effort: Decimal,
    by: Any,
    now: datetime,
    reason: str,
    change: ChangeRequest | None,
) -> None:
    ScopeMove.objects.create(
        project_id=item.project_id,
        item=item,
        kind=kind,
        effort=effort,
        moved_at=now,
        moved_on=timezone.localdate(now),
        moved_by=by,
        reason=reason,
        change=change,
    )


def _link(item: ScopeItem, links: Mapping[str, list[Any]]) -> None:
    for name, rows in links.items():
        getattr(item, name).set(rows)


def _named(links: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """Links by name for the history."""
    return {name: sorted(str(row) for row in rows) for name, rows in links.items() if name in LINKS and rows}
