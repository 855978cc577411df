"""Assessments and criteria: computed figures, refusals, what the history says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from pmo.audit import selectors as audit
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.selection import services
from projects.selection.models import Assessment, Criterion, line_key
from projects.selection.selectors import assessments as selectors
from tests import factories
from tests.factories import World
from tests.projects.selection.conftest import year

Assess = Callable[..., Assessment]


def test_score_is_the_weighted_share_of_the_way_from_one_to_five(world: World, criteria: list[Criterion]) -> None:
    strategy, savings = criteria
    levels = {strategy.pk: 5, savings.pk: 1}
    row = services.assess(by=world.pm, project=world.mine, levels=levels, now=world.now)
    # 25 × (3×4 + 1×0) ÷ 4
    assert row.score == Decimal("75.00")
    row = services.assess(by=world.pm, project=world.mine, levels={savings.pk: 3}, now=world.now)
    # 25 × (12 + 2) ÷ 4
    assert row.score == Decimal("87.50")
    row = services.assess(by=world.pm, project=world.mine, levels={strategy.pk: None}, now=world.now)
    assert row.score is None


def test_without_criteria_there_is_no_score(world: World) -> None:
    assert services.assess(by=world.pm, project=world.mine, now=world.now).score is None


def test_scores_follow_the_weights(world: World, criteria: list[Criterion]) -> None:
    strategy, savings = criteria
    services.assess(by=world.pm, project=world.mine, levels={strategy.pk: 5, savings.pk: 1}, now=world.now)
    services.change_criterion(by=world.pmo, criterion=strategy, weight=1, now=world.now)
    row = Assessment.objects.get()
    assert row.score == Decimal("50.00")
    services.change_criterion(by=world.pmo, criterion=savings, weight=0, now=world.now)
    row.refresh_from_db()
    assert row.score == Decimal("100.00")
    services.add_criterion(by=world.pmo, portfolio=world.portfolio, name="New", now=world.now)
    row.refresh_from_db()
    assert row.score is None


def test_wsjf_is_cost_of_delay_by_size(world: World) -> None:
    parts = {"business_value": 13, "time_criticality": 8, "risk_reduction": 5}
    row = services.assess(by=world.pm, project=world.mine, now=world.now, **parts)
    assert row.wsjf is None
    row = services.assess(by=world.pm, project=world.mine, now=world.now, job_size=8)
    # (13 + 8 + 5) ÷ 8
    assert row.wsjf == Decimal("3.25")


def test_cost_is_the_sum_of_the_years_and_not_known_without_one(world: World) -> None:
    lines = {
        year(2027): Decimal("100000.50"),
        year(2028): Decimal(2000),
        line_key("role", None, "tester", date(2027, 4, 1), None): Decimal(12),
        line_key("unit", None, "", None, world.finance.pk): Decimal(4),
    }
    row = services.assess(by=world.pm, project=world.mine, lines=lines, now=world.now)
    assert row.cost == Decimal("102000.50")
    assert selectors.lines_of(row) == lines
    row = services.assess(by=world.pm, project=world.mine, note="later", now=world.now)
    assert selectors.lines_of(row) == lines
    row = services.assess(by=world.pm, project=world.mine, lines={}, now=world.now)
    assert row.cost is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"business_value": 4}, "business_value"),
        ({"risk": 6}, "risk"),
        ({"force": "must"}, "force_reason"),
        ({"force": "must_not", "force_reason": " "}, "force_reason"),
        ({"lines": {("year", 1): Decimal(1)}}, ""),
        ({"lines": {("role", "tester", date(2027, 2, 1)): Decimal(1)}}, ""),
        ({"lines": {("role", "nobody", date(2027, 1, 1)): Decimal(1)}}, ""),
        ({"lines": {("unit", 999999): Decimal(1)}}, ""),
        ({"lines": {("year", 2027): Decimal(-1)}}, ""),
        ({"levels": {999999: 3}}, "levels"),
    ],
)
def test_nonsense_is_refused(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.assess(by=world.pm, project=world.mine, now=world.now, **values)
    assert refused.value.field == field
    assert not Assessment.objects.exists()


def test_a_project_hangs_on_others_of_its_portfolio_only(world: World) -> None:
    foreign = factories.make_project(world.now, factories.make_portfolio(world.now), "XXX-01")
    for project in (world.mine, foreign):
        with pytest.raises(Invalid):
            services.assess(by=world.pmo, project=world.mine, needs=[project], now=world.now)


def test_what_somebody_does_not_see_they_cannot_unlink(world: World) -> None:
    services.assess(by=world.pmo, project=world.mine, excludes=[world.other], now=world.now)
    row = services.assess(by=world.pm, project=world.mine, excludes=[], now=world.now)
    assert list(row.excludes.all()) == [world.other]
    assert world.other.key not in str([entry.after for entry in audit.history(row)])


def test_who_may_assess(world: World) -> None:
    for person in (world.owner, world.it, world.ceo, world.stranger, world.employee):
        with pytest.raises(Forbidden):
            services.assess(by=person, project=world.mine, now=world.now)
    services.assess(by=world.pm, project=world.mine, now=world.now)
    assert not Assessment.objects.visible_to(world.owner).exists()
    assert not Assessment.objects.visible_to(world.stranger).exists()
    assert Assessment.objects.visible_to(world.cfo).exists()


def test_a_stale_assessment_is_refused_and_a_closed_project_too(world: World) -> None:
    row = services.assess(by=world.pm, project=world.mine, now=world.now)
    services.assess(by=world.pmo, project=world.mine, risk=3, now=world.now)
    with pytest.raises(StaleWrite):
        services.assess(by=world.pm, project=world.mine, risk=2, expected=row.version, now=world.now)
    with pytest.raises(Conflict):
        services.assess_new(by=world.pm, project=world.mine, now=world.now)
    world.mine.state = "closed"
    world.mine.save()
    with pytest.raises(Conflict):
        services.assess(by=world.pm, project=world.mine, risk=2, now=world.now)


def test_the_history_tells_levels_and_figures(world: World, criteria: list[Criterion]) -> None:
    services.assess(
        by=world.pm, project=world.mine, levels={criteria[0].pk: 4}, lines={year(2027): Decimal(5)}, now=world.now
    )
    (entry,) = audit.history(Assessment.objects.get())
    assert entry.act == "assessment.added"
    assert entry.after["levels"] == ["Strategy: 4"]
    assert entry.after["years"] == ["2027: 5"]


def test_the_history_names_roles_in_words(world: World, client_of: Callable[[Any], Client]) -> None:
    lines = {line_key("role", None, "tester", date(2027, 4, 1), None): Decimal(5)}
    services.assess(by=world.pm, project=world.mine, lines=lines, now=world.now)
    (entry,) = audit.history(Assessment.objects.get())
    assert entry.after["demand"] == ["tester 2027 Q2: 5"]
    page = client_of(world.pm).get(f"/projects/{world.mine.key}/assessment/").content.decode()
    assert "Tester 2027 Q2: 5" in page
    assert "tester 2027" not in page


def test_criteria_are_the_pmos(world: World, criteria: list[Criterion]) -> None:
    for person in (world.pm, world.ceo):
        with pytest.raises(Forbidden):
            services.add_criterion(by=person, portfolio=world.portfolio, name="Mine", now=world.now)
        with pytest.raises(Forbidden):
            services.change_criterion(by=person, criterion=criteria[0], weight=9, now=world.now)
    with pytest.raises(Invalid):
        services.add_criterion(by=world.pmo, portfolio=world.portfolio, name="Strategy", now=world.now)
    with pytest.raises(Invalid):
        services.change_criterion(by=world.pmo, criterion=criteria[0], scale="only\ntwo", now=world.now)


def test_a_criterion_somebody_was_judged_by_stays(world: World, criteria: list[Criterion]) -> None:
    services.assess(by=world.pm, project=world.mine, levels={criteria[0].pk: 4}, now=world.now)
    with pytest.raises(Conflict):
        services.remove_criterion(by=world.pmo, criterion=criteria[0], now=world.now)
    services.remove_criterion(by=world.pmo, criterion=criteria[1], now=world.now)
    # With the other gone the score is complete: 25 × 3 × 3 ÷ 3.
    assert Assessment.objects.get().score == Decimal("75.00")
