"""Start a plan from rows that have proved themselves, and keep a plan's rows for the next project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, texts
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from pmo.texts import Sentence
from projects.portfolio.models import Project
from projects.schedule import templates_data
from projects.schedule.choices import CONSTRAINT_CODES, LINK_CODES, EditKind
from projects.schedule.drafts import LinkDraft, PlanDraft, TaskDraft
from projects.schedule.models import Plan, PlanTemplate, Task, TaskLink
from projects.schedule.services.plans import first_minute, replace_plan

LINK_NAMES = {int(kind): code for code, kind in LINK_CODES.items()}


@transaction.atomic
def start_from_template(*, by: Any, project: Project, template: PlanTemplate, start_on: date, now: datetime) -> Plan:
    """Make a template's rows the plan of a project, from a day on. Raises Forbidden, Conflict or Invalid."""
    if Plan.objects.filter(project=project, task_count__gt=0).exists():
        raise Conflict(_("The project has a plan already."), code="has_plan")
    draft = draft_of(template.rows, first_minute(Plan(project=project), start_on))
    made = replace_plan(
        by=by,
        project=project,
        draft=draft,
        kind=EditKind.TEMPLATE,
        now=now,
        summary=Sentence("schedule.edit.template", {"template": texts.name(template)}),
    )
    return made.plan


def draft_of(rows: Sequence[Mapping[str, Any]], start: int) -> PlanDraft:
    """Rows as `templates_data` keeps them: level, name, name_en, days, and after = [uid, kind, lag in days]."""
    tasks, links = [], []
    for number, row in enumerate(rows, start=1):
        tasks.append(
            TaskDraft(
                uid=number,
                name=row["name"],
                name_en=row.get("name_en", ""),
                level=row.get("level", 1),
                duration=round(Decimal(str(row.get("days", 0))) * 480),
                is_milestone=bool(row.get("milestone")),
                acceptance=row.get("acceptance", ""),
                notes=row.get("notes", ""),
                wave=row.get("wave"),
                constraint=CONSTRAINT_CODES[row["constraint"]] if row.get("constraint") == "ALAP" else 0,
            )
        )
        for predecessor, kind, lag in row.get("after", ()):
            links.append(LinkDraft(predecessor, number, LINK_CODES[kind], round(Decimal(str(lag)) * 480)))
    return PlanDraft(start=start, tasks=tuple(tasks), links=tuple(links))


@transaction.atomic
def save_template(
    *, by: Any, plan: Plan, name: str, now: datetime, name_en: str = "", description: str = ""
) -> PlanTemplate:
    """Keep the rows of a plan, without dates, people and progress. Raises Forbidden or Invalid."""
    policy.require(by, "add", "plan_template")
    policy.require(by, "view", plan)
    if not name.strip():
        raise Invalid(_("A template needs a name."), code="required", field="name")
    rows = rows_of(plan)
    if not rows:
        raise Conflict(_("The plan has no tasks yet."), code="empty_plan")
    template = create(
        PlanTemplate(
            name=name.strip()[:120],
            name_en=name_en.strip()[:120],
            description=description.strip(),
            rows=rows,
            taken_from=plan.project,
            made_by=by,
        ),
        now=now,
    )
    audit.record(by=by, act="plan.template_saved", obj=template, project_id=plan.project_id, now=now)
    return template


def rows_of(plan: Plan) -> list[dict[str, Any]]:
    """A plan's rows in the shape of a template."""
    tasks = list(Task.objects.filter(plan=plan).order_by("position"))
    place = {task.pk: number for number, task in enumerate(tasks, start=1)}
    after: dict[int, list[list[Any]]] = {}
    for link in TaskLink.objects.filter(plan=plan).order_by("id"):
        lag = float(round(Decimal(link.lag) / 480, 2))
        after.setdefault(link.successor_id, []).append([place[link.predecessor_id], LINK_NAMES[link.kind], lag])
    return [
        {
            "level": task.level,
            "name": task.name,
            "name_en": task.name_en,
            "days": 0 if task.is_summary else float(round(Decimal(task.duration) / 480, 2)),
            "milestone": task.is_milestone,
            "acceptance": task.acceptance,
            "notes": task.notes,
            "wave": task.wave,
            "after": after.get(task.pk, []),
        }
        for task in tasks
    ]


@transaction.atomic
def deliver(*, now: datetime) -> int:
    """Write the delivered templates, or bring them up to date; returns how many are new."""
    fresh = 0
    for code, (name, name_en, about, about_en) in templates_data.DELIVERED.items():
        values: dict[str, Any] = {
            "name": name,
            "name_en": name_en,
            "description": about,
            "description_en": about_en,
            "rows": templates_data.rows_of(code),
        }
        if not PlanTemplate.objects.filter(code=code).update(**values):
            create(PlanTemplate(code=code, **values), now=now)
            fresh += 1
    return fresh


@transaction.atomic
def delete_template(*, by: Any, template: PlanTemplate, now: datetime) -> None:
    """Plans started from it stay. Raises Forbidden, or Conflict for a delivered one."""
    policy.require(by, "delete", template)
    if template.code:
        raise Conflict(_("Delivered templates stay."), code="delivered")
    audit.record(by=by, act="plan.template_deleted", obj=template, now=now)
    template.delete()
