"""The digest: one mail per person and local working day, whoever asks for it and how often."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from pmo.notify import delivery, digest, services
from pmo.notify.choices import Channel, Delivery, Kind, State
from pmo.notify.models import Message
from pmo.notify.selectors import Wish

# 08:30 in Shanghai on Monday 23 November.
MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
SUNDAY = MORNING - timedelta(days=1)
DAILY = {"general": Wish(True, Delivery.DAILY)}


@pytest.fixture(autouse=True)
def memory_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def reader(person):
    def make(username="lin", **fields):
        one = person(username, **fields)
        services.save_preferences(by=one, wishes=DAILY, now=SUNDAY)
        return one

    return make


def digests() -> list[Message]:
    return list(Message.objects.filter(kind=Kind.DIGEST).order_by("pk"))


def test_a_day_of_messages_becomes_one_mail(reader, note):
    lin = reader(language="en")
    for period in ("a", "b", "c"):
        note(lin, period=period, at=SUNDAY)
    delivery.deliver_due(now=SUNDAY)
    assert not mail.outbox
    assert digest.compose_digests(now=MORNING) == 1
    delivery.deliver_due(now=MORNING)
    sent = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert sent.subject.startswith("3 messages on ")
    assert sent.body.count("/reviews/1/") == 3
    assert Message.objects.filter(state=State.FOLDED, digest=digests()[0]).count() == 3
    assert Message.objects.filter(channel=Channel.INBOX, state=State.SENT).count() == 3


def test_composing_twice_composes_once(reader, note):
    lin = reader()
    note(lin, at=SUNDAY)
    assert digest.compose_digests(now=MORNING) == 1
    note(lin, period="later", at=MORNING + timedelta(minutes=5))
    assert digest.compose_digests(now=MORNING + timedelta(minutes=15)) == 0
    assert len(digests()) == 1
    assert digest.compose_digests(now=MORNING + timedelta(days=1)) == 1
    assert [row.period for row in digests()] == ["2026-11-23", "2026-11-24"]


def test_nothing_waiting_means_no_mail(reader):
    reader()
    assert digest.compose_digests(now=MORNING) == 0


def test_it_waits_for_half_past_eight_on_the_readers_clock(reader, note):
    shanghai, berlin = reader(), reader("bo", time_zone="Europe/Berlin")
    note(shanghai, at=SUNDAY)
    note(berlin, at=SUNDAY)
    assert digest.compose_digests(now=MORNING - timedelta(minutes=1)) == 0
    assert digest.compose_digests(now=MORNING) == 1
    assert digest.compose_digests(now=MORNING + timedelta(hours=7)) == 1
    assert {row.recipient for row in digests()} == {shanghai, berlin}


@pytest.mark.parametrize(
    ("morning", "count"),
    [
        (datetime(2026, 11, 22, 0, 30, tzinfo=UTC), 0),  # an ordinary Sunday
        (datetime(2026, 10, 1, 0, 30, tzinfo=UTC), 0),  # National Day, a Thursday
        (datetime(2026, 10, 10, 0, 30, tzinfo=UTC), 1),  # a Saturday worked in its place
    ],
)
def test_it_follows_the_working_calendar(reader, note, morning, count):
    note(reader(), at=morning - timedelta(hours=1))
    assert digest.compose_digests(now=morning) == count


def test_what_is_due_later_is_not_told_early(reader, note):
    lin = reader()
    note(lin, at=MORNING + timedelta(days=7))
    assert digest.compose_digests(now=MORNING) == 0


def test_a_change_of_mind_lets_the_held_mails_go_at_once(reader, note):
    lin = reader()
    note(lin, at=SUNDAY)
    delivery.deliver_due(now=SUNDAY)
    services.save_preferences(by=lin, wishes={"general": Wish(True, Delivery.AT_ONCE)}, now=SUNDAY)
    delivery.deliver_due(now=SUNDAY)
    assert len(mail.outbox) == 1
    assert digest.compose_digests(now=MORNING) == 0


def test_a_digest_for_somebody_who_left_is_not_sent(reader, note):
    lin = reader()
    note(lin, at=SUNDAY)
    digest.compose_digests(now=MORNING)
    type(lin).objects.filter(pk=lin.pk).update(is_active=False)
    delivery.deliver_due(now=MORNING)
    assert not mail.outbox
    assert digests()[0].skip_reason == "inactive"


def test_a_withdrawn_message_is_left_out(reader, note):
    lin = reader()
    note(lin, at=SUNDAY)
    note(lin, period="other", at=SUNDAY)
    delivery.deliver_due(now=SUNDAY)
    services.withdraw(rule="reviews.reminder", subject=lin, period="other")
    digest.compose_digests(now=MORNING)
    assert digests()[0].folded.count() == 1


def test_a_very_long_digest_says_how_many_more(reader, note, settings):
    lin = reader(language="en")
    for n in range(53):
        note(lin, period=str(n), at=SUNDAY)
    digest.compose_digests(now=MORNING)
    delivery.deliver_due(now=MORNING)
    assert "3 more messages are in your inbox" in mail.outbox[0].body
    assert mail.outbox[0].body.count("/reviews/1/") == 50
