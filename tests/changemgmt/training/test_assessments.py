"""Assessments: the clock, answers that arrive twice or late, marking, certificates, re-sits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from changemgmt.training import services
from changemgmt.training.models import Attempt, AttemptAnswer, Certificate, Course, Enrolment
from changemgmt.training.selectors import attempts
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from tests.changemgmt.training.conftest import Shop, answers, begin, enrol, pass_course, right_answer
from tests.factories import World

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def of_kind(attempt: Attempt, kind: str) -> dict[str, Any]:
    return next(one for one in attempt.questions if one["kind"] == kind)


def test_who_answers_rightly_passes_and_gets_a_certificate(course: Course, shop: Shop, world: World) -> None:
    attempt = pass_course(shop.early[0], course, world.now)
    assert (attempt.state, attempt.score, attempt.passed) == ("done", Decimal(100), True)
    certificate = Certificate.objects.get(enrolment__user=shop.early[0])
    assert certificate.number == f"{world.mine.key}-{attempt.enrolment_id:06d}-01"
    assert certificate.expires_on is None
    assert Enrolment.objects.get(user=shop.early[0]).passed_on == certificate.issued_on
    told = Message.objects.filter(rule="training.marked", recipient=shop.early[0], channel="inbox")
    assert told.get().text["key"] == "training.marked.passed"


def test_half_right_is_not_enough(course: Course, shop: Shop, world: World) -> None:
    attempt = begin(shop.early[0], course, world.now)
    done = services.hand_in(by=shop.early[0], attempt=attempt, given=answers(attempt, 1), now=world.now)
    assert done.passed is False
    assert not Certificate.objects.exists()
    assert attempts.left(done.enrolment) == 1


def test_attempts_run_out(course: Course, shop: Shop, world: World) -> None:
    for number in (1, 2):
        attempt = begin(shop.early[0], course, world.now)
        assert attempt.number == number
        services.hand_in(by=shop.early[0], attempt=attempt, given={}, now=world.now)
    with pytest.raises(Conflict, match="not_now") as error:
        begin(shop.early[0], course, world.now)
    assert "No attempt is left" in error.value.message


def test_who_has_passed_cannot_sit_it_again_for_fun(course: Course, shop: Shop, world: World) -> None:
    pass_course(shop.early[0], course, world.now)
    with pytest.raises(Conflict, match="not_now"):
        begin(shop.early[0], course, world.now)


def test_two_clicks_begin_one_assessment(course: Course, shop: Shop, world: World) -> None:
    first = begin(shop.early[0], course, world.now, seed=1)
    second = begin(shop.early[0], course, world.now + MINUTE, seed=2)
    assert first.pk == second.pk
    assert second.questions == first.questions


def test_a_second_assessment_at_the_same_time_is_refused(
    course: Course, make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    begin(shop.early[0], course, world.now)
    with pytest.raises(Conflict, match="running"):
        begin(shop.early[0], make_course(title="B"), world.now)


def test_the_database_itself_allows_one_running_attempt_per_person(course: Course, shop: Shop, world: World) -> None:
    attempt = begin(shop.early[0], course, world.now)
    copy = Attempt.objects.get(pk=attempt.pk)
    copy.pk, copy.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_nobody_begins_hands_in_or_answers_for_somebody_else(course: Course, shop: Shop, world: World) -> None:
    mine, other = shop.early[:2]
    attempt = begin(mine, course, world.now)
    one = attempt.questions[0]
    with pytest.raises(Forbidden):
        services.begin(by=other, enrolment=attempt.enrolment, kind="final", seed=1, now=world.now)
    with pytest.raises(Forbidden):
        services.save_answer(
            by=other, attempt=attempt, question=one["id"], value=right_answer(one), turn=1, now=world.now
        )
    with pytest.raises(Forbidden):
        services.hand_in(by=other, attempt=attempt, now=world.now)
    assert not AttemptAnswer.objects.exists()


def test_the_same_answer_twice_is_one_and_an_older_one_does_not_win(course: Course, shop: Shop, world: World) -> None:
    attempt = begin(shop.early[0], course, world.now)
    one = of_kind(attempt, "multiple")

    def send(value: Any, turn: int) -> AttemptAnswer:
        return services.save_answer(
            by=shop.early[0], attempt=attempt, question=one["id"], value=value, turn=turn, now=world.now
        )

    assert send([0], 1).turn == 1
    assert send([0, 2], 3).value == [0, 2]
    assert send([0, 2], 3).value == [0, 2]
    late = send([1], 2)
    assert (late.value, late.turn) == ([0, 2], 3)
    assert AttemptAnswer.objects.count() == 1


@pytest.mark.parametrize("forged", [[9], [-1], ["0"], [True], [0, 0], "0", None, {"a": 1}, [[0]]])
def test_answers_nobody_could_give_are_refused(course: Course, shop: Shop, world: World, forged: Any) -> None:
    attempt = begin(shop.early[0], course, world.now)
    one = of_kind(attempt, "multiple")
    with pytest.raises(Invalid):
        services.save_answer(by=shop.early[0], attempt=attempt, question=one["id"], value=forged, turn=1, now=world.now)
    assert not AttemptAnswer.objects.exists()


def test_a_question_of_another_assessment_is_refused(course: Course, shop: Shop, world: World) -> None:
    attempt = begin(shop.early[0], course, world.now)
    with pytest.raises(Forbidden):
        services.save_answer(by=shop.early[0], attempt=attempt, question=987654, value=[0], turn=1, now=world.now)


def test_what_comes_after_the_end_is_not_taken_and_nothing_saved_is_lost(
    make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    course = make_course(time_limit=10, pass_mark=30)
    person = shop.early[0]
    attempt = begin(person, course, world.now)
    assert attempt.ends_at == world.now + 10 * MINUTE
    first, second = attempt.questions[:2]
    services.save_answer(
        by=person, attempt=attempt, question=first["id"], value=right_answer(first), turn=1, now=world.now + MINUTE
    )
    late = world.now + 11 * MINUTE
    with pytest.raises(Conflict, match="time"):
        services.save_answer(
            by=person, attempt=attempt, question=second["id"], value=right_answer(second), turn=1, now=late
        )
    done = services.hand_in(by=person, attempt=attempt, given=answers(attempt), now=late)
    assert done.by_itself
    assert done.handed_in_at == attempt.ends_at
    assert done.score == Decimal("33.33")
    assert done.passed


def test_what_was_sent_in_the_last_second_arrives(make_course: Callable[..., Course], shop: Shop, world: World) -> None:
    course = make_course(time_limit=10)
    attempt = begin(shop.early[0], course, world.now)
    just = world.now + 10 * MINUTE + timedelta(seconds=5)
    done = services.hand_in(by=shop.early[0], attempt=attempt, given=answers(attempt), now=just)
    assert (done.by_itself, done.passed) == (False, True)


def test_the_sweeper_hands_in_what_nobody_did_once(
    make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    course = make_course(time_limit=10)
    attempt = begin(shop.early[0], course, world.now)
    assert services.sweep(now=world.now + 9 * MINUTE) == 0
    assert services.sweep(now=world.now + 15 * MINUTE) == 1
    assert services.sweep(now=world.now + 15 * MINUTE) == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.by_itself, attempt.score) == ("done", True, Decimal(0))


def test_handing_in_twice_changes_nothing(course: Course, shop: Shop, world: World) -> None:
    attempt = pass_course(shop.early[0], course, world.now)
    again = services.hand_in(by=shop.early[0], attempt=attempt, given={}, now=world.now + MINUTE)
    assert (again.score, again.version) == (attempt.score, attempt.version)
    assert Certificate.objects.count() == 1


def test_a_later_change_of_the_bank_does_not_touch_what_was_drawn(course: Course, shop: Shop, world: World) -> None:
    attempt = begin(shop.early[0], course, world.now)
    for question in course.questions.all():
        services.remove_question(by=world.pm, question=question, now=world.now)
    done = services.hand_in(by=shop.early[0], attempt=attempt, given=answers(attempt), now=world.now)
    assert done.score == 100


def test_fewer_questions_are_drawn_than_there_are(make_course: Callable[..., Course], shop: Shop, world: World) -> None:
    course = make_course(drawn=2)
    drawn = {
        tuple(sorted(q["id"] for q in begin(p, course, world.now, seed=n).questions))
        for n, p in enumerate(shop.everybody)
    }
    assert {len(one) for one in drawn} == {2}
    assert len(drawn) > 1


# --- texts ----------------------------------------------------------------------------------------------------------


def test_a_text_waits_for_a_trainer_who_is_not_its_author(
    make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    course = make_course(text=True, pass_mark=80)
    person = shop.early[0]
    attempt = begin(person, course, world.now)
    done = services.hand_in(by=person, attempt=attempt, given=answers(attempt), now=world.now)
    assert (done.state, done.score) == ("marking", None)
    assert [one.pk for one in attempts.to_mark(world.pm)] == [done.pk]
    assert not attempts.to_mark(shop.late[0]).exists()
    key = of_kind(done, "text")["id"]
    with pytest.raises(Forbidden):
        services.mark_attempt(by=person, attempt=done, marks={key: (Decimal(3), "")}, now=world.now)
    with pytest.raises(Invalid, match="required"):
        services.mark_attempt(by=world.pm, attempt=done, marks={}, now=world.now)
    with pytest.raises(Invalid, match="points"):
        services.mark_attempt(by=world.pm, attempt=done, marks={key: (Decimal(4), "")}, now=world.now)
    marked = services.mark_attempt(by=world.pm, attempt=done, marks={key: (Decimal("1.5"), "more")}, now=world.now)
    # 3 of 3 by machine, 1.5 of 3 by hand.
    assert (marked.score, marked.passed) == (Decimal("75.00"), False)
    with pytest.raises(Conflict):
        services.mark_attempt(by=world.pm, attempt=done, marks={key: (Decimal(3), "")}, now=world.now)
    assert Message.objects.filter(rule="training.to_mark", recipient=course.owner, channel="inbox").count() == 1


def test_a_text_left_empty_needs_no_trainer(make_course: Callable[..., Course], shop: Shop, world: World) -> None:
    course = make_course(text=True)
    attempt = begin(shop.early[0], course, world.now)
    given = {**answers(attempt), of_kind(attempt, "text")["id"]: "  "}
    done = services.hand_in(by=shop.early[0], attempt=attempt, given=given, now=world.now)
    assert (done.state, done.score) == ("done", Decimal("50.00"))


# --- before and after, expiry -----------------------------------------------------------------------------------------


def test_the_test_before_the_course_counts_for_the_gain_only(
    make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    course = make_course(pretest=True)
    person = shop.early[0]
    first = begin(person, course, world.now, kind="before")
    services.hand_in(by=person, attempt=first, given=answers(first), now=world.now)
    row = Enrolment.objects.get(user=person)
    assert (row.score_before, row.score, row.passed_on) == (Decimal(100), None, None)
    with pytest.raises(Conflict, match="not_now"):
        begin(person, course, world.now, kind="before")
    assert attempts.left(first.enrolment) == 2


def test_a_certificate_expires_and_is_earned_anew(make_course: Callable[..., Course], shop: Shop, world: World) -> None:
    course = make_course(valid_months=12, attempts=1)
    person = shop.early[0]
    pass_course(person, course, world.now)
    first = Certificate.objects.get()
    assert first.expires_on is not None
    assert (first.expires_on - first.issued_on).days in (365, 366)
    with pytest.raises(Conflict, match="not_now"):
        begin(person, course, world.now + timedelta(days=200))
    later = world.now + timedelta(days=340)
    pass_course(person, course, later)
    numbers = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    assert [number[-2:] for number in numbers] == ["01", "02"]
    row = Enrolment.objects.get(user=person)
    assert row.valid_until is not None
    assert row.valid_until > first.expires_on


def test_attendance_and_assessment_are_both_needed(
    make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    course = make_course(needs_attendance=True)
    with pytest.raises(Conflict, match="not_now") as error:
        begin(shop.early[0], course, world.now)
    assert "Attend a session first" in error.value.message


def test_a_closed_course_begins_no_assessment(course: Course, shop: Shop, world: World) -> None:
    row = enrol(shop.early[0], course, world.now)
    services.close_course(by=world.pm, course=course, now=world.now)
    with pytest.raises(Conflict, match="not_now"):
        services.begin(by=shop.early[0], enrolment=row, kind="final", seed=1, now=world.now)
