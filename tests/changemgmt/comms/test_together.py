"""Two people send the same announcement in the same instant; a scheduled one is found by two workers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from changemgmt.comms import services
from changemgmt.comms.choices import State
from changemgmt.comms.models import Announcement, Receipt
from pmo.notify.models import Message
from pmo.records import DomainError
from tests.factories import World
from tests.together import at_once

from .conftest import Write

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_is_refused(world: World, approve: Write) -> None:
    found = approve()
    outcomes = at_once(
        *(
            lambda person=person: services.publish(by=person, announcement=found, now=world.now)
            for person in (world.change, world.pm)
        )
    )
    assert sum(isinstance(one, DomainError) for one in outcomes) == 1
    assert sum(isinstance(one, Announcement) for one in outcomes) == 1
    assert Receipt.objects.count() == 4
    assert Message.objects.filter(rule="announcement.published", channel="inbox").count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_what_is_scheduled_once(world: World, approve: Write) -> None:
    found = services.schedule(by=world.change, announcement=approve(), at=TUESDAY, now=world.now)
    outcomes = at_once(*(lambda: services.publish_due(now=TUESDAY) for _worker in range(2)))
    assert sorted(outcomes) == [0, 1]
    found.refresh_from_db()
    assert (found.state, Receipt.objects.count()) == (State.PUBLISHED, 4)
