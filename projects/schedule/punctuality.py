"""The schedule dimension of projects that have a plan: slip against the baseline, overdue tasks, broken promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from pmo import texts
from pmo.texts import Sentence
from projects.portfolio import punctuality as stages
from projects.portfolio.choices import Status
from projects.portfolio.dimensions import DimensionReading, KeyDate
from projects.portfolio.models import Project
from projects.schedule.models import Plan, Task
from projects.schedule.selectors import plans as selectors
from projects.schedule.selectors.plans import PlanFacts

# Working days behind the baseline: up to this at risk, beyond it off track.
OFF_AFTER = 20
# Overdue tasks: so many, or this share of what is open, put a plan at risk.
LATE_SHARE = 0.1

texts.register("schedule.slips", N_("Finish on %(on)s, **%(days)s behind the baseline**"))
texts.register("schedule.holds", N_("Finish on %(on)s, as agreed"))
texts.register("schedule.ahead", N_("Finish on %(on)s, %(days)s ahead of the baseline"))
texts.register("schedule.no_baseline", N_("Finish on %(on)s; no baseline yet"))
texts.register("schedule.overdue", N_("**%(late)s of %(tasks)s tasks are overdue**; finish on %(on)s"))
texts.register("schedule.promise", N_("**%(n)s tasks cannot keep a promised date**; finish on %(on)s"))
texts.register("schedule.fact_slip", N_("%(days)s late"))
texts.register("schedule.fact_finish", N_("finish %(on)s"))
texts.register("schedule.fact_next", N_("%(task)s, %(on)s"))
texts.register("schedule.date", N_("%(task)s"))


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per active project: from its plan, else from the planned ends of its stages (fixed queries)."""
    found = dict(stages.read(projects, as_of))
    by_id = {project.pk: project for project in projects}
    for project_id, facts in _facts(by_id, as_of).items():
        project = by_id[project_id]
        if project.state == "active" and facts.tasks and facts.finish_on is not None:
            found[project_id] = _judge(project, facts)
    return found


def _facts(projects: Mapping[int, Project], as_of: date) -> dict[int, PlanFacts]:
    plans = Plan.objects.filter(project__in=projects, task_count__gt=0).select_related("work_calendar")
    rows = list(plans)
    for plan in rows:
        plan.project = projects[plan.project_id]
    return selectors.facts(rows, as_of)


def _judge(project: Project, facts: PlanFacts) -> DimensionReading:
    url = reverse("schedule:plan", args=[project.key])
    on = texts.day(facts.finish_on) if facts.finish_on else ""
    slip = facts.slip or 0
    open_tasks = facts.tasks - facts.done
    status, key, params, fact = Status.OK, "schedule.holds", {"on": on}, None
    if slip > 0:
        status = Status.OFF if slip > OFF_AFTER else Status.RISK
        key, params = "schedule.slips", {"on": on, "days": texts.workdays(slip)}
        fact = Sentence("schedule.fact_slip", {"days": texts.workdays(slip)})
    elif facts.negative_float:
        status, key = Status.RISK, "schedule.promise"
        params = {"on": on, "n": texts.num(facts.negative_float)}
    elif open_tasks and facts.late > LATE_SHARE * open_tasks:
        status, key = Status.RISK, "schedule.overdue"
        params = {"on": on, "late": texts.num(facts.late), "tasks": texts.num(open_tasks)}
    elif slip < 0:
        key, params = "schedule.ahead", {"on": on, "days": texts.workdays(-slip)}
    elif facts.slip is None:
        key = "schedule.no_baseline"
    return DimensionReading(status, Sentence(key, params), url, owner_id=project.manager_id, fact=fact)


def stage_facts(projects: Sequence[Project], as_of: date) -> dict[int, list[Sentence]]:
    """Two lines under the planning stage: the finish, and the next milestone."""
    found: dict[int, list[Sentence]] = {}
    for project_id, facts in _facts({p.pk: p for p in projects}, as_of).items():
        lines = []
        if facts.finish_on:
            lines.append(Sentence("schedule.fact_finish", {"on": texts.day(facts.finish_on)}))
        coming = facts.next_milestone
        if coming is not None and coming.task.finish_on:
            params = {"task": texts.name(coming.task), "on": texts.day(coming.task.finish_on)}
            lines.append(Sentence("schedule.fact_next", params))
        if lines:
            found[project_id] = lines
    return found


def key_dates(project_ids: Sequence[int], start: date, end: date) -> list[KeyDate]:
    """Milestones of plans in a span of days, with their day in the baseline (one query)."""
    tasks = list(
        selectors.agreed(
            Task.objects.filter(
                plan__project__in=project_ids, is_milestone=True, active=True, finish_on__range=(start, end)
            )
        )
        .exclude(percent=100)
        .select_related("plan__project", "plan__work_calendar")
        .order_by("finish")
    )
    plans = {task.plan_id: task.plan for task in tasks}
    found = []
    for milestones in selectors.with_baselines(tasks, plans).values():
        for m in milestones:
            late = (m.slip or 0) > 0
            found.append(
                KeyDate(
                    project_id=m.task.plan.project_id,
                    on=m.task.finish_on,  # type: ignore[arg-type]
                    title=Sentence("schedule.date", {"task": texts.name(m.task)}),
                    lane="due",
                    original_on=m.baseline_on if late else None,
                    status=Status.RISK if late else "",
                    url=m.task.url,
                )
            )
    return found
