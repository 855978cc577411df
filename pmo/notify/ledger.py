"""The audit of promises: what should have been promised and delivered, against what was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef

from .choices import Channel, Kind, State
from .models import Message, MessageQuerySet

# A mail older than this and still waiting means that no worker runs.
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Expected:
    """One occasion that must have been promised to one person."""

    rule: str
    subject_kind: str
    subject_id: str
    period: str
    recipient_id: int

    def __str__(self) -> str:
        return f"{self.rule} {self.subject_kind}:{self.subject_id} {self.period} → {self.recipient_id}"


@dataclass(frozen=True)
class Anomaly:
    code: str
    detail: str


@dataclass
class Report:
    """The outcome of one audit."""

    expected: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    anomalies: list[Anomaly] = field(default_factory=list)


# (from, to) → the occasions due in between. Registered by the room that owns the cause.
Source = Callable[[datetime, datetime], Iterable[Expected]]

_sources: dict[str, Source] = {}


def expect(rule: str, source: Source) -> None:
    """Say which occasions of `rule` must exist; the audit then finds missing and unexplained ones."""
    _sources[rule] = source


def verify(*, since: datetime, now: datetime) -> Report:
    """Compare everything due between the two moments."""
    report = Report()
    due = Message.objects.filter(due_at__gte=since, due_at__lte=now)
    counts = due.values("channel", "state").annotate(n=Count("id")).order_by("channel", "state")
    report.rows = {f"{row['channel']} {row['state']}": row["n"] for row in counts}
    for rule, source in sorted(_sources.items()):
        expected = set(source(since, now))
        report.expected += len(expected)
        report.anomalies += _against(rule, expected, due)
    for check in (_unpaired, _waiting, _parked, _broken_digests, _reused_ids):
        report.anomalies += check(due, now)
    return report


def _against(rule: str, expected: set[Expected], due: MessageQuerySet) -> Iterator[Anomaly]:
    rows = due.filter(rule=rule, channel=Channel.INBOX).exclude(state=State.WITHDRAWN)
    actual = {
        Expected(row.rule, row.subject_kind, row.subject_id, row.period, row.recipient_id) for row in rows.iterator()
    }
    yield from (Anomaly("missing", str(one)) for one in sorted(expected - actual, key=str))
    yield from (Anomaly("unexplained", str(one)) for one in sorted(actual - expected, key=str))


def _unpaired(due: MessageQuerySet, now: datetime) -> Iterator[Anomaly]:
    """Every occasion has both channels; only a digest is a mail without an inbox row."""
    same = {name: OuterRef(name) for name in ("rule", "subject_kind", "subject_id", "period", "recipient_id")}
    for channel, other in ((Channel.INBOX, Channel.MAIL), (Channel.MAIL, Channel.INBOX)):
        alone = due.filter(channel=channel).exclude(kind=Kind.DIGEST)
        alone = alone.filter(~Exists(Message.objects.filter(channel=other, **same)))
        yield from (Anomaly("unpaired", str(row)) for row in alone)


def _waiting(due: MessageQuerySet, now: datetime) -> Iterator[Anomaly]:
    for row in due.filter(state=State.PENDING, next_try_at__lt=now - LATE):
        yield Anomaly(
            "late", f"{row} due {row.due_at:%Y-%m-%d %H:%M}, {row.attempts} attempts {row.last_error}".strip()
        )
    for row in due.filter(state=State.LEASED, lease_until__lt=now - LATE):
        yield Anomaly("lease", f"{row} held until {row.lease_until:%Y-%m-%d %H:%M} by a worker that is gone")


def _parked(due: MessageQuerySet, now: datetime) -> Iterator[Anomaly]:
    yield from (Anomaly("parked", f"{row} {row.last_error}") for row in due.filter(state=State.FAILED))


def _broken_digests(due: MessageQuerySet, now: datetime) -> Iterator[Anomaly]:
    lost = due.filter(state=State.FOLDED, digest__isnull=True)
    yield from (Anomaly("digest", f"{row} belongs to no digest") for row in lost)
    foreign = due.filter(state=State.FOLDED).exclude(digest__recipient_id=F("recipient_id")).exclude(digest=None)
    yield from (Anomaly("digest", f"{row} is in somebody else's digest") for row in foreign)


def _reused_ids(due: MessageQuerySet, now: datetime) -> Iterator[Anomaly]:
    mails = due.filter(channel=Channel.MAIL).values("message_id").annotate(n=Count("id")).filter(n__gt=1)
    yield from (Anomaly("message-id", f"{row['message_id']} on {row['n']} mails") for row in mails.order_by())
