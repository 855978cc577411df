"""Who works on which tasks of the demo company, what was promised of their time, and when they are away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import Timed, moment, months_before, workday
from metrics.demo.plans import PLANS, PlanStory
from metrics.demo.stories import ProjectStory
from pmo.access import scopes as access
from pmo.records.models import create
from projects.portfolio.models import Project
from projects.resources import services
from projects.resources.choices import WorkRole
from projects.resources.models import Assignment, Resource
from projects.resources.services.recomputing import recompute
from projects.schedule.models import Plan, Task

if TYPE_CHECKING:
    from metrics.demo.build import Company

# Share of their time that people of several projects give one task.
SHARES = {"pm": 30, "owner": 25, "cfo": 10, "coo": 10, "ceo": 10}
USUAL = 50
ROLES = {
    "business_expert": WorkRole.BUSINESS_EXPERT,
    "it_engineer": WorkRole.IT_ENGINEER,
    "change_manager": WorkRole.CHANGE_MANAGER,
}
SKILLS = {
    WorkRole.IT_ENGINEER: ["SQL", "接口", "权限"],
    WorkRole.BUSINESS_EXPERT: ["流程", "验收"],
    WorkRole.CHANGE_MANAGER: ["培训", "沟通"],
}
# (project, name, English name, role): promised, and still to be found.
OPEN_ROLES = (
    ("MES-02", "车间数据工程师", "Shop-floor data engineer", WorkRole.DATA),
    ("HR-03", "薪酬测试员", "Payroll tester", WorkRole.TESTER),
)
# (person, begins in so many days, lasts so many days)
AWAY = (("it", 9, 4), ("change", 20, 6))


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    for plan in PLANS:
        yield from _Play(company, known[plan.key], plan).events()
    for username, ahead, days in AWAY:
        at = moment(company.now, workday(company.today - timedelta(days=2)), 9, f"away{username}")
        yield Timed(at, lambda now, u=username, a=ahead, d=days: _away(company, u, a, d, now))  # type: ignore[misc]


def _away(company: Company, username: str, ahead: int, days: int, now: datetime) -> None:
    person = company.people[username]
    start = company.today + timedelta(days=ahead)
    services.add_absence(
        by=person,
        resource=services.resource_of(person, now=now),
        start_on=start,
        finish_on=start + timedelta(days=days),
        now=now,
    )


class _Play:
    def __init__(self, company: Company, story: ProjectStory, plan: PlanStory) -> None:
        self.c, self.s, self.p = company, story, plan
        self.start = workday(months_before(company.today, story.reached["goals"]) + timedelta(days=3))

    def events(self) -> Iterator[Timed]:
        yield Timed(moment(self.c.now, self.start, 10, f"people{self.p.key}"), self.staff)

    @property
    def manager(self) -> Any:
        user = self.c.people[self.s.manager]
        access.forget(user)
        return user

    def staff(self, now: datetime) -> None:
        """The owner of every task works on it; the team's time is promised until the project ends."""
        plan = Plan.objects.select_related("project", "work_calendar").get(project__key=self.p.key)
        people: dict[int, Resource] = {}
        rows = []
        for task in Task.objects.filter(plan=plan, is_summary=False, is_milestone=False).select_related("owner"):
            if task.owner is None:
                continue
            person = people.get(task.owner.pk) or self._resource(task.owner, now)
            people[task.owner.pk] = person
            share = Decimal(SHARES.get(task.owner.username, USUAL))
            rows.append(Assignment(task=task, resource=person, percent=share, created_at=now, updated_at=now))
        Assignment.objects.bulk_create(rows)
        recompute([plan], now)
        self._promise(plan.project, list(people.values()), now)

    def _resource(self, user: Any, now: datetime) -> Resource:
        person = services.resource_of(user, now=now)
        skills = SKILLS.get(WorkRole(person.role), [])
        if skills and not person.skills:
            Resource.objects.filter(pk=person.pk).update(skills=skills)
        return person

    def _promise(self, project: Project, people: list[Resource], now: datetime) -> None:
        roles = [
            create(Resource(name=zh, name_en=en, role=role), now=now)
            for key, zh, en, role in OPEN_ROLES
            if key == project.key
        ]
        finish = self.c.today + timedelta(days=150)
        for person in [*people, *roles]:
            share = 40 if person.user_id else 60
            services.add_allocation(
                by=self.manager,
                project=project,
                resource=person,
                start_on=self.start,
                finish_on=finish,
                amount=Decimal(share),
                now=now,
            )
