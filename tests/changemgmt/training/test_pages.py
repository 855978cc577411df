"""The pages: for the learner, for the trainer, and what each must not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from changemgmt.training import checkin, services
from changemgmt.training.forms import read_options
from changemgmt.training.models import (
    Attempt,
    AttemptAnswer,
    BankQuestion,
    Certificate,
    Course,
    CourseMaterial,
    Curriculum,
    Enrolment,
    TrainingSession,
)
from tests.changemgmt.training.conftest import Shop, answers, begin, pass_course, right_answer
from tests.factories import World

pytestmark = pytest.mark.django_db
Browser = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _at_the_time_of_the_world(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: world.now)


def fields(attempt: Attempt, right: int = 99) -> dict[str, Any]:
    """Answers as a form sends them."""
    sent: dict[str, Any] = {}
    kinds = {one["id"]: one["kind"] for one in attempt.questions}
    for pk, value in answers(attempt, right).items():
        if kinds[pk] == "order":
            sent |= {f"q{pk}.{n}": str(place) for n, place in enumerate(value)}
        else:
            sent[f"q{pk}"] = value if isinstance(value, str) else [str(one) for one in value]
    return sent


# --- learning -------------------------------------------------------------------------------------------------------


def test_my_learning_greets_with_what_is_due(curriculum: Curriculum, shop: Shop, client_of: Browser) -> None:
    page = client_of(shop.early[0]).get(reverse("training:mine"))
    html = page.content.decode()
    assert page.status_code == 200
    assert "<b>1</b> to learn, 30 min in all." in html
    assert "Expense control" in html


def test_a_person_learns_from_the_first_page_to_the_certificate_without_a_script(
    course: Course, shop: Shop, client_of: Browser
) -> None:
    client = client_of(shop.early[0])
    assert client.post(reverse("training:enrol", args=[course.pk])).status_code == 302
    begun = client.post(reverse("training:begin", args=[course.pk]))
    attempt = Attempt.objects.get()
    assert begun.headers["Location"] == attempt.url
    assert "Question 1 of 3" in client.get(attempt.url).content.decode()
    done = client.post(reverse("training:hand_in", args=[attempt.pk]), fields(attempt), follow=True)
    assert "Open the certificate" in done.content.decode()
    certificate = Certificate.objects.get()
    assert certificate.number in client.get(certificate.url).content.decode()


def test_strangers_find_nothing(course: Course, shop: Shop, world: World, client_of: Browser) -> None:
    attempt = pass_course(shop.early[0], course, world.now)
    for person in (shop.late[0], shop.outsider, world.stranger):
        client = client_of(person)
        assert client.get(attempt.url).status_code == 404
        assert client.get(Certificate.objects.get().url).status_code == 404
        assert client.post(reverse("training:hand_in", args=[attempt.pk])).status_code == 404
        assert client.post(reverse("training:save", args=[attempt.pk])).status_code == 404
    assert client_of(shop.outsider).get(course.learn_url).status_code == 404
    assert client_of(shop.outsider).post(reverse("training:enrol", args=[course.pk])).status_code == 404


def test_what_is_right_cannot_be_read_before_it_is_handed_in(
    course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    """Two people with the same seed see the same page, whatever is right."""
    person = shop.early[0]
    attempt = begin(person, course, world.now)
    client = client_of(person)
    before = client.get(attempt.url).content.decode()
    turned = [{**one, "right": list(reversed(one["right"]))[:1]} for one in attempt.questions]
    Attempt.objects.filter(pk=attempt.pk).update(questions=turned)

    def plain(html: str) -> str:
        return html[html.index("<fieldset") : html.rindex("</fieldset>")]

    assert plain(client.get(attempt.url).content.decode()) == plain(before)
    for address in (course.url, reverse("training:bank_export", args=[course.pk])):
        assert client.get(address).status_code == 404
    question = BankQuestion.objects.filter(course=course)[0]
    assert client.get(reverse("training:question", args=[question.pk])).status_code == 404
    told = client_of(person).get(f"/api/v1/training-assessments/{attempt.pk}/")
    assert b"right" not in told.content


def test_what_is_right_is_told_after_passing_and_not_while_attempts_are_left(
    course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    failed = begin(shop.early[0], course, world.now)
    services.hand_in(by=shop.early[0], attempt=failed, given=answers(failed, 1), now=world.now)
    html = client_of(shop.early[0]).get(failed.url).content.decode()
    assert "Not passed this time" in html
    assert "Right:" not in html
    last = begin(shop.early[0], course, world.now)
    services.hand_in(by=shop.early[0], attempt=last, given=answers(last, 1), now=world.now)
    assert "Right:" in client_of(shop.early[0]).get(last.url).content.decode()


def test_answers_are_saved_one_by_one_and_twice_is_once(
    course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    attempt = begin(shop.early[0], course, world.now)
    client, address = client_of(shop.early[0]), reverse("training:save", args=[attempt.pk])
    one = next(q for q in attempt.questions if q["kind"] == "single")
    data = {"question": one["id"], "turn": "2", f"q{one['id']}": str(one["right"][0])}
    assert client.post(address, data).json() == {"turn": 2}
    assert client.post(address, data).json() == {"turn": 2}
    assert client.post(address, {**data, "turn": "1", f"q{one['id']}": "1"}).json() == {"turn": 2}
    assert AttemptAnswer.objects.get().value == right_answer(one)
    html = client.get(attempt.url).content.decode()
    assert f'name="q{one["id"]}" value="{one["right"][0]}" checked' in html
    assert 'data-turn="2"' in html


def test_a_page_left_open_elsewhere_does_not_undo_what_was_saved_since(
    course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    attempt = begin(shop.early[0], course, world.now)
    client = client_of(shop.early[0])
    forgotten = client.get(attempt.url).content.decode()
    right = answers(attempt)
    for one in attempt.questions:
        services.save_answer(
            by=shop.early[0], attempt=attempt, question=one["id"], value=right[one["id"]], turn=1, now=world.now
        )
    stale: dict[str, str] = {}
    for one in attempt.questions:
        assert f'name="q{one["id"]}.turn" value="0"' in forgotten
        stale[f"q{one['id']}.turn"] = "0"
        if one["kind"] == "multiple":
            stale[f"q{one['id']}.sent"] = "1"
        if one["kind"] == "order":
            stale |= {f"q{one['id']}.{n}": "" for n in range(len(one["options"]))}
    client.post(reverse("training:hand_in", args=[attempt.pk]), stale)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("done", 100)


@pytest.mark.parametrize(
    "forged",
    [
        {"turn": "0"},
        {"turn": "x"},
        {"turn": "9" * 20},
        {"question": "987654321"},
        {"question": "x"},
        {"value": "77"},
        {"value": "٣"},
    ],
)
def test_forged_answers_are_refused(
    course: Course, shop: Shop, world: World, client_of: Browser, forged: dict[str, str]
) -> None:
    attempt = begin(shop.early[0], course, world.now)
    one = next(q for q in attempt.questions if q["kind"] == "single")
    data = {"question": str(one["id"]), "turn": "1", f"q{one['id']}": forged.pop("value", "0"), **forged}
    answer = client_of(shop.early[0]).post(reverse("training:save", args=[attempt.pk]), data)
    assert answer.status_code == 422
    assert not AttemptAnswer.objects.exists()


def test_a_sheet_opened_after_the_end_is_handed_in(
    make_course: Callable[..., Course],
    shop: Shop,
    world: World,
    client_of: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course = make_course(time_limit=5)
    attempt = begin(shop.early[0], course, world.now)
    one = attempt.questions[0]
    monkeypatch.setattr(timezone, "now", lambda: world.now + timedelta(minutes=7))
    client = client_of(shop.early[0])
    late = client.post(
        reverse("training:save", args=[attempt.pk]), {"question": one["id"], "turn": 1, f"q{one['id']}": "0"}
    )
    assert late.status_code in (409, 422)
    assert client.get(attempt.url).status_code == 302
    attempt.refresh_from_db()
    assert attempt.by_itself


def test_forms_that_are_not_filled_in_are_given_back(
    course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    pass_course(shop.early[0], course, world.now)
    client = client_of(shop.early[0])
    assert client.post(reverse("training:rate", args=[course.pk]), {}).status_code == 422
    assert client.post(reverse("training:rate", args=[course.pk]), {"stars": "5", "note": "<b>"}).status_code == 302
    assert "&lt;b&gt;" in client.get(course.learn_url).content.decode()


def test_seats_are_taken_and_given_up_and_put_into_a_calendar(
    session: TrainingSession, course: Course, shop: Shop, client_of: Browser
) -> None:
    client = client_of(shop.early[0])
    ics = reverse("training:invitation", args=[session.pk])
    assert client.get(ics).status_code == 404
    client.post(reverse("training:book", args=[session.pk]))
    assert "You have a seat" in client.get(course.learn_url).content.decode()
    found = client.get(ics)
    assert found["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in found.content
    client.post(reverse("training:give_up", args=[session.pk]))
    assert session.places.get().state == "given_up"
    assert client_of(shop.outsider).post(reverse("training:book", args=[session.pk])).status_code == 404


def test_checking_in_takes_a_tap_and_says_why_not(
    session: TrainingSession, shop: Shop, world: World, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.book(by=shop.early[0], session=session, now=world.now)
    monkeypatch.setattr(timezone, "now", lambda: session.starts_at)
    client, address = client_of(shop.early[0]), reverse("training:check_in")
    code = checkin.code_for(session.pk, session.starts_at)
    assert "I am here" in client.get(f"{address}?code={code}").content.decode()
    assert not session.places.get().attended
    refused = client.post(address, {"code": code[:-1] + ("0" if code[-1] != "0" else "1")})
    assert refused.status_code == 409
    assert "no longer valid" in refused.content.decode()
    assert client.post(address, {"code": code}).status_code == 302
    assert session.places.get().attended


# --- running ----------------------------------------------------------------------------------------------------------


def test_a_course_is_made_filled_and_opened_on_the_pages(world: World, client_of: Browser) -> None:
    client = client_of(world.pm)
    empty = client.post(reverse("training:course_new", args=[world.mine.key]), {"title": ""})
    assert empty.status_code == 422
    values = {
        "title": "课", "title_en": "Course", "owner": world.pm.pk, "minutes": "20", "needs_assessment": "on",
        "pass_mark": "80", "attempts": "3", "drawn": "0",
    }  # fmt: skip
    made = client.post(reverse("training:course_new", args=[world.mine.key]), values)
    course = Course.objects.get()
    assert made.headers["Location"] == course.url
    opened = client.post(reverse("training:course_state", args=[course.pk]), follow=True)
    assert "no question yet" in opened.content.decode()
    question = reverse("training:question_new", args=[course.pk])
    bad = client.post(question, {"kind": "single", "points": "1", "text": "?", "options": "a\nb", "active": "on"})
    assert (bad.status_code, BankQuestion.objects.count()) == (422, 0)
    client.post(question, {"kind": "single", "points": "1", "text": "?", "options": "* 甲 | a\n乙 | b", "active": "on"})
    assert BankQuestion.objects.get().right == [0]
    client.post(reverse("training:material_new", args=[course.pk]), {"kind": "link", "minutes": "5", "title": "L"})
    assert not CourseMaterial.objects.exists()
    upload = SimpleUploadedFile("note.txt", b"text")
    data = {"kind": "file", "minutes": "5", "title": "F", "upload": upload}
    assert client.post(reverse("training:material_new", args=[course.pk]), data).status_code == 302
    client.post(reverse("training:course_state", args=[course.pk]))
    course.refresh_from_db()
    assert course.is_open
    html = client.get(course.url).content.decode()
    assert "note.txt" in html


def test_files_are_for_those_who_learn(course: Course, shop: Shop, world: World, client_of: Browser) -> None:
    upload = SimpleUploadedFile("note.txt", b"text")
    material = services.add_material(by=world.pm, course=course, kind="file", title="F", upload=upload, now=world.now)
    address = reverse("files:download", args=[material.file_id])
    assert client_of(shop.early[0]).get(address).getvalue() == b"text"
    assert client_of(shop.outsider).get(address).status_code == 404


def test_the_session_page_shows_names_and_the_code_to_the_trainer(
    session: TrainingSession, shop: Shop, world: World, client_of: Browser
) -> None:
    services.book(by=shop.early[0], session=session, now=world.now)
    trainer = client_of(shop.trainer)
    assert shop.early[0].name_en in trainer.get(session.url).content.decode()
    code = trainer.get(reverse("training:session_code", args=[session.pk]))
    assert "<path" in code.content.decode()
    part = trainer.get(reverse("training:session_code", args=[session.pk]), headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="code"')
    roster = trainer.get(reverse("training:roster_export", args=[session.pk]))
    assert roster.content[:2] == b"PK"
    watcher = client_of(world.it)
    assert shop.early[0].name_en not in watcher.get(session.url).content.decode()
    assert watcher.get(reverse("training:session_code", args=[session.pk])).status_code == 403
    assert client_of(shop.early[0]).get(session.url).status_code == 404


def test_coverage_and_who_is_missing(
    curriculum: Curriculum, course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    pass_course(shop.early[0], course, world.now)
    html = client_of(world.pm).get(reverse("training:project", args=[world.mine.key])).content.decode()
    assert "<b>17%</b> trained: 1 of 6 requirements are met." in html
    missing = reverse("training:missing", args=[world.mine.key])
    page = client_of(world.pm).get(f"{missing}?unit={shop.late[0].unit_id}&role=operate").content.decode()
    assert shop.late[0].name_en in page
    assert shop.early[1].name_en not in page
    assert client_of(world.it).get(missing).status_code == 403
    assert client_of(shop.early[0]).get(missing).status_code == 404


def test_a_head_of_a_unit_reads_the_names_of_the_unit_only(
    curriculum: Curriculum, course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    from pmo.access.models import RoleGrant
    from tests.factories import make_user

    head = make_user(world.now, unit=shop.early[0].unit)
    RoleGrant.objects.create(user=head, role="business_owner", granted_at=world.now)
    type(shop.unit).projects.through.objects.create(project=world.mine, unit=shop.early[0].unit)
    html = client_of(head).get(reverse("training:missing", args=[world.mine.key])).content.decode()
    assert shop.early[1].name_en in html
    assert shop.late[0].name_en not in html


def test_texts_are_marked_from_the_queue(
    make_course: Callable[..., Course], shop: Shop, world: World, client_of: Browser
) -> None:
    course = make_course(text=True)
    attempt = begin(shop.early[0], course, world.now)
    services.hand_in(by=shop.early[0], attempt=attempt, given=answers(attempt), now=world.now)
    client = client_of(world.pm)
    assert shop.early[0].name_en in client.get(reverse("training:marking")).content.decode()
    address = reverse("training:mark", args=[attempt.pk])
    key = next(one["id"] for one in attempt.questions if one["kind"] == "text")
    assert "写得清楚" in client.get(address).content.decode()
    assert client.post(address, {f"points_{key}": "9"}).status_code == 422
    assert client.post(address, {f"points_{key}": "3", f"remark_{key}": "good"}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.score == 100
    assert client_of(shop.early[0]).get(address).status_code == 404
    assert client_of(world.it).get(address).status_code == 403


def test_a_curriculum_is_made_and_changed_on_the_pages(
    course: Course, shop: Shop, world: World, client_of: Browser
) -> None:
    client = client_of(world.pm)
    address = reverse("training:curriculum_new", args=[world.mine.key])
    assert client.post(address, {"title": "R"}).status_code == 422
    values = {
        "title": "R", "learner_role": "operate", "chosen": [course.pk], "units_meant": [shop.unit.pk], "active": "on",
    }  # fmt: skip
    client.post(address, values)
    found = Curriculum.objects.get()
    assert Enrolment.objects.count() == 6
    html = client.get(found.url).content.decode()
    assert "it means 6 people" in html
    stale = client.post(reverse("training:curriculum_edit", args=[found.pk]), {**values, "title": "S", "version": "99"})
    assert stale.status_code == 422
    assert "Save mine over it" in stale.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_reads_in_both_languages(
    curriculum: Curriculum, session: TrainingSession, course: Course, world: World, client_of: Browser, language: str
) -> None:
    type(world.pm).objects.filter(pk=world.pm.pk).update(language=language)
    world.pm.refresh_from_db()
    client = client_of(world.pm)
    with translation.override(language):
        for address in (
            reverse("training:list"),
            course.url,
            session.url,
            curriculum.url,
            reverse("training:project", args=[world.mine.key]),
            reverse("training:marking"),
            reverse("training:mine"),
            reverse("training:course_edit", args=[course.pk]),
            reverse("training:session_edit", args=[session.pk]),
            reverse("training:enrol_people", args=[course.pk]),
            reverse("training:session_add", args=[session.pk]),
        ):
            assert client.get(address).status_code == 200, address


def test_options_are_read_as_they_are_typed() -> None:
    assert read_options("* 甲 | A\n\n乙\n＊丙｜C") == ([("甲", "A"), ("乙", ""), ("丙", "C")], [0, 2])


def test_a_curriculum_without_courses_says_what_comes_first(world: World, client_of: Any) -> None:
    page = client_of(world.change).get(f"/projects/{world.mine.key}/training/curricula/new/").content.decode()
    assert "This project has no course yet: make one first." in page
