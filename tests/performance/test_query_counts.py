"""How many queries each list, dashboard and main API read takes: the same at 1 row and at 50, and never many.

The numbers are recorded in tests/query_counts.json, so that a change of them is seen in review.
LUODI_UPDATE_COUNTS=1 writes them anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from metrics.health import services as health
from metrics.kpis import services as kpis
from metrics.kpis.models import Measurement
from metrics.reviews.models import Action, Review, ReviewParticipant
from metrics.usage import services as usage
from metrics.usage.models import Feature, UsageSystem
from pmo import audit
from pmo.jobs.models import Job
from pmo.notify.models import Message
from pmo.records.models import create
from projects.benefits import services as worth
from projects.benefits.models import Realisation
from projects.budget import services as budget
from projects.budget.approval_models import Approval, ApprovalStep
from projects.budget.models import Budget, Commitment
from projects.gates import services as gates
from projects.gates.models import Gate
from projects.gates.services import pilots
from projects.goals.models import Kpi, Requirement
from projects.portfolio.models import Follow, Project
from projects.resources import services as resources
from projects.risks import services as risks
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from projects.scope import services as scope
from tests import factories
from tests.matrix import (
    champions,
    comms,
    contest,
    datamig,
    feedback,
    incentives,
    knowledge,
    readiness,
    support,
    surveys,
    training,
)
from tests.matrix import selection as selecting
from tests.matrix.probe import undone
from tests.matrix.zoo import Zoo, standing_zoo

pytestmark = pytest.mark.django_db

RECORD = Path(__file__).resolve().parents[1] / "query_counts.json"
MOST = 15
# One query per kind of object that can be found; one object and its history; the books of one project:
# every table of money once, and the plan they are held against.
MORE = {
    # A network: units, people, skills, processes, what they did and are asked.
    "champions of a project": 21,
    # One voice: answers, votes, files, links to five rooms, articles, whom it may be given to, history.
    "feedback item": 20,
    # Points by lot, gifts within reach, where from and why not, what earns them, what to give and to confirm.
    "my points": 17,
    # One request at the desk; figures of a desk; every criterion with its trend.
    "support request": 19,
    "hyper-care": 20,
    # Receipt, questions and what was asked twice, its reach unit by unit, who reads it, and its history.
    "announcement": 16,
    # Units, their people, what every running project asks of them, and the plans that is held against.
    "affected": 21,
    # What was frozen, minuted, signed and taken on stands beside seats, agenda and actions.
    "review": 16,
    # Itself, why it is where it is (the whole plan), who works on it, its estimates, files and history.
    "task": 22,
    "change": 16,
    # Its assessments, actions, effects, thread, money drawn, and the tasks, goals and data it threatens.
    "risk": 18,
    "money": 25,
    "earned value": 19,
    "api earned value": 16,
    # With a system that is used and has a target.
    "api project status": 18,
    "api value case": 17,
    # The books, and what is agreed, booked, measured and adopted of every benefit.
    "value case": 22,
    # The plan, its risks before and after the responses, and the books: what a simulation rests on.
    "simulation": 23,
    "api simulation": 18,
}
MANY = 50

# Lists, dashboards and what is opened most; as the PMO lead, who sees everything. {…} is filled in from the zoo.
PAGES = {
    "today": "/",
    "decisions": "/decisions/",
    "portfolio": "/portfolio/",
    "projects": "/projects/",
    "project": "/projects/{key}/",
    "project health": "/projects/{key}/health/",
    "project history": "/projects/{key}/history/",
    "goals of a project": "/projects/{key}/goals/",
    "pain points of a project": "/projects/{key}/pain-points/",
    "requirements of a project": "/projects/{key}/requirements/",
    "pain points": "/pain-points/",
    "requirements": "/requirements/",
    "kpis": "/kpis/",
    "kpi": "/kpis/{kpi}/",
    "kpi values": "/kpis/{kpi}/values/",
    "processes": "/processes/",
    "process": "/processes/{process}/",
    "plan": "/projects/{key}/plan/",
    "plan data": "/projects/{key}/plan/data.json",
    "plan table": "/projects/{key}/plan/table/",
    "plan quality": "/projects/{key}/plan/quality/",
    "milestones of a project": "/projects/{key}/milestones/",
    "baselines": "/projects/{key}/baselines/",
    "task": "/tasks/{task}/",
    "scope": "/projects/{key}/scope/",
    "scope item": "/scope/{item}/",
    "data of a project": "/projects/{key}/data/",
    "data set": "/data/{data_set}/",
    "changes of a project": "/projects/{key}/changes/",
    "change": "/changes/{change}/",
    "money": "/projects/{key}/money/",
    "budget lines": "/projects/{key}/money/lines/",
    "tranches": "/projects/{key}/money/tranches/",
    "commitments": "/projects/{key}/money/commitments/",
    "commitment": "/commitments/{commitment}/",
    "actuals": "/projects/{key}/money/actuals/",
    "earned value": "/projects/{key}/money/earned-value/",
    "money of all": "/money/",
    "rates": "/money/rates/",
    "rates of roles": "/money/labour-rates/",
    "value case": "/projects/{key}/benefits/case/",
    "benefits of a project": "/projects/{key}/benefits/",
    "booked amounts": "/projects/{key}/benefits/booked/",
    "benefit": "/benefits/{benefit}/",
    "benefits of all": "/benefits/",
    "discount rates": "/benefits/rates/",
    "approvals": "/approvals/",
    "approval": "/approvals/{approval}/",
    "people of a project": "/projects/{key}/people/",
    "simulation": "/projects/{key}/simulation/",
    "estimates": "/projects/{key}/estimates/",
    "risks of a project": "/projects/{key}/risks/",
    "risk matrix of a project": "/projects/{key}/risks/matrix/",
    "issues of a project": "/projects/{key}/issues/",
    "risk": "/risks/{risk}/",
    "issue": "/issues/{issue}/",
    "risks": "/risks/",
    "risk matrix": "/risks/matrix/",
    "issues": "/issues/",
    "schedule": "/schedule/",
    "schedule data": "/schedule/data.json",
    "milestones": "/milestones/",
    "changes": "/changes/",
    "capacity": "/capacity/",
    "somebody's time": "/capacity/{resource}/",
    "gates": "/gates/",
    "gates by months": "/gates/months/",
    "pilots of a project": "/projects/{key}/pilots/",
    "assessment": "/projects/{key}/assessment/",
    "assessments": "/selection/",
    "risk and value": "/selection/chart/",
    "scenarios": "/selection/scenarios/",
    "scenario": "/selection/scenarios/{scenario}/",
    "scenarios compared": "/selection/scenarios/compare/",
    "criteria": "/selection/criteria/",
    "systems": "/usage/",
    "system": "/usage/systems/{system}/",
    "usage of a project": "/projects/{key}/usage/",
    "adoption of a project": "/projects/{key}/adoption/",
    "how it is used": "/projects/{key}/adoption/activity/",
    "why not": "/projects/{key}/adoption/units/{unit}/",
    "contest": "/projects/{key}/contest/",
    "wall": "/projects/{key}/contest/wall/",
    "daily meetings": "/contest/units/{place}/",
    "champions of a project": "/projects/{key}/champions/",
    "champions": "/champions/all/",
    "champion": "/champions/{champion}/",
    "my champion": "/champions/",
    "questions to champions": "/champions/questions/",
    "reviews": "/reviews/",
    "review": "/reviews/{review}/",
    "actions": "/actions/",
    "knowledge": "/knowledge/",
    "articles": "/knowledge/articles/",
    "article": "/knowledge/articles/{article}/",
    "announcements": "/announcements/",
    "announcement": "/announcements/{announcement}/",
    "announcement reach": "/announcements/{announcement}/reach/",
    "all announcements": "/announcements/all/",
    "announcements of a project": "/projects/{key}/announcements/",
    "communication plans": "/communication/",
    "communication plan": "/projects/{key}/communication/",
    "article search": "/knowledge/search/?q=A",
    "article desk": "/knowledge/desk/",
    "feedback home": "/feedback/",
    "feedback form": "/feedback/new/?kind=stuck",
    "feedback list": "/feedback/all/",
    "feedback board": "/feedback/board/",
    "feedback response": "/feedback/response/",
    "feedback item": "/feedback/{said}/",
    "feedback of a project": "/projects/{key}/feedback/",
    "feedback talks": "/feedback/meetings/",
    "feedback talk": "/feedback/meetings/{talk}/",
    "my requests": "/support/",
    "ask for help": "/support/new/",
    "support desk": "/support/desk/?open=1",
    "support request": "/support/{asked}/",
    "support of a project": "/projects/{key}/support/",
    "requests of a project": "/projects/{key}/support/requests/",
    "releases": "/projects/{key}/support/releases/",
    "release": "/support/releases/{release}/",
    "known errors": "/projects/{key}/support/errors/",
    "known error": "/support/errors/{error}/",
    "hyper-care": "/projects/{key}/support/care/",
    "support setup": "/projects/{key}/support/setup/",
    "mail in quarantine": "/support/mail/",
    "my points": "/points/",
    "gifts": "/points/gifts/",
    "gift": "/points/gifts/{gift}/",
    "all gifts": "/points/gifts/all/",
    "my redemptions": "/points/redemptions/",
    "all redemptions": "/points/redemptions/all/",
    "redemption": "/points/redemptions/{redemption}/",
    "wall of thanks": "/points/thanks/",
    "thank a colleague": "/points/thanks/new/",
    "recognition": "/points/thanks/{thanks}/",
    "units by points": "/points/ranking/",
    "rules for points": "/points/rules/",
    "points budgets": "/points/budgets/",
    "ledger of points": "/points/ledger/",
    "statement of points": "/points/people/{earner}/",
    "points of a project": "/projects/{key}/points/",
    "affected": "/projects/{key}/impacts/",
    "stakeholder grid": "/projects/{key}/stakeholders/",
    "stakeholders": "/stakeholders/",
    "stakeholder": "/stakeholders/{stakeholder}/",
    "stakeholder action": "/stakeholder-actions/{stakeholder_action}/",
    "change load": "/change-load/",
    "change load of a unit": "/change-load/units/{unit}/",
    "pulse": "/projects/{key}/pulse/",
    "pulse round": "/pulse/{pulse}/",
    "courses": "/training/",
    "course": "/training/courses/{course}/",
    "training of a project": "/projects/{key}/training/",
    "who is missing": "/projects/{key}/training/missing/",
    "training session": "/training/sessions/{session}/",
    "marking": "/training/marking/",
    "my learning": "/learning/",
    "surveys": "/surveys/",
    "survey": "/surveys/{survey}/",
    "survey results": "/surveys/rounds/{survey_round}/",
    "survey answers": "/surveys/rounds/{survey_round}/texts/why/",
    "people": "/people/",
    "units": "/units/",
    "calendars": "/calendars/",
    "inbox": "/inbox/",
    "jobs": "/jobs/",
    "history": "/history/",
    "tokens": "/tokens/",
    "search": "/search/?q=Person",
}
API = {
    "api projects": "/api/v1/projects/",
    "api project status": "/api/v1/projects/{key}/status/",
    "api portfolio summary": "/api/v1/portfolio/summary/",
    "api portfolios": "/api/v1/portfolios/",
    "api goals": "/api/v1/goals/",
    "api kpis": "/api/v1/kpis/",
    "api kpi progress": "/api/v1/kpis/{kpi}/progress/",
    "api measurements": "/api/v1/kpis/{kpi}/measurements/",
    "api pain points": "/api/v1/pain-points/",
    "api requirements": "/api/v1/requirements/",
    "api sign-offs": "/api/v1/sign-offs/",
    "api processes": "/api/v1/processes/",
    "api schedule": "/api/v1/projects/{key}/schedule/",
    "api simulation": "/api/v1/projects/{key}/simulation/",
    "api tasks": "/api/v1/tasks/",
    "api links": "/api/v1/links/",
    "api milestones": "/api/v1/milestones/",
    "api allocations": "/api/v1/allocations/",
    "api resources": "/api/v1/resources/",
    "api scope items": "/api/v1/scope-items/",
    "api data sets": "/api/v1/data-sets/",
    "api change requests": "/api/v1/change-requests/",
    "api risks": "/api/v1/risks/",
    "api issues": "/api/v1/issues/",
    "api response actions": "/api/v1/response-actions/",
    "api gates": "/api/v1/gates/",
    "api pilots": "/api/v1/pilots/",
    "api assessments": "/api/v1/assessments/",
    "api assessment criteria": "/api/v1/assessment-criteria/",
    "api scenarios": "/api/v1/scenarios/",
    "api budget lines": "/api/v1/budget-lines/",
    "api budget phases": "/api/v1/budget-phases/",
    "api rates of roles": "/api/v1/labour-rates/",
    "api rates": "/api/v1/currency-rates/",
    "api rules of approval": "/api/v1/approval-rules/",
    "api tranches": "/api/v1/tranches/",
    "api commitments": "/api/v1/commitments/",
    "api actuals": "/api/v1/actuals/",
    "api contingency draws": "/api/v1/contingency-draws/",
    "api approvals": "/api/v1/approvals/",
    "api earned value": "/api/v1/projects/{key}/earned-value/",
    "api benefits": "/api/v1/benefits/",
    "api realisations": "/api/v1/realisations/",
    "api value case": "/api/v1/projects/{key}/value-case/",
    "api systems": "/api/v1/usage-systems/",
    "api contest weeks": "/api/v1/contest-weeks/",
    "api champions": "/api/v1/champions/",
    "api champion coverage": "/api/v1/projects/{key}/champions/coverage/",
    "api features": "/api/v1/features/",
    "api adoption": "/api/v1/projects/{key}/adoption/",
    "api reviews": "/api/v1/reviews/",
    "api actions": "/api/v1/actions/",
    "api announcements": "/api/v1/announcements/",
    "api announcement questions": "/api/v1/announcement-questions/",
    "api articles": "/api/v1/knowledge/articles/",
    "api points": "/api/v1/points/",
    "api points balance": "/api/v1/points/balance/",
    "api rewards": "/api/v1/rewards/",
    "api redemptions": "/api/v1/redemptions/",
    "api feedback": "/api/v1/feedback/",
    "api support requests": "/api/v1/support/requests/",
    "api hyper-care": "/api/v1/projects/{key}/hypercare/",
    "api feedback response": "/api/v1/feedback/response-times/",
    "api article search": "/api/v1/knowledge/articles/search/?q=A",
    "api stakeholders": "/api/v1/stakeholders/",
    "api stakeholder actions": "/api/v1/stakeholder-actions/",
    "api impacts": "/api/v1/impacts/",
    "api readiness": "/api/v1/readiness/",
    "api courses": "/api/v1/courses/",
    "api learning": "/api/v1/learning/",
    "api training sessions": "/api/v1/training-sessions/",
    "api course coverage": "/api/v1/courses/{course}/coverage/",
    "api training assessments": "/api/v1/training-assessments/",
    "api surveys": "/api/v1/surveys/",
    "api survey results": "/api/v1/surveys/{survey}/results/",
    "api users": "/api/v1/users/",
    "api units": "/api/v1/units/",
    "api jobs": "/api/v1/jobs/",
}


@pytest.fixture(scope="module")
def zoo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoo]:
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        django_db_blocker.unblock(),
        standing_zoo() as made,
    ):
        yield made


@pytest.fixture
def _django_db_helper(zoo: Zoo) -> None:
    """The zoo holds the transaction; the mark only asks for the tables."""


def _more(zoo: Zoo, rows: range) -> None:
    """More of everything: projects with all that hangs on one, and rows within the opened objects."""
    now, world, today = zoo.now, zoo.world, zoo.world.today
    reader = world.pmo
    made = []
    for n in rows:
        unit = factories.make_unit(now, parent=world.company)
        person = factories.make_user(now, unit=unit)
        project = factories.make_project(now, zoo.mine.portfolio, units=(unit,), manager=person, sponsor=world.ceo)
        Follow.objects.create(user=reader, project=project)
        for place in (project, world.mine):
            goal = factories.make_goal(now, place, person)
            kpi = factories.make_kpi(now, goal, person)
            made.append(kpi.pk)
            Measurement.objects.create(
                kpi=kpi, measured_on=today - timedelta(days=3), value=3, entered_by=person, entered_at=now
            )
            pain = factories.make_pain_point(now, place, person)
            pain.goals.add(goal)
            pain.units.add(unit)
            create(
                Requirement(project=place, number=100 + n, title="R", raised_by=person, goal=goal, unit=unit), now=now
            )
            create(
                Action(
                    project=place,
                    review=zoo.mine.review,
                    title="A",
                    owner=reader,
                    due_on=today - timedelta(days=n),
                    created_by=person,
                ),
                now=now,
            )
            _planned(place, person, n, now)
            _spent(place, n, now)
            _brought(place, kpi, person, n, zoo)
            datamig.another(place, zoo.mine.data.data_set, n, now)
            surveys.another(place, person, now)
            knowledge.another(place, person, now)
            feedback.another(place, person, now)
            comms.another(place, person, zoo.world.pmo, now)
            readiness.another(zoo.mine.readiness, place, person, n, now)
            support.another(zoo.mine.support, place, person, n, now)
            training.another(place, person, n, now)
            _measured(place, n, now)
            audit.record(by=person, act="project.changed", obj=place, after={"x": n}, project_id=place.pk, now=now)
        Measurement.objects.create(
            kpi=zoo.mine.kpi,
            measured_on=today - timedelta(days=200 + n),
            value=n,
            entered_by=person,
            entered_at=now,
        )
        review = create(
            Review(
                portfolio=project.portfolio,
                project=project,
                quarter=f"{now.year}Q3",
                starts_at=now + timedelta(days=n + 1),
                organiser=person,
            ),
            now=now,
        )
        ReviewParticipant.objects.create(review=review, user=reader)
        ReviewParticipant.objects.create(review=zoo.mine.review, user=person)
        selecting.another(project, f"S{n}", now)
        contest.another(zoo.mine.contest, zoo.mine.project.manager, n, now)
        champions.another(zoo.mine.champions, zoo.mine.project, now)
        incentives.another(zoo.mine.incentives, now)
        _own(zoo, reader, n)
    first = Feature.objects.filter(system=zoo.mine.usage.system).order_by("pk").first()
    entries = [
        {"event_id": f"{n}", "person": zoo.world.pm.username, "feature": first.code, "occurred_at": now.isoformat()}
        for n in rows
        if first is not None
    ]
    usage.take(system=zoo.mine.usage.system, entries=entries, now=now)
    usage.resolve_all(now=now)
    usage.roll_up(now=now)
    kpis.recompute(made, now=now)
    budget.refresh_all(now=now)
    worth.refresh_all(now=now)
    health.recompute_all(now=now)


def _planned(place: Project, person: Any, n: int, now: Any) -> None:
    """A task with somebody on it, a milestone after it, something to deliver and a wish to change it."""
    by = place.manager
    plan = Plan.objects.filter(project=place).first()
    if plan is None:
        plan = schedule.open_plan(by=by, project=place, start_on=now.date(), now=now)
    ops = [
        {"op": "add", "key": "a", "fields": {"name": f"T{n}", "owner": person.pk}},
        {"op": "add", "key": "b", "fields": {"name": f"M{n}", "duration": "0d"}},
        {"op": "link", "from": "a", "to": "b"},
    ]
    schedule.apply(by=by, plan=plan, ops=ops, now=now)
    task = Task.objects.select_related("plan__project", "plan__work_calendar").get(plan=plan, name=f"T{n}")
    resource = resources.resource_of(person, now=now)
    resources.assign(by=by, task=task, resource=resource, now=now)
    until = now.date() + timedelta(days=60)
    time = {"start_on": now.date(), "finish_on": until, "amount": Decimal(20)}
    resources.add_allocation(by=by, project=place, resource=resource, now=now, **time)
    item = scope.add_item(by=by, project=place, title=f"I{n}", owner=person, reason="x", now=now)
    change = scope.raise_change(by=by, project=place, title=f"C{n}", reason="x", now=now)
    scope.add_line(by=by, change=change, kind="remove_item", item=item, now=now)
    threat = risks.raise_risk(
        by=by, project=place, title=f"R{n}", owner=person, inherent_probability=3, inherent_time=2, now=now
    )
    risks.add_action(by=by, about=threat, title=f"A{n}", owner=person, due_on=until, now=now)
    risks.add_issue(by=by, project=place, kind="problem", title=f"P{n}", owner=person, now=now)
    if not Gate.objects.filter(project=place).exists():
        gates.plan_gates(by=by, project=place, now=now)
    span = {"start_on": now.date(), "finish_on": until}
    pilot = pilots.plan_pilot(by=by, project=place, name=f"P{n}", scope="x", now=now, **span)
    share = {"name": "x", "about": "adoption", "measure": "share", "target": Decimal(80)}
    pilots.save_criterion(by=by, pilot=pilot, now=now, **share)


def _measured(place: Project, n: int, now: Any) -> None:
    """A system with a feature, a role and a rule; those of the first one with events and people counted."""
    by = place.manager
    system = UsageSystem.objects.select_related("project").filter(project=place).order_by("code").first()
    if system is None:
        system = usage.add_system(by=by, project=place, code=f"s{n}-{place.key.lower()}", name="S", now=now)
    usage.add_feature(by=by, system=system, code=f"f{n}", name="F", is_core=True, now=now)
    role = usage.add_role(by=by, system=system, name=f"R{n}", now=now)
    usage.add_rule(by=by, system=system, unit=by.unit, role=role, wave=n + 1, from_on=now.date(), position=n, now=now)
    if n < 9:
        usage.add_source(by=by, system=system, name=f"P{n}", now=now)


def _spent(place: Project, n: int, now: Any) -> None:
    """A line with its months, a tranche, a commitment that waits, and money spent."""
    by, on = place.manager, now.date()
    found = Budget.objects.filter(project=place).first()
    found = found or budget.open_budget(by=by, project=place, phases=[("P", "")], now=now)
    phase = found.phases.order_by("number").first()
    months = {on.replace(day=1): Decimal(10)}
    line = budget.add_line(by=by, budget=found, phase=phase, title=f"L{n}", category="data", months=months, now=now)
    budget.plan_tranche(by=by, budget=found, phase=phase, amount=Decimal(1), planned_on=on, now=now)
    budget.record_actual(by=by, line=line, amount=Decimal(1), on=on, reference=f"D{n}", now=now)
    order = create(
        Commitment(
            line=line, number=900 + n, supplier="S", amount=1, currency="CNY", value=1, on=on, raised_by=by,
            state="waiting",
        ),
        now=now,
    )  # fmt: skip
    waits = Approval(budget=found, subject="commitment", commitment=order, amount=1, raised_by=by, raised_at=now)
    waits.mode = "all"
    ApprovalStep.objects.create(approval=create(waits, now=now), position=1, signer=by)


def _brought(place: Project, kpi: Kpi, person: Any, n: int, zoo: Zoo) -> None:
    """A benefit computed from a KPI, and an amount that waits."""
    now = zoo.now
    given = {"kpi": kpi, "way": "kpi", "unit_value": Decimal(10), "anchor": "start", "adoption_planned": Decimal(80)}
    worth.add_benefit(by=place.manager, project=place, name=f"V{n}", owner=place.manager, now=now, **given)
    row = Realisation(
        benefit=zoo.mine.worth.running, month=now.date().replace(day=1), amount=1, reference=f"D{n}", evidence="x",
        booked_by=person, booked_at=now,
    )  # fmt: skip
    if place == zoo.mine.project:
        create(row, now=now)


def _own(zoo: Zoo, reader: Any, n: int) -> None:
    Message.objects.create(
        rule="kpi.measure",
        subject_kind="x",
        subject_id=str(n),
        recipient=reader,
        channel="inbox",
        text={},
        due_at=zoo.now,
        next_try_at=zoo.now,
        state="sent",
        sent_at=zoo.now,
    )
    Job.objects.create(
        kind="processes.analyse",
        owner=reader,
        state="done",
        next_try_at=zoo.now,
        created_at=zoo.now,
        finished_at=zoo.now,
    )


def _count(zoo: Zoo, path: str) -> tuple[int, list[str]]:
    cache.clear()
    filled = path.format(
        key=zoo.mine.project.key,
        kpi=zoo.mine.kpi.pk,
        process=zoo.mine.process.pk,
        review=zoo.mine.review.pk,
        task=zoo.mine.plans.task.pk,
        item=zoo.mine.scope.item.pk,
        data_set=zoo.mine.data.data_set.pk,
        change=zoo.mine.scope.change.pk,
        risk=zoo.mine.risks.risk.pk,
        issue=zoo.mine.risks.problem.pk,
        resource=zoo.mine.people.resource.pk,
        scenario=zoo.mine.selection.scenario.pk,
        commitment=zoo.mine.money.commitment.pk,
        benefit=zoo.mine.worth.running.pk,
        approval=zoo.mine.money.approval.pk,
        survey=zoo.mine.surveys.survey.pk,
        course=zoo.mine.training.course.pk,
        session=zoo.mine.training.session.pk,
        article=zoo.mine.knowledge.article.pk,
        said=zoo.mine.feedback.item.pk,
        talk=zoo.mine.feedback.meeting.pk,
        asked=zoo.mine.support.row.pk,
        release=zoo.mine.support.release.pk,
        error=zoo.mine.support.error.pk,
        gift=zoo.mine.incentives.gift.pk,
        redemption=zoo.mine.incentives.redemption.pk,
        thanks=zoo.mine.incentives.recognition.pk,
        earner=zoo.mine.incentives.person.pk,
        announcement=zoo.mine.comms.sent.pk,
        survey_round=zoo.mine.surveys.closed.pk,
        system=zoo.mine.usage.system.pk,
        place=zoo.mine.contest.place.pk,
        stakeholder=zoo.mine.readiness.group.pk,
        stakeholder_action=zoo.mine.readiness.action.pk,
        unit=zoo.mine.user.unit_id,
        pulse=zoo.mine.readiness.closed.pk,
        champion=zoo.mine.champions.active.pk,
    )
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {zoo.tokens['pmo']}"} if path.startswith("/api/") else {}
    if not headers:
        client.cookies = zoo.clients["pmo"].cookies.copy()
    client.get(filled, headers=headers)  # what a process keeps (content types, calendars) is loaded once
    with CaptureQueriesContext(connection) as seen:
        response = client.get(filled, headers=headers)
    if response.status_code != 200:
        return -response.status_code, []
    asked = [q["sql"] for q in seen.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
    return len(asked), asked


def _repeated(queries: list[str]) -> str:
    """The statements asked most often, for the message."""
    shapes: dict[str, int] = {}
    for sql in queries:
        shape = re.sub(r"\d+|'[^']*'", "?", sql)[:300]
        shapes[shape] = shapes.get(shape, 0) + 1
    return "\n".join(f"{n} × {s}" for s, n in sorted(shapes.items(), key=lambda x: -x[1])[:3] if n > 1)


def test_query_counts(zoo: Zoo) -> None:
    few: dict[str, int] = {}
    wrong: list[str] = []
    # The clock stands: a token notes once a minute that it was used.
    with time_machine.travel(timezone.now(), tick=False), undone():
        _more(zoo, range(1))
        for name, path in {**PAGES, **API}.items():
            few[name] = _count(zoo, path)[0]
        before = Project.objects.count()
        _more(zoo, range(1, MANY))
        assert Project.objects.count() == before + MANY - 1
        for name, path in {**PAGES, **API}.items():
            many, queries = _count(zoo, path)
            if many != few[name]:
                wrong.append(f"{name}: {few[name]} queries, with {MANY} rows more {many}\n{_repeated(queries)}")
    wrong += [f"{name}: answers {-count}" for name, count in few.items() if count < 0]
    wrong += [
        f"{name}: {count} queries, more than {MOST}" for name, count in few.items() if count > MORE.get(name, MOST)
    ]
    if os.environ.get("LUODI_UPDATE_COUNTS"):
        good = {name: count for name, count in few.items() if count > 0}
        RECORD.write_text(json.dumps(good, indent=2) + "\n", encoding="utf-8")
    recorded = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    wrong += [
        f"{name}: {count} queries, recorded {recorded.get(name, 'nothing')} (LUODI_UPDATE_COUNTS=1 writes them anew)"
        for name, count in few.items()
        if recorded.get(name) != count
    ]
    wrong += [f"{name}: recorded, but not measured any more" for name in recorded.keys() - few.keys()]
    assert not wrong, "\n".join(wrong)
