from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio import dimensions, key_dates, punctuality, selectors, services
from projects.portfolio.choices import Stage, State, TeamRole
from projects.portfolio.models import Portfolio, Project, ProjectMember
from tests.factories import CANARY, World


def fresh(user: Any) -> Any:
    return type(user).objects.get(pk=user.pk)


def reload(row: Any) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def _create(world: World, **values: Any) -> Project:
    given = {"key": "NEW-1", "name": "新项目", "portfolio": world.portfolio, **values}
    return services.create_project(by=world.pm, now=world.now, **given)


def test_a_proposal_seats_its_people_and_plans_its_stages(world: World) -> None:
    project = _create(world, manager=world.pm, sponsor=world.cfo, business_owner=world.owner, units=[world.finance])
    roles = set(project.members.values_list("user__username", "role"))
    assert roles == {("pm", "manager"), ("cfo", "sponsor"), ("owner", "business_owner")}
    assert project.stage_plans.count() == len(Stage)
    assert (project.stage, project.state) == ("proposal", "active")
    assert list(project.unit_links.values_list("unit_id", flat=True)) == [world.finance.pk]
    assert AuditEntry.objects.get(act="project.created").project_id == project.pk


def test_who_proposes_without_a_manager_manages(world: World) -> None:
    project = _create(world)
    assert ProjectMember.objects.get(project=project).user == world.pm
    assert Project.objects.visible_to(fresh(world.pm)).filter(pk=project.pk).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": "FIN-01"}, "key"),
        ({"start_on": date(2026, 5, 2), "target_finish_on": date(2026, 5, 1)}, "target_finish_on"),
    ],
)
def test_what_cannot_be_proposed(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises((Conflict, Invalid)) as refused:
        _create(world, **values)
    assert refused.value.field == field
    assert not Project.objects.filter(name="新项目").exists()


def test_people_units_and_key_follow_the_data(world: World) -> None:
    services.change_project(
        by=world.pm, project=world.mine, now=world.now, business_owner=None, units=[world.workshop], manager=world.pmo
    )
    roles = set(world.mine.members.values_list("user__username", "role"))
    assert ("pmo", "manager") in roles
    assert not {role for _user, role in roles} & {"business_owner"}
    assert ("pm", "manager") not in roles
    assert list(world.mine.unit_links.values_list("unit_id", flat=True)) == [world.workshop.pk]
    with pytest.raises(Conflict) as taken:
        services.change_project(by=world.pmo, project=reload(world.mine), now=world.now, key="MES-01")
    assert taken.value.field == "key"


def test_a_stale_change_is_refused(world: World) -> None:
    seen = world.mine.version
    services.change_project(by=world.pm, project=reload(world.mine), now=world.now, name="先", expected=seen)
    with pytest.raises(StaleWrite) as refused:
        services.change_project(by=world.pm, project=reload(world.mine), now=world.now, name="后", expected=seen)
    assert refused.value.current.name == "先"


def test_stages_passed_are_finished_and_going_back_reopens_them(world: World) -> None:
    services.advance(by=world.pm, project=world.mine, stage=Stage.CHANGE, now=world.now)
    plans = {plan.stage: plan for plan in world.mine.stage_plans.all()}
    assert plans["execution"].finished_on == world.today
    assert (plans["change"].started_on, plans["change"].finished_on) == (world.today, None)
    with pytest.raises(Conflict):
        services.advance(by=world.pm, project=world.mine, stage=Stage.CHANGE, now=world.now)
    with pytest.raises(Invalid) as silent:
        services.advance(by=world.pm, project=world.mine, stage=Stage.GOALS, now=world.now)
    assert silent.value.field == "reason"
    services.advance(by=world.pm, project=world.mine, stage=Stage.GOALS, now=world.now, reason="目标变了")
    plans = {plan.stage: plan for plan in world.mine.stage_plans.all()}
    assert plans["execution"].finished_on is None
    assert AuditEntry.objects.filter(act="project.stage_changed").order_by("-id")[0].reason == "目标变了"


def test_states_need_a_reason_but_resuming(world: World) -> None:
    with pytest.raises(Invalid):
        services.set_state(by=world.pm, project=world.mine, state=State.CLOSED, reason=" ", now=world.now)
    services.set_state(by=world.pm, project=world.mine, state=State.CLOSED, reason="完成", now=world.now)
    assert not reload(world.mine).is_open
    services.set_state(by=world.pm, project=world.mine, state=State.ACTIVE, reason="", now=world.now)
    with pytest.raises(Conflict):
        services.set_state(by=world.pm, project=world.mine, state=State.ACTIVE, reason="", now=world.now)


def test_planned_stages_follow_each_other(world: World) -> None:
    today = world.today
    good = {
        "goals": {"planned_start_on": today, "planned_finish_on": today + timedelta(days=10)},
        "planning": {"planned_start_on": None, "planned_finish_on": today + timedelta(days=20)},
    }
    services.plan_stages(by=world.pm, project=world.mine, plans=good, now=world.now)
    assert world.mine.stage_plans.get(stage="planning").planned_finish_on == today + timedelta(days=20)
    for plans, field in (
        ({"goals": {"planned_start_on": today, "planned_finish_on": today - timedelta(days=1)}}, "goals_finish"),
        ({**good, "planning": {"planned_start_on": None, "planned_finish_on": today}}, "planning_finish"),
    ):
        with pytest.raises(Invalid) as refused:
            services.plan_stages(by=world.pm, project=world.mine, plans=plans, now=world.now)
        assert refused.value.field == field


def test_the_team_grows_and_shrinks(world: World) -> None:
    member = services.add_member(
        by=world.pm, project=world.mine, user=world.employee, role=TeamRole.BUSINESS_EXPERT, now=world.now
    )
    assert Project.objects.visible_to(fresh(world.employee)).filter(pk=world.mine.pk).exists()
    with pytest.raises(Conflict):
        services.add_member(
            by=world.pm, project=world.mine, user=world.employee, role=TeamRole.BUSINESS_EXPERT, now=world.now
        )
    with pytest.raises(Invalid):
        services.add_member(by=world.pm, project=world.mine, user=world.employee, role=TeamRole.SPONSOR, now=world.now)
    services.remove_member(by=world.pm, member=member, now=world.now)
    assert not Project.objects.visible_to(fresh(world.employee)).exists()
    with pytest.raises(Conflict):
        services.remove_member(by=world.pm, member=world.mine.members.get(role="manager"), now=world.now)


def test_thresholds_stay_in_order(world: World) -> None:
    bad = {**world.portfolio.thresholds, "pace_risk": 0.99}
    with pytest.raises(Invalid):
        services.change_portfolio(by=world.pmo, portfolio=world.portfolio, expected=None, now=world.now, thresholds=bad)
    good = {**world.portfolio.thresholds, "silence_days": 14}
    services.change_portfolio(by=world.pmo, portfolio=world.portfolio, expected=None, now=world.now, thresholds=good)
    assert reload(world.portfolio).threshold("silence_days") == 14
    with pytest.raises(Conflict):
        services.create_portfolio(by=world.pmo, now=world.now, code=world.portfolio.code, name="x")
    assert Portfolio.objects.count() == 1


def test_who_may_do_what(world: World) -> None:
    for person in (world.ceo, world.owner, world.it, world.champion, world.employee, world.stranger, world.admin):
        for act in (
            lambda who: services.change_project(by=who, project=world.mine, now=world.now, name="x"),
            lambda who: services.advance(by=who, project=world.mine, stage="change", now=world.now),
            lambda who: services.set_state(by=who, project=world.mine, state="closed", reason="x", now=world.now),
            lambda who: services.add_member(
                by=who, project=world.mine, user=world.employee, role="champion", now=world.now
            ),
        ):
            with pytest.raises(Forbidden):
                act(person)
    assert reload(world.mine).name != "x"


# ---- what others read


def test_the_spine_knows_past_now_and_ahead(world: World) -> None:
    today = world.today
    plans = {
        "execution": {"planned_start_on": None, "planned_finish_on": today - timedelta(days=7)},
        "change": {"planned_start_on": None, "planned_finish_on": today + timedelta(days=30)},
    }
    services.plan_stages(by=world.pm, project=world.mine, plans=plans, now=world.now)
    spine = selectors.spine(world.mine, today)
    assert [stage.when for stage in spine] == ["past", "past", "now", "ahead", "ahead"]
    assert [stage.number for stage in spine] == [1, 2, 3, 4, 5]
    facts = {stage.code: " ".join(fact.plain() for fact in stage.facts) for stage in spine}
    assert "5 working days past its planned end" in facts["execution"]
    assert "due" in facts["change"]


def test_being_late_is_a_dimension(world: World) -> None:
    def read(days: int) -> Any:
        plan = {"execution": {"planned_start_on": None, "planned_finish_on": world.today - timedelta(days=days)}}
        services.plan_stages(by=world.pm, project=world.mine, plans=plan, now=world.now)
        return punctuality.read([reload(world.mine), reload(world.other)], world.today)

    assert read(-5)[world.mine.pk].status == "ok"
    late = read(7)[world.mine.pk]
    assert (late.status, late.owner_id) == ("risk", world.pm.pk)
    assert "5 working days" in late.sentence.plain()
    assert read(60)[world.mine.pk].status == "off"
    assert world.other.pk not in read(60)
    services.set_state(by=world.pm, project=reload(world.mine), state="on_hold", reason="x", now=world.now)
    assert punctuality.read([reload(world.mine)], world.today) == {}


def test_planned_ends_are_key_dates(world: World) -> None:
    plan = {"execution": {"planned_start_on": None, "planned_finish_on": world.today + timedelta(days=5)}}
    services.plan_stages(by=world.pm, project=world.mine, plans=plan, now=world.now)
    ids = [world.mine.pk, world.other.pk]
    found = list(key_dates.stage_ends(ids, world.today, world.today + timedelta(days=90)))
    assert [(day.project_id, day.on, day.lane) for day in found] == [
        (world.mine.pk, world.today + timedelta(days=5), "live")
    ]
    assert found[0].title.plain() == "Expense control: execution ends"


def test_decisions_are_asked_of_every_room_longest_waiting_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def decision(key: str, days: int) -> dimensions.Decision:
        since = world.now - timedelta(days=days)
        return dimensions.Decision(key, "x", "x", dimensions.Sentence("plain"), [], "/", since)

    monkeypatch.setattr(dimensions, "_decisions", {})
    dimensions.register_decisions("a", lambda user, now: [decision("young", 1)])
    dimensions.register_decisions("b", lambda user, now: [decision("old", 9)])
    assert [d.key for d in dimensions.decisions_of(world.pm, world.now)] == ["old", "young"]


def test_a_gate_stands_before_small_items_that_wait_longer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def waits(name: str, *days: int, consequence: dimensions.Consequence | None = None) -> None:
        found = [
            dimensions.Decision(f"{name}{n}", "x", "x", dimensions.Sentence("plain"), [], "/", world.now - timedelta(n))
            for n in days
        ]
        weight = {} if consequence is None else {"consequence": consequence}
        dimensions.register_decisions(name, lambda user, now: found, **weight)

    monkeypatch.setattr(dimensions, "_decisions", {})
    waits("feedback", 30, 3)
    waits("scope", 2, 8, consequence=dimensions.Consequence.STEERS)
    waits("gate", 1, 4, consequence=dimensions.Consequence.BINDS)
    found = [d.key for d in dimensions.decisions_of(world.pm, world.now)]
    assert found == ["gate4", "gate1", "scope8", "scope2", "feedback30", "feedback3"]


def test_a_source_with_no_rows_is_not_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmo.accounts.models import User

    asked: list[str] = []

    def source(name: str) -> Any:
        def tell(user: Any, now: Any) -> list[Any]:
            asked.append(name)
            return []

        return tell

    monkeypatch.setattr(dimensions, "_decisions", {})
    dimensions.register_decisions("some", source("some"), lambda user, now: User.objects.filter(pk=user.pk))
    dimensions.register_decisions("none", source("none"), lambda user, now: User.objects.filter(pk=-1))
    dimensions.register_decisions("nowhere", source("nowhere"), lambda user, now: User.objects.none())
    dimensions.register_decisions("barred", source("barred"), lambda user, now: None)
    dimensions.decisions_of(world.pm, world.now)
    assert asked == ["some"]


def test_visibility_follows_membership_unit_and_exception(world: World) -> None:
    from pmo.access import sharing

    def seen(person: Any) -> set[str]:
        return set(Project.objects.visible_to(fresh(person)).values_list("key", flat=True))

    assert seen(world.pm) == {"FIN-01"}
    assert seen(world.owner) == {"FIN-01"}
    assert seen(world.champion) == {"FIN-01"}
    assert seen(world.pmo) == seen(world.ceo) == {"FIN-01", "MES-01"}
    assert seen(world.employee) == seen(world.admin) == set()
    sharing.share(by=world.pmo, project=world.other, to=world.employee, reason="审计", now=world.now)
    assert seen(world.employee) == {"MES-01"}
    sharing.unshare(by=world.pmo, project=world.other, to=world.employee, now=world.now)
    assert seen(world.employee) == set()
    with pytest.raises(Forbidden):
        sharing.share(by=world.pm, project=world.mine, to=world.employee, reason="x", now=world.now)


def test_what_is_followed_stays_only_while_it_is_visible(world: World) -> None:
    services.follow(user=world.pm, project=world.mine, on=True)
    services.follow(user=world.pm, project=world.other, on=True)
    assert [item.label for item in selectors.followed_items(world.pm)] == ["Expense control"]
    assert CANARY not in str(selectors.followed_items(world.pm))
    services.follow(user=world.pm, project=world.mine, on=False)
    assert selectors.followed_items(world.pm) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "2027/1"}, "code"),
        ({"code": ".."}, "code"),
        ({"currency": "rmb"}, "currency"),
        ({"thresholds": {"pace_ok": 0.7, "pace_risk": 0.9, "chance_ok": 0.5, "chance_risk": 0.2}}, "thresholds"),
    ],
)
def test_a_portfolio_whose_address_or_limits_would_not_work_is_refused(
    world: World, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.create_portfolio(by=world.pmo, now=world.now, **{"code": "2027", "name": "新组合", **values})
    assert refused.value.field == field
    with pytest.raises(Invalid):
        services.change_portfolio(by=world.pmo, portfolio=world.portfolio, expected=None, now=world.now, **values)
    assert reload(world.portfolio).code == world.portfolio.code


def test_days_are_those_of_the_company_not_of_greenwich(world: World) -> None:
    """At half past six in the morning in Shanghai it is still yesterday in Greenwich."""
    early = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    services.add_member(by=world.pm, project=world.mine, user=world.employee, role=TeamRole.SUPPORT, now=early)
    assert world.mine.members.get(user=world.employee).since_on == date(2026, 11, 24)
    services.advance(by=world.pm, project=reload(world.mine), stage=Stage.CHANGE, now=early)
    assert world.mine.stage_plans.get(stage=Stage.CHANGE).started_on == date(2026, 11, 24)


def test_whoever_does_not_manage_it_any_more_leaves_the_team(world: World) -> None:
    given: dict[str, Any] = {"project": world.mine, "manager": None, "now": world.now}
    with pytest.raises(Invalid) as refused:
        services.change_project(by=world.pm, **given)
    assert refused.value.field == "manager"
    world.mine.refresh_from_db()
    assert world.mine.manager == world.pm
    services.change_project(by=world.pmo, **given)
    assert not world.mine.members.filter(role=TeamRole.MANAGER).exists()
    assert not Project.objects.visible_to(fresh(world.pm)).filter(pk=world.mine.pk).exists()
