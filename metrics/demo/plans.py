"""The plans of the projects: from a template, agreed as a baseline, reported on, and slipping where the story says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import ZONE, Timed, moment, months_before, workday
from metrics.demo.stories import ProjectStory
from pmo import calendars
from pmo.access import scopes
from pmo.texts import Sentence, words
from projects.engines.cpm import compute
from projects.engines.worktime import to_moment
from projects.portfolio.models import Project
from projects.schedule import services, templates_data
from projects.schedule.choices import EditKind
from projects.schedule.drafts import LinkDraft, PlanDraft, TaskDraft
from projects.schedule.models import Plan, Task
from projects.schedule.planning import network_of_draft, parents_of
from projects.schedule.services.templates import draft_of

if TYPE_CHECKING:
    from metrics.demo.build import Company


@dataclass(frozen=True)
class PlanStory:
    """`slips`: rows that take so many working days longer than agreed, and how many days ago that was said."""

    key: str
    template: str
    slips: Sequence[tuple[str, int, int]] = ()
    # How far today's work is behind its plan, in percent of what should be done.
    behind: int = 0


PLANS = (
    PlanStory("FK-01", "finance", (("客户主数据清洗", 6, 200),)),
    PlanStory("MES-02", "mes", (("一车间试点", 9, 40), ("二、三车间推广", 6, 9)), 8),
    PlanStory("HR-03", "oa", (("费用与合同类流程", 14, 60), ("审批权限表", 12, 12)), 25),
    PlanStory("OA-04", "oa"),
    PlanStory("CRM-05", "finance", (("客户主数据清洗", 11, 20),), 10),
    PlanStory("BI-07", "oa", (("报表与看板", 4, 70),)),
)
# Long tasks are worked in steps: share of the duration, name, English name.
STEPS = ((0.3, "准备", "prepare"), (0.5, "执行", "carry out"), (0.2, "复核", "check"))
LONG_DAYS = 10
# What is unfinished though it should be done lies in the last weeks.
RECENT_DAYS = 40
# Progress is reported on the last days of months, and today. Nobody looks further back than the last reviews.
REPORTED_MONTHS = 8
# What a task had reached when it was said that it takes longer.
HELD_UP = 60


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    for plan in PLANS:
        yield from _Play(company, known[plan.key], plan).events()


class _Play:
    def __init__(self, company: Company, story: ProjectStory, plan: PlanStory) -> None:
        self.c, self.s, self.p = company, story, plan
        self.start = workday(months_before(company.today, story.reached["goals"]))
        self.finish = workday(months_before(company.today, story.planned["change"]))

    @property
    def project(self) -> Project:
        return Project.objects.get(key=self.p.key)

    @property
    def manager(self) -> Any:
        # As the next request would load them: with the rights of today.
        user = self.c.people[self.s.manager]
        scopes.forget(user)
        return user

    def events(self) -> Iterator[Timed]:
        opened = moment(self.c.now, self.start, 11, f"plan{self.p.key}")
        yield Timed(opened, self.open)
        yield Timed(moment(self.c.now, self.start, 16, f"baseline{self.p.key}"), self.agree)
        for name, days, ago in self.p.slips:
            at = max(self._said_at(name, ago), opened)
            yield Timed(at, lambda now, n=name, d=days: self.slip(n, d, now))  # type: ignore[misc]
        last = self.reported_at()
        for at in self._month_ends():
            if opened + timedelta(days=14) < at < last - timedelta(days=2):
                yield Timed(at, self.report)
        yield Timed(last, self.report)

    def _said_at(self, name: str, ago: int) -> datetime:
        on = workday(months_before(self.c.today, ago / 30.4375))
        return moment(self.c.now, on, 14, f"{self.p.key}{name}")

    def _month_ends(self) -> Iterator[datetime]:
        first = self.c.today.replace(day=1)
        for _month in range(REPORTED_MONTHS):
            end = first - timedelta(days=1)
            yield moment(self.c.now, workday(end), 16, f"progress{self.p.key}{end}")
            first = end.replace(day=1)

    def reported_at(self) -> datetime:
        """Today; where nobody has reported for a while, the last day somebody did."""
        on = self.c.today - timedelta(days=self.s.quiet_for)
        return moment(self.c.now, on if self.s.quiet_for else workday(on), 9, f"progress{self.p.key}")

    def open(self, now: datetime) -> None:
        services.replace_plan(
            by=self.manager,
            project=self.project,
            draft=self.draft(),
            kind=EditKind.TEMPLATE,
            now=now,
            summary=Sentence(
                "schedule.edit.template", {"template": words(*templates_data.DELIVERED[self.p.template][:2])}
            ),
        )

    def draft(self) -> PlanDraft:
        """The template's rows, stretched over the time agreed, long tasks in steps, everything with an owner."""
        start = to_moment(self.start) + 540
        plain = draft_of(templates_data.rows_of(self.p.template), start)
        wanted = calendars.workdays_between(self.start, self.finish)
        factor = wanted / max(_length(plain), 1)
        tasks: list[TaskDraft] = [
            replace(task, duration=_stretched(task.duration, factor), owner_id=self._owner(task, number))
            for number, task in enumerate(plain.tasks)
        ]
        return _in_steps(replace(plain, tasks=tuple(tasks)))

    def _owner(self, task: TaskDraft, number: int) -> int:
        usernames = [self.s.manager, self.s.owner, *(person for person, _role in self.s.team)]
        chosen = self.s.sponsor if task.is_milestone else usernames[number % len(usernames)]
        return int(self.c.people[chosen].pk)

    def agree(self, now: datetime) -> None:
        services.take_baseline(by=self.manager, plan=self._plan(), now=now, name="计划批准")

    def slip(self, name: str, days: int, now: datetime) -> None:
        rows = Task.objects.filter(plan=self._plan(), name__startswith=name, is_summary=False).order_by("-duration")
        task = rows.first()
        if task is not None and task.percent < 100:
            op = {"op": "set", "id": task.pk, "fields": {"duration": task.duration + days * 480}}
            services.apply(by=self.manager, plan=self._plan(), ops=[op], now=now)

    def report(self, now: datetime) -> None:
        """What should be done by the day is, but for what runs behind and what waits for a task that takes longer."""
        today = now.astimezone(ZONE).date()
        tasks = list(Task.objects.filter(plan=self._plan(), is_summary=False, start_on__lte=today).order_by("start"))
        held = tuple(name for name, _days, ago in self.p.slips if self._said_at(name, ago) > now)
        waits_from = min((task.start for task in tasks if held and task.name.startswith(held)), default=None)
        ops = []
        for number, task in enumerate(tasks):
            percent = _share(task, today)
            recent = task.finish_on is not None and (today - task.finish_on).days < RECENT_DAYS
            if percent == 100 and recent and number % 100 < self.p.behind:
                percent = 80
            if waits_from is not None and task.start >= waits_from:
                percent = min(percent, HELD_UP) if task.start == waits_from else 0
            if percent > task.percent:
                ops.append({"op": "set", "id": task.pk, "fields": {"percent": percent}})
        if ops:
            services.apply(by=self.manager, plan=self._plan(), ops=ops, now=now)

    def _plan(self) -> Plan:
        return Plan.objects.select_related("project", "work_calendar").get(project__key=self.p.key)


def _length(draft: PlanDraft) -> int:
    """Working days of the chain as it stands."""
    plan = Plan(start=draft.start)
    network = network_of_draft(draft, plan)
    schedule = compute(network)
    return round(network.calendars[0].between(schedule.project_start, schedule.project_finish) / 480)


def _stretched(duration: int, factor: float) -> int:
    """Whole days, at least one; milestones stay milestones."""
    return max(round(duration * factor / 480), 1) * 480 if duration else 0


def _share(task: Task, today: date) -> int:
    if task.finish_on is None or task.start_on is None:
        return 0
    if task.finish_on < today:
        return 100
    if task.is_milestone:
        return 0
    span = (task.finish_on - task.start_on).days + 1
    return min(max(round(100 * (today - task.start_on).days / span / 5) * 5, 5), 95)


def _in_steps(draft: PlanDraft) -> PlanDraft:
    """Tasks of many days become summaries of three steps, linked one after the other."""
    parents = set(parents_of([task.level for task in draft.tasks]))
    tasks: list[TaskDraft] = []
    links = list(draft.links)
    uid = max(task.uid for task in draft.tasks)
    for row, task in enumerate(draft.tasks):
        if row in parents or task.duration < LONG_DAYS * 480:
            tasks.append(task)
            continue
        tasks.append(replace(task, duration=0))
        before = None
        for share, zh, en in STEPS:
            uid += 1
            tasks.append(
                replace(
                    task,
                    uid=uid,
                    level=task.level + 1,
                    name=f"{task.name}：{zh}",
                    name_en=f"{task.name_en}: {en}",
                    duration=max(round(task.duration * share / 480), 1) * 480,
                    acceptance="",
                )
            )
            if before is not None:
                links.append(LinkDraft(before, uid))
            before = uid
    return replace(draft, tasks=tuple(tasks), links=tuple(links))
