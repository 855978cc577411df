"""More rows of everything that lists show, in the same projects and in new ones."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

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
from tests.matrix.zoo import Zoo


def more(zoo: Zoo, rows: range) -> None:
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
