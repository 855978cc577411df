"""Seats, the waiting list, check-in by code, corrections by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from changemgmt.training import calendar, checkin, services
from changemgmt.training.models import Certificate, Course, Enrolment, SessionSeat, TrainingSession
from changemgmt.training.selectors import learning
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from tests.changemgmt.training.conftest import Shop
from tests.factories import World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def states(session: TrainingSession) -> list[str]:
    return list(session.places.order_by("asked_at", "pk").values_list("state", flat=True))


def fill(session: TrainingSession, shop: Shop, world: World, n: int) -> None:
    for number, person in enumerate(shop.everybody[:n]):
        services.book(by=person, session=session, now=world.now + timedelta(minutes=number))


def test_seats_run_out_and_the_waiting_list_moves_up_by_itself(
    session: TrainingSession, shop: Shop, world: World
) -> None:
    fill(session, shop, world, 4)
    assert states(session) == ["booked", "booked", "waiting", "waiting"]
    services.give_up(by=shop.everybody[0], session=session, now=world.now + HOUR)
    assert states(session) == ["given_up", "booked", "booked", "waiting"]
    moved = Message.objects.filter(rule="training.seat", recipient=shop.everybody[2], channel="inbox")
    assert moved.count() == 1


def test_who_comes_back_joins_at_the_end(session: TrainingSession, shop: Shop, world: World) -> None:
    fill(session, shop, world, 4)
    services.give_up(by=shop.everybody[0], session=session, now=world.now + HOUR)
    seat = services.book(by=shop.everybody[0], session=session, now=world.now + 2 * HOUR)
    assert seat.state == "waiting"
    assert session.places.order_by("-asked_at", "-pk")[0].user == shop.everybody[0]


def test_more_seats_move_the_list_up_and_fewer_than_taken_are_refused(
    session: TrainingSession, shop: Shop, world: World
) -> None:
    fill(session, shop, world, 4)
    with pytest.raises(Conflict, match="seats"):
        services.change_session(by=world.pm, session=session, seats=1, now=world.now)
    session.refresh_from_db()
    services.change_session(by=world.pm, session=session, seats=3, now=world.now)
    assert states(session) == ["booked", "booked", "booked", "waiting"]


def test_asking_twice_is_one_seat(session: TrainingSession, shop: Shop, world: World) -> None:
    first = services.book(by=shop.early[0], session=session, now=world.now)
    again = services.book(by=shop.early[0], session=session, now=world.now + HOUR)
    assert first.pk == again.pk
    assert again.asked_at == world.now
    with pytest.raises(Forbidden):
        services.book(by=shop.outsider, session=session, now=world.now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_people_after_one_seat_get_one_each_at_most(session: TrainingSession, shop: Shop, world: World) -> None:
    TrainingSession.objects.filter(pk=session.pk).update(seats=1)
    ready = threading.Barrier(4)

    def ask(person: object) -> None:
        ready.wait()
        services.book(by=person, session=session, now=world.now)
        connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in shop.everybody[:4]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states(session)) == ["booked", "waiting", "waiting", "waiting"]


def test_another_time_is_told_and_a_cancelled_session_too(session: TrainingSession, shop: Shop, world: World) -> None:
    fill(session, shop, world, 3)
    services.change_session(by=world.pm, session=session, place="C1", now=world.now)
    assert Message.objects.filter(rule="training.moved", channel="inbox").count() == 3
    with pytest.raises(Invalid):
        services.cancel_session(by=world.pm, session=session, reason=" ", now=world.now)
    services.cancel_session(by=world.pm, session=session, reason="ill", now=world.now)
    assert Message.objects.filter(rule="training.cancelled", channel="inbox").count() == 3
    with pytest.raises(Conflict, match="cancelled"):
        services.book(by=shop.late[0], session=session, now=world.now)


def test_the_day_before_is_told_once_to_those_with_a_seat(session: TrainingSession, shop: Shop, world: World) -> None:
    fill(session, shop, world, 3)
    assert services.remind(now=world.now + timedelta(days=1)) == 0
    assert services.remind(now=world.now + timedelta(days=2)) == 2
    assert services.remind(now=world.now + timedelta(days=2, hours=1)) == 0


def test_an_invitation_is_read_by_calendars(session: TrainingSession, shop: Shop, world: World) -> None:
    from icalendar import Calendar

    services.book(by=shop.early[0], session=session, now=world.now)
    seat = learning.my_seat(shop.early[0], session.pk)
    assert seat is not None
    found = Calendar.from_ical(calendar.invitation(seat, world.now, "http://x/"))
    (event,) = found.walk("VEVENT")
    assert event["dtstart"].dt == session.starts_at
    assert (str(event["summary"]), str(event["location"])) == ("Expense control", "B201")


# --- being there ----------------------------------------------------------------------------------------------------


def test_scanning_the_code_says_that_one_is_there(session: TrainingSession, shop: Shop, world: World) -> None:
    fill(session, shop, world, 2)
    at = session.starts_at
    code = checkin.code_for(session.pk, at)
    seat = services.check_in(by=shop.early[0], code=code, now=at)
    again = services.check_in(by=shop.early[0], code=code, now=at)
    assert (seat.attended, seat.by_code, again.version) == (True, True, seat.version)
    assert Enrolment.objects.get(user=shop.early[0]).attended_on == at.date()


def test_old_forged_and_foreign_codes_are_refused(session: TrainingSession, shop: Shop, world: World) -> None:
    fill(session, shop, world, 2)
    at = session.starts_at
    code = checkin.code_for(session.pk, at)
    assert checkin.session_of(code, at + timedelta(seconds=60)) == session.pk
    number, slot, mac = code.split(".")
    forged = [
        f"{number}.{int(slot) + 1}.{mac}",
        f"{int(number) + 1}.{slot}.{mac}",
        f"{number}.{slot}.{'0' * len(mac)}",
        f"{number}.{slot}",
        "",
        "١.٢.x",
        f"{'9' * 40}.{slot}.{mac}",
    ]
    for bad in forged:
        with pytest.raises(Invalid, match="code"):
            services.check_in(by=shop.early[0], code=bad, now=at)
    with pytest.raises(Invalid, match="code"):
        services.check_in(by=shop.early[0], code=code, now=at + timedelta(seconds=91))
    # A code of tomorrow is none either.
    with pytest.raises(Invalid, match="code"):
        services.check_in(by=shop.early[0], code=checkin.code_for(session.pk, at + HOUR), now=at)
    assert not SessionSeat.objects.filter(attended=True).exists()


def test_a_code_counts_at_the_time_of_its_session_only(session: TrainingSession, shop: Shop, world: World) -> None:
    fill(session, shop, world, 1)
    with pytest.raises(Conflict, match="time"):
        services.check_in(by=shop.early[0], code=checkin.code_for(session.pk, world.now), now=world.now)


def test_who_waits_sits_down_when_a_seat_is_free(session: TrainingSession, shop: Shop, world: World) -> None:
    fill(session, shop, world, 3)
    at = session.starts_at
    code = checkin.code_for(session.pk, at)
    with pytest.raises(Conflict, match="full"):
        services.check_in(by=shop.everybody[2], code=code, now=at)
    with pytest.raises(Forbidden):
        services.check_in(by=shop.outsider, code=code, now=at)


def test_a_correction_needs_a_reason_and_stays_in_the_history(
    session: TrainingSession, shop: Shop, world: World
) -> None:
    fill(session, shop, world, 1)
    seat = session.places.get()
    at = session.starts_at + HOUR
    with pytest.raises(Forbidden):
        services.mark_attendance(by=shop.late[0], seat=seat, attended=True, reason="", now=at)
    services.mark_attendance(by=shop.trainer, seat=seat, attended=False, reason="", now=at)
    seat.refresh_from_db()
    with pytest.raises(Invalid, match="required"):
        services.mark_attendance(by=shop.trainer, seat=seat, attended=True, reason="", now=at)
    services.mark_attendance(by=shop.trainer, seat=seat, attended=True, reason="came late", now=at)
    entry = AuditEntry.objects.filter(act="training.attendance_marked").latest("id")
    assert (entry.before, entry.after, entry.reason) == ({"attended": False}, {"attended": True}, "came late")


def test_whoever_left_the_course_after_the_session_can_still_be_marked_as_present(
    session: TrainingSession, course: Course, shop: Shop, world: World
) -> None:
    person = shop.early[0]
    services.book(by=person, session=session, now=world.now)
    later = session.ends_at + timedelta(days=1)
    services.leave(by=person, course=course, now=later)
    services.mark_attendance(by=shop.trainer, seat=session.places.get(), attended=True, reason="", now=later)
    row = Enrolment.objects.get(course=course, user=person)
    assert (row.attended_on, row.required) == (session.starts_at.date(), False)


def test_a_course_passed_by_being_there(make_course: Callable[..., Course], shop: Shop, world: World) -> None:
    course = make_course(needs_attendance=True, needs_assessment=False)
    session = services.plan_session(
        by=world.pm,
        course=course,
        starts_at=world.now + HOUR,
        ends_at=world.now + 2 * HOUR,
        place="A1",
        now=world.now,
    )
    services.book(by=shop.early[0], session=session, now=world.now)
    at = world.now + HOUR
    services.check_in(by=shop.early[0], code=checkin.code_for(session.pk, at), now=at)
    assert Certificate.objects.get().enrolment.user == shop.early[0]
    seat = session.places.get()
    with pytest.raises(Conflict, match="certified"):
        services.mark_attendance(by=world.pm, seat=seat, attended=False, reason="no", now=at)
