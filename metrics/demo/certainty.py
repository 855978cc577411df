"""How sure the projects of the demo company are of their dates: estimates of the long tasks, simulations then and now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import Timed, moment, workday
from metrics.demo.stories import ProjectStory
from pmo.access import scopes as access
from projects.schedule.models import Plan, Task
from projects.simulation import modelling, services, work
from projects.simulation.services.estimates import Points

if TYPE_CHECKING:
    from metrics.demo.build import Company


@dataclass(frozen=True)
class CertaintyStory:
    """`points`: shares of the planned duration; `ago`: days since the two simulations."""

    key: str
    points: tuple[float, float, float]
    group: str
    note: str
    seed: int
    ago: tuple[int, int] = (38, 2)
    tasks: int = 6


CERTAINTIES = (
    CertaintyStory("MES-02", (0.85, 1.1, 1.8), "车间", "上一个车间比计划多用了三成时间", 20261),
    CertaintyStory("HR-03", (0.9, 1.0, 1.5), "流程", "各部门确认流程的速度差别很大", 20262, (31, 4)),
    CertaintyStory("CRM-05", (0.9, 1.0, 1.35), "", "供应商报的上限", 20263, (26, 3)),
)
ITERATIONS = 10_000


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    for certainty in CERTAINTIES:
        yield from _Play(company, known[certainty.key], certainty).events()


class _Play:
    def __init__(self, company: Company, story: ProjectStory, certainty: CertaintyStory) -> None:
        self.c, self.s, self.p = company, story, certainty

    def events(self) -> Iterator[Timed]:
        first, last = (workday(self.c.today - timedelta(days=ago)) for ago in self.p.ago)
        yield Timed(moment(self.c.now, first, 15, f"sure1{self.p.key}"), self.simulate)
        yield Timed(moment(self.c.now, last, 10, f"points{self.p.key}"), self.estimate)
        # The night shifts plans with the calendar; what is simulated last is simulated on what stands now.
        yield Timed(self.c.now - timedelta(minutes=4), self.simulate)

    @property
    def manager(self) -> Any:
        user = self.c.people[self.s.manager]
        access.forget(user)
        return user

    def plan(self) -> Plan:
        return Plan.objects.select_related("project", "work_calendar").get(project__key=self.p.key)

    def estimate(self, now: datetime) -> None:
        """The longest tasks that are open."""
        plan = self.plan()
        rows = Task.objects.filter(plan=plan, is_summary=False, percent__lt=100).order_by("-duration", "position")
        chosen = [task for task in rows if modelling.varies(task)][: self.p.tasks]
        low, likely, high = self.p.points
        wanted = {
            task.pk: Points(
                round(task.duration * low),
                round(task.duration * likely),
                round(task.duration * high),
                group=self.p.group,
                note=self.p.note,
            )
            for task in chosen
        }
        services.save_estimates(by=self.manager, project=plan.project, wanted=wanted, now=now)

    def simulate(self, now: datetime) -> None:
        project = self.plan().project
        work.simulate_now(by=self.manager, project=project, now=now, iterations=ITERATIONS, seed=self.p.seed)
