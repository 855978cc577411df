"""The audit of promises finds what is missing, unexplained, stuck or broken, and nothing else."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pmo.notify import delivery, ledger, services
from pmo.notify.choices import Channel, State
from pmo.notify.models import Message


@pytest.fixture(autouse=True)
def memory_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def expected(monkeypatch):
    """Says which reminders should exist."""
    listed: list[ledger.Expected] = []
    monkeypatch.setattr(ledger, "_sources", {"reviews.reminder": lambda since, until: listed})
    return listed


def one(subject, to, period="2026-Q4"):
    return ledger.Expected("reviews.reminder", "pmo.user", str(subject.pk), period, to.pk)


def codes(now):
    return sorted(a.code for a in ledger.verify(since=now - timedelta(days=30), now=now).anomalies)


def test_what_was_promised_and_delivered_is_in_order(person, note, now, expected):
    lin = person()
    note(lin)
    expected.append(one(lin, lin))
    delivery.deliver_due(now=now)
    report = ledger.verify(since=now - timedelta(days=1), now=now)
    assert (report.expected, report.anomalies) == (1, [])
    assert report.rows == {"inbox sent": 1, "mail sent": 1}


def test_a_forgotten_and_an_unexplained_message_are_named(person, note, now, expected):
    lin, wang = person(), person("wang")
    note(lin)
    delivery.deliver_due(now=now)
    expected.append(one(lin, wang))
    assert codes(now) == ["missing", "unexplained"]


def test_a_withdrawn_message_needs_no_explanation(person, note, now, expected):
    lin = person()
    note(lin)
    services.withdraw(rule="reviews.reminder", subject=lin)
    assert codes(now) == []


def test_stuck_parked_and_halved_messages_are_named(person, note, now):
    lin = person()
    for period in ("late", "parked", "lease", "half"):
        note(lin, period=period)
    rows = Message.objects.filter(channel=Channel.MAIL)
    Message.objects.filter(channel=Channel.INBOX).update(state=State.SENT, sent_at=now)
    rows.filter(period="parked").update(state=State.FAILED)
    rows.filter(period="lease").update(state=State.LEASED, lease_token="x", lease_until=now)
    rows.filter(period="half").delete()
    assert codes(now + timedelta(minutes=6)) == ["late", "lease", "parked", "unpaired"]


def test_a_broken_digest_and_a_reused_message_id_are_named(person, note, now):
    lin = person()
    note(lin)
    note(lin, period="b")
    rows = Message.objects.filter(channel=Channel.MAIL)
    rows.update(state=State.FOLDED, message_id="<same@localhost>")
    assert codes(now) == ["digest", "digest", "message-id"]


def test_the_command_says_so_and_fails_when_something_is_amiss(person, note):
    from django.utils import timezone

    lin = person()
    note(lin, at=timezone.now())
    delivery.deliver_due(now=timezone.now())
    out = StringIO()
    call_command("verify_messages", stdout=out)
    assert "no anomalies" in out.getvalue()
    Message.objects.filter(channel=Channel.MAIL).update(state=State.FAILED)
    out = StringIO()
    with pytest.raises(CommandError, match="1 anomalies"):
        call_command("verify_messages", stdout=out)
    assert "parked: reviews.reminder" in out.getvalue()
