"""The planning side of the zoo: a plan, what the project delivers, who works on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pmo.accounts.models import User
from pmo.files.models import Attachment
from pmo.records.models import create
from projects.msproject import services as msproject
from projects.msproject.models import PlanImport
from projects.portfolio.models import Project
from projects.resources import services as resources
from projects.resources.models import Absence, Allocation, Assignment, Resource
from projects.schedule import services as schedule
from projects.schedule.models import Baseline, MilestoneFeed, Plan, PlanCalendar, PlanTemplate, Task, TaskLink
from projects.scope import services as scope
from projects.scope.models import ChangeLine, ChangeRequest, ScopeItem


@dataclass
class PlanSide:
    """What hangs on the plan of one project."""

    plan: Plan
    task: Task
    milestone: Task
    unlinked: Task
    link: TaskLink
    baseline: Baseline
    calendar: PlanCalendar
    template: PlanTemplate
    feed: MilestoneFeed
    feed_token: str
    file: PlanImport
    task_file: Attachment


@dataclass
class ScopeSide:
    """What one project delivers, and a change of it that waits."""

    item: ScopeItem
    change: ChangeRequest
    line: ChangeLine


@dataclass
class PeopleSide:
    """Whose time one project plans."""

    resource: Resource
    absence: Absence
    allocation: Allocation
    assignment: Assignment


def plans(project: Project, manager: User, owner: User, word: str, now: datetime) -> PlanSide:
    today = timezone.localdate(now)
    plan = schedule.open_plan(by=manager, project=project, start_on=today, now=now)
    calendar = schedule.save_calendar(
        by=manager, plan=plan, now=now, name=f"{word} hours", week=[[[540, 1020]]] * 7, exceptions={}
    )
    ops = [
        {"op": "add", "key": "a", "fields": {"name": f"{word} task", "owner": owner.pk, "notes": f"{word} notes"}},
        {"op": "add", "key": "b", "fields": {"name": f"{word} gate", "duration": "0d", "acceptance": f"{word} signed"}},
        {"op": "add", "key": "c", "fields": {"name": f"{word} handover", "owner": owner.pk}},
        {"op": "link", "from": "a", "to": "b"},
    ]
    schedule.apply(by=manager, plan=plan, ops=ops, now=now)
    baseline = schedule.take_baseline(by=manager, plan=plan, now=now, name=f"{word} agreed", note=f"{word} why")
    feed, feed_token = schedule.open_feed(by=manager, project=project, now=now)
    xml = b"<Project><Tasks><Task><UID>1</UID><Name>x</Name></Task></Tasks></Project>"
    file = msproject.upload(by=manager, project=project, upload=SimpleUploadedFile(f"{word.strip()}.xml", xml), now=now)
    report = {
        "name": word, "tasks": 1, "milestones": 0, "links": 0, "calendars": 0, "baselines": 0, "resources": 0,
        "assignments": 0, "finish": plan.start, "left_out": [{"code": "blank_rows", "where": [word], "count": 1}],
        "differing": [{"name": word, "file": "x", "here": "y"}], "differing_count": 1,
    }  # fmt: skip
    PlanImport.objects.filter(pk=file.pk).update(state="checked", report=report)
    task_file = schedule.add_file(
        by=owner,
        task=Task.objects.select_related("plan__project").get(plan=plan, name=f"{word} task"),
        upload=SimpleUploadedFile(f"{word.strip()}-minutes.txt", f"{word} minutes".encode()),
        now=now,
    )
    return PlanSide(
        plan=Plan.objects.get(pk=plan.pk),
        task=Task.objects.get(plan=plan, name=f"{word} task"),
        milestone=Task.objects.get(plan=plan, is_milestone=True),
        unlinked=Task.objects.get(plan=plan, name=f"{word} handover"),
        link=TaskLink.objects.get(plan=plan),
        baseline=baseline,
        calendar=calendar,
        template=PlanTemplate.objects.get(code="oa"),
        feed=feed,
        feed_token=feed_token,
        file=file,
        task_file=task_file,
    )


def people(project: Project, manager: User, word: str, now: datetime) -> PeopleSide:
    """A role to be filled: names of people and roles are known inside the company, what they are for is not."""
    today = timezone.localdate(now)
    resource = create(Resource(name="Tester", role="tester"), now=now)
    allocation = resources.add_allocation(
        by=manager,
        project=project,
        resource=resource,
        start_on=today,
        finish_on=today + timedelta(days=60),
        amount=Decimal(50),
        note=f"{word} note",
        now=now,
    )
    absence = create(Absence(resource=resource, start_on=today, finish_on=today), now=now)
    task = Task.objects.select_related("plan__project", "plan__work_calendar").get(
        plan__project=project, name=f"{word} task"
    )
    assignment = resources.assign(by=manager, task=task, resource=resource, now=now)
    return PeopleSide(resource, absence, allocation, assignment)


def scope_of(project: Project, manager: User, owner: User, word: str, now: datetime) -> ScopeSide:
    item = scope.add_item(
        by=manager, project=project, title=f"{word} module", owner=owner, description=f"{word} text", now=now
    )
    out = scope.add_item(by=manager, project=project, title=f"{word} excluded", now=now)
    scope.take_out(by=manager, item=out, reason=f"{word} too dear", now=now)
    scope.take_baseline(by=manager, project=project, note=f"{word} agreed", now=now)
    change = scope.raise_change(by=manager, project=project, title=f"{word} change", reason=f"{word} wanted", now=now)
    line = scope.add_line(by=manager, change=change, kind="remove_item", item=item, now=now)
    scope.assess_change(by=manager, change=change, assessment=f"{word} can be done", now=now)
    change.refresh_from_db()
    return ScopeSide(item, change, line)
