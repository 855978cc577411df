"""Found the demo company: every act goes through the product's services, in the order it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from metrics.demo import (
    adoption,
    benefits,
    certainty,
    champions,
    comms,
    contest,
    datasets,
    feedback,
    gates,
    incentives,
    knowledge,
    money,
    people_time,
    plans,
    processes,
    readiness,
    reviews,
    risks,
    scopes,
    selections,
    support,
    surveys,
    training,
    usage,
    work,
)
from metrics.demo import people as cast
from metrics.demo.clock import ZONE, Timed
from metrics.demo.projects_a import HR, MES, OA, REIMBURSEMENT
from metrics.demo.projects_b import BI, CONTRACTS, CRM, PROCUREMENT
from metrics.demo.settle import settle_messages
from metrics.demo.stage import ProjectStage
from metrics.health import services as health
from metrics.health.quarters import last_quarter_end
from metrics.kpis import services as kpis
from metrics.kpis.listeners import untold
from pmo import calendars
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.access.services import grant_role
from pmo.accounts.models import User
from pmo.accounts.services import PersonData, add_people, add_person
from pmo.orgs.models import Unit
from pmo.orgs.services import UnitData, add_unit, change_unit
from projects.benefits import services as worth
from projects.budget import services as budget
from projects.portfolio.models import Portfolio, Project
from projects.portfolio.services import create_portfolio, follow

STORIES = (REIMBURSEMENT, MES, HR, OA, CRM, CONTRACTS, BI, PROCUREMENT)
HISTORY = timedelta(days=580)
WEEKS, QUARTERS = 40, 4
FOLLOWED = {
    "pm": ("FK-01", "CT-06"),
    "pmo": ("FK-01", "MES-02", "HR-03", "BI-07"),
    "ceo": ("FK-01", "MES-02", "HR-03"),
    "cfo": ("FK-01", "BI-07"),
    "coo": ("MES-02", "SRM-08"),
    "owner": ("FK-01",),
    "it": ("FK-01", "MES-02"),
    "change": ("FK-01", "MES-02"),
}


@dataclass
class Company:
    """What the stories are told with."""

    now: datetime
    units: dict[str, Unit]
    people: dict[str, User]
    portfolio: Portfolio

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()


@transaction.atomic
def found(*, now: datetime) -> Company:
    """Build everything. One transaction: a half-founded company never exists."""
    company = found_staff(now)
    events = [event for story in STORIES for event in ProjectStage(company, story).events()]
    events += [*_computations(now), *reviews.events(company), *work.events(company)]
    events += plans.events(company, STORIES)
    events += scopes.events(company, STORIES)
    events += people_time.events(company, STORIES)
    events += certainty.events(company, STORIES)
    events += money.events(company, STORIES)
    events += benefits.events(company, STORIES)
    events += processes.events(company)
    events += risks.events(company, STORIES)
    events += datasets.events(company)
    events += gates.events(company, STORIES)
    events += selections.events(company)
    events += surveys.events(company)
    events += usage.events(company)
    events += adoption.events(company)
    events += contest.events(company)
    events += champions.events(company)
    events += knowledge.events(company)
    events += comms.events(company)
    events += readiness.events(company, STORIES)
    events += feedback.events(company)
    events += training.events(company)
    events += support.events(company)
    events += incentives.events(company)
    for event in sorted(events, key=lambda e: e.at):
        event.act(event.at)
    projects = {p.key: p for p in Project.objects.all()}
    for who, keys in FOLLOWED.items():
        for key in keys:
            follow(user=company.people[who], project=projects[key], on=True)
    _night(now)
    settle_messages(now)
    return company


def found_staff(now: datetime) -> Company:
    """Units, people with their roles, and the portfolio."""
    calendars.default()
    return _staff(now - HISTORY, now)


def _staff(start: datetime, now: datetime) -> Company:
    units: dict[str, Unit] = {}
    for code, (name, name_en, kind, parent) in cast.UNITS.items():
        units[code] = add_unit(by=None, data=UnitData(name, code, name_en, kind), parent=units.get(parent), now=start)
    people = {person.username: _named(person, units, start) for person in cast.PEOPLE}
    _appoint(people, start)
    for code, username in cast.HEADS.items():
        unit = units[code]
        data = UnitData(unit.name, unit.code, unit.name_en, unit.kind, people[username].pk)
        change_unit(by=people["pmo"], unit=unit, data=data, expected=None, now=start)
    add_people(by=None, people=list(_others(units, len(people))), now=start)
    portfolio = create_portfolio(
        by=people["pmo"],
        now=start,
        code="2026",
        name="管理软件落地组合",
        name_en="Management software",
        calendar=calendars.default(),
    )
    return Company(now, units, people, portfolio)


def _named(person: cast.Named, units: dict[str, Unit], start: datetime) -> User:
    data = PersonData(
        username=person.username,
        name=person.name,
        name_en=person.name_en,
        email=f"{person.username}@huarui.example",
        employee_no=f"H{cast.PEOPLE.index(person) + 1:04d}",
        unit_id=units[person.unit].pk,
        title=person.title,
        title_en=person.title_en,
        language=person.language,
    )
    user = add_person(by=None, data=data, now=start, is_demo=person.login)
    if person.login:
        user.password = _password()
        User.objects.filter(pk=user.pk).update(password=user.password)
    return user


def _appoint(people: dict[str, User], start: datetime) -> None:
    """The administrator comes with the installation and appoints the PMO lead, who gives everybody their roles."""
    RoleGrant.objects.create(user=people["admin"], role=Role.SYSTEM_ADMIN, granted_at=start)
    grant_role(by=people["admin"], to=people["pmo"], role=Role.PMO_LEAD, now=start)
    for person in cast.PEOPLE:
        for role in person.roles:
            if role not in (Role.SYSTEM_ADMIN, Role.PMO_LEAD):
                grant_role(by=people["pmo"], to=people[person.username], role=role, now=start)


def _others(units: dict[str, Unit], taken: int) -> Iterator[PersonData]:
    for username, name, name_en, code in cast.staff(taken):
        yield PersonData(
            username=username,
            name=name,
            name_en=name_en,
            email=f"{username}@huarui.example",
            employee_no=username.upper(),
            unit_id=units[code].pk,
            title=cast.TITLES[code][0],
            title_en=cast.TITLES[code][1],
        )


_hash: list[str] = []


def _password() -> str:
    """Hashed once: hashing it for every log-in would take longer than the rest of the company."""
    if not _hash:
        _hash.append(make_password(cast.PASSWORD))
    return _hash[0]


def _computations(now: datetime) -> Iterator[Timed]:
    """The nightly computation on Mondays and on quarter ends, so that statuses have a past."""
    today = now.astimezone(ZONE).date()
    days = {today - timedelta(days=today.weekday() + 7 * week) for week in range(1, WEEKS)}
    quarter = today
    for _ in range(QUARTERS):
        quarter = last_quarter_end(quarter)
        days.add(quarter)
    for day in sorted(days):
        yield Timed(datetime.combine(day, time(23, 40), tzinfo=ZONE), _night)


def _night(at: datetime) -> None:
    with untold():
        kpis.recompute_touched(now=at)
        kpis.recompute_all(now=at)
    budget.refresh_all(now=at)
    worth.refresh_all(now=at)
    health.recompute_all(now=at)
