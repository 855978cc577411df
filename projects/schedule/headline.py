"""The sentence over a plan: when it finishes, against what was agreed, and where the slip comes from."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo import texts
from pmo.texts import Sentence
from projects.schedule.models import BaselineTask, Plan, Task
from projects.schedule.selectors.plans import PlanFacts

texts.register("schedule.head.empty", N_("The plan has no tasks yet"))
texts.register("schedule.head.plain", N_("Finish expected on **%(on)s**; no baseline to compare with yet"))
texts.register("schedule.head.on_time", N_("Finish expected on **%(on)s**, as agreed"))
texts.register("schedule.head.early", N_("Finish expected on **%(on)s**, %(days)s ahead of the baseline"))
texts.register("schedule.head.late", N_("Finish expected on **%(on)s**, **%(days)s behind the baseline**"))
texts.register(
    "schedule.head.late_from",
    N_("Finish expected on **%(on)s**, **%(days)s behind the baseline**; it begins at %(task)s"),
)
texts.register("schedule.head.done", N_("Finished on **%(on)s**"))


def headline(facts: PlanFacts) -> Sentence:
    """In the present state of the plan."""
    if not facts.tasks or facts.finish_on is None:
        return Sentence("schedule.head.empty")
    on = texts.day(facts.finish_on)
    if facts.done == facts.tasks:
        return Sentence("schedule.head.done", {"on": on})
    if facts.slip is None:
        return Sentence("schedule.head.plain", {"on": on})
    if facts.slip == 0:
        return Sentence("schedule.head.on_time", {"on": on})
    days = texts.workdays(abs(facts.slip))
    if facts.slip < 0:
        return Sentence("schedule.head.early", {"on": on, "days": days})
    source = slip_source(facts.plan, facts)
    if source is None:
        return Sentence("schedule.head.late", {"on": on, "days": days})
    return Sentence("schedule.head.late_from", {"on": on, "days": days, "task": texts.name(source)})


def slip_source(plan: Plan, facts: PlanFacts) -> Task | None:
    """The first task on the driving chain to the finish that ends later than agreed (one query)."""
    if facts.baseline is None:
        return None
    late = (
        BaselineTask.objects.filter(
            baseline=facts.baseline, is_summary=False, task__longest=True, task__is_summary=False, task__plan=plan
        )
        .select_related("task")
        .order_by("task__start", "task__position")
    )
    for row in late:
        task = row.task
        if task is not None and task.finish > row.finish and not _same_day(task.finish, row.finish):
            return task
    return None


def _same_day(a: int, b: int) -> bool:
    return (a - 1) // 1440 == (b - 1) // 1440
