"""Files of events: CSV and JSON lines, read line by line however large they are."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import orjson
from django.utils.translation import gettext_lazy as _

from pmo.exchange.specs import fold
from pmo.files import formats
from pmo.records import Invalid

DELIMITERS = ",;\t|"
# Headers people write → what the events call it.
HEADERS = {
    "event_id": ("event_id", "eventid", "id", "事件编号", "编号"),
    "person": ("person", "user", "employee", "employee_no", "人员", "工号", "用户"),
    "feature": ("feature", "function", "功能", "功能编码"),
    "occurred_at": ("occurred_at", "time", "timestamp", "at", "时间", "发生时间"),
    "kind": ("kind", "type", "类型", "动作"),
}
NEEDED = ("person", "occurred_at")
LONGEST_LINE = 20_000

Line = tuple[int, Any, int]
"""Number of the line, the entry, bytes or characters read so far."""


def lines(file: BinaryIO, name: str, zone: ZoneInfo) -> Iterator[Line]:
    """Entries as the interface takes them. Raises Invalid for what is no such file."""
    encoding = formats.text_encoding(file)
    if encoding is None:
        raise Invalid(_("The file is not plain text in UTF-8, UTF-16 or GB 18030."), code="encoding", field="file")
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        reader = _json_lines(text) if name.lower().endswith(("jsonl", "ndjson")) else _table(text)
        for number, entry, read in reader:
            yield number, _completed(entry, zone), read
    finally:
        text.detach()


def _json_lines(text: io.TextIOWrapper) -> Iterator[Line]:
    read = 0
    for number, line in enumerate(text, start=1):
        read += len(line)
        plain = line.strip().removeprefix("\ufeff")
        if not plain:
            continue
        try:
            yield number, orjson.loads(plain) if len(plain) <= LONGEST_LINE else None, read
        except orjson.JSONDecodeError:
            yield number, None, read


def _table(text: io.TextIOWrapper) -> Iterator[Line]:
    head = text.readline(LONGEST_LINE).removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=head.count)
    names = _columns(next(csv.reader([head], delimiter=delimiter), []))
    read = len(head)
    reader = csv.reader(_counted(text), delimiter=delimiter)
    try:
        for cells in reader:
            read += sum(map(len, cells)) + len(cells)
            if any(cells):
                pairs = zip(names, cells, strict=False)
                yield reader.line_num + 1, {name: cell.strip() for name, cell in pairs if name and cell.strip()}, read
    except csv.Error as error:
        raise Invalid(
            _("Line %(line)s cannot be read: a quotation mark is missing or a field is too long."),
            code="malformed_csv",
            field="file",
            params={"line": reader.line_num + 1},
        ) from error


def _counted(text: io.TextIOWrapper) -> Iterator[str]:
    for line in text:
        if len(line) > LONGEST_LINE:
            raise csv.Error
        yield line


def _columns(headers: Sequence[str]) -> list[str]:
    """The name of each column, "" for those nobody needs. Raises Invalid."""
    known = {fold(alias): name for name, aliases in HEADERS.items() for alias in aliases}
    names = [known.get(fold(header), "") for header in headers]
    for name in NEEDED:
        if names.count(name) != 1:
            raise Invalid(
                _("The first line must name the columns %(needed)s, each once."),
                code="missing_column",
                field="file",
                params={"needed": ", ".join(NEEDED)},
            )
    return names


def _completed(entry: Any, zone: ZoneInfo) -> Any:
    """Times without offset are meant in the zone of the system; a row without id is known by what it says."""
    if type(entry) is not dict:
        return entry
    entry["occurred_at"] = _with_offset(entry.get("occurred_at"), zone)
    if not entry.get("feature"):
        entry.pop("feature", None)
        entry.setdefault("kind", "login")
    if not entry.get("event_id"):
        said = "\x1f".join(str(entry.get(name, "")) for name in ("person", "feature", "occurred_at", "kind"))
        entry["event_id"] = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return entry


def _with_offset(text: Any, zone: ZoneInfo) -> Any:
    if type(text) is not str or not 15 < len(text) < 40:
        return text
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return text
    return at.replace(tzinfo=zone).isoformat() if at.tzinfo is None else at.isoformat()
