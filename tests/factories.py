"""Small objects for tests, made the short way; behaviour is tested through services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records.models import create
from projects.goals.models import Goal, Kpi, PainPoint
from projects.portfolio.choices import ORDER, Stage, TeamRole
from projects.portfolio.models import Portfolio, Project, ProjectMember, ProjectUnit, StagePlan

_number = count(1)


def make_unit(now: datetime, name: str = "", parent: Unit | None = None, **values: Any) -> Unit:
    n = next(_number)
    unit = create(Unit(name=name or f"单位{n}", name_en=f"Unit {n}", code=f"U{n}", parent=parent, **values), now=now)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    Unit.objects.filter(pk=unit.pk).update(path=unit.path)
    return unit


def make_user(now: datetime, username: str = "", *roles: Role, unit: Unit | None = None, **values: Any) -> User:
    n = next(_number)
    username = username or f"user{n}"
    values.setdefault("name", f"员工{n}")
    values.setdefault("name_en", f"Person {n}")
    values.setdefault("email", f"{username}{n}@example.test")
    user = User(username=username, employee_no=f"E{n:05d}", unit=unit, language="en", **values)
    user.set_password("correct horse battery")
    create(user, now=now)
    RoleGrant.objects.bulk_create([RoleGrant(user=user, role=r, granted_at=now) for r in roles])
    return user


def make_portfolio(now: datetime, **values: Any) -> Portfolio:
    n = next(_number)
    return create(Portfolio(code=values.pop("code", f"PF{n}"), name="组合", name_en="Portfolio", **values), now=now)


def make_project(
    now: datetime, portfolio: Portfolio, key: str = "", *, units: tuple[Unit, ...] = (), **values: Any
) -> Project:
    n = next(_number)
    values.setdefault("name", f"项目{n}")
    values.setdefault("name_en", f"Project {n}")
    values.setdefault("stage", Stage.EXECUTION)
    project = create(Project(key=key or f"PRJ-{n}", portfolio=portfolio, **values), now=now)
    ProjectUnit.objects.bulk_create([ProjectUnit(project=project, unit=u) for u in units])
    StagePlan.objects.bulk_create([StagePlan(project=project, stage=s, created_at=now, updated_at=now) for s in ORDER])
    for role, user in (
        (TeamRole.SPONSOR, project.sponsor),
        (TeamRole.MANAGER, project.manager),
        (TeamRole.BUSINESS_OWNER, project.business_owner),
    ):
        if user:
            add_member(now, project, user, role)
    return project


def add_member(now: datetime, project: Project, user: User, role: TeamRole) -> ProjectMember:
    user.__dict__.pop("_access", None)
    return ProjectMember.objects.create(project=project, user=user, role=role, since_on=now.date())


def make_pain_point(now: datetime, project: Project, owner: User, **values: Any) -> PainPoint:
    n = next(_number)
    values.setdefault("title", f"痛点{n}")
    values.setdefault("source", "interview")
    return create(PainPoint(project=project, owner=owner, number=n, **values), now=now)


def make_goal(now: datetime, project: Project, owner: User, **values: Any) -> Goal:
    n = next(_number)
    values.setdefault("title", f"目标{n}")
    values.setdefault("title_en", f"Goal {n}")
    return create(Goal(project=project, owner=owner, number=n, **values), now=now)


def make_kpi(now: datetime, goal: Goal, owner: User | None = None, **values: Any) -> Kpi:
    """By default the 5 days → 2 days of the golden values, half-way through its year."""
    n = next(_number)
    today = now.date()
    given: dict[str, Any] = {
        "name": f"指标{n}",
        "name_en": f"KPI {n}",
        "unit": "天",
        "unit_en": "days",
        "baseline": Decimal(5),
        "baseline_on": today - timedelta(days=183),
        "target": Decimal(2),
        "due_on": today + timedelta(days=182),
        **values,
    }
    return create(Kpi(goal=goal, owner=owner or goal.owner, **given), now=now)


@dataclass
class World:
    """`mine` is Pat's project; `other` belongs to people who must never see it, nor be seen by it."""

    now: datetime
    company: Unit
    finance: Unit
    workshop: Unit
    portfolio: Portfolio
    admin: User
    pmo: User
    ceo: User
    cfo: User
    pm: User
    owner: User
    it: User
    change: User
    champion: User
    employee: User
    stranger: User
    mine: Project
    other: Project
    goal: Goal
    kpi: Kpi
    other_goal: Goal
    other_kpi: Kpi

    @property
    def today(self) -> date:
        return self.now.date()


# Stands in every foreign object: whoever sees it in an answer has found a leak.
CANARY = "CANARY-7f3a"


def make_world(now: datetime) -> World:
    company = make_unit(now, "公司", kind="company")
    finance = make_unit(now, "财务部", company)
    workshop = make_unit(now, "总装车间", company, kind="workshop")
    portfolio = make_portfolio(now)
    people = {
        "admin": make_user(now, "admin", Role.SYSTEM_ADMIN, unit=company),
        "pmo": make_user(now, "pmo", Role.PMO_LEAD, unit=company),
        "ceo": make_user(now, "ceo", Role.EXECUTIVE, unit=company),
        "cfo": make_user(now, "cfo", Role.EXECUTIVE, unit=company),
        "pm": make_user(now, "pm", Role.PROJECT_MANAGER, unit=finance),
        "owner": make_user(now, "owner", Role.BUSINESS_OWNER, unit=finance),
        "it": make_user(now, "it", Role.IT_ENGINEER, unit=company),
        "change": make_user(now, "change", Role.CHANGE_MANAGER, unit=company),
        "champion": make_user(now, "champion", Role.CHAMPION, unit=finance),
        "employee": make_user(now, "employee", unit=finance),
        "stranger": make_user(now, "stranger", Role.PROJECT_MANAGER, unit=workshop),
    }
    mine = make_project(
        now,
        portfolio,
        "FIN-01",
        units=(finance,),
        sponsor=people["cfo"],
        manager=people["pm"],
        business_owner=people["owner"],
        name="费控报销一体化",
        name_en="Expense control",
    )
    other = make_project(
        now,
        portfolio,
        "MES-01",
        units=(workshop,),
        manager=people["stranger"],
        name=f"{CANARY} 车间",
        name_en=f"{CANARY} MES",
    )
    for user, role in (
        ("it", TeamRole.IT_ENGINEER),
        ("change", TeamRole.CHANGE_MANAGER),
        ("champion", TeamRole.CHAMPION),
    ):
        add_member(now, mine, people[user], role)
    goal = make_goal(now, mine, people["owner"])
    other_goal = make_goal(now, other, people["stranger"], title=f"{CANARY} 目标", title_en=f"{CANARY} goal")
    return World(
        now=now,
        company=company,
        finance=finance,
        workshop=workshop,
        portfolio=portfolio,
        mine=mine,
        other=other,
        goal=goal,
        kpi=make_kpi(now, goal),
        other_goal=other_goal,
        other_kpi=make_kpi(now, other_goal, name=f"{CANARY} 指标", name_en=f"{CANARY} KPI"),
        **people,
    )
