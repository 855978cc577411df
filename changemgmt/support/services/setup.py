"""Open a support desk, and what is agreed about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.support.audience import working
from changemgmt.support.choices import DEFAULT_LEVELS
from changemgmt.support.models import (
    CannedAnswer,
    ServiceLevel,
    SupportCategory,
    SupportSetting,
    SupportTeam,
)
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save

KIND = "support"
SETTING = ("opens_at", "closes_at", "lead", "close_workdays")
TEAM = ("name", "name_en", "lead")
CATEGORY = ("parent", "name", "name_en", "default_priority", "team", "module", "active")
CANNED = ("category", "title", "title_en", "text", "text_en")
LEVEL = ("answer_minutes", "resolve_minutes")
MOST_CATEGORIES = 60


@transaction.atomic
def open_desk(*, by: Any, project: Any, now: datetime, **values: Any) -> SupportSetting:
    """Begin support: from now on people can ask. Service levels begin with the usual ones.

    Raises Forbidden, Conflict (open already) or Invalid.
    """
    policy.require(by, "change", KIND, project_id=project.pk)
    if SupportSetting.objects.filter(project=project).exists():
        raise Conflict(_("The desk is open already."), code="open")
    row = SupportSetting(project=project, **values)
    _check_setting(row)
    create(row, now=now)
    for priority, (answer, resolve) in DEFAULT_LEVELS.items():
        create(
            ServiceLevel(project=project, priority=priority, answer_minutes=answer, resolve_minutes=resolve), now=now
        )
    _record(by, "support.desk_opened", row, now, after=audit.snapshot(row, SETTING))
    return row


@transaction.atomic
def change_desk(
    *, by: Any, setting: SupportSetting, now: datetime, expected: int | None = None, **values: Any
) -> SupportSetting:
    """Hours, lead, days until closed. What was promised before keeps its due times. Raises Forbidden, Invalid or
    StaleWrite."""
    policy.require(by, "change", setting)
    row = SupportSetting.objects.select_for_update(of=("self",)).select_related("project").get(pk=setting.pk)
    before = audit.snapshot(row, SETTING)
    for field, value in values.items():
        setattr(row, field, value)
    _check_setting(row)
    save(row, now=now, expected=expected, fields=list(values))
    _record(by, "support.desk_changed", row, now, before=before, after=audit.snapshot(row, SETTING))
    return row


def _check_setting(row: SupportSetting) -> None:
    if row.opens_at >= row.closes_at:
        raise Invalid(_("The desk closes after it opens."), code="order", field="closes_at")
    _check_lead(row.project, row.lead)


def _check_lead(project: Any, lead: Any) -> None:
    if lead is not None and not working(project).filter(pk=lead.pk).exists():
        raise Invalid(_("Choose somebody who works at this desk."), code="invalid_choice", field="lead")


@transaction.atomic
def set_level(
    *,
    by: Any,
    project: Any,
    priority: int,
    answer_minutes: int,
    resolve_minutes: int,
    now: datetime,
    category: SupportCategory | None = None,
) -> ServiceLevel:
    """Agree on a service level; requests that are open keep what was promised. Raises Forbidden or Invalid."""
    policy.require(by, "change", KIND, project_id=project.pk)
    if category is not None and category.project_id != project.pk:
        raise Invalid(_("Choose a category of this project."), code="invalid_choice", field="category")
    if not 1 <= answer_minutes <= resolve_minutes <= 60_000 or priority not in DEFAULT_LEVELS:
        raise Invalid(_("The first answer comes before the resolution."), code="order", field="resolve_minutes")
    rows = ServiceLevel.objects.select_for_update()
    row = rows.filter(project=project, category=category, priority=priority).first()
    before = audit.snapshot(row, LEVEL) if row is not None else {}
    if row is None:
        row = ServiceLevel(project=project, category=category, priority=priority)
        row.answer_minutes, row.resolve_minutes = answer_minutes, resolve_minutes
        create(row, now=now)
    else:
        row.answer_minutes, row.resolve_minutes = answer_minutes, resolve_minutes
        save(row, now=now, fields=LEVEL)
    _record(by, "support.level_set", row, now, before=before, after=audit.snapshot(row, LEVEL))
    return row


@transaction.atomic
def save_team(
    *, by: Any, project: Any, values: Mapping[str, Any], now: datetime, team: SupportTeam | None = None,
    expected: int | None = None,
) -> SupportTeam:  # fmt: skip
    """A new team, or other members of one. Raises Forbidden, Invalid or StaleWrite."""
    members = list(values.get("members", ()))
    able = set(working(project).values_list("pk", flat=True))
    if any(person.pk not in able for person in members):
        raise Invalid(_("Choose people who work at this desk."), code="invalid_choice", field="members")
    _check_lead(project, values.get("lead"))
    row = team or SupportTeam(project=project)
    plain = {name: values[name] for name in TEAM if name in values}
    made = _save(by, row, plain, TEAM, "support.team_saved", now, expected)
    made.members.set(members)
    return made


@transaction.atomic
def save_category(
    *, by: Any, project: Any, values: Mapping[str, Any], now: datetime, category: SupportCategory | None = None,
    expected: int | None = None,
) -> SupportCategory:  # fmt: skip
    """Two levels, at most sixty. Raises Forbidden, Invalid (third level, there already) or StaleWrite."""
    row = category or SupportCategory(project=project)
    parent, team, module = values.get("parent"), values.get("team"), values.get("module")
    if parent is not None and (parent.project_id != project.pk or parent.parent_id is not None or parent.pk == row.pk):
        raise Invalid(_("Choose a category of the first level."), code="invalid_choice", field="parent")
    if parent is not None and row.pk is not None and row.children.exists():
        raise Invalid(_("It has categories below it."), code="has_children", field="parent")
    for field, linked in (("team", team), ("module", module)):
        if linked is not None and linked.project_id != project.pk:
            raise Invalid(_("Choose one of the same project."), code="invalid_choice", field=field)
    if row.pk is None and SupportCategory.objects.filter(project=project).count() >= MOST_CATEGORIES:
        raise Conflict(_("At most %(n)d categories."), code="too_many", params={"n": MOST_CATEGORIES})
    return _save(by, row, values, CATEGORY, "support.category_saved", now, expected)


@transaction.atomic
def save_canned(
    *, by: Any, project: Any, values: Mapping[str, Any], now: datetime, canned: CannedAnswer | None = None,
    expected: int | None = None,
) -> CannedAnswer:  # fmt: skip
    """Raises Forbidden, Invalid or StaleWrite."""
    category = values.get("category")
    if category is not None and category.project_id != project.pk:
        raise Invalid(_("Choose a category of this project."), code="invalid_choice", field="category")
    row = canned or CannedAnswer(project=project)
    return _save(by, row, values, CANNED, "support.canned_saved", now, expected)


def _save(
    by: Any, row: Any, values: Mapping[str, Any], fields: tuple[str, ...], act: str, now: datetime, expected: int | None
) -> Any:
    policy.require(by, "change", KIND, project_id=row.project_id)
    before = audit.snapshot(row, fields) if row.pk is not None else {}
    for field, value in values.items():
        setattr(row, field, value)
    key = "title" if "title" in fields else "name"
    if not getattr(row, key).strip():
        raise Invalid(_("Give it a name."), code="required", field=key)
    same = type(row).objects.filter(**{"project": row.project, key: getattr(row, key)})
    if same.exclude(pk=row.pk).exists():
        raise Invalid(_("There is one of this name already."), code="unique", field=key)
    if row.pk is None:
        create(row, now=now)
    else:
        save(row, now=now, expected=expected, fields=list(values))
    _record(by, act, row, now, before=before, after=audit.snapshot(row, fields))
    return row


def _record(by: Any, act: str, row: Any, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=row, project_id=row.project_id, now=now, **facts)
