"""Stands for the web process: does on command what requests do, and tells what the database says.

Reads one JSON command per line, answers one JSON line. A process of its own, so that it meets the broker and the
database exactly as a web worker would.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from tests.faults import app as _application  # noqa: F401 - sets Django up with the tests' work

from django.db import transaction  # isort: skip
from django.db.models import Count  # isort: skip
from django.test import Client  # isort: skip

from pmo import jobs, notify, texts  # isort: skip
from pmo.accounts.models import User  # isort: skip
from pmo.audit.models import AuditEntry  # isort: skip
from pmo.jobs.models import Job  # isort: skip
from pmo.notify.choices import Channel  # isort: skip
from pmo.notify.models import Message  # isort: skip


def people(names: list[str]) -> int:
    now = datetime.now(UTC)
    User.objects.bulk_create(
        [
            User(username=name, name=name, email=f"{name}@example.com", created_at=now, updated_at=now)
            for name in names
            if not User.objects.filter(username=name).exists()
        ]
    )
    return User.objects.count()


def promise(to: str, periods: list[str]) -> float:
    """Each in a transaction of its own, as separate requests would; returns the longest in seconds."""
    person = User.objects.get(username=to)
    longest = 0.0
    for period in periods:
        started = time.monotonic()
        with transaction.atomic():
            notify.promise(
                rule="faults.note",
                subject=person,
                period=period,
                to=person,
                text=texts.Sentence("faults.note", {"n": period}),
                url="/",
                at=datetime.now(UTC),
            )
        longest = max(longest, time.monotonic() - started)
    return longest


def start(count: int, seconds: float) -> float:
    longest = 0.0
    for _n in range(count):
        started = time.monotonic()
        with transaction.atomic():
            jobs.start(by=None, kind="faults.work", params={"seconds": seconds}, now=datetime.now(UTC))
        longest = max(longest, time.monotonic() - started)
    return longest


def post(username: str, path: str) -> tuple[int, float]:
    """A whole request through every middleware; returns its status and the seconds it took."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=username))
    started = time.monotonic()
    status = client.post(path).status_code
    return status, time.monotonic() - started


def report() -> dict[str, Any]:
    """The ledger: rows per state, occasions that are doubled, effects per job."""
    rows = Message.objects.values_list("channel", "state")
    mails = Message.objects.filter(channel=Channel.MAIL)
    doubled = Message.objects.values("rule", "subject_id", "period", "recipient", "channel").annotate(n=Count("id"))
    reminded = list(mails.filter(rule="faults.remind").values_list("period", "message_id"))
    effects = Counter(AuditEntry.objects.filter(act="faults.effect").values_list("object_id", flat=True))
    return {
        "messages": dict(Counter(f"{channel} {state}" for channel, state in rows)),
        "doubled": doubled.filter(n__gt=1).count(),
        "jobs": dict(Counter(Job.objects.values_list("state", flat=True))),
        "attempts": sum(Job.objects.values_list("attempts", flat=True)),
        "effects": sorted(Counter(effects.values()).items()),
        "mail_ids": sorted(mails.values_list("message_id", flat=True)),
        "periods": {period: [one for other, one in reminded if other == period] for period, _one in reminded},
    }


COMMANDS = {"people": people, "promise": promise, "start": start, "post": post, "report": report}


def main() -> None:
    for line in sys.stdin:
        name, arguments = json.loads(line)
        sys.stdout.write(json.dumps(COMMANDS[name](**arguments)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
