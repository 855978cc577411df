"""What the readers of event logs share: limits, errors, unpacking, time stamps, building the table."""

import re
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import BinaryIO

import numpy as np

from metrics.engines.process_mining import EventTable

Progress = Callable[[int, int], None]  # bytes of the upload read so far, events so far; may raise to cancel
Param = str | int

CHUNK = 1 << 18
GZIP_MAGIC = b"\x1f\x8b"
_RATIO_FLOOR = 8 << 20  # small files may be repetitive; the ratio is judged beyond this
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_SLASHED = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?"
    r"(?:[T\s]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_EPOCH_DIGITS = {9: 10**6, 10: 10**6, 13: 10**3, 16: 1}  # digits → microseconds per unit


@dataclass(frozen=True, slots=True)
class Limits:
    packed_bytes: int = 200 << 20
    unpacked_bytes: int = 1 << 30
    ratio: int = 200
    events: int = 1_000_000
    activities: int = 1_000
    name_chars: int = 300
    listed_errors: int = 20


class LogError(Exception):
    """The log cannot be read. `code` names the reason, `params` say where (line, row, column, event, value, limit …).

    `more` holds further faults of the same file, for a table that is checked whole before it is refused.
    """

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
        self.more: tuple[LogError, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class Unpacked:
    """The upload in chunks, unpacked when it is gzip; never more than the limits allow, never half a gzip file.

    Iterating raises LogError too_large, gzip_bomb, bad_gzip, truncated. `read` counts bytes of the upload.
    """

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self.read = 0
        self.size = 0
        self._stream = stream
        self._limits = limits

    def __iter__(self) -> Iterator[bytes]:
        head = self._next()
        for chunk in self._gunzip(head) if head.startswith(GZIP_MAGIC) else self._plain(head):
            self.size += len(chunk)
            if self.size > self._limits.unpacked_bytes:
                raise LogError("too_large", limit=self._limits.unpacked_bytes)
            yield chunk

    def _next(self) -> bytes:
        chunk = self._stream.read(CHUNK)
        self.read += len(chunk)
        if self.read > self._limits.packed_bytes:
            raise LogError("too_large", limit=self._limits.packed_bytes)
        return chunk

    def _plain(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            yield chunk
            chunk = self._next()

    def _gunzip(self, chunk: bytes) -> Iterator[bytes]:
        unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while chunk:
            try:
                out = unzip.decompress(chunk, CHUNK)
            except zlib.error:
                raise LogError("bad_gzip") from None
            if self.size + len(out) > max(_RATIO_FLOOR, self._limits.ratio * self.read):
                raise LogError("gzip_bomb", ratio=self._limits.ratio)
            if out:
                yield out
            if unzip.eof:  # a gzip file may hold several members, and zero bytes as padding
                chunk = unzip.unused_data.lstrip(b"\0") or self._next().lstrip(b"\0")
                if chunk:
                    unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
            else:
                chunk = unzip.unconsumed_tail or self._next()
        if not unzip.eof:
            raise LogError("truncated")


class TableBuilder:
    """Collects events; `finish` gives the table. Names are checked for length, life cycles are settled at the end."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._case, self._activity = array("i"), array("i")
        self._resource, self._role, self._phase = array("i"), array("i"), array("i")
        self._time = array("q")
        self._cases: list[str] = []
        self._activities: dict[str, int] = {}
        self._resources: dict[str, int] = {}
        self._roles: dict[str, int] = {}
        self._phases: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._time)

    def new_case(self) -> int:
        """The number of a case whose name is given later by `name_case`."""
        self._cases.append("")
        return len(self._cases) - 1

    def name_case(self, case: int, name: str) -> None:
        self._cases[case] = self._short(name)

    def add(self, case: int, activity: str, time_us: int, resource: str, role: str, phase: str) -> None:
        """One event; resource, role and life cycle phase may be empty. LogError too_many_events, …activities, name."""
        if len(self._time) >= self._limits.events:
            raise LogError("too_many_events", limit=self._limits.events)
        number = self._activities.get(activity)
        if number is None:
            number = self._activities[self._short(activity)] = len(self._activities)
            if number >= self._limits.activities:
                raise LogError("too_many_activities", limit=self._limits.activities)
        self._case.append(case)
        self._activity.append(number)
        self._time.append(time_us)
        self._resource.append(self._number(self._resources, resource))
        self._role.append(self._number(self._roles, role))
        self._phase.append(self._number(self._phases, phase.lower()))

    def finish(self) -> EventTable:
        """LogError empty when no event is left."""
        if not len(self):
            raise LogError("empty")
        columns = [
            np.array(column, dtype=np.int32)
            for column in (self._case, self._activity, self._resource, self._role, self._phase)
        ]
        time = np.array(self._time, dtype=np.int64)
        complete = self._phases.get("complete")
        skipped = 0
        if complete is not None and len(self._phases) > 1:
            keep = (columns[4] == complete) | (columns[4] < 0)
            skipped = int(len(keep) - keep.sum())
            columns, time = [column[keep] for column in columns], time[keep]
        used, case = np.unique(columns[0], return_inverse=True)  # a case without events is no case
        return EventTable(
            case_index=case.astype(np.int32),
            activity_index=columns[1],
            timestamp_us=time,
            resource_index=columns[2],
            role_index=columns[3],
            case_ids=_distinct([self._cases[i] or f"#{i + 1}" for i in used.tolist()]),
            activities=tuple(self._activities),
            resources=tuple(self._resources),
            roles=tuple(self._roles),
            skipped=skipped,
        )

    def _number(self, names: dict[str, int], name: str) -> int:
        if not name:
            return -1
        number = names.get(name)
        if number is None:
            number = names[self._short(name)] = len(names)
        return number

    def _short(self, name: str) -> str:
        if len(name) > self._limits.name_chars:
            raise LogError("name_too_long", value=name[:40], limit=self._limits.name_chars)
        return name


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Two cases of one name stay two cases: "A", "A (2)"."""
    seen: set[str] = set()
    times: dict[str, int] = {}
    distinct = []
    for name in names:
        unique = name
        while unique in seen:
            times[name] = times.get(name, 1) + 1
            unique = f"{name} ({times[name]})"
        seen.add(unique)
        distinct.append(unique)
    return tuple(distinct)


def to_microseconds(text: str, zone: tzinfo) -> int:
    """Microseconds since 1970 in UTC; `zone` applies to a stamp without an offset.

    ISO 8601; YYYY-MM-DD, YYYY/MM/DD, YYYY.MM.DD or YYYY年M月D日, with or without H:MM[:SS[.f]] and offset;
    YYYYMMDD[HHMM[SS]]; epoch of 9 or 10 digits (s, also with a fraction), 13 (ms), 16 (µs).
    Raises ValueError, also outside the years 1900 to 2199. An hour that occurs twice (end of summer time) is the first.
    """
    text = text.strip()
    if text.isdecimal() and text.isascii():
        moment = _from_digits(text)
        if isinstance(moment, int):
            return _in_range(_EPOCH + moment * _MICROSECOND)
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = _from_written(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return _in_range(moment)


def _in_range(moment: datetime) -> int:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("year out of range")
    return (moment - _EPOCH) // _MICROSECOND


def _from_digits(text: str) -> datetime | int:
    if len(text) in _EPOCH_DIGITS:
        return int(text) * _EPOCH_DIGITS[len(text)]
    if len(text) in (8, 12, 14):
        return datetime.strptime(  # noqa: DTZ007 (the zone follows)
            text, "%Y%m%d%H%M%S"[: len(text) - 2 if len(text) > 8 else 6]
        )
    raise ValueError("not a time stamp")


def _from_written(text: str) -> datetime:
    seconds, dot, fraction = text.partition(".")
    if dot and seconds.isdecimal() and len(seconds) in (9, 10) and fraction.isdecimal():
        return _EPOCH + timedelta(seconds=int(seconds), microseconds=int(fraction[:6].ljust(6, "0")))
    match = _SLASHED.fullmatch(text)
    if not match:
        raise ValueError("not a time stamp")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    moment = datetime(  # noqa: DTZ001 (the zone follows)
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
    )
    moment += timedelta(microseconds=int((fraction or "0")[:6].ljust(6, "0")))
    if not offset:
        return moment
    if offset in "Zz":
        return moment.replace(tzinfo=UTC)
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return moment.replace(tzinfo=timezone(-ahead if offset[0] == "-" else ahead))
