"""The inbox and the preferences page: one's own messages, read when followed, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pmo.audit.models import AuditEntry
from pmo.notify import selectors, services
from pmo.notify.models import Message, Preference
from pmo.notify.selectors import Wish

CANARY = "CANARY-9b1d"


@pytest.fixture
def lin(person):
    return person(language="en")


@pytest.fixture
def browser(lin) -> Client:
    client = Client()
    client.force_login(lin)
    return client


@pytest.fixture
def real_now():
    return timezone.now()


def only() -> Message:
    return Message.objects.get(channel="inbox")


def test_the_inbox_lists_what_arrived_and_counts_what_is_unread(browser, lin, note, real_now):
    note(lin, at=real_now)
    note(lin, period="later", at=real_now + timedelta(days=7))
    page = browser.get("/inbox/").content.decode()
    assert "Measure <b>cycle time</b> by 23" in page
    assert "<b>One message</b> is unread." in page
    assert page.count('aria-label="Mark as read"') == 1


def test_it_speaks_chinese_to_who_reads_chinese(person, note, real_now):
    wang = person("wang", language="zh-hans")
    note(wang, at=real_now)
    client = Client()
    client.force_login(wang)
    page = client.get("/inbox/").content.decode()
    assert "审批周期" in page
    assert "条消息未读" in page


def test_following_a_message_reads_it(browser, lin, note, real_now):
    note(lin, at=real_now)
    answer = browser.get(f"/inbox/{only().pk}/")
    assert (answer.status_code, answer.url) == (302, "/reviews/1/")
    assert selectors.inbox_count(type(lin).objects.get(), real_now) == 0
    assert "read everything" in browser.get("/inbox/").content.decode()


def test_a_message_can_be_read_and_unread_in_place(browser, lin, note, real_now):
    note(lin, at=real_now)
    address = f"/inbox/{only().pk}/read/"
    assert browser.post(address, {"read": "1", "next": "/inbox/?show=unread"}).url == "/inbox/?show=unread"
    assert only().read_at is not None
    browser.post(address, {"read": "0"})
    assert only().read_at is None
    assert browser.post(address, {"read": "1", "next": "https://evil.example/"}).url == "/inbox/"


def test_everything_can_be_read_at_once(browser, lin, note, real_now):
    for period in ("a", "b"):
        note(lin, period=period, at=real_now)
    assert browser.post("/inbox/read-all/").url == "/inbox/"
    assert Message.objects.filter(channel="inbox", read_at__isnull=True).count() == 0


@pytest.mark.parametrize("act", ["open", "mark"])
def test_another_persons_message_does_not_exist(browser, lin, person, note, real_now, act):
    from pmo import texts

    wang = person("wang")
    note(wang, at=real_now, text=texts.plain(CANARY))
    pk = only().pk
    answer = browser.get(f"/inbox/{pk}/") if act == "open" else browser.post(f"/inbox/{pk}/read/")
    missing = browser.get("/inbox/999999/") if act == "open" else browser.post("/inbox/999999/read/")
    assert answer.status_code == missing.status_code == 404
    assert CANARY not in answer.content.decode()
    assert CANARY not in browser.get("/inbox/").content.decode()
    assert only().read_at is None


def test_a_message_of_next_week_does_not_exist_yet(browser, lin, note, real_now):
    note(lin, at=real_now + timedelta(days=7))
    assert browser.get(f"/inbox/{only().pk}/").status_code == 404


def test_it_needs_a_person(db):
    assert Client().get("/inbox/").status_code == 302


def test_the_page_takes_as_many_queries_for_fifty_messages_as_for_one(
    browser, lin, note, real_now, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(15) as counted:
            browser.get("/inbox/")
        return len(counted.captured_queries)

    note(lin, at=real_now)
    browser.get("/inbox/")
    one = queries()
    for n in range(60):
        note(lin, period=str(n), at=real_now)
    assert queries() == one


def test_an_empty_inbox_says_what_will_come(browser):
    page = browser.get("/inbox/").content.decode()
    assert "No messages yet" in page
    assert 'href="/inbox/preferences/"' in page


def test_nothing_unread_tells_when_the_last_one_came(browser, lin, note, real_now):
    note(lin, at=real_now)
    services.mark_all_read(by=lin, now=real_now + timedelta(seconds=1))
    page = browser.get("/inbox/?show=unread").content.decode()
    assert "Nothing unread" in page
    assert "The last message arrived" in page


def test_content_cannot_run(browser, lin, note, real_now):
    from pmo import texts

    note(lin, at=real_now, text=texts.plain("<img src=x onerror=alert(1)> **<b>x**"))
    page = browser.get("/inbox/").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


class TestPreferences:
    def fields(self, **changes):
        data = {}
        for line in selectors.preferences(type(self.lin).objects.get(pk=self.lin.pk)):
            data[f"mail_{line.group.code}"] = line.wish.mail
            if line.wish.inbox:
                data[f"inbox_{line.group.code}"] = "on"
        return {**data, **changes}

    @pytest.fixture(autouse=True)
    def _person(self, lin):
        self.lin = lin

    def test_they_are_shown_and_saved(self, browser):
        page = browser.get("/inbox/preferences/").content.decode()
        assert "Finished work" in page
        answer = browser.post("/inbox/preferences/", self.fields(mail_general="daily"))
        assert answer.status_code == 302
        assert Preference.objects.get().as_dict() == {"group": "general", "inbox": True, "mail": "daily"}
        entry = AuditEntry.objects.get()
        assert (entry.act, entry.after) == ("user.preferences_changed", {"general": "inbox, mail daily"})

    def test_saving_without_a_change_leaves_no_trace(self, browser):
        browser.post("/inbox/preferences/", self.fields())
        assert not Preference.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_a_wrong_choice_is_refused_and_nothing_saved(self, browser):
        answer = browser.post("/inbox/preferences/", self.fields(mail_general="hourly"))
        assert answer.status_code == 422
        assert "hourly" in answer.content.decode()
        assert not Preference.objects.exists()

    def test_unmuting_brings_back_what_is_still_to_come(self, note, real_now):
        services.save_preferences(by=self.lin, wishes={"general": Wish(False, "off")}, now=real_now)
        note(self.lin, at=real_now + timedelta(days=1))
        later = real_now + timedelta(days=2)
        assert not selectors.inbox(self.lin, later).exists()
        services.save_preferences(by=self.lin, wishes={"general": Wish(True, "at_once")}, now=real_now)
        assert selectors.inbox(self.lin, later).exists()
