"""Change requests: raised, assessed, decided by somebody else, carried out when approved."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, notify
from pmo.access import policy
from pmo.notify.choices import Kind
from pmo.records import Conflict, DomainError, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name
from projects.goals.sentences import said
from projects.portfolio.acts import assign, facts, filled, lock, next_number, require_reason
from projects.portfolio.models import Project
from projects.schedule.choices import EditKind
from projects.schedule.models import Plan, Task
from projects.schedule.services import editing
from projects.schedule.services.board import Board
from projects.schedule.services.ops import Editor
from projects.scope.choices import DECISIONS, OPEN, ChangeStatus, LineKind
from projects.scope.models import ChangeLine, ChangeRequest, ScopeItem
from projects.scope.selectors.changes import lines as lines_of
from projects.scope.services.effects import effect_of, ops_of
from projects.scope.services.items import add_item, change_item, take_out

FIELDS = ("title", "title_en", "reason", "status")
ASSESSMENT = ("cost", "currency", "assessment", "status")
DECISION = ("status", "decision_note")
MOST_LINES = 50


@transaction.atomic
def raise_change(*, by: Any, project: Project, now: datetime, **values: Any) -> ChangeRequest:
    """Raises Forbidden, Conflict (project closed) or Invalid (no reason)."""
    policy.require(by, "add", "change_request", project_id=project.pk)
    locked = lock(project)
    require_reason(values.get("reason", ""))
    change = ChangeRequest(
        project=project,
        number=next_number(ChangeRequest, project),
        raised_by=by,
        currency=locked.portfolio.currency,
        **values,
    )
    create(change, now=now)
    _record(by, change, "change_request.raised", {}, FIELDS, now)
    return change


@transaction.atomic
def change_change(
    *, by: Any, change: ChangeRequest, now: datetime, expected: int | None = None, **values: Any
) -> ChangeRequest:
    """Another wording. What was assessed has to be assessed again."""
    policy.require(by, "change", change)
    lock(change.project)
    _require_open(change)
    if "reason" in values:
        require_reason(values["reason"])
    before = facts(change, FIELDS)
    assign(change, values)
    save(change, now=now, expected=expected, fields={*values, *_reopen(change)})
    _record(by, change, "change_request.changed", before, FIELDS, now)
    return change


@transaction.atomic
def add_line(
    *, by: Any, change: ChangeRequest, kind: str, now: datetime, expected: int | None = None, **values: Any
) -> ChangeLine:
    """Raises Invalid when the line lacks something, is of another project, or cannot be scheduled."""
    policy.require(by, "change", change)
    lock(change.project)
    _require_open(change)
    if change.lines.count() >= MOST_LINES:
        raise Conflict(_("At most %(n)s lines."), code="too_many", params={"n": MOST_LINES})
    line = ChangeLine(change=change, kind=kind, **values)
    _check_line(line, change.project)
    line.save()
    refusal = effect_of(change).refusal if ops_of([line]) else ""
    if refusal:
        raise Invalid(refusal, code="plan_refuses")
    save(change, now=now, expected=expected, fields=_reopen(change))
    _record(by, change, "change_request.line_added", {}, (), now, {"line": str(line.get_kind_display())})
    return line


@transaction.atomic
def remove_line(*, by: Any, line: ChangeLine, now: datetime) -> None:
    change = line.change
    policy.require(by, "change", change)
    lock(change.project)
    _require_open(change)
    audit_line = str(line.get_kind_display())
    line.delete()
    save(change, now=now, fields=_reopen(change))
    _record(by, change, "change_request.line_removed", {}, (), now, {"line": audit_line})


@transaction.atomic
def assess_change(
    *,
    by: Any,
    change: ChangeRequest,
    assessment: str,
    now: datetime,
    expected: int | None = None,
    cost: Decimal | None = None,
) -> ChangeRequest:
    """What it costs and whether it can be done. Tells those who may decide."""
    policy.require(by, "assess", change)
    lock(change.project)
    _require_open(change)
    require_reason(assessment, "assessment")
    if not change.lines.exists():
        raise Conflict(_("It says nothing that would change yet: add at least one line."), code="no_lines")
    before = facts(change, ASSESSMENT)
    values = {
        "cost": cost,
        "assessment": assessment,
        "assessed_by": by,
        "assessed_at": now,
        "status": ChangeStatus.ASSESSED,
    }
    assign(change, values)
    change.effect = values["effect"] = effect_of(change).to_json()
    save(change, now=now, expected=expected, fields=values)
    _record(by, change, "change_request.assessed", before, ASSESSMENT, now)
    for person in deciders(change):
        if person.pk not in (by.pk, change.raised_by_id):
            _tell(change, person, "change_request.assessed", now, Kind.DECISION)
    return change


@transaction.atomic
def decide_change(
    *,
    by: Any,
    change: ChangeRequest,
    status: str,
    now: datetime,
    note: str = "",
    expected: int | None = None,
) -> ChangeRequest:
    """Approve (and carry out), reject or defer. Never by the person who raised it. Needs an assessment.

    Raises Conflict when the plan can no longer carry it out; then nothing happens at all.
    """
    policy.require(by, "decide", change)
    if change.raised_by_id == by.pk:
        raise Forbidden(_("Whoever raised a change does not decide it."), code="own_change")
    lock(change.project)
    _require_open(change)
    if status not in DECISIONS:
        raise Invalid(_("Choose a decision."), code="required", field="status")
    if status == ChangeStatus.APPROVED and change.status != ChangeStatus.ASSESSED:
        raise Conflict(_("It has to be assessed before it can be approved."), code="not_assessed", field="status")
    if status != ChangeStatus.APPROVED:
        require_reason(note, "note")
    before = facts(change, DECISION)
    effect = effect_of(change)
    if status == ChangeStatus.APPROVED and effect.refusal:
        raise Conflict(effect.refusal, code="plan_refuses")
    values = {
        "status": status,
        "decision_note": note,
        "decided_by": by,
        "decided_at": now,
        "effect": effect.to_json(),
    }
    assign(change, values)
    save(change, now=now, expected=expected, fields=values)
    if status == ChangeStatus.APPROVED:
        _carry_out(change, by, now)
    _record(by, change, "change_request.decided", before, DECISION, now)
    decision = said(ChangeStatus(status).label)
    _tell(change, change.raised_by, "change_request.decided", now, Kind.INFO, decision=decision)
    return change


@transaction.atomic
def withdraw_change(
    *, by: Any, change: ChangeRequest, now: datetime, reason: str = "", expected: int | None = None
) -> ChangeRequest:
    """Taken back by whoever may change it, before a decision."""
    policy.require(by, "change", change)
    lock(change.project)
    _require_open(change)
    before = facts(change, DECISION)
    values = {"status": ChangeStatus.WITHDRAWN, "decision_note": reason, "decided_by": by, "decided_at": now}
    assign(change, values)
    save(change, now=now, expected=expected, fields=values)
    _record(by, change, "change_request.withdrawn", before, DECISION, now)
    return change


def deciders(change: ChangeRequest) -> list[Any]:
    """Who is asked: the sponsor and the business owner of the project."""
    project = change.project
    found = {person.pk: person for person in (project.sponsor, project.business_owner) if person is not None}
    return list(found.values())


# --- carrying out ---------------------------------------------------------------------------------------------------


def _carry_out(change: ChangeRequest, by: Any, now: datetime) -> None:
    lines = lines_of(change)
    why = f"{change.code} {change.title}"
    made = _edit_plan(change, lines, by, now)
    for line in lines:
        if line.kind == LineKind.ADD_ITEM:
            _add(change, line, made.get(f"line{line.pk}"), by, now, why)
        elif line.item is not None and line.kind == LineKind.REMOVE_ITEM and line.item.is_in:
            take_out(by=by, item=line.item, reason=why, now=now, change=change)
        elif line.item is not None and line.kind == LineKind.CHANGE_ITEM:
            item = ScopeItem.objects.select_related("project", "parent__parent").get(pk=line.item.pk)
            exception = item.exception_reason or why
            change_item(
                by=by, item=item, now=now, reason=why, exception_reason=exception, change=change, **_values(line)
            )


def _values(line: ChangeLine) -> dict[str, Any]:
    given = {"effort_days": line.effort_days, "wave": line.wave, "priority": line.priority or None}
    return {field: value for field, value in given.items() if value is not None}


def _add(change: ChangeRequest, line: ChangeLine, task: Task | None, by: Any, now: datetime, why: str) -> None:
    add_item(
        by=by,
        project=change.project,
        now=now,
        reason=why,
        exception_reason=why,
        change=change,
        goals=[line.goal] if line.goal else [],
        tasks=[task] if task else [],
        title=line.title,
        title_en=line.title_en,
        parent=line.parent,
        **_values(line),
    )


def _edit_plan(change: ChangeRequest, lines: list[ChangeLine], by: Any, now: datetime) -> dict[str, Task]:
    """Carries the plan's part out as one edit of the plan. New rows by the key of their line."""
    ops = ops_of(lines)
    plan = Plan.objects.select_related("project", "work_calendar").filter(project=change.project).first()
    if not ops or plan is None:
        return {}
    made: dict[str, Task] = {}

    def run(board: Board) -> None:
        editor = Editor(board, by)
        editor.run(ops)
        made.update({key: board.get(pk) for key, pk in editor.keys.items()})

    summary = Sentence("schedule.edit.change", {"change": f"{change.code} {change.title}"})
    try:
        editing.edit(
            by=by,
            plan=plan,
            change=run,
            now=now,
            kind=EditKind.CHANGE_REQUEST,
            summary=summary,
            reason=f"{change.code} {change.title}",
        )
    except DomainError as error:
        raise Conflict(error.message, code="plan_refuses") from error
    return made


# --- rules ----------------------------------------------------------------------------------------------------------


def _require_open(change: ChangeRequest) -> None:
    if change.status not in OPEN:
        raise Conflict(_("This change is decided; raise another one."), code="decided")


def _reopen(change: ChangeRequest) -> tuple[str, ...]:
    """What was assessed or deferred in another shape is submitted again, and its effect is not known. Names fields."""
    change.status, change.effect = ChangeStatus.SUBMITTED, {}
    return ("status", "effect")


NEEDS: dict[str, tuple[str, ...]] = {
    LineKind.ADD_ITEM: ("title",),
    LineKind.REMOVE_ITEM: ("item",),
    LineKind.CHANGE_ITEM: ("item",),
    LineKind.ADD_TASK: ("title", "task", "days"),
    LineKind.CHANGE_TASK: ("task", "days"),
    LineKind.REMOVE_TASK: ("task",),
}


def _check_line(line: ChangeLine, project: Project) -> None:
    if line.kind not in NEEDS:
        raise Invalid(_("Choose what changes."), code="required", field="kind")
    for field in NEEDS[line.kind]:
        if getattr(line, field) in (None, ""):
            raise Invalid(_("This is needed."), code="required", field=field)
    for field in ("item", "parent", "goal"):
        row = getattr(line, field)
        if row is not None and row.project_id != project.pk:
            raise Invalid(_("This belongs to another project."), code="foreign", field=field)
    for field in ("task", "before_task"):
        row = getattr(line, field)
        if row is not None and row.plan.project_id != project.pk:
            raise Invalid(_("This belongs to another project."), code="foreign", field=field)
    if line.kind == LineKind.CHANGE_ITEM and not _values(line):
        raise Invalid(_("Say at least one of effort, wave and priority."), code="required", field="effort_days")
    if line.kind == LineKind.ADD_ITEM and line.days is not None and line.task is None:
        raise Invalid(_("After which task does this work come?"), code="required", field="task")
    if line.kind != LineKind.CHANGE_TASK and line.days is not None and line.days < 0:
        raise Invalid(_("Working days cannot be negative here."), code="negative", field="days")
    if line.task is not None and line.task.is_summary and line.kind == LineKind.CHANGE_TASK:
        raise Invalid(_("A summary lasts as long as its tasks: choose one of them."), code="summary", field="task")


def _record(
    by: Any,
    change: ChangeRequest,
    act: str,
    before: dict[str, Any],
    fields: tuple[str, ...],
    now: datetime,
    more: dict[str, Any] | None = None,
) -> None:
    after = {**filled(facts(change, fields)), **(more or {})}
    audit.record(by=by, act=act, obj=change, before=before, after=after, project_id=change.project_id, now=now)


def _tell(change: ChangeRequest, to: Any, rule: str, now: datetime, kind: Kind, **more: Any) -> None:
    notify.promise(
        rule=rule,
        subject=change,
        period=f"v{change.version}",
        to=to,
        text=Sentence(rule, {"title": name(change, "title"), "code": change.code, **more}),
        url=change.url,
        at=now,
        kind=kind,
    )
