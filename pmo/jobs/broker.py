"""Keeps a worker alive when Redis goes away while it holds a message.

On a lost connection Celery first lets go of the transport and then closes the channel, which tries to give the message
in hand back to the queue. For that kombu asks the transport for its address; it is gone, and the AttributeError ends
the worker (Celery 5.7: "Unrecoverable error: 'NoneType' object has no attribute 'hostname'").
Not giving it back loses nothing here: messages only wake workers, and the sweeper calls again.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis


class Channel(redis.Channel):
    """A Redis channel that does not try to give messages back over a connection that is gone."""

    connection: Any
    do_restore: bool

    def close(self) -> None:
        if self.connection is None or self.connection.client is None:
            self.do_restore = False
        super().close()


def harden() -> None:
    """Make every Redis connection of this process use it."""
    redis.Transport.Channel = Channel
