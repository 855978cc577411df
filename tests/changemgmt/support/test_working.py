"""Asked, given to somebody, answered, waiting, solved, confirmed; the clock, what is late, what belongs together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from changemgmt.support import services
from changemgmt.support.models import SupportPause, SupportRequest
from changemgmt.support.selectors import requests
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio.dimensions import decisions_of
from tests.changemgmt.support.conftest import Desk, at
from tests.factories import World

pytestmark = pytest.mark.django_db

Ask = Callable[..., SupportRequest]


def told(rule: str, to: Any) -> int:
    return Message.objects.filter(rule=rule, recipient=to, channel="inbox").exclude(state="withdrawn").count()


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_who_reads_a_request(world: World, desk: Desk, ask: Ask) -> None:
    """The requester, the desk, whoever leads the project, the PMO; executives and heads of units read figures only."""
    ask()
    names = ("pmo", "ceo", "cfo", "pm", "owner", "it", "change", "champion", "employee", "stranger", "admin")
    seen = {name for name in names if SupportRequest.objects.visible_to(getattr(world, name)).exists()}
    assert seen == {"pmo", "pm"}
    for person, may in ((desk.ann, True), (desk.sam, True), (desk.bo, False)):
        assert SupportRequest.objects.visible_to(person).exists() is may


def test_only_projects_that_serve_me(world: World, desk: Desk, ask: Ask) -> None:
    with pytest.raises(Invalid):
        ask(by=world.stranger)
    with pytest.raises(Invalid):
        ask(project=world.other)


# --- what is promised -------------------------------------------------------------------------------------------------


def test_numbers_priority_and_due_times(world: World, desk: Desk, ask: Ask) -> None:
    """P3 by default: first answer within 4 working hours, solved within three days of nine hours."""
    first, second = ask(), ask(urgency="high", impact="many")
    assert (first.number, second.number) == (1, 2)
    assert (first.priority, second.priority) == (3, 1)
    assert first.title == "报销单提交不了"
    assert (first.answer_due_at, first.resolve_due_at) == (at(23, 13), at(25, 18))
    assert (second.answer_due_at, second.resolve_due_at) == (at(23, 9, 30), at(23, 13))
    assert first.risk_at == at(23, 12)


def test_a_category_asks_for_more_and_has_its_own_level(world: World, desk: Desk, ask: Ask) -> None:
    now = at(20, 9)
    values = {"name": "付款", "default_priority": 2, "team": desk.team}
    top = services.save_category(by=desk.sam, project=world.mine, values=values, now=now)
    child = services.save_category(by=desk.sam, project=world.mine, values={"name": "网银", "parent": top}, now=now)
    services.set_level(by=desk.sam, project=world.mine, category=top, priority=2, answer_minutes=30,
                       resolve_minutes=120, now=now)  # fmt: skip
    row = ask(category=top)
    assert (row.priority, row.answer_minutes, row.resolve_minutes, row.team) == (2, 30, 120, desk.team)
    # The level of the parent holds for what is below it.
    low = ask(category=child, impact="team", urgency="high")
    assert (low.priority, low.resolve_minutes) == (2, 120)
    with pytest.raises(Invalid):
        services.save_category(by=desk.sam, project=world.mine, values={"name": "三级", "parent": child}, now=now)


def test_another_priority_takes_a_reason_and_moves_the_promise(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    given: dict[str, Any] = {"by": desk.sam, "row": row, "category": None, "impact": "one", "urgency": "normal"}
    with pytest.raises(Invalid, match="required"):
        services.sort(priority=1, now=at(23, 10), **given)
    changed = services.sort(priority=1, priority_reason="月结当天", now=at(23, 10), **given)
    assert (changed.priority, changed.priority_reason, changed.resolve_due_at) == (1, "月结当天", at(23, 13))
    with pytest.raises(StaleWrite):
        services.sort(now=at(23, 10), expected=row.version - 1, **given)


# --- the conversation and the clock -----------------------------------------------------------------------------------


def test_the_clock_stands_still_while_it_is_the_requesters_turn(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    services.answer(by=desk.sam, row=row, text="请发一张截图", wait=True, now=at(23, 10))
    row.refresh_from_db()
    assert (row.state, row.answer_met, row.assignee, row.resolve_due_at) == ("wait_user", True, desk.sam, None)
    assert told("support.asked_back", desk.ann) == 1
    services.add(by=desk.ann, row=row, text="见图", now=at(24, 10))
    row.refresh_from_db()
    # Nine working hours were not ours: what was due on Wednesday evening is due on Thursday evening.
    assert (row.state, row.resolve_due_at) == ("working", at(26, 18))
    assert told("support.added", desk.sam) == 1
    services.resolve(by=desk.sam, row=row, solution="清缓存后好了", now=at(26, 17))
    row.refresh_from_db()
    assert (row.state, row.resolve_met) == ("resolved", True)
    first, whole = requests.promises(requests.visible(desk.sam).get(pk=row.pk), at(30, 9))
    assert (first.used, whole.used) == (60, 1560)


def test_two_pauses_at_once_are_refused_by_the_database(desk: Desk, ask: Ask) -> None:
    row = ask()
    SupportPause.objects.create(request=row, kind="requester", since_at=at(23, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportPause.objects.create(request=row, kind="requester", since_at=at(23, 11))


def test_the_suppliers_turn_is_no_pause(desk: Desk, ask: Ask) -> None:
    row = ask()
    waiting = services.wait_supplier(by=desk.sam, row=row, reason="等厂商补丁", now=at(23, 10))
    assert (waiting.state, waiting.resolve_due_at) == ("wait_supplier", at(25, 18))
    assert services.go_ahead(by=desk.sam, row=waiting, now=at(24, 10)).state == "working"


def test_internal_notes_stay_at_the_desk(desk: Desk, ask: Ask) -> None:
    row = ask()
    services.note(by=desk.sam, row=row, text="INTERNAL-7", now=at(23, 10))
    assert [note.text for note in requests.own_page(row, desk.ann).notes] == []
    assert not Message.objects.filter(text__icontains="INTERNAL-7").exists()
    assert "INTERNAL-7" not in str(list(AuditEntry.objects.values_list("after", flat=True)))
    with pytest.raises(Forbidden):
        services.note(by=desk.ann, row=row, text="x", now=at(23, 10))


def test_solved_is_confirmed_rated_or_opened_again(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    services.resolve(by=desk.sam, row=row, solution="好了", now=at(23, 12))
    assert told("support.resolved", desk.ann) == 1
    with pytest.raises(Forbidden):
        services.confirm(by=desk.bo, row=row, now=at(23, 13))
    opened = services.reopen(by=desk.ann, row=row, reason="还是不行", now=at(24, 12))
    # The day it counted as solved is nobody's time.
    assert (opened.state, opened.reopened, opened.resolve_due_at) == ("working", 1, at(26, 18))
    services.resolve(by=desk.sam, row=opened, solution="换了账号", now=at(24, 15))
    services.confirm(by=desk.ann, row=row, now=at(25, 9))
    rated = services.rate(by=desk.ann, row=row, rating=4, now=at(25, 9))
    assert (rated.state, rated.rating) == ("closed", 4)
    with pytest.raises(Invalid):
        services.rate(by=desk.ann, row=row, rating=6, now=at(25, 9))


def test_what_nobody_objects_to_closes_after_five_working_days(desk: Desk, ask: Ask) -> None:
    row = ask()
    services.resolve(by=desk.sam, row=row, solution="好了", now=at(23, 12))
    assert services.close_quiet(today=date(2026, 11, 30), now=at(30, 9)) == 0
    assert services.close_quiet(today=date(2026, 12, 1), now=at(1, 9, month=12)) == 1
    assert services.close_quiet(today=date(2026, 12, 1), now=at(1, 9, month=12)) == 0
    row.refresh_from_db()
    assert row.state == "closed"


def test_giving_it_to_somebody(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    with pytest.raises(Invalid):
        services.assign(by=desk.sam, row=row, assignee=desk.bo, now=at(23, 10))
    given = services.assign(by=desk.sam, row=row, assignee=desk.max, now=at(23, 10))
    assert (given.state, given.assignee, told("support.assigned", desk.max)) == ("assigned", desk.max, 1)
    assert services.take(by=desk.sam, row=given, now=at(23, 11)).assignee == desk.sam
    loads = dict(requests.with_load(requests.staff_of_desk(world.mine)))
    assert (loads[desk.sam], loads[desk.max]) == (1, 0)
    rows = [ask(), ask()]
    assert services.assign_many(by=desk.sam, rows=rows, assignee=desk.max, now=at(23, 12)) == 2
    with pytest.raises(Forbidden):
        services.assign(by=desk.ann, row=row, assignee=desk.max, now=at(23, 12))


def test_a_call_is_written_down_for_whoever_called(world: World, desk: Desk, ask: Ask) -> None:
    row = ask(by=desk.sam, requester=desk.bo, source="phone")
    assert (row.requester, row.entered_by, row.unit) == (desk.bo, desk.sam, world.finance)
    assert told("support.received", desk.bo) == 1
    with pytest.raises(Forbidden):
        ask(by=desk.ann, requester=desk.bo)


# --- late -------------------------------------------------------------------------------------------------------------


def test_at_risk_late_lead_and_manager_are_told_once_each(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    services.assign(by=desk.sam, row=row, assignee=desk.max, now=at(23, 10))
    assert services.chase(now=at(23, 11)) == 0
    assert services.chase(now=at(23, 12, 30)) == 1
    assert services.chase(now=at(23, 12, 40)) == 0
    assert told("support.at_risk", desk.max) == 1
    # Due 13:00: late, and the lead; four working hours later the manager.
    assert services.chase(now=at(23, 13, 5)) == 2
    assert (told("support.late", desk.max), told("support.lead_late", desk.sam)) == (1, 1)
    assert services.chase(now=at(23, 16)) == 0
    assert services.chase(now=at(23, 17, 30)) == 1
    assert told("support.manager_late", world.pm) == 1
    assert services.chase(now=at(24, 17)) == 0
    row.refresh_from_db()
    assert row.step == "manager"


def test_while_it_waits_for_the_requester_nothing_is_late(desk: Desk, ask: Ask) -> None:
    row = ask()
    services.answer(by=desk.sam, row=row, text="截图?", wait=True, now=at(23, 10))
    assert services.chase(now=at(27, 17)) == 0


# --- what belongs together --------------------------------------------------------------------------------------------


def test_parts_of_an_incident_are_solved_with_it(world: World, desk: Desk, ask: Ask) -> None:
    whole, part = ask(text="全部登录失败"), ask(by=desk.bo)
    with pytest.raises(Invalid):
        services.link_incident(by=desk.sam, row=part, incident=whole, now=at(23, 10))
    services.sort(
        by=desk.sam, row=whole, category=None, impact="many", urgency="high", is_incident=True, now=at(23, 10)
    )
    whole.refresh_from_db()
    services.link_incident(by=desk.sam, row=part, incident=whole, now=at(23, 10))
    with pytest.raises(Conflict):
        services.merge(by=desk.sam, row=whole, into=part, now=at(23, 11))
    services.resolve(by=desk.sam, row=whole, solution="认证服务已恢复", now=at(23, 11))
    part.refresh_from_db()
    assert (part.state, told("support.resolved", desk.bo)) == ("resolved", 1)


def test_doubles_go_on_under_the_other(world: World, desk: Desk, ask: Ask) -> None:
    one, other = ask(), ask(by=desk.bo)
    merged = services.merge(by=desk.sam, row=other, into=one, now=at(23, 10))
    assert (merged.state, merged.merged_into, told("support.merged", desk.bo)) == ("merged", one, 1)
    with pytest.raises(Conflict):
        services.answer(by=desk.sam, row=merged, text="x", now=at(23, 11))
    with pytest.raises(Conflict):
        services.merge(by=desk.sam, row=one, into=one, now=at(23, 11))


def test_canned_answers_speak_the_requesters_language_and_are_counted(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    values = {"title": "清缓存", "text": "{name},请清缓存({code})", "text_en": "{name}, clear the cache ({code})"}
    canned = services.save_canned(by=desk.sam, project=world.mine, values=values, now=at(20, 9))
    assert services.filled(canned, row, "en") == f"{desk.ann.label}, clear the cache (R-001)"
    services.answer(by=desk.sam, row=row, text="请清缓存", canned=canned, now=at(23, 10))
    canned.refresh_from_db()
    assert canned.used == 1


# --- releases ---------------------------------------------------------------------------------------------------------


def test_a_release_ends_errors_and_tells_those_who_waited_once(world: World, desk: Desk, ask: Ask) -> None:
    release = services.plan_release(by=desk.sam, project=world.mine, name="2.3", planned_on=date(2026, 12, 4),
                                    now=at(23, 9))  # fmt: skip
    error = services.note_error(by=desk.sam, project=world.mine, title="按钮变灰", workaround="换一个", state="planned",
                                release=release, now=at(23, 9))  # fmt: skip
    with pytest.raises(Invalid):
        services.change_error(by=desk.sam, error=error, state="fixed", now=at(23, 9))
    for row in (ask(), ask(), ask(by=desk.bo)):
        services.link(by=desk.sam, row=row, known_error=error, now=at(23, 10))
    services.release(by=desk.sam, release=release, today=date(2026, 11, 24), now=at(24, 9))
    error.refresh_from_db()
    assert error.state == "fixed"
    assert (told("support.released", desk.ann), told("support.released", desk.bo)) == (1, 1)
    with pytest.raises(Conflict):
        services.release(by=desk.sam, release=release, today=date(2026, 11, 24), now=at(24, 9))


# --- what waits -------------------------------------------------------------------------------------------------------


def test_what_waits_for_whom(world: World, desk: Desk, ask: Ask) -> None:
    row = ask()
    assert [one.key for one in decisions_of(desk.sam, at(23, 10))] == [f"support.assign:{row.pk}"]
    services.assign(by=desk.sam, row=row, assignee=desk.max, now=at(23, 10))
    for person in (desk.sam, desk.max, desk.ann):
        person.__dict__.pop("_decisions", None)
    assert decisions_of(desk.sam, at(23, 12, 30)) == []
    assert [one.key for one in decisions_of(desk.max, at(23, 12, 30))] == [f"support.late:{row.pk}"]
    services.resolve(by=desk.max, row=row, solution="好了", now=at(23, 13))
    assert [one.key for one in decisions_of(desk.ann, at(23, 14))] == [f"support.confirm:{row.pk}"]
