"""Assessments begun, and answers handed in, in the same instant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from changemgmt.training import services
from changemgmt.training.models import Attempt, Certificate, Course
from pmo.records import Conflict
from tests.changemgmt.training.conftest import Shop, answers, begin, enrol
from tests.factories import World
from tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_of_two_courses_begun_at_once_one_runs(make_course: Callable[..., Course], shop: Shop, world: World) -> None:
    person = shop.early[0]
    rows = [enrol(person, make_course(title=title), world.now) for title in ("A", "B")]
    found = at_once(
        *(
            lambda row=row, seed=seed: services.begin(by=person, enrolment=row, kind="final", seed=seed, now=world.now)
            for seed, row in enumerate(rows)
        )
    )
    assert sorted(type(one) is Attempt for one in found) == [False, True]
    assert [one.code for one in found if isinstance(one, Conflict)] == ["running"]
    assert Attempt.objects.filter(user=person).count() == 1


def test_four_windows_begin_the_same_assessment_once(course: Course, shop: Shop, world: World) -> None:
    person = shop.early[0]
    row = enrol(person, course, world.now)
    found = at_once(
        *(
            lambda seed=seed: services.begin(by=person, enrolment=row, kind="final", seed=seed, now=world.now)
            for seed in range(4)
        )
    )
    assert len({one.pk for one in found}) == 1
    assert Attempt.objects.count() == 1


def test_handed_in_twice_at_once_it_earns_one_certificate(course: Course, shop: Shop, world: World) -> None:
    person = shop.early[0]
    attempt = begin(person, course, world.now)
    given = answers(attempt)
    at_once(*[lambda: services.hand_in(by=person, attempt=attempt, given=given, now=world.now)] * 2)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed) == ("done", True)
    assert Certificate.objects.count() == 1
