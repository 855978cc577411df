"""Pages of reviews, rules and actions: what they show, what forms refuse, who sees what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from metrics.reviews import services
from metrics.reviews.models import Action, Review, ReviewDecision, ReviewRule
from tests.factories import CANARY


@pytest.fixture(autouse=True)
def _today(world, monkeypatch):
    """The pages live on the day of the world."""
    monkeypatch.setattr(timezone, "now", lambda: world.now)


@pytest.fixture
def foreign(world, plan):
    """A review nobody of the person's project has anything to do with."""
    review = plan(by=world.stranger, project=world.other, organiser=world.stranger, participants=[world.ceo])
    now = review.starts_at + timedelta(hours=1)
    services.hold_review(by=world.stranger, review=review, now=now, notes=f"{CANARY} 纪要")
    services.add_decision(by=world.stranger, review=review, text=f"{CANARY} 决定", now=now)
    services.add_action(
        by=world.stranger, review=review, title=f"{CANARY} 行动", owner=world.stranger, due_on=now.date(), now=now
    )
    return review


def review_values(world, **values: Any) -> dict[str, Any]:
    return {
        "portfolio": world.portfolio.pk,
        "project": world.mine.pk,
        "quarter": "2026Q3",
        "starts_at": "2026-12-03T09:30",
        "duration_minutes": 60,
        "organiser": world.pm.pk,
        "participants": [world.owner.pk],
        **values,
    }


def test_the_list_shows_ones_own_and_nothing_of_others(world, review, foreign, client_of):
    for who in (world.pm, world.owner, world.it, world.employee):
        text = client_of(who).get("/reviews/").content.decode()
        assert "Expense control" in text, who
        assert CANARY not in text, who
    assert CANARY in client_of(world.pmo).get("/reviews/").content.decode()
    assert "Expense control" not in client_of(world.admin).get("/reviews/").content.decode()


def test_somebody_elses_review_is_not_there(world, foreign, client_of):
    client = client_of(world.pm)
    unknown = client.get("/reviews/999999/")
    found = client.get(f"/reviews/{foreign.pk}/")
    assert found.status_code == unknown.status_code == 404
    for path in ("edit/", "calendar.ics"):
        assert client.get(f"/reviews/{foreign.pk}/{path}").status_code == 404
    for path in ("respond/", "hold/", "notes/", "cancel/", "close/", "decisions/", "actions/"):
        assert client.post(f"/reviews/{foreign.pk}/{path}", {"reason": "x"}).status_code == 404
    action = Action.objects.get()
    assert client.get(f"/actions/{action.pk}/").status_code == 404
    assert client.post(f"/actions/{action.pk}/edit/").status_code == 404
    assert CANARY not in client.get("/actions/").content.decode()


def test_who_sees_but_may_not_change_is_refused(world, review, client_of):
    client = client_of(world.it)
    assert client.get(f"/reviews/{review.pk}/").status_code == 200
    assert client.get(f"/reviews/{review.pk}/edit/").status_code == 403
    for path in ("hold/", "cancel/", "decisions/", "actions/"):
        assert client.post(f"/reviews/{review.pk}/{path}", {"reason": "x"}).status_code == 403, path
    assert client.post("/reviews/rules/new/").status_code == 403
    review.refresh_from_db()
    assert review.status == "planned"


def test_a_participant_without_a_role_sees_the_invitation_and_answers(world, review, client_of):
    client = client_of(world.employee)
    page = client.get(f"/reviews/{review.pk}/")
    assert page.status_code == 200
    assert b"Accept" in page.content
    assert b"It took place" not in page.content
    # The figures belong to the review; the pages behind them do not open.
    assert f'href="{world.mine.url}"'.encode() not in page.content.split(b"ld-cols")[1]
    client.post(f"/reviews/{review.pk}/respond/", {"attendance": "accepted"})
    assert review.participants.get(user=world.employee).attendance == "accepted"


def test_planning_through_the_form(world, client_of):
    client = client_of(world.pm)
    page = client.get("/reviews/new/")
    assert b"2026Q4" in page.content  # the quarter whose turn it is
    answer = client.post("/reviews/new/", review_values(world))
    review = Review.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == review.url
    assert timezone.localtime(review.starts_at).strftime("%Y-%m-%d %H:%M") == "2026-12-03 09:30"
    assert {s.user for s in review.participants.all()} == {world.pm, world.owner}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"quarter": "Q3 2026"}, "Write a quarter like 2026Q3."),
        ({"quarter": "2026Q5"}, "Write a quarter like 2026Q3."),
        ({"starts_at": "2026-11-01T09:30"}, "A review cannot be planned in the past."),
        ({"starts_at": "0000-00-00"}, "Enter a valid date/time."),
        ({"duration_minutes": "100000"}, "Ensure this value is less than or equal to 600."),
        ({"organiser": "999999"}, "Select a valid choice"),
        ({"project": "foreign"}, "Select a valid choice"),
    ],
)
def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(world, client_of, values, words):
    if values.get("project") == "foreign":
        values = {"project": world.other.pk}
    answer = client_of(world.pm).post("/reviews/new/", review_values(world, **values))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert CANARY not in text
    for typed in values.values():
        if isinstance(typed, str) and typed not in ("999999", "0000-00-00"):
            assert typed in text
    assert not Review.objects.exists()


def test_a_second_review_of_the_quarter_is_refused_beside_the_quarter(world, review, client_of):
    answer = client_of(world.pm).post("/reviews/new/", review_values(world))
    assert answer.status_code == 422
    assert b"This quarter has its review already." in answer.content
    assert b'id="id_quarter_error"' in answer.content


def test_an_agenda_is_typed_line_by_line(world, review, client_of):
    client = client_of(world.pm)
    given = {
        "starts_at": "2026-12-03T09:30",
        "duration_minutes": 45,
        "organiser": world.pm.pk,
        "participants": [world.owner.pk],
        "version": review.version,
    }
    answer = client.post(f"/reviews/{review.pk}/edit/", {**given, "agenda": "回顾 | Look back | many"})
    assert answer.status_code == 422
    assert "many" in answer.content.decode()
    client.post(f"/reviews/{review.pk}/edit/", {**given, "agenda": "回顾 | Look back | 20\n\n决定"})
    assert list(review.agenda.values_list("title", "title_en", "minutes")) == [
        ("回顾", "Look back", 20),
        ("决定", "", 10),
    ]


def test_an_item_of_the_agenda_has_a_presenter_and_notes(world, review, client_of):
    client = client_of(world.pm)
    given = {
        "starts_at": "2026-12-03T09:30",
        "duration_minutes": 45,
        "organiser": world.pm.pk,
        "participants": [world.owner.pk],
        "version": review.version,
    }
    agenda = f"Look back | | 20 | {world.owner.name} | bring figures | and charts\nDecide"
    stranger = client.post(f"/reviews/{review.pk}/edit/", {**given, "agenda": f"Look back | | 20 | {world.it.name}"})
    assert stranger.status_code == 422
    assert "not among the participants" in stranger.content.decode()
    assert client.post(f"/reviews/{review.pk}/edit/", {**given, "agenda": agenda}).status_code == 302
    item = review.agenda.first()
    assert (item.presenter, item.notes) == (world.owner, "bring figures | and charts")
    assert "bring figures | and charts" in client.get(review.url).content.decode()
    form = client.get(f"/reviews/{review.pk}/edit/").content.decode()
    assert f"Look back |  | 20 | {world.owner.label} | bring figures | and charts" in form
    assert "Decide |  | 10\n" in form or "Decide |  | 10</textarea>" in form


def test_two_who_edit_at_once_are_told(world, review, client_of):
    client = client_of(world.pm)
    given = {"starts_at": "2026-12-03T09:30", "organiser": world.pm.pk, "participants": [], "agenda": "", "version": 1}
    client.post(f"/reviews/{review.pk}/edit/", {**given, "duration_minutes": 30})
    answer = client.post(f"/reviews/{review.pk}/edit/", {**given, "duration_minutes": 45})
    assert answer.status_code == 422
    assert b"Someone else changed this" in answer.content
    review.refresh_from_db()
    assert review.duration_minutes == 30


def test_minutes_are_written_on_the_day_not_before(world, review, client_of, monkeypatch):
    client = client_of(world.pm)
    before = client.get(f"/reviews/{review.pk}/").content.decode()
    assert "Record the decision" not in before
    assert "It was held earlier than planned" in before
    monkeypatch.setattr(timezone, "now", lambda: review.starts_at + timedelta(hours=1))
    on_the_day = client_of(world.pm).get(f"/reviews/{review.pk}/").content.decode()
    assert "Record that it was held" in on_the_day
    assert "Record the decision" in on_the_day


def test_holding_minuting_and_closing_in_the_browser(world, review, client_of):
    client = client_of(world.pm)
    url = f"/reviews/{review.pk}"
    client.post(f"{url}/hold/", {"present": [world.pm.pk, world.owner.pk], "notes": "一切按计划"})
    empty = client.post(f"{url}/decisions/", {"text": "", "decided_by": world.pm.pk})
    assert empty.status_code == 422
    client.post(f"{url}/decisions/", {"text": "终审超过一天转代理人", "decided_by": world.owner.pk})
    late = client.post(f"{url}/actions/", {"title": "转审上线", "owner": world.it.pk, "due_on": "2026-01-01"})
    assert late.status_code == 422
    assert "转审上线" in late.content.decode()
    assert "The day lies in the past." in late.content.decode()
    client.post(f"{url}/actions/", {"title": "转审上线", "owner": world.it.pk, "due_on": "2026-12-20"})
    closed = client.post(f"{url}/close/", follow=True).content.decode()
    assert "终审超过一天转代理人" in closed
    assert "转审上线" in closed
    assert "Present" not in closed
    review.refresh_from_db()
    assert review.status == "closed"


def test_closing_without_a_result_is_refused_on_the_page(world, held, client_of):
    answer = client_of(world.pm).post(f"/reviews/{held.pk}/close/")
    assert answer.status_code == 422
    assert b"record a decision or an action" in answer.content


def test_foreign_ids_in_forms_are_refused(world, held, foreign, client_of):
    client = client_of(world.pm)
    decision = ReviewDecision.objects.get(review=foreign)
    assert client.post(f"/reviews/{held.pk}/decisions/{decision.pk}/remove/").status_code == 404
    given = {"title": "x", "owner": world.it.pk, "due_on": "2026-12-20", "project": world.other.pk}
    answer = client.post("/actions/new/", given)
    assert answer.status_code == 422
    assert CANARY not in answer.content.decode()
    assert ReviewDecision.objects.filter(pk=decision.pk).exists()


def test_what_people_type_is_never_markup(world, held, client_of):
    evil = "<script>alert(1)</script><b>fett</b>"
    services.add_decision(by=world.pm, review=held, text=evil, now=world.now)
    services.add_action(by=world.pm, review=held, title=evil, owner=world.it, due_on=world.today, now=world.now)
    Review.objects.filter(pk=held.pk).update(notes=evil)
    for path in (f"/reviews/{held.pk}/", "/actions/", f"/actions/{Action.objects.get().pk}/", "/"):
        text = client_of(world.it).get(path).content.decode()
        assert "<script>alert" not in text, path
        assert "<b>fett" not in text, path


def test_rules_are_kept_by_form(world, client_of):
    client = client_of(world.pmo)
    given = {
        "portfolio": world.portfolio.pk,
        "project": "",
        "offset_workdays": 9,
        "at_time": "09:30",
        "duration_minutes": 90,
        "organiser": world.pmo.pk,
        "participants": [world.ceo.pk],
        "active": "on",
        "agenda": "",
    }
    refused = client.post("/reviews/rules/new/", {**given, "offset_workdays": 400})
    assert refused.status_code == 422
    assert b'value="400"' in refused.content
    assert client.post("/reviews/rules/new/", given)["Location"] == "/reviews/rules/"
    rule = ReviewRule.objects.get()
    services.schedule_reviews(now=world.now)
    text = client.get("/reviews/rules/").content.decode()
    assert "2027-01-15" in text
    assert client.post(f"/reviews/rules/{rule.pk}/delete/").status_code == 302
    assert not ReviewRule.objects.exists()
    assert client_of(world.pm).get("/reviews/rules/").status_code == 200


def test_an_owner_finishes_an_action_from_its_page(world, client_of):
    action = services.add_action(
        by=world.pm, project=world.mine, title="清点", owner=world.employee, due_on=world.today, now=world.now
    )
    client = client_of(world.employee)
    refused = client.post(action.url, {"status": "done", "result": ""})
    assert refused.status_code == 422
    client.post(action.url, {"status": "done", "result": "已清点 14 把"})
    action.refresh_from_db()
    assert action.result == "已清点 14 把"
    assert "已清点 14 把" in client.get(action.url).content.decode()


def test_the_list_of_actions_exports_without_formulas(world, client_of):
    services.add_action(
        by=world.pm, project=world.mine, title="=HYPERLINK(1)", owner=world.owner, due_on=world.today, now=world.now
    )
    answer = client_of(world.pm).get("/actions/?export=xlsx")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_reads_well_in_both_languages(world, rule, held, client_of, language):
    services.add_decision(by=world.pm, review=held, text="继续", now=world.now)
    world.pm.language = language
    world.pm.save(update_fields=["language"])
    client = client_of(world.pm)
    for path in ("/reviews/", f"/reviews/{held.pk}/", "/reviews/rules/", "/reviews/new/", "/actions/", "/actions/new/"):
        text = client.get(path).content.decode()
        assert "None" not in text, path
        assert "%(" not in text, path
        assert "review.lead" not in text, path
