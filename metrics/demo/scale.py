"""A company of any size, written in bulk: for measuring pages and computations, not for telling stories.

Rows are written straight into the tables, as a move from another system would bring them; what the product computes
(readings, health, statuses at the end of the last quarter) it computes itself at the end. The same seed gives the same
company relative to today.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from django.db import transaction

from metrics.demo import people as cast
from metrics.demo.build import Company, found_staff
from metrics.demo.bulk import BATCH, known, write
from metrics.demo.clock import ZONE
from metrics.demo.scale_rooms import plan_and_pay
from metrics.demo.scale_work import ask_and_review
from metrics.health import services as health
from metrics.health.quarters import last_quarter_end
from metrics.kpis import services as kpis
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from pmo import calendars
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from projects.goals.choices import Cadence, GoalStatus, PainSource, PainStatus
from projects.goals.models import Goal, Kpi, PainPoint
from projects.portfolio.choices import ORDER, Stage, State, TeamRole
from projects.portfolio.models import Follow, Portfolio, Project, ProjectMember, ProjectUnit, StagePlan

PER_PORTFOLIO = 100
GOALS, PAINS = 2, 2
SILENT = 0.06  # share of projects nobody reports on
CLOSED = 0.1
SYSTEMS = (
    ("财务", "Finance"),
    ("人事", "HR"),
    ("OA", "OA"),
    ("ERP", "ERP"),
    ("CRM", "CRM"),
    ("MES", "MES"),
    ("采购", "Procurement"),
)
MEASURES = (
    ("审批周期", "Approval time", "天", "days", 5.0, 2.0),
    ("使用率", "Adoption", "%", "%", 30.0, 90.0),
    ("差错率", "Error rate", "%", "%", 2.0, 0.5),
    ("手工工时", "Manual hours", "小时", "hours", 420.0, 294.0),
    ("一次通过率", "First-pass rate", "%", "%", 82.0, 97.0),
)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    projects: int
    kpis: int
    measurements: int
    people: int


@dataclass
class Scale:
    """What is being built, and with what."""

    company: Company
    size: Size
    random: Random
    portfolios: list[Portfolio] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    managers: list[User] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    kpis: list[Kpi] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.company.now

    @property
    def today(self) -> date:
        return self.company.today


def make(*, size: Size, now: datetime, say: Say, seed: int = 7) -> Scale:
    """Build everything, then compute it. `say` is told what is done."""
    with transaction.atomic():
        scale = Scale(found_staff(now), size, Random(seed))  # noqa: S311 - the same company every time
        _people(scale)
        _projects(scale)
        _goals(scale)
        say(f"{len(scale.projects)} projects, {len(scale.kpis)} KPIs")
        say(f"{_measurements(scale)} measurements")
        ask_and_review(scale)
        plan_and_pay(scale)
        say("plans, risks and money")
        _history(scale)
    quarter = datetime.combine(last_quarter_end(scale.today), time(23, 40), tzinfo=ZONE)
    for at in (quarter, now):
        kpis.recompute_all(now=at)
        health.recompute_all(now=at)
        say(f"computed as of {at.astimezone(ZONE).date()}")
    return scale


def _people(scale: Scale) -> None:
    """The stories' people can sign in; the others fill the units."""
    company = scale.company
    missing = scale.size.people - User.objects.count()
    unusable = "!scale"
    units = [company.units[code] for code in cast.SHARES]
    rows = (
        User(
            username=f"s{i:05d}",
            name=f"员工{i}",
            name_en=f"Employee {i}",
            employee_no=f"S{i:05d}",
            email=f"s{i:05d}@huarui.example",
            unit=units[i % len(units)],
            password=unusable,
            created_at=scale.now,
            updated_at=scale.now,
        )
        for i in range(max(missing, 0))
    )
    others = write(User, rows)
    scale.managers = [company.people["pm"], company.people["xuliang"], company.people["gaoxiang"], *others[:60]]


def _projects(scale: Scale) -> None:
    calendar, now = calendars.default(), scale.now
    count = math.ceil(scale.size.projects / PER_PORTFOLIO)
    rows = (
        Portfolio(
            code=f"S{i + 1:02d}",
            name=f"组合 {i + 1}",
            name_en=f"Portfolio {i + 1}",
            calendar=calendar,
            created_at=now,
            updated_at=now,
        )
        for i in range(count)
    )
    scale.portfolios = write(Portfolio, rows)
    scale.projects = write(Project, (_project(scale, i) for i in range(scale.size.projects)))
    write(ProjectMember, _members(scale))
    units = list(scale.company.units.values())
    write(ProjectUnit, (ProjectUnit(project=p, unit=units[p.pk % len(units)]) for p in scale.projects))
    write(StagePlan, (plan for p in scale.projects for plan in _plans(scale, p)))
    followed = [(who, p) for who in ("ceo", "pmo", "pm") for p in scale.projects[:6]]
    write(Follow, [Follow(user=scale.company.people[who], project=p) for who, p in followed])


def _project(scale: Scale, i: int) -> Project:
    random, who = scale.random, scale.company.people
    system, system_en = SYSTEMS[i % len(SYSTEMS)]
    begun = scale.today - timedelta(days=random.randint(120, 700))
    return Project(
        key=f"{system_en[:3].upper()}-{i + 1:04d}",
        name=f"{system}项目 {i + 1}",
        name_en=f"{system_en} project {i + 1}",
        portfolio=scale.portfolios[i // PER_PORTFOLIO],
        sponsor=who[("ceo", "cfo", "coo")[i % 3]],
        manager=scale.managers[i % len(scale.managers)],
        business_owner=who[("owner", "yejun", "qiumei", "wusheng")[i % 4]],
        stage=random.choice(ORDER[1:]),
        state=State.CLOSED if random.random() < CLOSED else State.ACTIVE,
        start_on=begun,
        target_finish_on=begun + timedelta(days=900),
        people_affected=random.randint(50, 5000),
        created_at=scale.now - timedelta(days=120),
        updated_at=scale.now,
    )


def _members(scale: Scale) -> Iterator[ProjectMember]:
    who = scale.company.people
    for p in scale.projects:
        parts = (
            (TeamRole.SPONSOR, p.sponsor_id),
            (TeamRole.MANAGER, p.manager_id),
            (TeamRole.BUSINESS_OWNER, p.business_owner_id),
            (TeamRole.IT_ENGINEER, who["it" if p.pk % 8 == 0 else "zhoulan"].pk),
            (TeamRole.CHANGE_MANAGER, who["change"].pk),
        )
        for role, user_id in parts:
            yield ProjectMember(project=p, user_id=known(user_id), role=role, since_on=p.start_on or scale.today)


def _plans(scale: Scale, project: Project) -> Iterator[StagePlan]:
    """Stages of equal length; one project in five is late in its present one."""
    here = ORDER.index(project.stage)
    late = scale.random.randint(5, 60) if scale.random.random() < 0.2 else -scale.random.randint(10, 120)
    start = scale.today - timedelta(days=late + 90 * (here + 1))
    for position, stage in enumerate(ORDER):
        finish = start + timedelta(days=90)
        yield StagePlan(
            project=project,
            stage=stage,
            planned_start_on=start,
            planned_finish_on=finish,
            started_on=min(start, scale.today) if position <= here else None,
            finished_on=min(finish + timedelta(days=7), scale.today) if position < here else None,
            created_at=scale.now,
            updated_at=scale.now,
        )
        start = finish


def _goals(scale: Scale) -> None:
    now = scale.now
    pains = write(PainPoint, (_pain(scale, p, n) for p in scale.projects for n in range(1, PAINS + 1)))
    rows = (
        Goal(
            project=p,
            number=n,
            title=f"目标 {n}",
            title_en=f"Goal {n}",
            weight=1 + n,
            owner_id=known(p.business_owner_id),
            status=GoalStatus.AGREED if p.stage != Stage.GOALS else GoalStatus.SUBMITTED,
            created_at=now,
            updated_at=now,
        )
        for p in scale.projects
        for n in range(1, GOALS + 1)
    )
    scale.goals = write(Goal, rows)
    through = Goal.pain_points.through
    links = zip(scale.goals, pains, strict=False)
    write(through, (through(goal_id=goal.pk, painpoint_id=pain.pk) for goal, pain in links))
    scale.kpis = write(Kpi, (_kpi(scale, i) for i in range(scale.size.kpis)))


def _pain(scale: Scale, project: Project, number: int) -> PainPoint:
    return PainPoint(
        project=project,
        number=number,
        title=f"痛点 {number}",
        title_en=f"Pain point {number}",
        source=PainSource.INTERVIEW,
        status=PainStatus.OPEN,
        hours_per_month=Decimal(scale.random.randint(20, 1200)),
        owner_id=known(project.business_owner_id),
        created_at=scale.now,
        updated_at=scale.now,
    )


def _kpi(scale: Scale, i: int) -> Kpi:
    """Weekly, begun so long ago that every one has its share of measurements."""
    random = scale.random
    name, name_en, unit, unit_en, base, target = MEASURES[i % len(MEASURES)]
    weeks = max(scale.size.measurements // max(scale.size.kpis, 1), 1)
    goal = scale.goals[(i // len(MEASURES) * GOALS + i % GOALS) % len(scale.goals)]
    return Kpi(
        goal=goal,
        name=f"{name} {i + 1}",
        name_en=f"{name_en} {i + 1}",
        unit=unit,
        unit_en=unit_en,
        baseline=Decimal(str(base)),
        baseline_on=scale.today - timedelta(weeks=weeks),
        target=Decimal(str(target)),
        due_on=scale.today + timedelta(weeks=random.randint(weeks // 4 + 1, weeks + 20)),
        cadence=Cadence.WEEKLY,
        weight=random.randint(1, 5),
        owner_id=goal.owner_id,
        created_at=scale.now,
        updated_at=scale.now,
    )


def _measurements(scale: Scale) -> int:
    """A noisy way from the baseline towards the target: some ahead, some behind, a few stopped."""
    if not scale.kpis:
        return 0
    made = 0
    rows = _values(scale)
    while batch := list(islice(rows, BATCH)):
        Measurement.objects.bulk_create(batch, batch_size=BATCH)
        made += len(batch)
    return made


def _values(scale: Scale) -> Iterator[Measurement]:
    random, left = scale.random, scale.size.measurements
    share, rest = divmod(left, len(scale.kpis))
    for i, kpi in enumerate(scale.kpis):
        count = share + (i < rest)
        base, target = float(kpi.baseline or 0), float(kpi.target or 0)
        speed, stopped = random.uniform(0.3, 1.3), 3 if random.random() < SILENT else 0
        total = (kpi.due_on - kpi.baseline_on).days / 7 if kpi.due_on and kpi.baseline_on else 1
        for n in range(count):
            done = min(speed * n / total, 1.2) + random.gauss(0, 0.02)
            on = scale.today - timedelta(weeks=count - 1 - n + stopped)
            yield Measurement(
                kpi=kpi,
                measured_on=on,
                value=Decimal(f"{base + (target - base) * done:.6f}"),
                source=Source.API,
                entered_by_id=kpi.owner_id,
                entered_at=datetime.combine(on, time(8, 30), tzinfo=ZONE),
            )


def _history(scale: Scale) -> None:
    """Somebody did something on every project lately, but on a few."""
    rows = []
    for p in scale.projects:
        silent = scale.random.random() < SILENT
        age = scale.random.randint(31, 90) if silent else scale.random.randint(0, 20)
        rows += [_entry(p, scale.now - timedelta(days=back), back) for back in (age + 40, age + 12, age)]
    write(AuditEntry, sorted(rows, key=lambda entry: entry.at))


def _entry(project: Project, at: datetime, number: int) -> AuditEntry:
    return AuditEntry(
        at=at,
        actor_id=project.manager_id,
        actor_name=project.manager.label if project.manager else "",
        act="project.changed",
        kind="project",
        object_id=project.pk,
        object_label=project.name,
        object_label_en=project.name_en,
        project_id=project.pk,
        before={"people_affected": number},
        after={"people_affected": project.people_affected},
    )
