"""What people see and may do on the pages, and what they are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from changemgmt.comms import services
from changemgmt.comms.choices import State, Topic
from changemgmt.comms.models import Announcement, AnnouncementQuestion, CommsTemplate, PlanEntry
from changemgmt.comms.samples import SAMPLES
from projects.portfolio.choices import Stage
from tests.factories import World

from .conftest import Write

SignIn = Callable[[Any], Client]


def body(response: Any) -> str:
    return str(response.content.decode())


def fields(**values: Any) -> dict[str, Any]:
    return {
        "title": "为什么",
        "body": "因为。",
        "topic": "why",
        "audience": "staff",
        "reminders": "2",
        "questions_open": "on",
        **values,
    }


def test_the_feed_shows_what_was_addressed_to_the_reader(world: World, sent: Announcement, client_of: SignIn) -> None:
    page = body(client_of(world.employee).get(reverse("comms:feed")))
    assert "Why expense control" in page
    assert "1</b> of 1 announcements are unread" in page
    other = body(client_of(world.stranger).get(reverse("comms:feed")))
    assert "Why expense control" not in other


def test_opening_the_page_counts_as_reading(world: World, sent: Announcement, client_of: SignIn) -> None:
    client = client_of(world.employee)
    client.head(sent.url)
    assert not sent.receipts.filter(read_at__isnull=False).exists()
    page = body(client.get(sent.url))
    assert "<strong>5 days</strong>" in page
    assert sent.receipts.get(user=world.employee).read_at is not None
    assert "<strong>5 天</strong>" in body(client.get(f"{sent.url}?lang=zh"))


def test_an_announcement_is_hidden_from_those_it_does_not_concern(
    world: World, sent: Announcement, write: Write, client_of: SignIn
) -> None:
    assert client_of(world.stranger).get(sent.url).status_code == 404
    assert client_of(world.employee).get(write("Entwurf").url).status_code == 404


def test_the_reader_confirms_with_one_button(world: World, send: Write, client_of: SignIn) -> None:
    found, client = send(confirm=True), client_of(world.employee)
    assert "I have read this" in body(client.get(found.url))
    assert found.receipts.get(user=world.employee).read_at is None
    client.post(reverse("comms:read", args=[found.pk]))
    assert found.receipts.get(user=world.employee).read_at is not None
    assert "I have read this" not in body(client.get(found.url))


def test_nobody_confirms_for_somebody_else(world: World, send: Write, client_of: SignIn) -> None:
    found = send(confirm=True)
    forged = {"user": world.employee.pk, "receipt": found.receipts.get(user=world.employee).pk}
    answer = client_of(world.change).post(reverse("comms:read", args=[found.pk]), forged, follow=True)
    assert "It was not addressed to you" in body(answer)
    assert not found.receipts.filter(read_at__isnull=False).exists()


def test_script_and_html_in_messages_and_questions_are_harmless(world: World, send: Write, client_of: SignIn) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) **fett**"
    found = send(f"<b>{evil}", title_en="<i>x", body=evil, body_en=evil)
    client = client_of(world.employee)
    client.post(reverse("comms:ask", args=[found.pk]), {"text": evil})
    page = body(client.get(found.url))
    inside = page[page.index("<article") : page.index("</main>")]
    assert "<strong>fett</strong>" in inside
    assert "<script" not in inside
    assert "<img" not in inside
    assert 'href="javascript' not in inside


def test_questions_are_asked_and_answered_on_the_page(world: World, sent: Announcement, client_of: SignIn) -> None:
    asked = client_of(world.employee).post(
        reverse("comms:ask", args=[sent.pk]), {"text": "When?", "hidden": "on"}, follow=True
    )
    assert "you, without your name" in body(asked)
    question = AnnouncementQuestion.objects.get()
    assert question.hidden
    seen = body(client_of(world.cfo).get(sent.url))
    inside = seen[seen.index('id="questions"') :]
    assert "without a name" in inside
    assert world.employee.name_en not in inside
    url = reverse("comms:question_answer", args=[question.pk])
    refused = client_of(world.cfo).post(url, {"answer": "", "version": "1"})
    assert refused.status_code == 422
    client_of(world.cfo).post(url, {"answer_en": "On Monday", "version": "1"})
    assert "On Monday" in body(client_of(world.champion).get(sent.url))
    assert client_of(world.employee).post(url, {"answer": "x"}).status_code == 403


def test_the_composer_starts_from_a_template_in_both_languages(world: World, client_of: SignIn) -> None:
    page = body(client_of(world.change).get(reverse("comms:new", args=["FIN-01"]) + "?sample=why"))
    assert "为什么我们要做费控报销一体化" in page
    assert "Why we do Expense control" in page
    assert "{project}" not in page


def test_every_topic_has_a_template_in_both_languages() -> None:
    assert {one.topic for one in SAMPLES} == set(Topic)
    assert all(all(pair) for one in SAMPLES for pair in (one.name, one.title, one.body))


def test_a_missing_language_is_said_before_it_goes_out(
    world: World, write: Write, send: Write, client_of: SignIn
) -> None:
    warned = "There is no English text"
    client = client_of(world.change)
    assert warned in body(client.get(write().url))
    assert warned not in body(client.get(write(title_en="Why", body_en="Because.").url))
    assert warned not in body(client.get(send().url))


def test_a_draft_is_written_approved_and_sent_on_the_pages(world: World, client_of: SignIn) -> None:
    writer, approver = client_of(world.change), client_of(world.pm)
    writer.post(reverse("comms:new", args=["FIN-01"]), fields(sender=world.cfo.pk))
    found = Announcement.objects.get()
    writer.post(reverse("comms:submit", args=[found.pk]), {"version": found.version})
    assert "waits for a second person" in body(writer.get(found.url))
    assert writer.post(reverse("comms:approve", args=[found.pk])).status_code == 403
    approver.post(reverse("comms:approve", args=[found.pk]))
    assert "Send it to 4 people now" in body(writer.get(found.url))
    writer.post(reverse("comms:publish", args=[found.pk]))
    found.refresh_from_db()
    assert (found.state, found.addressed) == (State.PUBLISHED, 4)
    again = writer.post(reverse("comms:publish", args=[found.pk]), follow=True)
    assert "This cannot be done now" in body(again)


def test_an_edit_after_approval_says_on_the_page_that_it_is_void(
    world: World, approve: Write, client_of: SignIn
) -> None:
    found = approve()
    client = client_of(world.change)
    assert "Any change makes the approval void" in body(client.get(reverse("comms:edit", args=[found.pk])))
    client.post(reverse("comms:edit", args=[found.pk]), fields(title="Neu", sender=world.cfo.pk, version=found.version))
    assert f"The approval by {world.pm.name_en} is void" in body(client.get(found.url))


def test_a_foreign_unit_is_refused_on_the_page(world: World, client_of: SignIn) -> None:
    answer = client_of(world.change).post(
        reverse("comms:new", args=["FIN-01"]),
        fields(sender=world.change.pk, audience="units", units=[world.workshop.pk]),
    )
    assert answer.status_code == 422
    assert not Announcement.objects.exists()


def test_a_stale_edit_shows_both_versions(world: World, write: Write, client_of: SignIn) -> None:
    found = write()
    services.change(by=world.pm, announcement=found, body="inzwischen", now=world.now)
    answer = client_of(world.change).post(
        reverse("comms:edit", args=[found.pk]), fields(body="meins", sender=world.cfo.pk, version=1)
    )
    assert answer.status_code == 422
    assert "inzwischen" in body(answer)
    assert "meins" in body(answer)


def test_the_preview_shows_both_languages_and_keeps_nothing(world: World, client_of: SignIn) -> None:
    url = reverse("comms:preview", args=["FIN-01"])
    page = body(client_of(world.change).post(url, {"title": "甲", "body": "**乙**", "title_en": "A", "body_en": "*b*"}))
    assert "<strong>乙</strong>" in page
    assert "<em>b</em>" in page
    assert not Announcement.objects.exists()
    assert client_of(world.employee).post(url, {}).status_code == 403


def test_a_schedule_on_a_day_off_is_refused_with_the_next_working_day(
    world: World, approve: Write, client_of: SignIn
) -> None:
    found = approve()
    answer = client_of(world.change).post(
        reverse("comms:schedule", args=[found.pk]), {"on": "2099-11-28", "at": "10:00", "version": found.version}
    )
    assert answer.status_code == 422
    assert "2099-11-30" in body(answer)


def test_sending_back_and_withdrawing_need_a_reason(world: World, send: Write, write: Write, client_of: SignIn) -> None:
    found, client = send(), client_of(world.pm)
    assert client.post(reverse("comms:withdraw", args=[found.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("comms:withdraw", args=[found.pk]), {"reason": "wrong date"})
    assert "Withdrawn: wrong date" in body(client_of(world.employee).get(found.url))
    draft = write("Zwei")
    services.submit(by=world.change, announcement=draft, now=world.now)
    client.post(reverse("comms:send_back", args=[draft.pk]), {"reason": "too long"})
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_draft_is_deleted(world: World, write: Write, client_of: SignIn) -> None:
    found = write()
    client_of(world.change).post(reverse("comms:delete", args=[found.pk]), {"version": found.version})
    assert not Announcement.objects.exists()


def test_reach_is_shown_and_exported_to_those_who_may(world: World, sent: Announcement, client_of: SignIn) -> None:
    services.opened(by=world.employee, announcement=sent, now=world.now + timedelta(hours=1))
    url, client = reverse("comms:reach", args=[sent.pk]), client_of(world.change)
    assert "25%</b> have read it: 1 of 4" in body(client.get(url))
    sheet = load_workbook(BytesIO(client.get(f"{url}?export=xlsx").content)).active
    assert [cell.value for cell in list(sheet.rows)[1]][2:] == [4, 1, 1, 25.0]
    assert client_of(world.employee).get(url).status_code == 403


def test_a_project_without_announcement_is_flagged_with_the_button_that_starts_it(
    world: World, client_of: SignIn
) -> None:
    page = body(client_of(world.pm).get(reverse("comms:project", args=["FIN-01"])))
    assert "Nothing has been announced to the" in page
    assert "?sample=why" in page
    assert "Write the first letter" in page


def test_a_project_that_is_only_thought_about_is_not_flagged(world: World, client_of: SignIn) -> None:
    type(world.mine).objects.filter(pk=world.mine.pk).update(stage=Stage.GOALS)
    page = body(client_of(world.pm).get(reverse("comms:project", args=["FIN-01"])))
    assert "Write the first letter" not in page


def test_the_list_of_all_is_for_members_and_readers(world: World, sent: Announcement, client_of: SignIn) -> None:
    assert "Why expense control" in body(client_of(world.change).get(reverse("comms:list")))
    assert "Why expense control" not in body(client_of(world.stranger).get(reverse("comms:list")))


def test_a_first_plan_is_made_and_worked_on(world: World, client_of: SignIn) -> None:
    client = client_of(world.change)
    url = reverse("comms:plan", args=["FIN-01"])
    assert "Make the first plan" in body(client.get(url))
    refused = client.post(reverse("comms:plan_start", args=["FIN-01"]), {"start": "2026-12-01", "live": "2026-11-01"})
    assert refused.status_code == 422
    client.post(reverse("comms:plan_start", args=["FIN-01"]), {"start": "2026-12-01", "live": "2027-03-01"})
    assert PlanEntry.objects.filter(project=world.mine).count() == 8
    entry = PlanEntry.objects.order_by("due_on").first()
    assert entry is not None
    assert entry.title in body(client.get(url)) or entry.title_en in body(client.get(url))
    assert client.get(entry.url).status_code == 200
    client.post(reverse("comms:entry_done", args=[entry.pk]), {"done_on": "2000-01-03", "version": entry.version})
    entry.refresh_from_db()
    assert entry.done_on is not None
    client.post(reverse("comms:entry_reopen", args=[entry.pk]))
    client.post(reverse("comms:entry_delete", args=[entry.pk]))
    assert PlanEntry.objects.filter(project=world.mine).count() == 7


def test_a_line_of_the_plan_is_added_and_changed(world: World, client_of: SignIn) -> None:
    client = client_of(world.change)
    given = {"topic": "why", "title": "为什么", "channel": "team", "due_on": "2026-12-01"}
    client.post(reverse("comms:entry_new", args=["FIN-01"]), given)
    entry = PlanEntry.objects.get()
    client.post(reverse("comms:entry_edit", args=[entry.pk]), {**given, "title": "怎么做", "version": entry.version})
    entry.refresh_from_db()
    assert entry.title == "怎么做"
    missing = client.post(reverse("comms:entry_new", args=["FIN-01"]), {**given, "title": ""})
    assert missing.status_code == 422
    assert client_of(world.champion).post(reverse("comms:entry_new", args=["FIN-01"]), given).status_code == 403
    assert client_of(world.stranger).get(entry.url).status_code == 404


def test_an_announcement_started_from_a_line_takes_its_readers_and_sender(world: World, client_of: SignIn) -> None:
    entry = services.add_entry(
        by=world.change,
        project=world.mine,
        topic="benefit",
        title="对我们",
        sender=world.owner,
        units=[world.finance],
        due_on=world.today,
        now=world.now,
    )
    response = client_of(world.change).get(reverse("comms:new", args=["FIN-01"]) + f"?entry={entry.pk}")
    initial = response.context["form"].initial
    assert (initial["topic"], initial["sender"], initial["audience"]) == ("benefit", world.owner.pk, "units")


def test_templates_of_the_company_are_kept_by_change_managers(world: World, client_of: SignIn) -> None:
    client = client_of(world.change)
    given = {"name": "周报", "topic": "when", "title": "{project}周报", "body": "本周："}
    client.post(reverse("comms:template_new"), given)
    found = CommsTemplate.objects.get()
    assert "周报" in body(client.get(reverse("comms:templates")))
    twice = client.post(reverse("comms:template_new"), given)
    assert twice.status_code == 422
    page = body(client.get(reverse("comms:new", args=["FIN-01"]) + f"?template={found.pk}"))
    assert "费控报销一体化周报" in page
    assert client_of(world.pm).post(found.url, given).status_code == 403
    assert client_of(world.employee).get(reverse("comms:templates")).status_code == 404
    client.post(reverse("comms:template_delete", args=[found.pk]))
    assert not CommsTemplate.objects.exists()


@pytest.mark.parametrize("name", ["comms:plans", "comms:list", "comms:choose"])
def test_overviews_open_for_the_change_manager(world: World, name: str, client_of: SignIn) -> None:
    assert client_of(world.change).get(reverse(name)).status_code == 200
