"""Enrolment by rule, by oneself, by others; coverage; reminders; what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from changemgmt.training import health, services, tasks
from changemgmt.training.models import Course, CourseRating, Curriculum, Enrolment
from changemgmt.training.selectors import courses, coverage, learning, waiting
from pmo.accounts.models import User
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from projects.gates.choices import Met
from projects.portfolio import dimensions
from tests.changemgmt.training.conftest import Shop, enrol, pass_course
from tests.factories import World, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(rule: str) -> int:
    return Message.objects.filter(rule=rule, channel="inbox").count()


def test_a_rule_enrols_everybody_once_however_often_it_runs(curriculum: Curriculum, shop: Shop, world: World) -> None:
    assert Enrolment.objects.filter(required=True).count() == 6
    assert told("training.enrolled") == 6
    before = list(Enrolment.objects.order_by("pk").values())
    assert services.enrol_by_rule(curriculum=curriculum, now=world.now + DAY) == 0
    assert tasks.training_enrolments() == 0
    assert list(Enrolment.objects.order_by("pk").values()) == before
    assert told("training.enrolled") == 6


def test_who_joins_is_enrolled_and_who_leaves_is_let_go(curriculum: Curriculum, shop: Shop, world: World) -> None:
    newcomer = make_user(world.now, unit=shop.early[0].unit)
    gone, active = shop.late[0], shop.late[1]
    type(gone).objects.filter(pk=gone.pk).update(unit=shop.outsider.unit)
    assert services.enrol_by_rule(curriculum=curriculum, now=world.now + DAY) == 2
    assert Enrolment.objects.get(user=newcomer).required
    assert not Enrolment.objects.get(user=gone).required
    assert Enrolment.objects.get(user=active).required


def test_who_enrolled_themselves_keeps_what_they_did_when_the_rule_comes(
    course: Course, shop: Shop, world: World
) -> None:
    pass_course(shop.early[0], course, world.now)
    services.create_curriculum(
        by=world.pm,
        project=world.mine,
        title="R",
        learner_role="configure",
        units=[shop.unit],
        courses=[course],
        now=world.now + DAY,
    )
    row = Enrolment.objects.get(user=shop.early[0])
    assert (row.required, row.learner_role, row.passed_on is not None) == (True, "configure", True)


def test_of_two_rules_the_earlier_keeps_the_enrolment(
    curriculum: Curriculum, course: Course, shop: Shop, world: World
) -> None:
    second = services.create_curriculum(
        by=world.pm,
        project=world.mine,
        title="Z",
        learner_role="configure",
        units=[shop.unit],
        courses=[course],
        now=world.now,
    )
    assert services.enrol_by_rule(curriculum=second, now=world.now) == 0
    assert set(Enrolment.objects.values_list("curriculum", flat=True)) == {curriculum.pk}
    services.delete_curriculum(by=world.pm, curriculum=curriculum, now=world.now)
    assert services.enrol_by_rule(curriculum=second, now=world.now) == 6


def test_a_deadline_that_moves_holds_for_everybody(curriculum: Curriculum, world: World) -> None:
    on = (world.now + 40 * DAY).date()
    services.change_curriculum(by=world.pm, curriculum=curriculum, due_on=on, now=world.now)
    assert set(Enrolment.objects.values_list("due_on", flat=True)) == {on}


def test_a_course_in_preparation_enrols_when_it_opens(
    make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    draft = make_course(opened=False)
    services.create_curriculum(
        by=world.pm,
        project=world.mine,
        title="R",
        learner_role="operate",
        units=[shop.unit],
        courses=[draft],
        now=world.now,
    )
    assert not Enrolment.objects.exists()
    services.open_course(by=world.pm, course=draft, now=world.now)
    assert Enrolment.objects.count() == 6


def test_a_curriculum_takes_courses_of_its_project_only(make_course: Callable[..., Course], world: World) -> None:
    course = make_course()
    with pytest.raises(Invalid, match="foreign"):
        services.create_curriculum(
            by=world.pmo, project=world.other, title="R", learner_role="operate", courses=[course], now=world.now
        )


def test_people_enrol_themselves_where_the_project_concerns_them(course: Course, shop: Shop, world: World) -> None:
    first, again = enrol(shop.early[0], course, world.now), enrol(shop.early[0], course, world.now)
    assert first.pk == again.pk
    assert not first.required
    with pytest.raises(Forbidden):
        services.enrol_self(by=shop.outsider, course=course, now=world.now)


def test_one_leaves_what_one_has_not_begun_and_nobody_requires(
    course: Course, curriculum: Curriculum, shop: Shop, world: World
) -> None:
    with pytest.raises(Conflict, match="required"):
        services.leave(by=shop.early[0], course=course, now=world.now)
    services.delete_curriculum(by=world.pm, curriculum=curriculum, now=world.now)
    services.leave(by=shop.early[0], course=course, now=world.now)
    assert not Enrolment.objects.filter(user=shop.early[0]).exists()


def test_who_may_not_change_a_course_enrols_nobody(course: Course, shop: Shop, world: World) -> None:
    for person in (shop.early[0], world.owner, world.champion):
        with pytest.raises(Forbidden):
            services.enrol_people(by=person, course=course, people=[shop.outsider], now=world.now)
    assert services.enrol_people(by=world.pm, course=course, people=[shop.outsider], now=world.now) == 1
    assert services.enrol_people(by=world.pm, course=course, people=[shop.outsider], now=world.now) == 0


# --- coverage -------------------------------------------------------------------------------------------------------


def test_coverage_is_what_is_met_of_what_is_required(
    curriculum: Curriculum, course: Course, shop: Shop, world: World
) -> None:
    today = world.now.date()
    pass_course(shop.early[0], course, world.now)
    pass_course(shop.early[1], course, world.now)
    total = coverage.totals([world.mine.pk], today)[world.mine.pk]
    assert (total.passed, total.required, total.people, total.due) == (2, 6, 6, 0)
    found = coverage.matrix(world.mine, today)
    assert [(line.unit.name, line.whole.passed, line.whole.required) for line in found.lines if line.unit] == [
        ("早班", 2, 3),
        ("晚班", 0, 3),
    ]
    read = health.evidence(world.mine, today, Decimal(30))
    assert (read.status, str(read.value_text)) == (Met.MET, "33%")
    assert health.evidence(world.mine, today, Decimal(80)).status == Met.MISSED
    assert health.evidence(world.other, today, Decimal(80)).status == Met.NOT_AVAILABLE
    by_unit = coverage.by_units(world.mine, {"all": shop.unit.path, "none": "/0/"}, today)
    assert (by_unit["all"].passed, by_unit["all"].required) == (2, 6)
    assert "none" not in by_unit


def test_an_expired_certificate_does_not_count(make_course: Callable[..., Course], shop: Shop, world: World) -> None:
    course = make_course(valid_months=1)
    services.enrol_people(by=world.pm, course=course, people=[shop.early[0]], now=world.now)
    pass_course(shop.early[0], course, world.now)
    today = world.now.date()
    assert coverage.totals([world.mine.pk], today)[world.mine.pk].passed == 1
    later = coverage.totals([world.mine.pk], today + timedelta(days=40))[world.mine.pk]
    assert (later.passed, later.due, later.late) == (0, 1, 1)


@pytest.mark.parametrize(("passed", "status"), [(6, "ok"), (5, "risk"), (4, "off")])
def test_health_looks_at_what_is_due(
    curriculum: Curriculum, course: Course, shop: Shop, world: World, passed: int, status: str
) -> None:
    for person in shop.everybody[:passed]:
        pass_course(person, course, world.now)
    today = world.now.date()
    assert health.read([world.mine, world.other], today)[world.mine.pk].status == "ok"
    reading = health.read([world.mine], today + timedelta(days=30))[world.mine.pk]
    assert reading.status == status


def test_who_is_missing_is_told_to_those_who_may_read_names(
    curriculum: Curriculum, course: Course, shop: Shop, world: World
) -> None:
    pass_course(shop.early[0], course, world.now)
    today = world.now.date()
    assert coverage.missing(world.pm, world.mine, today).count() == 5
    assert coverage.missing(world.pm, world.mine, today, unit=shop.early[0].unit_id).count() == 2
    assert not coverage.missing(shop.early[0], world.mine, today).exists()
    assert not coverage.missing(world.it, world.mine, today).exists()


# --- satisfaction, gain ---------------------------------------------------------------------------------------------


def test_satisfaction_needs_five_answers(course: Course, shop: Shop, world: World) -> None:
    with pytest.raises(Forbidden):
        services.rate(by=shop.early[0], course=course, stars=4, now=world.now)
    enrol(shop.early[0], course, world.now)
    with pytest.raises(Conflict, match="early"):
        services.rate(by=shop.early[0], course=course, stars=4, now=world.now)
    for person in shop.everybody[:4]:
        pass_course(person, course, world.now)
        services.rate(by=person, course=course, stars=4, now=world.now)
    services.rate(by=shop.early[0], course=course, stars=5, now=world.now)
    assert CourseRating.objects.count() == 4
    assert courses.page(course, world.now.date()).stars is None
    pass_course(shop.everybody[4], course, world.now)
    services.rate(by=shop.everybody[4], course=course, stars=3, now=world.now)
    assert courses.page(course, world.now.date()).stars == pytest.approx(4.0)


# --- messages -------------------------------------------------------------------------------------------------------


def test_deadlines_are_told_a_week_and_a_day_before_and_once_afterwards(
    curriculum: Curriculum, course: Course, shop: Shop, world: World
) -> None:
    pass_course(shop.early[0], course, world.now)
    for ahead, expected in ((10, 0), (14, 5), (15, 0), (20, 5), (22, 5), (23, 0), (40, 0)):
        assert services.remind(now=world.now + timedelta(days=ahead)) == expected, ahead
    assert told("training.due") == 15


def test_a_certificate_that_expires_is_told_once_per_step(
    make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    course = make_course(valid_months=12)
    services.enrol_people(by=world.pm, course=course, people=[shop.early[0]], now=world.now)
    pass_course(shop.early[0], course, world.now)
    for ahead, expected in ((300, 0), (340, 1), (341, 0), (360, 1), (367, 1), (368, 0)):
        assert services.remind(now=world.now + timedelta(days=ahead)) == expected, ahead


def decided(person: User, now: datetime) -> list[dimensions.Decision]:
    person.__dict__.pop("_decisions", None)
    return [one for one in dimensions.decisions_of(person, now) if one.key.startswith("training")]


def test_what_is_due_soon_waits_for_the_person(
    curriculum: Curriculum, course: Course, shop: Shop, world: World
) -> None:
    person = shop.early[0]
    assert not list(decided(person, world.now))
    (found,) = decided(person, world.now + timedelta(days=10))
    assert (found.title, found.acts[0].url) == ("Expense control", course.learn_url)
    pass_course(person, course, world.now)
    assert not list(decided(person, world.now + timedelta(days=10)))


def test_my_learning_puts_first_what_is_late(
    curriculum: Curriculum, course: Course, make_course: Callable[..., Course], shop: Shop, world: World
) -> None:
    other = make_course(title="A later one")
    enrol(shop.early[0], other, world.now)
    later = world.now + timedelta(days=30)
    page = learning.mine(shop.early[0], later, later.date())
    assert [item.course.pk for item in page.to_do] == [course.pk, other.pk]
    assert page.sentence.params == {"count": 2, "minutes": 60, "late": 1}
    assert not page.offered


@override_settings(LANGUAGE_CODE="en")
def test_key_dates_and_facts_of_the_project(curriculum: Curriculum, world: World) -> None:
    today = world.now.date()
    dates = list(waiting.deadline_days([world.mine.pk], today, today + timedelta(days=90)))
    assert [one.on for one in dates] == [curriculum.due_on]
    facts = waiting.stage_facts([world.mine, world.other], today)
    assert list(facts) == [world.mine.pk]
