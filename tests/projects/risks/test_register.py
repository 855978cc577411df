"""Risks: raised, assessed, reviewed, moved, escalated, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.risks import figures, scales, services
from projects.risks.models import Risk, RiskMark
from projects.risks.scales import Level
from projects.risks.selectors import history
from projects.risks.selectors import risks as selectors
from tests.factories import World

Raise = Callable[..., Risk]


def test_scores_come_from_the_levels_and_are_never_given(risk: Risk) -> None:
    assert (risk.inherent_score, risk.current_score, risk.residual_score) == (
        Decimal("0.28"),
        Decimal("0.2"),
        Decimal("0.06"),
    )
    assert (risk.current_money, risk.residual_money) == (Decimal("300000.00"), Decimal("180000.00"))


def test_a_new_risk_stands_today_where_it_stands_without_responses(raised: Raise) -> None:
    risk = raised(current_probability=None, current_time=None)
    assert (risk.current_probability, risk.current_time, risk.current_cost) == (4, 4, 2)


def test_numbers_count_up_and_the_first_review_is_in_thirty_days(world: World, raised: Raise) -> None:
    assert [raised("a").code, raised("b").code] == ["R-01", "R-02"]
    assert raised("c").review_on == world.today + timedelta(days=30)


def test_what_it_would_take_is_not_zero_when_nobody_said_so(raised: Raise) -> None:
    risk = raised(money=None, residual_probability=None)
    found = figures.sums(risk, scales.DEFAULT, None)
    assert found.money_now.value is None
    assert str(figures.why_missing(found.money_now)) == "nobody said what it would take"
    assert risk.residual_score is None


def test_leverage_counts_the_cost_of_the_actions_that_were_not_dropped(
    world: World, risk: Risk, promise: Callable[..., Any]
) -> None:
    promise(risk)
    dropped = promise(risk, cost=Decimal(900_000))
    services.drop_action(by=world.pm, action=dropped, reason="too dear", now=world.now)
    assert selectors.cost_of(risk) == Decimal(60_000)
    # 0.7 × 600,000 before, 0.3 × 600,000 after, 60,000 spent: (420 − 180 − 60) ÷ 60.
    assert figures.sums(risk, scales.DEFAULT, selectors.cost_of(risk)).leverage.value == Decimal("3.0000")


def test_a_response_to_an_opportunity_is_worth_what_it_adds(raised: Raise) -> None:
    chance = raised(
        kind="opportunity", inherent_probability=2, current_probability=2, residual_probability=4, money=Decimal(100)
    )
    # 0.3 × 100 before, 0.7 × 100 after, 10 spent: (70 − 30 − 10) ÷ 10.
    assert figures.sums(chance, scales.DEFAULT, Decimal(10)).leverage.value == Decimal("3.0000")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"strategy": "exploit"}, "strategy"),
        ({"residual_probability": 5}, "residual_probability"),
        ({"kind": "opportunity", "residual_probability": 1}, "residual_probability"),
        ({"current_time": 6}, "current_time"),
    ],
)
def test_refusals_name_the_field(raised: Raise, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        raised(**values)
    assert refused.value.field == field


def test_the_database_refuses_levels_beyond_five(risk: Risk) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(current_cost=6)


def test_what_belongs_to_another_project_is_refused(world: World, raised: Raise) -> None:
    with pytest.raises(Invalid) as refused:
        raised(goals=[world.other_goal])
    assert refused.value.code == "foreign"


def test_a_stale_change_is_refused(world: World, risk: Risk) -> None:
    services.change_risk(by=world.pm, risk=risk, title="Other", expected=1, now=world.now)
    again = Risk.objects.select_related("project").get(pk=risk.pk)
    with pytest.raises(StaleWrite):
        services.change_risk(by=world.pm, risk=again, title="Third", expected=1, now=world.now)


def test_only_what_moves_the_exposure_leaves_a_mark(world: World, risk: Risk) -> None:
    services.change_risk(by=world.pm, risk=risk, title="Other words", now=world.now)
    assert [mark.kind for mark in history.track(risk)] == ["raised"]
    services.assess_risk(by=world.pm, risk=risk, levels={"current_probability": 2}, now=world.now)
    assert [mark.kind for mark in history.track(risk)] == ["assessed", "raised"]
    assert history.track(risk)[0].score == Decimal("0.12")


def test_a_review_keeps_what_was_said_and_when_it_comes_again(world: World, risk: Risk) -> None:
    services.review_risk(
        by=world.pm, risk=risk, note="Second rehearsal went well", levels={"probability": 2}, now=world.now
    )
    assert risk.review_on == world.today + timedelta(days=30)
    assert (risk.current_probability, risk.current_score) == (2, Decimal("0.12"))
    assert history.track(risk)[0].note == "Second rehearsal went well"
    with pytest.raises(Invalid):
        services.review_risk(by=world.pm, risk=risk, note="x", review_on=world.today, now=world.now)


def test_a_status_moves_along_its_ways_with_the_reason(world: World, risk: Risk) -> None:
    services.move_risk(by=world.pm, risk=risk, status="watching", reason="Too dear to treat", now=world.now)
    assert (risk.status, risk.status_reason) == ("watching", "Too dear to treat")
    with pytest.raises(Conflict):
        services.move_risk(by=world.pm, risk=risk, status="occurred", reason="x", now=world.now)
    with pytest.raises(Invalid):
        services.move_risk(by=world.pm, risk=risk, status="closed", reason=" ", now=world.now)


def test_a_risk_with_open_actions_is_not_closed(world: World, risk: Risk, promise: Callable[..., Any]) -> None:
    promise(risk)
    with pytest.raises(Conflict) as refused:
        services.move_risk(by=world.pm, risk=risk, status="closed", reason="over", now=world.now)
    assert refused.value.code == "open_actions"


def test_an_escalated_risk_waits_for_its_sponsor(world: World, risk: Risk) -> None:
    services.move_risk(by=world.pm, risk=risk, status="escalated", reason="Needs two people more", now=world.now)
    assert risk.strategy == "escalate"
    assert Message.objects.filter(rule="risk.escalated", recipient=world.cfo, channel="inbox").count() == 1
    with pytest.raises(Conflict):
        services.move_risk(by=world.pm, risk=risk, status="treating", reason="never mind", now=world.now)
    for person in (world.pmo, world.owner):
        with pytest.raises(Forbidden):
            services.answer_escalation(by=person, risk=risk, status="treating", reason="ok", now=world.now)
    services.answer_escalation(by=world.cfo, risk=risk, status="treating", reason="Two from next week", now=world.now)
    assert (risk.status, risk.status_reason) == ("treating", "Two from next week")
    told = Message.objects.filter(rule="risk.answered", channel="inbox").values_list("recipient_id", flat=True)
    assert set(told) == {world.owner.pk, world.pm.pk}


def test_every_act_leaves_one_entry_in_the_history(world: World, risk: Risk) -> None:
    services.change_risk(by=world.pm, risk=risk, title="Other", now=world.now)
    services.move_risk(by=world.pm, risk=risk, status="closed", reason="over", now=world.now)
    acts = AuditEntry.objects.filter(kind="risk", object_id=risk.pk).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["risk.raised", "risk.changed", "risk.moved"]


def test_only_a_risk_nobody_worked_on_is_deleted(world: World, risk: Risk, raised: Raise) -> None:
    services.review_risk(by=world.pm, risk=risk, note="Looked at it", now=world.now)
    with pytest.raises(Conflict):
        services.delete_risk(by=world.pm, risk=risk, now=world.now)
    mistaken = raised("Mistake")
    services.delete_risk(by=world.pm, risk=mistaken, now=world.now)
    assert not Risk.objects.filter(pk=mistaken.pk).exists()


def test_whoever_raised_a_risk_may_change_it_and_others_may_not(world: World) -> None:
    made = services.raise_risk(by=world.champion, project=world.mine, title="Night shift", now=world.now)
    services.change_risk(by=world.champion, risk=made, title="Night shifts", now=world.now)
    with pytest.raises(Forbidden):
        services.change_risk(by=world.it, risk=made, title="Mine", now=world.now)
    for person in (world.stranger, world.employee, world.admin, world.ceo):
        with pytest.raises(Forbidden):
            services.raise_risk(by=person, project=world.mine, title="x", now=world.now)


def _levels(*values: str) -> list[Level]:
    return [Level(n, Decimal(value), f"级{n}", f"L{n}") for n, value in enumerate(values, start=1)]


def test_another_scale_computes_every_score_anew(world: World, risk: Risk) -> None:
    services.change_scale(
        by=world.pmo,
        portfolio=world.portfolio,
        probabilities=_levels("0.05", "0.2", "0.4", "0.6", "0.8"),
        impacts=_levels("0.1", "0.2", "0.3", "0.5", "1"),
        medium_from=Decimal("0.1"),
        high_from=Decimal("0.3"),
        tolerance=Decimal("0.5"),
        now=world.now,
    )
    risk.refresh_from_db()
    assert (risk.current_score, risk.current_money) == (Decimal("0.2"), Decimal("240000.00"))
    assert risk.inherent_score == Decimal("0.3")


def test_a_scale_ascends(world: World) -> None:
    same = {"medium_from": Decimal("0.1"), "high_from": Decimal("0.3"), "tolerance": Decimal("0.5"), "now": world.now}
    wrong = _levels("0.1", "0.3", "0.3", "0.7", "0.9")
    with pytest.raises(Invalid) as refused:
        services.change_scale(
            by=world.pmo, portfolio=world.portfolio, probabilities=wrong, impacts=list(scales.IMPACTS), **same
        )
    assert refused.value.field == "probability_3"
    with pytest.raises(Forbidden):
        services.change_scale(
            by=world.pm,
            portfolio=world.portfolio,
            probabilities=list(scales.PROBABILITIES),
            impacts=list(scales.IMPACTS),
            **same,
        )


def test_the_exposure_adds_up_live_threats_and_says_what_is_unknown(world: World, raised: Raise) -> None:
    raised("a")
    raised("b", money=None)
    raised("c", kind="opportunity", money=Decimal(100), residual_probability=3, inherent_probability=3)
    gone = raised("d")
    services.move_risk(by=world.pm, risk=gone, status="closed", reason="over", now=world.now)
    found = selectors.exposure_of(selectors.visible(world.pm))
    assert (found.live, found.known, found.unknown, found.money) == (2, 1, 1, Decimal("300000.00"))
    assert (found.residual, found.opportunities) == (Decimal("180000.00"), Decimal("50.00"))
    # One event of 0.5: σ = √(0.5 × 0.5) × 600,000.
    assert found.deviation == pytest.approx(300_000)


def test_the_burn_down_follows_the_marks(world: World, raised: Raise) -> None:
    first = raised("a")
    RiskMark.objects.filter(risk=first).update(marked_on=world.today - timedelta(days=21))
    later = world.now + timedelta(days=1)
    services.assess_risk(by=world.pm, risk=first, levels={"current_probability": 2}, now=later)
    RiskMark.objects.filter(risk=first, kind="assessed").update(marked_on=world.today - timedelta(days=10))
    services.move_risk(by=world.pm, risk=first, status="closed", reason="over", now=later)
    RiskMark.objects.filter(risk=first, kind="moved").update(marked_on=world.today)
    points = history.burn_down(Risk.objects.all(), world.today)
    assert [(p.money, p.live) for p in points] == [(300_000, 1), (300_000, 1), (180_000, 1), (0, 0)]
    assert points[0].residual == 180_000
    assert points[-1].on == world.today
