"""Plan, change, hold, minute, close, cancel."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from metrics.kpis import services as kpis
from metrics.reviews import selectors, services
from metrics.reviews.choices import Attendance, ReviewStatus
from metrics.reviews.models import Review
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from tests.metrics.reviews.conftest import inbox, said


def measure(world, value, days_ago=0):
    on = world.today - timedelta(days=days_ago)
    kpis.record(by=world.owner, kpi=world.kpi, measured_on=on, value=Decimal(value), now=world.now)
    kpis.recompute_touched(now=world.now)


def test_planning_invites_once_and_seats_the_organiser(world, review):
    assert {s.user for s in review.participants.all()} == {world.pm, world.owner, world.employee}
    assert len(inbox(world.owner, "review.invited")) == 1
    assert AuditEntry.objects.get(act="review.planned").actor == world.pm


def test_one_review_per_subject_and_quarter_and_never_in_the_past(world, review, plan):
    with pytest.raises(Conflict) as error:
        plan()
    assert error.value.field == "quarter"
    with pytest.raises(Invalid) as refused:
        plan(quarter="2026Q2", starts_at=world.now - timedelta(minutes=1))
    assert refused.value.field == "starts_at"
    assert Review.objects.count() == 1


def test_only_who_leads_the_project_plans_its_review(world, plan):
    for who in (world.owner, world.it, world.stranger, world.ceo, world.employee, world.admin):
        with pytest.raises(Forbidden):
            plan(by=who)


def test_changing_people_tells_the_new_ones_and_takes_promises_back(world, review):
    services.change_review(by=world.pm, review=review, participants=[world.it], now=world.now)
    assert {s.user for s in review.participants.all()} == {world.pm, world.it}
    assert len(inbox(world.it, "review.invited")) == 1
    services.remind(now=review.starts_at - timedelta(days=1))
    assert inbox(world.owner, "review.reminder") == []


def test_a_stale_change_is_refused(world, review):
    services.change_review(by=world.pm, review=review, duration_minutes=30, expected=1, now=world.now)
    with pytest.raises(StaleWrite):
        services.change_review(by=world.pm, review=review, duration_minutes=45, expected=1, now=world.now)


def test_answers_are_ones_own(world, review):
    services.respond(by=world.owner, review=review, attendance="accepted", now=world.now)
    assert review.participants.get(user=world.owner).attendance == Attendance.ACCEPTED
    services.respond(by=world.owner, review=review, attendance="accepted", now=world.now)
    assert AuditEntry.objects.filter(act="review.accepted").count() == 1
    with pytest.raises(Forbidden):
        services.respond(by=world.cfo, review=review, attendance="accepted", now=world.now)
    with pytest.raises(Invalid):
        services.respond(by=world.owner, review=review, attendance="attended", now=world.now)


def test_holding_freezes_the_figures(world, review):
    measure(world, "3.5")
    held = services.hold_review(by=world.pm, review=review, now=world.now, present=[world.pm, world.owner])
    measure(world, "2.5")
    page = selectors.page(Review.objects.get(pk=held.pk), world.pm, world.now)
    assert [row.current for row in page.kpis] == ["3.500000"]
    assert page.taken_at == world.now
    assert page.attended == 2
    assert AuditEntry.objects.get(act="review.held").after["present"] == sorted([world.pm.name, world.owner.name])


def test_the_next_review_compares_with_the_one_before(world, review, plan):
    measure(world, "3.5")
    services.hold_review(by=world.pm, review=review, now=world.now)
    measure(world, "2.9")
    second = plan(quarter="2026Q4", starts_at=review.starts_at + timedelta(days=30))
    page = selectors.page(second, world.pm, world.now)
    assert page.before == review
    assert [(row.before, row.current) for row in page.kpis] == [("3.500000", "2.900000")]


def test_what_was_promised_is_carried_over_until_done(world, held, plan):
    now = held.starts_at + timedelta(hours=2)
    done = services.add_action(by=world.pm, review=held, title="甲", owner=world.owner, due_on=now.date(), now=now)
    services.add_action(by=world.pm, review=held, title="乙", owner=world.owner, due_on=now.date(), now=now)
    services.finish_action(by=world.owner, action=done, status="done", result="好了", now=now)
    second = plan(quarter="2026Q4", starts_at=held.starts_at + timedelta(days=30))
    page = selectors.page(second, world.pm, now)
    assert [a.title for a in page.earlier] == ["甲", "乙"]
    assert page.carried == 50.0


def test_decisions_are_recorded_removed_and_audited(world, held):
    decision = services.add_decision(by=world.pm, review=held, text="扫码枪由事业部补足", now=world.now)
    with pytest.raises(Invalid) as error:
        services.add_decision(by=world.pm, review=held, text="  ", now=world.now)
    assert error.value.field == "text"
    services.remove_decision(by=world.pm, decision=decision, now=world.now)
    assert not held.decisions.exists()
    assert AuditEntry.objects.filter(act__in=["review.decided", "review.decision_removed"]).count() == 2


def test_closing_needs_a_result_and_tells_everybody_once(world, held):
    with pytest.raises(Conflict):
        services.close_review(by=world.pm, review=held, now=world.now)
    services.add_decision(by=world.pm, review=held, text="继续", now=world.now)
    services.close_review(by=world.pm, review=held, now=world.now)
    assert said(inbox(world.employee, "review.held")[0]).endswith("is closed: one decision, 0 actions")
    with pytest.raises(Conflict):
        services.close_review(by=world.pm, review=held, now=world.now)
    with pytest.raises(Conflict):
        services.add_decision(by=world.pm, review=held, text="再加一条", now=world.now)


def test_cancelling_needs_a_reason_and_tells_everybody(world, review):
    with pytest.raises(Invalid):
        services.cancel_review(by=world.pm, review=review, reason="", now=world.now)
    services.cancel_review(by=world.pm, review=review, reason="预算季推迟", now=world.now)
    assert Review.objects.get().status == ReviewStatus.CANCELLED
    assert len(inbox(world.employee, "review.cancelled")) == 1
    assert AuditEntry.objects.get(act="review.cancelled").reason == "预算季推迟"
    with pytest.raises(Conflict):
        services.hold_review(by=world.pm, review=review, now=world.now)


def test_the_calendar_file_holds_the_meeting(world, review):
    text = selectors.calendar_file(review).decode()
    assert "BEGIN:VEVENT" in text
    assert "UID:review-" in text
    assert "2026Q3" in text


def test_a_review_moved_away_and_back_is_told_each_time_and_asks_anew(world, review):
    first, other = review.starts_at, review.starts_at + timedelta(days=1)
    services.respond(by=world.owner, review=review, attendance="declined", now=world.now)
    for at in (other, first):
        services.change_review(by=world.pm, review=review, starts_at=at, now=world.now)
    assert len(inbox(world.owner, "review.invited")) == 3
    assert review.participants.get(user=world.owner).attendance == Attendance.INVITED
    services.remind(now=first - timedelta(days=1))
    assert len(inbox(world.owner, "review.reminder")) == 1


def test_other_changes_do_not_invite_again(world, review):
    services.respond(by=world.owner, review=review, attendance="accepted", now=world.now)
    services.change_review(by=world.pm, review=review, duration_minutes=45, now=world.now)
    assert len(inbox(world.owner, "review.invited")) == 1
    assert review.participants.get(user=world.owner).attendance == Attendance.ACCEPTED


def test_a_new_organiser_takes_a_seat(world, review):
    services.change_review(by=world.pm, review=review, organiser=world.it, now=world.now)
    assert {s.user for s in review.participants.all()} == {world.pm, world.owner, world.employee, world.it}
    assert len(inbox(world.it, "review.invited")) == 1


def test_a_review_that_was_called_off_can_be_planned_again_and_called_off_again(world, review, plan):
    services.cancel_review(by=world.pm, review=review, reason="财年切换", now=world.now)
    again = plan(starts_at=review.starts_at + timedelta(days=3), participants=[world.owner])
    assert again.pk == review.pk
    assert Review.objects.get().status == ReviewStatus.PLANNED
    assert {s.user for s in again.participants.all()} == {world.pm, world.owner}
    assert again.agenda.count() == 5
    assert len(inbox(world.owner, "review.invited")) == 2
    services.cancel_review(by=world.pm, review=again, reason="又不开了", now=world.now)
    assert len(inbox(world.owner, "review.cancelled")) == 2
    acts = AuditEntry.objects.filter(kind="review").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["review.planned", "review.cancelled", "review.planned", "review.cancelled"]


def test_a_review_held_before_its_day_says_when_it_was(world, review):
    planned = review.starts_at
    held = services.hold_review(by=world.pm, review=review, now=world.now)
    assert held.starts_at == world.now.replace(second=0, microsecond=0)
    assert held.starts_at < planned
    entry = AuditEntry.objects.get(act="review.held")
    assert entry.before["starts_at"] != entry.after["starts_at"]
