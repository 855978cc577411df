"""What people did earns points once, within its limits, and no longer when it is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from changemgmt.feedback.models import Feedback
from changemgmt.incentives import causes, own_causes, services
from changemgmt.incentives.causes import Done
from changemgmt.incentives.choices import AccountKind, Cause
from changemgmt.incentives.models import PointAccount, PointAward, PointEntry, PointRule
from changemgmt.incentives.selectors import ranking
from changemgmt.training.models import Attempt, Certificate, Course, Enrolment
from pmo.records import Conflict, Forbidden
from pmo.records.models import create
from tests.changemgmt.incentives.conftest import DAY, NOW, TODAY, Shop, told

pytestmark = pytest.mark.django_db


def awards(shop: Shop) -> list[tuple[int, str, str]]:
    rows = PointAward.objects.filter(user=shop.ann).order_by("on", "pk")
    return [(row.points, row.outcome, row.reason) for row in rows]


def test_a_logged_help_earns_points_once_however_often_it_is_swept(shop: Shop) -> None:
    shop.help()
    assert [services.sweep(now=NOW + n * DAY) for n in range(3)] == [1, 0, 0]
    assert (shop.balance(shop.ann), shop.at(AccountKind.BUDGET), shop.at(AccountKind.SOURCE)) == (10, 990, -1000)
    assert told("points.earned", shop.ann) == 1
    assert shop.sound()


def test_a_cap_cuts_and_refuses_and_says_why(shop: Shop) -> None:
    PointRule.objects.filter(pk=shop.rule.pk).update(cap=25)
    for ago in (5, 4, 3, 2):
        shop.help(ago)
    services.sweep(now=NOW)
    assert awards(shop) == [(10, "granted", ""), (10, "granted", ""), (5, "granted", "cap"), (0, "refused", "cap")]
    assert shop.balance(shop.ann) == 25


def test_too_soon_after_the_last_one(shop: Shop) -> None:
    PointRule.objects.filter(pk=shop.rule.pk).update(cool_down_days=3)
    for ago in (5, 3, 2):
        shop.help(ago)
    services.sweep(now=NOW)
    assert [row[2] for row in awards(shop)] == ["", "cool_down", ""]


def test_what_was_done_before_the_rule_or_after_its_end_earns_nothing(shop: Shop) -> None:
    PointRule.objects.filter(pk=shop.rule.pk).update(from_on=TODAY - 5 * DAY, until_on=TODAY - 2 * DAY)
    for ago in (6, 5, 2, 1):
        shop.help(ago)
    services.sweep(now=NOW)
    assert PointAward.objects.count() == 2


def test_points_go_back_when_the_line_of_the_log_is_removed(shop: Shop) -> None:
    entry = shop.help()
    services.sweep(now=NOW)
    entry.delete()
    assert [services.sweep(now=NOW + DAY), services.sweep(now=NOW + DAY)] == [1, 0]
    assert awards(shop) == [(10, "reversed", "gone")]
    assert (shop.balance(shop.ann), shop.at(AccountKind.BUDGET)) == (0, 1000)
    # A counter-entry, no eraser: both are there.
    assert PointEntry.objects.filter(transaction__award__user=shop.ann).count() == 2
    assert told("points.taken_back", shop.ann) == 1
    assert shop.sound()


def test_what_was_spent_stays_spent_when_points_are_taken_back(shop: Shop) -> None:
    entries = [shop.help(ago) for ago in (2, 1)]
    services.sweep(now=NOW)
    shop.redeem(shop.ann)
    for entry in entries:
        entry.delete()
    services.sweep(now=NOW + DAY)
    assert shop.balance(shop.ann) == 0
    assert shop.at(AccountKind.HELD) == 20
    assert list(PointAward.objects.values_list("outcome", "taken_back")) == [("reversed", 0), ("reversed", 0)]
    assert shop.sound()


def test_a_budget_that_is_used_up_refuses_tells_once_and_pays_when_it_is_larger(shop: Shop) -> None:
    services.change_budget(by=shop.world.pmo, budget=shop.budget, points=15, now=NOW)
    shop.help(2)
    shop.help(1)
    services.sweep(now=NOW)
    services.sweep(now=NOW + DAY)
    assert awards(shop) == [(10, "granted", ""), (0, "refused", "budget")]
    assert told("points.budget_empty", shop.world.change) == 1
    services.change_budget(by=shop.world.pmo, budget=shop.budget, points=100, now=NOW)
    services.sweep(now=NOW + DAY)
    assert awards(shop) == [(10, "granted", ""), (10, "granted", "")]
    assert shop.balance(shop.ann) == 20
    assert shop.sound()


def test_without_a_budget_for_the_year_it_is_said_so(shop: Shop) -> None:
    shop.help()
    shop.budget.year = 2025
    shop.budget.save()
    services.sweep(now=NOW)
    assert awards(shop) == [(0, "refused", "no_budget")]


def test_who_keeps_the_budget_is_told_once_when_a_tenth_is_left(shop: Shop) -> None:
    services.change_budget(by=shop.world.pmo, budget=shop.budget, points=20, now=NOW)
    PointRule.objects.filter(pk=shop.rule.pk).update(points=18, cap=None)
    shop.help()
    services.sweep(now=NOW)
    services.sweep(now=NOW + DAY)
    assert told("points.budget_nearly", shop.world.change) == 1
    assert told("points.budget_empty") == 0


def test_what_the_project_pays_itself_the_company_does_not_pay_again(shop: Shop) -> None:
    world = shop.world
    own = services.add_rule(
        by=world.change, project=world.mine, name="项目", cause=Cause.CHAMPION, points=7, from_on=TODAY - DAY, now=NOW
    )
    shop.help()
    services.sweep(now=NOW)
    assert list(PointAward.objects.values_list("rule", "points")) == [(own.pk, 7)]


def test_a_project_with_a_budget_of_its_own_pays_from_it(shop: Shop) -> None:
    world = shop.world
    own = services.add_budget(by=world.pmo, project=world.mine, year=2026, points=50, value=shop.budget.value, now=NOW)
    services.add_rule(
        by=world.change, project=world.mine, name="项目", cause=Cause.CHAMPION, points=7, from_on=TODAY - DAY, now=NOW
    )
    shop.help()
    services.sweep(now=NOW)
    assert PointAccount.objects.get(kind=AccountKind.WALLET, balance__gt=0).budget == own
    assert shop.sound()


def test_somebody_who_left_earns_nothing(shop: Shop) -> None:
    shop.help()
    shop.ann.is_active = False
    shop.ann.save()
    assert services.sweep(now=NOW) == 0


def say(shop: Shop, **values: Any) -> Feedback:
    given: dict[str, Any] = {
        "project": shop.world.mine, "unit": shop.world.finance, "kind": "idea",
        "reason": "missing",
        "title": "批量导入", "author": shop.bob,
        "received_on": TODAY, "answer_due": TODAY, "decide_due": TODAY, "state": "decided",
        "decision": "will", "decided_on": TODAY, "decided_by": shop.world.pm, "answered_on": TODAY, **values,
    }  # fmt: skip
    return create(Feedback(**given), now=NOW)


def feedback_rule(shop: Shop) -> PointRule:
    return services.add_rule(
        by=shop.world.change, name="有用的反馈", cause=Cause.FEEDBACK, points=8, from_on=TODAY - 9 * DAY, now=NOW
    )


def test_feedback_found_useful_earns_points_until_it_is_turned_down(shop: Shop) -> None:
    feedback_rule(shop)
    item = say(shop)
    say(shop, decision="wont")
    say(shop, state="new", decision="", decided_on=None, decided_by=None)
    services.sweep(now=NOW)
    assert shop.balance(shop.bob) == 8
    Feedback.objects.filter(pk=item.pk).update(decision="wont")
    services.sweep(now=NOW + DAY)
    assert shop.balance(shop.bob) == 0


def test_of_anonymous_and_confidential_feedback_no_trace_arises(shop: Shop) -> None:
    feedback_rule(shop)
    say(shop, level="confidential")
    say(shop, level="anonymous", author=None, receipt_hash="a" * 64)
    assert services.sweep(now=NOW) == 0
    assert not PointAward.objects.exists()


def test_nobody_finds_their_own_feedback_useful(shop: Shop) -> None:
    feedback_rule(shop)
    say(shop, decided_by=shop.bob)
    assert services.sweep(now=NOW) == 0


def test_the_first_pass_of_an_assessment_earns_points_and_a_re_sit_does_not(shop: Shop) -> None:
    rule = services.add_rule(
        by=shop.world.change, name="通过考核", cause=Cause.ASSESSMENT, points=20, from_on=TODAY - 90 * DAY, now=NOW
    )
    world = shop.world
    course = create(
        Course(project=world.mine, title="报销", owner=world.pm, minutes=20, needs_assessment=True), now=NOW
    )
    enrolment = create(Enrolment(course=course, user=shop.bob, source="self", enrolled_at=NOW), now=NOW)
    for number, ago in enumerate((40, 3), start=1):
        attempt = create(
            Attempt(enrolment=enrolment, user=shop.bob, number=number, state="done", begun_at=NOW, handed_in_at=NOW,
                    pass_mark=60, score=80, passed=True),
            now=NOW,
        )  # fmt: skip
        Certificate.objects.create(
            enrolment=enrolment, attempt=attempt, number=f"C{number}", issued_on=TODAY - ago * DAY
        )
    services.sweep(now=NOW)
    assert list(PointAward.objects.values_list("rule", "cause_id", "points")) == [(rule.pk, str(enrolment.pk), 20)]
    enrolment.certificates.all().delete()
    services.sweep(now=NOW + DAY)
    assert shop.balance(shop.bob) == 0


def test_a_unit_earns_into_its_pot_and_its_head_shares_it_out(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = shop.world.finance
    week = Done("c:1:2026-11-16", TODAY - DAY, unit_id=unit.pk, text={"zh": "达标", "en": "reached"})
    monkeypatch.setitem(causes._sources, "target", causes.Source(lambda *args: [week], lambda ids: set(ids)))
    services.add_rule(
        by=shop.world.change, name="周目标", cause=Cause.TARGET, points=50, from_on=TODAY - 9 * DAY, now=NOW
    )
    services.sweep(now=NOW)
    pot = PointAccount.objects.get(kind=AccountKind.POT)
    assert (pot.unit, pot.balance) == (unit, 50)
    assert told("points.pot", shop.head) == 1
    with pytest.raises(Forbidden, match="forbidden"):
        services.share_out(by=shop.ann, pot=pot, now=NOW)
    # Seven people of finance: pm, owner, champion, employee, ann, bob and head.
    assert services.share_out(by=shop.head, pot=pot, now=NOW) == 7
    pot.refresh_from_db()
    assert (pot.balance, shop.balance(shop.bob)) == (1, 7)
    with pytest.raises(Conflict, match="too_few"):
        services.share_out(by=shop.head, pot=pot, now=NOW)
    assert shop.sound()


def test_nothing_else_can_be_registered_to_earn_points() -> None:
    with pytest.raises(ValueError, match="earns no points"):
        causes.register("login", own_causes.champions, own_causes.champions_standing)


def test_units_are_ranked_by_points_per_person_and_small_ones_withheld(shop: Shop) -> None:
    shop.help()
    services.sweep(now=NOW)
    places = {one.unit: one for one in ranking.units(TODAY)}
    finance, workshop = places[shop.world.finance], places[shop.world.workshop]
    assert finance.people == 7
    assert finance.average == pytest.approx(10 / 7)
    assert finance.rank == 1
    assert (workshop.people, workshop.average, workshop.rank) == (1, None, None)


def test_a_name_stands_in_the_ranking_only_while_somebody_wants_it(shop: Shop) -> None:
    shop.help()
    services.sweep(now=NOW)
    assert ranking.people(TODAY) == []
    services.show_me(by=shop.ann, on=True, now=NOW)
    assert [(one.user, one.points) for one in ranking.people(TODAY)] == [(shop.ann, 10)]
    services.show_me(by=shop.ann, on=False, now=NOW)
    assert ranking.people(TODAY) == []


def test_a_period_of_nothing_to_read_is_asked_for_three_months_back(shop: Shop) -> None:
    PointRule.objects.filter(pk=shop.rule.pk).update(from_on=TODAY - timedelta(days=300))
    shop.help(93)
    shop.help(92)
    services.sweep(now=NOW)
    assert PointAward.objects.count() == 1
