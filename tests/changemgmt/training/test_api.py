"""Learning, sessions and assessments for programs: the same clock, the same rules as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from changemgmt.training import services
from changemgmt.training.models import Attempt, Course, Enrolment
from pmo.notify import mails
from pmo.notify.choices import Channel
from pmo.notify.models import Message
from tests.api.kit import ApiClient, assert_problem
from tests.changemgmt.training.conftest import Shop
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(make_course: Callable[..., Course]) -> Course:
    return make_course(time_limit=30)


def session_body(course: Course) -> dict[str, Any]:
    return {
        "course": course.pk, "starts_at": "2099-03-02T09:00:00+08:00", "ends_at": "2099-03-02T11:00:00+08:00",
        "place": "培训室", "seats": 1,
    }  # fmt: skip


def test_somebody_enrols_begins_answers_and_hands_in(world: World, shop: Shop, course: Course) -> None:
    me = ApiClient(shop.early[0])
    assert me.get("/api/v1/learning/").json()["results"][0]["enrolled"] is False
    assert_problem(me.post(f"/api/v1/learning/{course.pk}/begin/", {}), 409, code="not_enrolled")
    assert me.post(f"/api/v1/learning/{course.pk}/enrol/", {}).json()["enrolled"] is True
    attempt = me.post(f"/api/v1/learning/{course.pk}/begin/", {}).json()
    assert attempt["state"] == "running"
    assert me.post(f"/api/v1/learning/{course.pk}/begin/", {}).json()["id"] == attempt["id"]
    url = f"/api/v1/training-assessments/{attempt['id']}/"
    sheet = me.get(f"{url}sheet/").json()
    assert len(sheet["questions"]) == 3
    assert all("right" not in question for question in sheet["questions"])
    single = next(q for q in sheet["questions"] if q["kind"] == "single")
    frozen = {q["id"]: q for q in Attempt.objects.get(pk=attempt["id"]).questions}
    right = frozen[single["id"]]["right"]
    kept = me.post(f"{url}answers/", {"question": single["id"], "value": right, "turn": 2})
    assert kept.json() == {"question": single["id"], "turn": 2}
    late = me.post(
        f"{url}answers/", {"question": single["id"], "value": [(right[0] + 1) % len(single["options"])], "turn": 1}
    )
    assert late.json()["turn"] == 2
    assert_problem(me.post(f"{url}answers/", {"question": single["id"], "value": "x", "turn": 3}), 422)
    done = me.post(f"{url}submit/", {}).json()
    assert (done["state"], done["score"]) == ("done", 33.33)
    assert me.post(f"{url}submit/", {}).json()["score"] == 33.33
    assert_problem(me.post(f"{url}answers/", {"question": single["id"], "value": right, "turn": 9}), 409)


def test_time_is_the_servers(world: World, shop: Shop, course: Course) -> None:
    me = ApiClient(shop.early[0])
    me.post(f"/api/v1/learning/{course.pk}/enrol/", {})
    attempt = me.post(f"/api/v1/learning/{course.pk}/begin/", {}).json()
    Attempt.objects.filter(pk=attempt["id"]).update(ends_at=timezone.now() - timedelta(hours=1))
    url = f"/api/v1/training-assessments/{attempt['id']}/"
    question = me.get(f"{url}sheet/").json()["questions"][0]
    given = {"question": question["id"], "value": [0], "turn": 1}
    assert_problem(me.post(f"{url}answers/", given), 409, code="time")
    done = me.post(f"{url}submit/", {"answers": [{"question": question["id"], "value": [0]}]}).json()
    assert (done["by_itself"], done["score"]) == (True, 0)


def test_another_persons_assessment_does_not_exist(world: World, shop: Shop, course: Course) -> None:
    me, other = ApiClient(shop.early[0]), ApiClient(shop.early[1])
    me.post(f"/api/v1/learning/{course.pk}/enrol/", {})
    attempt = me.post(f"/api/v1/learning/{course.pk}/begin/", {}).json()
    for client in (other, ApiClient(world.pm)):
        assert_problem(client.get(f"/api/v1/training-assessments/{attempt['id']}/sheet/"), 404)
        assert_problem(client.post(f"/api/v1/training-assessments/{attempt['id']}/submit/", {}), 404)


def test_what_is_required_cannot_be_left(world: World, shop: Shop, course: Course) -> None:
    added = ApiClient(world.pm).post(f"/api/v1/courses/{course.pk}/people/", {"people": [shop.early[0].pk]})
    assert added.json() == {"added": 1}
    assert_problem(ApiClient(shop.early[0]).post(f"/api/v1/learning/{course.pk}/withdraw/", {}), 409, code="required")
    me = ApiClient(shop.early[1])
    me.post(f"/api/v1/learning/{course.pk}/enrol/", {})
    assert me.post(f"/api/v1/learning/{course.pk}/withdraw/", {}).status_code == 204
    assert not Enrolment.objects.filter(course=course, user=shop.early[1]).exists()
    assert_problem(ApiClient(shop.outsider).post(f"/api/v1/learning/{course.pk}/enrol/", {}), 404)
    assert_problem(me.post(f"/api/v1/courses/{course.pk}/people/", {"people": [shop.late[0].pk]}), 404)


def test_sessions_are_planned_moved_and_cancelled(world: World, shop: Shop, course: Course) -> None:
    pm = ApiClient(world.pm)
    made = pm.post("/api/v1/training-sessions/", session_body(course))
    assert made.status_code == 201, made.content
    url = f"/api/v1/training-sessions/{made.json()['id']}/"
    for person, state in ((shop.early[0], "booked"), (shop.early[1], "waiting")):
        assert ApiClient(person).post(f"{url}book/", {}).json() == {"state": state}
    shown = ApiClient(shop.early[1]).get(f"/api/v1/learning/{course.pk}/sessions/").json()[0]
    assert (shown["taken"], shown["waiting"], shown["mine"]) == (1, 1, "waiting")
    assert_problem(pm.patch(url, {"place": "礼堂"}), 428)
    etag = pm.get(url)["ETag"]
    assert pm.patch(url, {"place": "礼堂", "seats": 2}, etag=etag).json()["taken"] == 2
    assert_problem(pm.patch(url, {"place": "大厅"}, etag=etag), 412)
    assert ApiClient(shop.early[0]).post(f"{url}give-up/", {}).status_code == 204
    refused = pm.post("/api/v1/training-sessions/", {**session_body(course), "ends_at": "2099-03-02T08:00:00+08:00"})
    assert assert_problem(refused, 422)["errors"][0]["pointer"] == "/ends_at"
    assert pm.post(f"{url}cancel/", {"reason": "讲师生病"}).json()["state"] == "cancelled"
    assert_problem(ApiClient(shop.outsider).get(url), 404)


def test_the_invitation_is_a_download_and_goes_with_the_mail(world: World, shop: Shop, course: Course) -> None:
    session = services.plan_session(
        by=world.pm, course=course, starts_at=world.now + timedelta(days=9), place="培训室",
        ends_at=world.now + timedelta(days=9, hours=1), now=world.now,
    )  # fmt: skip
    services.book(by=shop.early[0], session=session, now=world.now)
    found = ApiClient(shop.early[0]).get(f"/api/v1/training-sessions/{session.pk}/invitation/")
    assert found["Content-Type"].startswith("text/calendar")
    assert Calendar.from_ical(found.content).walk("VEVENT")[0]["UID"] == f"training-session-{session.pk}@luodi"
    assert_problem(ApiClient(shop.early[1]).get(f"/api/v1/training-sessions/{session.pk}/invitation/"), 404)
    row = Message.objects.get(rule="training.seat", recipient=shop.early[0], channel=Channel.INBOX)
    with mail.get_connection() as connection:
        sent = mails.compose(row, connection)
        assert sent.attachments == mails.compose(row, connection).attachments
    name, content, kind = sent.attachments[0]
    assert (name, kind) == (f"training-{session.pk}.ics", "text/calendar")
    assert Calendar.from_ical(content)["METHOD"] == "PUBLISH"
    services.cancel_session(by=world.pm, session=session, reason="停电", now=world.now)
    gone = Message.objects.get(rule="training.cancelled", recipient=shop.early[0], channel=Channel.INBOX)
    with mail.get_connection() as connection:
        assert Calendar.from_ical(mails.compose(gone, connection).attachments[0][1])["METHOD"] == "CANCEL"
