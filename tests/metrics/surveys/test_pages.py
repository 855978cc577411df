"""Pages of surveys: who sees them, what they say, what they refuse."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from metrics.surveys import services
from metrics.surveys.models import Answer, Survey, SurveyRound
from projects.goals.models import Kpi, PainPoint
from tests.factories import World
from tests.metrics.surveys.conftest import Crowd, answer, close

pytestmark = pytest.mark.django_db

In = Callable[[Any], Client]


@pytest.fixture
def closed(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> SurveyRound:
    found = opened()
    answer(found, world, [(p, {"nps": 9, "csat": 4, "often": 1}) for p in crowd.early])
    values = {"nps": 3, "csat": 2, "why": "扫码枪不够", "often": 3, "hinder": [2], "parts": [1, 2, 3, 4]}
    answer(found, world, [(p, values) for p in crowd.late])
    return close(found, world)


def html(reply: Any) -> str:
    return str(reply.content.decode())


def test_the_list_shows_state_and_response(closed: SurveyRound, world: World, client_of: In) -> None:
    page = html(client_of(world.pm).get(reverse("surveys:list")))
    assert "Satisfaction after go-live" in page
    assert client_of(world.employee).get(reverse("surveys:list")).status_code == 404
    book = client_of(world.pm).get(reverse("surveys:list"), {"export": "xlsx"})
    assert book.content[:2] == b"PK"


def test_a_survey_is_made_from_a_sample(world: World, crowd: Crowd, client_of: In) -> None:
    client = client_of(world.pm)
    url = reverse("surveys:new", args=[world.mine.key])
    assert client.get(url).status_code == 200
    data = {
        "sample": "pain_points",
        "confidentiality": "anonymous",
        "units_asked": [crowd.units["plant"].pk],
        "owner": world.pm.pk,
    }
    reply = client.post(url, data)
    survey = Survey.objects.get()
    assert reply.headers["Location"] == survey.url
    assert (survey.title, len(survey.questions)) == ("业务痛点调查", 4)
    assert client.post(url, {**data, "sample": ""}).status_code == 422
    assert client_of(world.owner).get(url).status_code == 403
    assert client_of(world.stranger).get(url).status_code == 404


def test_questions_are_written_moved_and_removed(make: Callable[..., Survey], world: World, client_of: In) -> None:
    survey, client = make("usability"), client_of(world.pm)
    new = reverse("surveys:question_new", args=[survey.pk])
    data = {
        "kind": "single",
        "text": "多久用一次？",
        "options": "每天 | daily\n每周 | weekly",
        "version": survey.version,
    }
    assert client.post(new, data).status_code == 302
    survey.refresh_from_db()
    made = survey.questions[-1]
    assert (made["key"], made["options"]) == ("q1", [["每天", "daily"], ["每周", "weekly"]])
    assert client.post(new, {"kind": "single", "text": "只有一个", "options": "甲"}).status_code == 422
    # The version is the one before the first question was added.
    assert client.post(new, {**data, "text": "晚了"}).status_code == 422
    assert client.post(reverse("surveys:question_move", args=[survey.pk, "q1"]), {"up": "1"}).status_code == 302
    survey.refresh_from_db()
    assert [q["key"] for q in survey.questions] == ["q1", "sus"]
    edit = reverse("surveys:question", args=[survey.pk, "q1"])
    assert "每天 | daily" in html(client.get(edit))
    assert client.get(reverse("surveys:question", args=[survey.pk, "nope"])).status_code == 404
    assert client.post(reverse("surveys:question_remove", args=[survey.pk, "q1"])).status_code == 302
    survey.refresh_from_db()
    assert [q["key"] for q in survey.questions] == ["sus"]


def test_a_question_stays_behind_the_one_it_depends_on(
    make: Callable[..., Survey], world: World, client_of: In
) -> None:
    survey, client = make(), client_of(world.pm)
    reply = client.post(reverse("surveys:question_move", args=[survey.pk, "why"]), {"up": "1"})
    assert reply.status_code == 409
    assert "depend only on an answer given before" in html(reply)
    assert client.post(reverse("surveys:question_remove", args=[survey.pk, "nps"])).status_code == 409


def test_the_preview_cannot_be_sent(make: Callable[..., Survey], world: World, client_of: In) -> None:
    page = html(client_of(world.pm).get(reverse("surveys:preview", args=[make().pk])))
    assert "How likely are you to recommend" in page
    assert 'type="submit">Send' not in page


def test_a_round_is_opened_closed_and_read(
    make: Callable[..., Survey], crowd: Crowd, world: World, client_of: In
) -> None:
    survey, client = make(), client_of(world.pm)
    url = reverse("surveys:round_new", args=[survey.pk])
    assert "17 people will be asked" in html(client.get(url))
    far = {"opens_on": "2099-01-05", "closes_on": "2099-01-01"}
    assert client.post(url, far).status_code == 422
    assert client.post(url, {"opens_on": "2020-01-01", "closes_on": "2099-01-01"}).status_code == 422
    from django.utils import timezone

    today = timezone.localdate()
    reply = client.post(url, {"opens_on": today, "closes_on": today + timedelta(days=9)})
    found = SurveyRound.objects.get()
    assert (reply.headers["Location"], found.status) == (found.url, "open")
    assert client.post(reverse("surveys:round_close", args=[found.pk])).status_code == 302
    assert client.post(reverse("surveys:round_close", args=[found.pk])).status_code == 409
    assert client.get(found.url).status_code == 200
    assert client.get(survey.url).status_code == 200


def test_the_results_say_how_sure_they_are(closed: SurveyRound, world: World, client_of: In) -> None:
    page = html(client_of(world.pm).get(closed.url))
    assert "NPS" in page
    assert "8 ÷ 14 − 6 ÷ 14 = +14" in page
    assert "扫码枪不够" in page
    assert "fewer than 5 answers are not shown" in page


def test_what_people_wrote_is_for_those_who_work_with_it(closed: SurveyRound, world: World, client_of: In) -> None:
    texts = reverse("surveys:texts", args=[closed.pk, "why"])
    assert "扫码枪不够" in html(client_of(world.pm).get(texts, {"theme": "0"}))
    for person, status in ((world.ceo, 403), (world.owner, 403), (world.champion, 403), (world.stranger, 404)):
        assert client_of(person).get(texts).status_code == status
    page = html(client_of(world.ceo).get(closed.url))
    assert "NPS" in page
    # The theme is told, as six said it; the sentence is not.
    assert "扫码枪" in page
    assert "<blockquote" not in page


def test_the_workbook_holds_what_the_page_shows(closed: SurveyRound, world: World, client_of: In) -> None:
    def words(person: Any) -> str:
        reply = client_of(person).get(reverse("surveys:round_export", args=[closed.pk]))
        with zipfile.ZipFile(io.BytesIO(reply.content)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))

    assert "扫码枪不够" in words(world.pm)
    assert "扫码枪不够" not in words(world.ceo)
    assert "NPS" in words(world.ceo)


def test_a_theme_is_raised_with_one_click(closed: SurveyRound, world: World, client_of: In) -> None:
    url = reverse("surveys:raise_pain", args=[closed.pk, "why"])
    reply = client_of(world.pm).post(url, {"theme": "0"})
    pain = PainPoint.objects.get(source="questionnaire")
    assert reply.headers["Location"] == pain.url
    row = Answer.objects.filter(round=closed, question="why")[0]
    assert client_of(world.pm).post(url, {"answer": str(row.pk)}).status_code == 302
    assert client_of(world.pm).post(url, {"answer": "nonsense"}).status_code == 404
    assert client_of(world.ceo).post(url, {"theme": "0"}).status_code == 403
    page = html(client_of(world.pm).get(pain.url))
    assert closed.url in page


def test_a_score_is_followed(closed: SurveyRound, world: World, client_of: In) -> None:
    url = reverse("surveys:follow", args=[closed.survey_id, "nps"])
    client = client_of(world.pm)
    assert "Baseline: +14, measured on" in html(client.get(url))
    data = {"goal": world.goal.pk, "target": "40", "due_on": "2027-12-31", "owner": world.pm.pk}
    assert client.post(url, {**data, "goal": world.other_goal.pk}).status_code == 422
    reply = client.post(url, data)
    kpi = Kpi.objects.get(feed_kind="survey")
    assert reply.headers["Location"] == kpi.url
    assert kpi.url in html(client.get(closed.survey.url))
    assert closed.survey.url in html(client.get(kpi.url))


def test_only_an_unanswered_survey_is_deleted(
    closed: SurveyRound, make: Callable[..., Survey], world: World, client_of: In
) -> None:
    client = client_of(world.pm)
    assert client.post(reverse("surveys:delete", args=[closed.survey_id])).status_code == 409
    fresh = make("usability")
    assert client.post(reverse("surveys:delete", args=[fresh.pk])).status_code == 302
    assert not Survey.objects.filter(pk=fresh.pk).exists()


def test_a_stale_change_is_refused_with_both_versions(make: Callable[..., Survey], world: World, client_of: In) -> None:
    survey, client = make("usability"), client_of(world.pm)
    services.change_survey(by=world.pmo, survey=Survey.objects.get(pk=survey.pk), now=world.now, title="先改的")
    data = {
        "version": survey.version,
        "title": "后改的",
        "purpose": "other",
        "confidentiality": "named",
        "repeat": "once",
        "open_days": "10",
        "owner": world.pm.pk,
    }
    reply = client.post(reverse("surveys:edit", args=[survey.pk]), data)
    assert reply.status_code == 422
    assert "先改的" in html(reply)
    assert Survey.objects.get(pk=survey.pk).title == "先改的"


def test_a_question_is_found_by_search(closed: SurveyRound, world: World, client_of: In) -> None:
    assert "上线后满意度" in html(client_of(world.pm).get("/search/", {"q": "满意度"})) or "Satisfaction after" in html(
        client_of(world.pm).get("/search/", {"q": "满意度"})
    )
    assert closed.survey.url not in html(client_of(world.stranger).get("/search/", {"q": "满意度"}))


def test_a_round_is_called_off_in_its_own_words(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World, client_of: In
) -> None:
    found = opened()
    world.pm.language = "zh-hans"
    world.pm.save(update_fields=["language"])
    page = html(client_of(world.pm).get(found.url))
    assert "取消这一轮" in page
    assert "取消复盘" not in page
