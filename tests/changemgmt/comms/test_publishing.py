"""From draft to readers: four eyes, void approvals, once to everybody, at a working time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from changemgmt.comms import readers, services
from changemgmt.comms.choices import State
from changemgmt.comms.models import Announcement, PlanEntry, Receipt
from pmo.audit.models import AuditEntry
from pmo.notify.choices import Channel
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio.choices import State as ProjectState
from tests import factories
from tests.factories import World

from .conftest import Write


def told(rule: str) -> set[str]:
    rows = Message.objects.filter(rule=rule, channel=Channel.INBOX).exclude(state="withdrawn")
    return {row.recipient.username for row in rows.select_related("recipient")}


def test_all_staff_are_the_active_people_of_the_projects_units_and_everything_below(world: World, write: Write) -> None:
    below = factories.make_unit(world.now, "出纳组", world.finance)
    factories.make_user(world.now, "cashier", unit=below)
    factories.make_user(world.now, "gone", unit=below, is_active=False)
    people = {person.username for person in readers.of(write())}
    assert people == {"pm", "owner", "champion", "employee", "cashier"}


def test_roles_narrow_the_readers(world: World, write: Write) -> None:
    found = write(roles=["champion"])
    assert [person.username for person in readers.of(found)] == ["champion"]


def test_people_by_name_are_meant_whatever_their_role(world: World, write: Write) -> None:
    found = write(audience="people", people=[world.it, world.employee], roles=["champion"])
    assert {person.username for person in readers.of(found)} == {"it", "employee"}


def test_whoever_speaks_for_a_project_reaches_only_whom_it_concerns(world: World, write: Write) -> None:
    with pytest.raises(Invalid) as unit:
        write(audience="units", units=[world.workshop])
    with pytest.raises(Invalid) as parent:
        write(audience="units", units=[world.company])
    with pytest.raises(Invalid) as person:
        write(audience="people", people=[world.stranger])
    assert (unit.value.field, parent.value.field, person.value.field) == ("units", "units", "people")
    assert not Announcement.objects.exists()


def test_who_speaks_for_all_projects_reaches_every_unit(world: World, write: Write) -> None:
    found = write(by=world.pmo, audience="units", units=[world.workshop])
    assert [person.username for person in readers.of(found)] == ["stranger"]


def test_nobody_borrows_the_name_of_somebody_outside_the_project(world: World, write: Write) -> None:
    with pytest.raises(Invalid) as error:
        write(sender=world.stranger)
    assert error.value.field == "sender"


def test_it_needs_a_title_and_whole_languages(world: World, write: Write) -> None:
    with pytest.raises(Invalid) as untitled:
        write("")
    assert untitled.value.field == "title"
    half = write(title_en="Why")
    with pytest.raises(Invalid) as error:
        services.submit(by=world.change, announcement=half, now=world.now)
    assert error.value.field == "body_en"


def test_only_members_with_the_right_write(world: World, write: Write) -> None:
    for person in (world.employee, world.champion, world.it, world.stranger):
        with pytest.raises(Forbidden):
            write(by=person)


def test_the_author_does_not_approve(world: World, write: Write) -> None:
    found = write()
    services.submit(by=world.change, announcement=found, now=world.now)
    with pytest.raises(Forbidden):
        services.approve(by=world.change, announcement=found, now=world.now)
    services.approve(by=world.cfo, announcement=found, now=world.now)
    assert told("announcement.approved") == {"change"}


def test_whoever_wrote_on_it_last_does_not_approve_either(world: World, write: Write) -> None:
    found = write()
    services.change(by=world.pm, announcement=found, body="anders", now=world.now)
    services.submit(by=world.change, announcement=found, now=world.now)
    with pytest.raises(Forbidden):
        services.approve(by=world.pm, announcement=found, now=world.now)


def test_the_database_refuses_a_self_approval(world: World, write: Write) -> None:
    found = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=found.pk).update(approved_by=world.change)


def test_a_change_after_the_approval_voids_it_visibly(world: World, approve: Write) -> None:
    found = approve()
    changed = services.change(by=world.change, announcement=found, title="anders", now=world.now)
    changed.refresh_from_db()
    assert (changed.state, changed.approved_by, changed.voided_by) == (State.DRAFT, None, world.pm)
    assert told("announcement.voided") == {"pm"}
    assert AuditEntry.objects.filter(act="announcement.voided").count() == 1
    with pytest.raises(Conflict):
        services.publish(by=world.change, announcement=changed, now=world.now)


def test_a_change_of_readers_voids_it_too_and_no_change_does_not(world: World, approve: Write) -> None:
    found = approve()
    same = services.change(by=world.change, announcement=found, title=found.title, now=world.now)
    assert same.state == State.APPROVED
    narrowed = services.change(by=world.change, announcement=found, roles=["champion"], now=world.now)
    assert narrowed.state == State.DRAFT


def test_approving_again_clears_the_void(world: World, approve: Write) -> None:
    found = services.change(by=world.change, announcement=approve(), title="anders", now=world.now)
    services.submit(by=world.change, announcement=found, now=world.now)
    again = services.approve(by=world.cfo, announcement=found, now=world.now)
    assert (again.approved_by, again.voided_by) == (world.cfo, None)


def test_sending_back_needs_a_reason_and_tells_the_author(world: World, write: Write) -> None:
    found = write()
    services.submit(by=world.change, announcement=found, now=world.now)
    with pytest.raises(Invalid):
        services.send_back(by=world.pm, announcement=found, reason=" ", now=world.now)
    services.send_back(by=world.pm, announcement=found, reason="数字不对", now=world.now)
    found.refresh_from_db()
    assert found.state == State.DRAFT
    assert told("announcement.sent_back") == {"change"}


def test_a_stale_write_is_refused(world: World, write: Write) -> None:
    found = write()
    services.change(by=world.pm, announcement=found, body="eins", now=world.now)
    with pytest.raises(StaleWrite):
        services.change(by=world.change, announcement=found, body="zwei", expected=1, now=world.now)


def test_publishing_freezes_the_readers_and_tells_each_once(world: World, sent: Announcement) -> None:
    assert sent.addressed == 4
    assert told("announcement.published") == {"pm", "owner", "champion", "employee"}
    factories.make_user(world.now, "newcomer", unit=world.finance)
    world.employee.unit = world.workshop
    world.employee.save(update_fields=["unit"])
    assert set(sent.receipts.values_list("user__username", "unit_id")) == {
        (name, world.finance.pk) for name in ("pm", "owner", "champion", "employee")
    }


def test_it_goes_out_once_only(world: World, sent: Announcement) -> None:
    with pytest.raises(Conflict):
        services.publish(by=world.pm, announcement=sent, now=world.now)
    assert Receipt.objects.count() == 4


def test_nothing_goes_out_to_nobody(world: World, approve: Write) -> None:
    found = approve(audience="people", people=[world.employee])
    world.employee.is_active = False
    world.employee.save(update_fields=["is_active"])
    with pytest.raises(Conflict):
        services.publish(by=world.change, announcement=found, now=world.now)


def test_what_is_out_cannot_be_changed_or_deleted(world: World, sent: Announcement) -> None:
    with pytest.raises(Conflict):
        services.change(by=world.change, announcement=sent, title="x", now=world.now)
    with pytest.raises(Conflict):
        services.delete(by=world.change, announcement=sent, now=world.now)


def test_nothing_of_a_closed_project_goes_out(world: World, approve: Write) -> None:
    found = approve()
    type(world.mine).objects.filter(pk=world.mine.pk).update(state=ProjectState.CLOSED)
    found.refresh_from_db()
    with pytest.raises(Conflict):
        services.publish(by=world.change, announcement=Announcement.objects.get(pk=found.pk), now=world.now)


# Monday 23 November 2026, 17:00 in Shanghai, is the day of the tests; the Saturday after is no working day.
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "code"), [(SATURDAY, "day_off"), (NIGHT, "hours"), (TUESDAY - timedelta(days=9), "past")]
)
def test_it_is_scheduled_for_a_working_time(world: World, approve: Write, at: datetime, code: str) -> None:
    with pytest.raises(Invalid) as error:
        services.schedule(by=world.change, announcement=approve(), at=at, now=world.now)
    assert error.value.code == code


def test_what_is_scheduled_goes_out_by_itself_once_when_its_time_has_come(world: World, approve: Write) -> None:
    found = services.schedule(by=world.change, announcement=approve(), at=TUESDAY, now=world.now)
    assert services.publish_due(now=TUESDAY - timedelta(minutes=1)) == 0
    assert [services.publish_due(now=TUESDAY + timedelta(hours=3)) for _run in range(2)] == [1, 0]
    found.refresh_from_db()
    assert (found.state, found.addressed, Receipt.objects.count()) == (State.PUBLISHED, 4, 4)
    assert AuditEntry.objects.filter(act="announcement.published").count() == 1


def test_a_kill_in_the_middle_leaves_nothing_half_sent(
    world: World, approve: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = services.schedule(by=world.change, announcement=approve(), at=TUESDAY, now=world.now)

    def dies(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("changemgmt.comms.services.publishing.promise_many", dies)
        with pytest.raises(KeyboardInterrupt):
            services.publish_due(now=TUESDAY)
    found.refresh_from_db()
    assert (found.state, Receipt.objects.count()) == (State.SCHEDULED, 0)
    assert services.publish_due(now=TUESDAY) == 1
    assert told("announcement.published") == {"pm", "owner", "champion", "employee"}


def test_a_changed_schedule_is_no_longer_due(world: World, approve: Write) -> None:
    found = services.schedule(by=world.change, announcement=approve(), at=TUESDAY, now=world.now)
    services.change(by=world.change, announcement=found, body="anders", now=world.now)
    assert services.publish_due(now=TUESDAY) == 0


def test_it_can_be_taken_off_the_schedule(world: World, approve: Write) -> None:
    found = services.schedule(by=world.change, announcement=approve(), at=TUESDAY, now=world.now)
    services.unschedule(by=world.pm, announcement=found, now=world.now)
    found.refresh_from_db()
    assert (found.state, found.publish_at, found.approved_by) == (State.APPROVED, None, world.pm)
    assert services.publish_due(now=TUESDAY) == 0


def test_publishing_ticks_off_its_line_of_the_plan(world: World, send: Write) -> None:
    entry = services.add_entry(by=world.change, project=world.mine, title="为什么", due_on=world.today, now=world.now)
    send(entry=entry)
    assert PlanEntry.objects.get().done_on == world.today


def test_withdrawing_says_why_and_stops_what_waits(world: World, sent: Announcement) -> None:
    with pytest.raises(Invalid):
        services.withdraw(by=world.change, announcement=sent, reason="", now=world.now)
    services.withdraw(by=world.change, announcement=sent, reason="日期写错了", now=world.now)
    sent.refresh_from_db()
    assert (sent.state, sent.withdrawn_why) == (State.WITHDRAWN, "日期写错了")
    assert told("announcement.published") == set()
    later = world.now + timedelta(days=7)
    assert services.remind(now=later) == 0


def test_its_next_time_is_a_full_hour_of_a_working_day(db: None) -> None:
    friday_evening = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    assert services.next_time(friday_evening).isoformat() == "2026-11-30T09:00:00+08:00"
    monday = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)
    assert services.next_time(monday).isoformat() == "2026-11-23T11:00:00+08:00"
