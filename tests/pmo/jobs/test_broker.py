"""A worker outlives its broker; the whole story is in tests/faults."""

from types import SimpleNamespace

import pytest
from kombu.transport import redis

from pmo.jobs import broker


def test_every_redis_connection_is_hardened():
    assert redis.Transport.Channel is broker.Channel


@pytest.mark.parametrize(("client", "gives_back"), [(None, False), (object(), True)])
def test_messages_are_given_back_only_over_a_connection_that_is_there(monkeypatch, client, gives_back):
    seen = []
    monkeypatch.setattr(redis.Channel, "close", lambda self: seen.append(self.do_restore))
    channel = object.__new__(broker.Channel)
    channel.connection = SimpleNamespace(client=client)
    channel.close()
    assert seen == [gives_back]
