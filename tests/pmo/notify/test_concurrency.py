"""Several workers at once: each occasion once, each mail once, one digest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from pmo.accounts.models import User
from pmo.notify import delivery, digest, services
from pmo.notify.choices import Channel, Delivery, Kind, State
from pmo.notify.models import Message
from pmo.notify.selectors import Wish

pytestmark = pytest.mark.django_db(transaction=True)

MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def memory_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def together(act: Callable[[], Any], times: int = 4) -> list[Any]:
    """Run `act` in several threads that start at the same moment; returns what they returned or raised."""
    gate, results = threading.Barrier(times), []

    def run() -> None:
        gate.wait()
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_promised_by_two_at_once_it_is_promised_once(person, note):
    people = [person(f"p{n}") for n in range(20)]

    def promise_all() -> int:
        one = services.Promise
        text = services.Sentence("test.note", {"what": "x", "day": "23"})
        return services.promise_many(
            one(rule="r", subject=people[0], period="1", to=to, text=text, url="/", at=MORNING) for to in people
        )

    results = together(promise_all)
    assert not [r for r in results if isinstance(r, Exception)]
    assert Message.objects.count() == 40


def test_several_workers_send_each_mail_once(person, note):
    for n in range(12):
        note(person(f"p{n}"), at=MORNING)
    results = together(lambda: delivery.deliver_due(now=MORNING).sent)
    assert sum(results) == 12
    ids = [sent.extra_headers["Message-ID"] for sent in mail.outbox]
    assert len(ids) == len(set(ids)) == 12
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_sweep_beside_working_workers_takes_nothing_from_them(person, note):
    for n in range(8):
        note(person(f"p{n}"), at=MORNING)

    def work() -> int:
        delivery.sweep(now=MORNING)
        return delivery.deliver_due(now=MORNING).sent

    assert sum(together(work)) == len(mail.outbox) == 8


def test_two_who_compose_digests_at_once_compose_one(person, note):
    people: list[User] = [person(f"p{n}") for n in range(5)]
    for one in people:
        wishes = {"general": Wish(True, Delivery.DAILY)}
        services.save_preferences(by=one, wishes=wishes, now=MORNING - timedelta(days=2))
        for period in ("a", "b"):
            note(one, period=period, at=MORNING - timedelta(days=1))
    results = together(lambda: digest.compose_digests(now=MORNING))
    assert sum(results) == 5
    assert Message.objects.filter(kind=Kind.DIGEST).count() == 5
    assert Message.objects.filter(channel=Channel.MAIL, state=State.FOLDED).count() == 10
