"""Delivery: lease, send, mark; what is not sent says why; nothing is lost and nothing is sent under two names."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from pmo.access.models import RoleGrant
from pmo.notify import delivery, services
from pmo.notify.choices import Channel, State
from pmo.notify.models import Message, Preference
from pmo.notify.selectors import Wish

from .conftest import NOW


@pytest.fixture(autouse=True)
def memory_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def the_mail() -> Message:
    return Message.objects.get(channel=Channel.MAIL)


class Refusing(EmailBackend):
    """A server that takes no message; `error` says how it refuses."""

    error: Exception = smtplib.SMTPDataError(451, b"try later")

    def send_messages(self, messages):
        raise self.error


@pytest.fixture
def refusing(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    return lambda error: monkeypatch.setattr(Refusing, "error", error)


def test_a_due_message_lands_and_is_mailed_once(person, note, now):
    note(person())
    first = delivery.deliver_due(now=now)
    second = delivery.deliver_due(now=now + timedelta(minutes=1))
    assert (first.landed, first.sent) == (1, 1)
    assert (second.landed, second.sent) == (0, 0)
    assert len(mail.outbox) == 1
    row = the_mail()
    assert (row.state, row.sent_at, row.attempts, row.lease_token) == (State.SENT, now, 1, "")
    assert mail.outbox[0].extra_headers["Message-ID"] == row.message_id


def test_nothing_goes_out_before_its_time(person, note, now):
    note(person(), at=now + timedelta(days=7))
    delivery.deliver_due(now=now)
    assert not mail.outbox
    delivery.deliver_due(now=now + timedelta(days=7))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("language", "zone", "words", "moment"),
    [
        ("zh-hans", "Asia/Shanghai", "审批周期", "2026-11-23 17:00"),
        ("en", "Europe/Berlin", "cycle time", "2026-11-23 10:00"),
        ("", "America/New_York", "审批周期", "2026-11-23 04:00"),
        ("en", "Nowhere/Atlantis", "cycle time", "2026-11-23 17:00"),
    ],
)
def test_a_mail_speaks_the_language_and_time_of_its_reader(person, note, now, language, zone, words, moment):
    note(person(language=language, time_zone=zone))
    delivery.deliver_due(now=now)
    sent = mail.outbox[0]
    html = sent.alternatives[0][0]
    assert words in sent.subject
    assert "**" not in sent.subject
    assert moment in sent.body
    assert moment in html
    assert f"<b>{words}</b>" in html
    assert "http://127.0.0.1:8000/reviews/1/" in sent.body
    assert sent.to == ["lin@example.com"]


def test_content_is_escaped_in_html_and_left_alone_in_text(person, note, now):
    from pmo import texts

    note(person(), text=texts.plain("<script>alert(1)</script> & 更多"))
    delivery.deliver_due(now=now)
    sent = mail.outbox[0]
    assert "<script>" not in sent.alternatives[0][0]
    assert "<script>alert(1)</script> & 更多" in sent.body


def test_a_line_break_in_a_name_cannot_add_a_header(person, note, now):
    from pmo import texts

    note(person(), text=texts.plain("a\r\nBcc: everybody@example.com"))
    delivery.deliver_due(now=now)
    assert mail.outbox[0].subject == "a Bcc: everybody@example.com"


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"is_active": False}, "inactive"), ({"email": ""}, "no_address")],
)
def test_who_cannot_be_written_to_at_sending_time_is_skipped(person, note, now, change, reason):
    lin = person()
    note(lin, at=now + timedelta(days=1))
    type(lin).objects.filter(pk=lin.pk).update(**change)
    delivery.deliver_due(now=now + timedelta(days=1))
    assert not mail.outbox
    assert (the_mail().state, the_mail().skip_reason) == (State.SKIPPED, reason)


def test_somebody_who_left_gets_no_inbox_row_either(person, note, now):
    lin = person()
    note(lin, at=now + timedelta(days=1))
    type(lin).objects.filter(pk=lin.pk).update(is_active=False)
    delivery.deliver_due(now=now + timedelta(days=1))
    assert not Message.objects.filter(state=State.SENT).exists()


def test_who_may_no_longer_see_the_subject_is_not_told_about_it(person, note, now, monkeypatch):
    lin = person()
    note(lin, at=now + timedelta(days=1))
    monkeypatch.setattr("pmo.notify.delivery._visible", lambda person, kind, ids: set())
    done = delivery.deliver_due(now=now + timedelta(days=1))
    assert (done.skipped, len(mail.outbox)) == (2, 0)
    assert the_mail().skip_reason == "no_sight"


def test_a_message_about_something_deleted_is_skipped(person, note, now):
    lin, gone = person(), person("gone")
    note(lin, subject=gone, at=now + timedelta(days=1))
    type(gone).objects.filter(pk=gone.pk).delete()
    delivery.deliver_due(now=now + timedelta(days=1))
    assert the_mail().skip_reason == "no_sight"


def test_mail_turned_off_stays_in_the_inbox_only(person, note, now):
    lin = person()
    services.save_preferences(by=lin, wishes={"general": Wish(True, "off")}, now=now)
    note(lin)
    done = delivery.deliver_due(now=now)
    assert (done.landed, done.sent, done.skipped) == (1, 0, 1)


def test_administrators_get_no_business_mail_unless_they_ask(person, note, now):
    admin = person("admin")
    RoleGrant.objects.create(user=admin, role="system_admin", granted_at=now)
    note(admin)
    delivery.deliver_due(now=now)
    assert (the_mail().state, the_mail().skip_reason) == (State.SKIPPED, "muted")
    note(admin, rule="jobs.finished", period="2")
    services.save_preferences(by=admin, wishes={"general": Wish(True, "at_once")}, now=now)
    note(admin, period="2027-Q1")
    delivery.deliver_due(now=now)
    assert len(mail.outbox) == 1
    RoleGrant.objects.create(user=admin, role="pmo_lead", granted_at=now)
    Preference.objects.all().delete()
    note(admin, period="2027-Q2")
    delivery.deliver_due(now=now)
    assert len(mail.outbox) == 2


def test_a_refused_mail_is_tried_again_later_and_parked_in_the_end(person, note, now, refusing, settings):
    note(person())
    refusing(smtplib.SMTPDataError(451, b"try later"))
    delivery.deliver_due(now=now)
    row = the_mail()
    assert (row.state, row.attempts) == (State.PENDING, 1)
    assert timedelta(seconds=50) < row.next_try_at - now < timedelta(seconds=70)
    delivery.deliver_due(now=now + timedelta(seconds=40))
    assert the_mail().attempts == 1
    for day in range(1, 8):
        delivery.deliver_due(now=now + timedelta(days=day))
    row = the_mail()
    assert (row.state, row.attempts) == (State.FAILED, delivery.MAX_ATTEMPTS)
    assert "451" in row.last_error


def test_one_bad_message_does_not_stop_the_others(person, note, now):
    note(person())
    note(person("wang"))
    Message.objects.filter(recipient__username="lin", channel=Channel.MAIL).update(text={"key": "nobody.knows"})
    done = delivery.deliver_due(now=now)
    assert done.sent == 1
    assert Message.objects.get(recipient__username="lin", channel=Channel.MAIL).attempts == 1


def test_an_absent_mail_server_counts_against_no_message(person, note, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    note(person())
    delivery.deliver_due(now=now)
    assert (the_mail().state, the_mail().attempts) == (State.PENDING, 0)


def test_a_server_that_hangs_up_ends_the_run_but_loses_nothing(person, note, now, refusing):
    note(person())
    note(person("wang"))
    refusing(smtplib.SMTPServerDisconnected("gone"))
    delivery.deliver_due(now=now)
    attempts = Message.objects.filter(channel=Channel.MAIL).values_list("attempts", flat=True)
    assert sorted(attempts) == [0, 1]


def test_the_lease_of_a_dead_worker_runs_out_and_the_mail_goes_out(person, note, now):
    note(person())
    dead = delivery.lease(now=now)
    assert dead is not None
    assert delivery.lease(now=now) is None
    delivery.deliver_due(now=now + timedelta(seconds=29))
    assert not mail.outbox
    delivery.deliver_due(now=now + timedelta(seconds=31))
    assert mail.outbox[0].extra_headers["Message-ID"] == dead.message_id
    assert the_mail().attempts == 2


def test_a_mail_that_kills_its_workers_is_parked(person, note, now):
    note(person())
    for turn in range(delivery.MAX_ATTEMPTS):
        moment = now + timedelta(minutes=turn)
        delivery.sweep(now=moment)
        assert delivery.lease(now=moment) is not None
    delivery.sweep(now=now + timedelta(hours=1))
    assert the_mail().state == State.FAILED


def test_a_worker_that_lost_its_lease_marks_nothing(person, note, now):
    note(person())
    slow = delivery.lease(now=now)
    later = now + timedelta(minutes=1)
    delivery.sweep(now=later)
    fast = delivery.lease(now=later)
    assert not delivery._mark(slow, state=State.SENT, sent_at=later)
    assert delivery._mark(fast, state=State.SENT, sent_at=later)


def test_the_limit_of_a_run_leaves_the_rest_for_the_next(person, note, now):
    for n in range(3):
        note(person(f"p{n}"))
    assert delivery.deliver_due(now=now, limit=2).sent == 2
    assert delivery.deliver_due(now=now, limit=2).sent == 1


def test_senders_leave_workers_free_for_other_work(person, note, now):
    for n in range(3):
        note(person(f"p{n}"))
    busy = [delivery.lease(now=now) for _n in range(delivery.SENDERS)]
    assert delivery.deliver_due(now=now).sent == 0
    delivery._mark(busy[0], state=State.SENT, sent_at=now)
    assert delivery.deliver_due(now=now).sent == 1


def test_deciding_about_many_takes_a_fixed_number_of_queries(person, note, django_assert_max_num_queries, now):
    people = [person(f"p{n}") for n in range(5)]
    for one in people:
        for period in range(10):
            note(one, subject=people[0], period=str(period))
    with django_assert_max_num_queries(40):  # rights are read once per person, not once per message
        delivery.settle_due(now=now)
    assert Message.objects.filter(channel=Channel.INBOX, state=State.SENT).count() == 50


def test_a_long_headline_is_cut_in_the_subject_only(person, note, now):
    from pmo import texts

    note(person(), text=texts.plain("长" * 300))
    delivery.deliver_due(now=NOW)
    assert len(mail.outbox[0].subject) == 120
    assert "长" * 300 in mail.outbox[0].body
