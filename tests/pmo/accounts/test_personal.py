"""What is kept about a person: handed out whole, and let go when they are forgotten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from changemgmt.feedback import services as feedback
from changemgmt.feedback.models import Feedback
from changemgmt.readiness.models import Stakeholder
from changemgmt.training import services as training
from changemgmt.training.models import AttemptAnswer, Certificate, Enrolment
from pmo.accounts import forgetting, personal
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(world: World) -> User:
    """Who learnt a course, gave feedback in confidence, and was noted down as a stakeholder."""
    someone = world.owner
    course = training.create_course(by=world.pm, project=world.mine, title="报销", now=world.now)
    training.add_question(
        by=world.pm,
        course=course,
        kind="single",
        text="谁批？",
        options=[("甲", ""), ("乙", "")],
        right=[0],
        now=world.now,
    )
    training.open_course(by=world.pm, course=course, now=world.now)
    training.enrol_people(by=world.pm, course=course, people=[someone], now=world.now)
    row = Enrolment.objects.get(course=course, user=someone)
    attempt = training.begin(by=someone, enrolment=row, kind="final", seed=1, now=world.now)
    one = attempt.questions[0]
    training.hand_in(by=someone, attempt=attempt, given={one["id"]: one["right"]}, now=world.now)
    feedback.give(
        by=someone, kind="stuck", reason="slow", text="原话", project=world.mine, unit=someone.unit, vouched=True,
        level="confidential", today=world.today, now=world.now,
    )  # fmt: skip
    Stakeholder.objects.create(
        project=world.mine, number=1, kind="person", name=someone.name, person=someone, note="不信任系统",
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    return someone


def left(world: World, person: User) -> User:
    User.objects.filter(pk=person.pk).update(is_active=False, deactivated_at=world.now)
    return User.objects.get(pk=person.pk)


def test_every_room_hands_out_what_it_keeps(world: World, person: User) -> None:
    found = personal.bundle(person, world.now, alone=True)
    assert {part.code for part in personal.parts()} == set(found)
    assert found["account"]["more"]["name"] == person.name
    assert found["training"]["changemgmt.Certificate"][0]["number"]
    assert found["feedback"]["changemgmt.Feedback"][0]["text"] == "原话"
    assert found["readiness"]["changemgmt.Stakeholder"][0]["note"] == "不信任系统"
    others = json.dumps(personal.bundle(world.stranger, world.now, alone=True), default=str, ensure_ascii=False)
    assert "原话" not in others


def test_whoever_else_hands_it_out_does_not_read_what_is_private(world: World, person: User) -> None:
    given = personal.bundle(person, world.now, alone=False)
    assert "原话" not in json.dumps(given, default=str, ensure_ascii=False)
    said = given["feedback"]["changemgmt.Feedback"]
    assert said
    assert set(said[0]) == {"kind", "reason", "level", "received_on", "state", "decision"}
    assert all("text" not in row for row in given["account"]["pmo.Message"])


def test_everybody_downloads_it_as_one_file(world: World, person: User, client: Client) -> None:
    client.force_login(person)
    found = json.loads(client.post("/usage/mine/export.json").content)
    assert found["rooms"]["feedback"]["changemgmt.Feedback"][0]["text"] == "原话"


def test_only_who_has_left_is_forgotten_and_with_a_reason(world: World, person: User) -> None:
    with pytest.raises(Conflict):
        forgetting.forget(by=world.admin, person=person, reason="gone", now=world.now)
    gone = left(world, person)
    with pytest.raises(Invalid):
        forgetting.forget(by=world.admin, person=gone, reason=" ", now=world.now)
    for user in (world.pm, world.ceo, world.champion):
        with pytest.raises(Forbidden):
            forgetting.forget(by=user, person=gone, reason="gone", now=world.now)


def test_the_persons_own_goes_and_the_business_stays(world: World, person: User) -> None:
    name, number = person.name, Certificate.objects.get().number
    forgetting.forget(by=world.admin, person=left(world, person), reason="asked", now=world.now)
    row = User.objects.get(pk=person.pk)
    assert row.name.startswith("前成员 ")
    assert (row.email, row.employee_no, row.unit_id, row.title) == ("", None, None, "")
    assert not row.has_usable_password()
    item = Feedback.objects.get()
    assert (item.author_id, item.text) == (None, "原话")
    assert not Stakeholder.objects.exists()
    assert not AttemptAnswer.objects.exists()
    assert not Message.objects.filter(recipient=person).exists()
    assert (Certificate.objects.get().number, Enrolment.objects.get().user_id) == (number, person.pk)
    assert name not in json.dumps(personal.bundle(row, world.now, alone=True), default=str, ensure_ascii=False)
    entry = AuditEntry.objects.get(act="user.forgotten")
    assert (entry.reason, entry.object_label) == ("asked", row.name)
    with pytest.raises(Conflict):
        forgetting.forget(by=world.admin, person=row, reason="again", now=world.now + timedelta(days=1))


def test_the_page_forgets_people_who_have_left(world: World, person: User, client: Client) -> None:
    client.force_login(world.admin)
    url = f"/people/{person.pk}/usage/"
    assert "/usage/forget/" not in client.get(url).content.decode()
    left(world, person)
    assert "/usage/forget/" in client.get(url).content.decode()
    assert client.post(f"{url}forget/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}forget/", {"reason": "asked"}).status_code == 302
    assert "/usage/forget/" not in client.get(url).content.decode()
    client.force_login(world.pm)
    assert client.post(f"{url}forget/", {"reason": "x"}).status_code == 404
