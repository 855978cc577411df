"""The schedule dimension while a project has no plan of tasks: is the current stage past its planned end?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from pmo import calendars
from pmo.texts import Sentence, day, register, text, workdays
from projects.portfolio.choices import Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project, StagePlan

# Working days past the planned end of a stage: beyond this the stage is off track, not just late.
OFF_AFTER = 20

register("schedule.late", N_("%(stage)s is **%(late)s past its planned end** of %(on)s"))
register("schedule.in_time", N_("%(stage)s is due on %(on)s"))
register("schedule.fact_late", N_("%(late)s late"))


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per active project whose current stage has a planned end (one query)."""
    plans = StagePlan.objects.filter(project__in=[p.pk for p in projects], planned_finish_on__isnull=False)
    due = {(plan.project_id, plan.stage): plan.planned_finish_on for plan in plans}
    workday_table = calendars.table()
    found = {}
    for project in projects:
        on = due.get((project.pk, project.stage))
        if on is None or project.state != State.ACTIVE:
            continue
        found[project.pk] = _judge(project, on, workday_table.count(on, as_of))
    return found


def _judge(project: Project, on: date, late: int) -> DimensionReading:
    url = reverse("portfolio:stages", args=[project.key])
    words = {"stage": text(STAGE_WORDS[project.stage]), "on": day(on)}
    if late <= 0:
        return DimensionReading(Status.OK, Sentence("schedule.in_time", words), url, owner_id=project.manager_id)
    status = Status.OFF if late > OFF_AFTER else Status.RISK
    sentence = Sentence("schedule.late", {**words, "late": workdays(late)})
    fact = Sentence("schedule.fact_late", {"late": workdays(late)})
    return DimensionReading(status, sentence, url, owner_id=project.manager_id, fact=fact)


STAGE_WORDS: dict[str, str] = {
    Stage.PROPOSAL: N_("The proposal stage"),
    Stage.GOALS: N_("The goals stage"),
    Stage.PLANNING: N_("The planning stage"),
    Stage.EXECUTION: N_("The execution stage"),
    Stage.CHANGE: N_("The change stage"),
    Stage.IMPROVEMENT: N_("The improvement stage"),
    Stage.OPERATION: N_("The operation stage"),
}
