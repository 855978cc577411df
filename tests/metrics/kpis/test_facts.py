"""What the room tells others: facts of the improvement stage, due dates, search."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

from django.utils import translation

from metrics.kpis import facts
from pmo import search
from projects.goals.choices import KpiKind
from projects.portfolio import dimensions
from projects.portfolio.choices import Stage
from tests.factories import CANARY, World, make_goal, make_kpi


def test_improvement_says_value_and_target(world: World, measure, reading, django_assert_num_queries) -> None:
    heavy = make_kpi(world.now, world.goal, name="审批周期", name_en="Approval time", weight=5)
    above = make_kpi(world.now, world.goal, kind=KpiKind.ABOVE, lower=D(95), unit="%", unit_en="%", weight=4)
    measure(heavy, 0, "3.2")
    measure(above, 0, "96.5")
    measure(world.kpi, 0, "4")
    reading(above)
    with django_assert_num_queries(1):
        found = facts.improvement_facts([world.mine, world.other], world.today)
    assert set(found) == {world.mine.pk}
    told = [fact.plain() for fact in found[world.mine.pk]]
    assert told == ["Approval time 3.2, target 2.0 days", f"{above.name_en} 96.5%"]
    with translation.override("zh-hans"):
        assert found[world.mine.pk][0].plain() == "审批周期 3.2，目标 2.0 天"
    stages = dimensions.stage_facts([world.mine], world.today)
    assert stages[Stage.IMPROVEMENT][world.mine.pk][:2] == found[world.mine.pk]


def test_due_dates_are_key_dates(world: World, measure, reading, django_assert_num_queries) -> None:
    soon = make_kpi(world.now, world.goal, due_on=world.today + timedelta(days=30), name_en="Soon")
    done = make_kpi(world.now, world.goal, due_on=world.today)
    measure(soon, 0, "4.9")
    measure(done, 0, "1.9")
    reading(soon)
    ids, end = [world.mine.pk], world.today + timedelta(days=90)
    with django_assert_num_queries(1):
        found = facts.key_dates(ids, world.today, end)
    assert [(d.on, d.lane, d.status, d.url, d.title.plain()) for d in found] == [
        (soon.due_on, "due", "off", soon.url, "Soon due")
    ]
    assert found[0] in dimensions.key_dates(ids, world.today, end)


def test_search_finds_by_either_name_and_only_what_is_visible(world: World, measure, reading) -> None:
    goal = make_goal(world.now, world.mine, world.owner)
    make_kpi(world.now, goal, name="报销审批周期", name_en="Expense approval")
    for words in ("审批", "approval", "expense approval"):
        found = facts.find(world.pm, words, 5)
        assert [found.hit(row).title for row in found.rows] == ["Expense approval"]
    assert not facts.find(world.pm, CANARY, 5).rows.exists()
    assert facts.find(world.ceo, CANARY, 5).rows.count() == 1
    assert any("measured" in str(command.title) for command in search.registry.commands())
