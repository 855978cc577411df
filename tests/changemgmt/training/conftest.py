"""A workshop that learns a system, a course with every kind of question, and people who run it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from changemgmt.training import services
from changemgmt.training.choices import LearnerRole
from changemgmt.training.models import Attempt, Course, Curriculum, Enrolment, TrainingSession
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from projects.portfolio.models import ProjectUnit
from tests.factories import World, make_unit, make_user

SINGLE, MULTIPLE, ORDER, TEXT = "谁先审批？", "哪些票据可以报？", "报销的步骤", "写一个常见错误"


@dataclass
class Shop:
    """Two shifts of a unit the project concerns; `outsider` belongs elsewhere."""

    unit: Unit
    early: list[User]
    late: list[User]
    outsider: User
    trainer: User

    @property
    def everybody(self) -> list[User]:
        return [*self.early, *self.late]


@pytest.fixture
def shop(world: World) -> Shop:
    unit = make_unit(world.now, "车间")
    shifts = [make_unit(world.now, name, unit) for name in ("早班", "晚班")]
    ProjectUnit.objects.create(project=world.mine, unit=unit)
    people = [[make_user(world.now, unit=shift) for _ in range(3)] for shift in shifts]
    elsewhere = make_unit(world.now, "别处")
    return Shop(unit, people[0], people[1], make_user(world.now, unit=elsewhere), make_user(world.now))


@pytest.fixture
def make_course(world: World) -> Callable[..., Course]:
    """An open course with a single, a multiple and an order (a text too when asked), one point each."""

    def act(*, text: bool = False, opened: bool = True, **values: Any) -> Course:
        given = {"title": "费控报销", "title_en": "Expense control", "pass_mark": 60, "attempts": 2, **values}
        course = services.create_course(by=world.pm, project=world.mine, now=world.now, **given)
        ask = {"by": world.pm, "course": course, "now": world.now}
        services.add_question(
            **ask,
            kind="single",
            text=SINGLE,
            text_en="Who approves first?",
            options=[("部门经理", "Manager"), ("财务", "Finance"), ("总裁", "CEO")],
            right=[0],
        )
        services.add_question(
            **ask,
            kind="multiple",
            text=MULTIPLE,
            options=[("发票", "Invoice"), ("收据", "Receipt"), ("白条", "Note"), ("车票", "Ticket")],
            right=[0, 1, 3],
        )
        services.add_question(
            **ask, kind="order", text=ORDER, options=[("填单", "Fill in"), ("审批", "Approve"), ("付款", "Pay")]
        )
        if text:
            services.add_question(**ask, kind="text", text=TEXT, points=3)
        if opened:
            services.open_course(by=world.pm, course=course, now=world.now)
        return Course.objects.select_related("project", "owner").get(pk=course.pk)

    return act


@pytest.fixture
def course(make_course: Callable[..., Course]) -> Course:
    return make_course()


@pytest.fixture
def curriculum(world: World, shop: Shop, course: Course) -> Curriculum:
    """Everybody of the shop operates it, in three weeks."""
    return services.create_curriculum(
        by=world.pm,
        project=world.mine,
        title="车间操作",
        title_en="Shop floor",
        learner_role=LearnerRole.OPERATE,
        units=[shop.unit],
        courses=[course],
        due_on=(world.now + timedelta(days=21)).date(),
        now=world.now,
    )


@pytest.fixture
def session(world: World, shop: Shop, course: Course) -> TrainingSession:
    """Two seats, in three days, held by the trainer."""
    return services.plan_session(
        by=world.pm,
        course=course,
        starts_at=world.now + timedelta(days=3),
        ends_at=world.now + timedelta(days=3, hours=2),
        place="B201",
        seats=2,
        trainer=shop.trainer,
        now=world.now,
    )


def enrol(person: User, course: Course, now: datetime) -> Enrolment:
    row = services.enrol_self(by=person, course=course, now=now)
    return Enrolment.objects.select_related("course__project", "user").get(pk=row.pk)


def begin(person: User, course: Course, now: datetime, kind: str = "final", seed: int = 1) -> Attempt:
    return services.begin(by=person, enrolment=enrol(person, course, now), kind=kind, seed=seed, now=now)


def right_answer(question: dict[str, Any]) -> Any:
    """What earns all points, as it is sent."""
    if question["kind"] == "order":
        places = {option: place for place, option in enumerate(question["right"], 1)}
        return [places[n] for n in range(len(question["options"]))]
    return "写得清楚" if question["kind"] == "text" else question["right"]


def wrong_answer(question: dict[str, Any]) -> Any:
    if question["kind"] == "order":
        return list(reversed(right_answer(question)))
    return [next(n for n in range(len(question["options"])) if n not in question["right"])]


def answers(attempt: Attempt, right: int = 99) -> dict[int, Any]:
    """The first `right` questions right, the others wrong."""
    return {
        one["id"]: right_answer(one) if n < right or one["kind"] == "text" else wrong_answer(one)
        for n, one in enumerate(attempt.questions)
    }


def pass_course(person: User, course: Course, now: datetime) -> Attempt:
    attempt = begin(person, course, now)
    return services.hand_in(by=person, attempt=attempt, given=answers(attempt), now=now)
