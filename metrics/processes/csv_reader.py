"""Event logs as CSV: encoding and delimiter found out, columns mapped by the person, every bad row named."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, tzinfo
from typing import BinaryIO

from metrics.engines.process_mining import EventTable
from metrics.processes.log_source import CHUNK, Limits, LogError, Progress, TableBuilder, Unpacked, to_microseconds

_DELIMITERS = ",;\t|"
_MAX_LINE = 1 << 20
_SAMPLE = 50
_GUESSES = {
    "case": "case:concept:name caseid case traceid trace 案例 案例编号 单号 单据号 单据编号 申请单号 申请编号 报销单号"
    " 流程编号 流程实例 实例编号 编号 订单号 工单号 instance processinstanceid documentid id",
    "activity": "concept:name activity activityname task taskname step stepname event action operation 活动 步骤 环节"
    " 节点 节点名称 环节名称 步骤名称 审批节点 操作 动作 任务 任务名称",
    "timestamp": "time:timestamp timestamp completetimestamp completetime datetime eventtime time date createdat"
    " endtime 时间 时间戳 操作时间 完成时间 审批时间 处理时间 办理时间 日期 创建时间",
    "resource": "org:resource resource user performer assignee actor operator handler 处理人 办理人 审批人 操作人"
    " 执行人 人员",
    "role": "org:role role position group 角色 岗位 职务",
    "lifecycle": "lifecycle:transition lifecycle transition phase 生命周期",
}


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """Which header stands for what."""

    case: str
    activity: str
    timestamp: str
    resource: str = ""
    role: str = ""
    lifecycle: str = ""


@dataclass(frozen=True, slots=True)
class CsvPreview:
    """`guess` maps the names of CsvMapping's fields to headers, as far as the headers tell."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guess: dict[str, str]
    encoding: str
    delimiter: str


def read_csv(
    stream: BinaryIO,
    mapping: CsvMapping,
    limits: Limits | None = None,
    progress: Progress | None = None,
    zone: tzinfo = UTC,
    encoding: str = "",
) -> EventTable:
    """The whole log, or LogError: missing_column, duplicate_column, bad_row, missing_value, bad_timestamp, bad_csv,
    line_too_long, wrong_encoding, empty, and those of unpacking and of the table. The stream must be seekable (it is
    read twice when no encoding is given); it may be gzip.

    Row numbers count records, the header being row 1. Faults of single rows are gathered: the error raised is the
    first, its `more` the next ones, up to limits.listed_errors.
    """
    limits = limits or Limits()
    encoding = encoding or sniff_encoding(stream, limits)
    stream.seek(0)
    chunks = Unpacked(stream, limits)
    builder = TableBuilder(limits)
    rows = _records(chunks, encoding, limits)
    where = _columns(next(rows), mapping)
    reader = _RowReader(builder, where, zone)
    faults: list[LogError] = []
    for number, row in enumerate(rows, start=2):
        if not any(map(str.strip, row)):
            continue
        try:
            reader.take(row)
        except LogError as error:
            error.params["row"] = number
            if error.code.startswith("too_many") or len(faults) >= limits.listed_errors:
                faults.append(error)
                break
            faults.append(error)
        if progress and number % 5_000 == 0:
            progress(chunks.read, len(builder))
    if faults:
        faults[0].more = tuple(faults[1:])
        raise faults[0]
    if progress:
        progress(chunks.read, len(builder))
    return builder.finish()


def csv_preview(stream: BinaryIO, limits: Limits | None = None, rows: int = 8) -> CsvPreview:
    """Headers, first rows and a guessed mapping; the stream is read once for its encoding and left at its start."""
    limits = limits or Limits()
    encoding = sniff_encoding(stream, limits)
    stream.seek(0)
    head: list[str] = []
    for line in _lines(Unpacked(stream, limits), encoding):
        head.append(line)
        if len(head) > _SAMPLE:
            break
    stream.seek(0)
    delimiter = _delimiter(head)
    records = [row for row in csv.reader(head, delimiter=delimiter) if row]
    if not records:
        raise LogError("empty")
    headers = tuple(name.strip() for name in records[0])
    sample = tuple(tuple(row) for row in records[1 : rows + 1])
    return CsvPreview(headers, sample, _guess(headers, sample), encoding, delimiter)


def sniff_encoding(stream: BinaryIO, limits: Limits | None = None) -> str:
    """utf-8-sig, utf-16, utf-8 or gb18030, judged on the whole file. LogError wrong_encoding: none of them."""
    limits = limits or Limits()
    stream.seek(0)
    head = next(iter(Unpacked(stream, limits)), b"")
    if not head:
        raise LogError("empty")
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head[:200]:
        zeros = head[1:200:2].count(0) - head[:200:2].count(0)
        return "utf-16-le" if zeros > 0 else "utf-16-be"
    if _decodes(stream, "utf-8", limits):
        return "utf-8"
    if _decodes(stream, "gb18030", limits):
        return "gb18030"
    raise LogError("wrong_encoding")


def _decodes(stream: BinaryIO, encoding: str, limits: Limits) -> bool:
    """Whether all of it decodes, and reads as Chinese: Western text decodes as GB 18030, but to rare characters."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    wide = common = 0
    try:
        for chunk in Unpacked(stream, limits):
            text = decoder.decode(chunk)
            if encoding == "gb18030" and wide < 20_000:
                beyond = "".join(char for char in text if char > "\x7f")
                wide += len(beyond)
                common += len(beyond.encode("gb2312", "ignore")) // 2
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return common >= 0.7 * wide


class _RowReader:
    def __init__(self, builder: TableBuilder, where: dict[str, int], zone: tzinfo) -> None:
        self._builder, self._where, self._zone = builder, where, zone
        self._width = max(where.values()) + 1
        self._names = {index: name for name, index in where.items()}
        self._cases: dict[str, int] = {}

    def take(self, row: list[str]) -> None:
        where = self._where
        if len(row) < self._width:
            raise LogError("bad_row", found=len(row), expected=self._width)
        case, activity, stamp = (row[where[name]].strip() for name in ("case", "activity", "timestamp"))
        for name, value in (("case", case), ("activity", activity), ("timestamp", stamp)):
            if not value:
                raise LogError("missing_value", column=where[name] + 1, field=name)
        try:
            time_us = to_microseconds(stamp, self._zone)
        except (ValueError, OverflowError):
            raise LogError("bad_timestamp", column=where["timestamp"] + 1, value=stamp[:40]) from None
        number = self._cases.get(case)
        if number is None:
            number = self._cases[case] = self._builder.new_case()
            self._builder.name_case(number, case)
        resource, role, phase = (row[where[n]].strip() if n in where else "" for n in ("resource", "role", "lifecycle"))
        self._builder.add(number, activity, time_us, resource, role, phase)


def _columns(headers: list[str], mapping: CsvMapping) -> dict[str, int]:
    names = [name.strip() for name in headers]
    where = {}
    for field in fields(mapping):
        wanted: str = getattr(mapping, field.name)
        if not wanted and field.name in ("resource", "role", "lifecycle"):
            continue
        if names.count(wanted) != 1:
            raise LogError("duplicate_column" if wanted in names else "missing_column", column=wanted, field=field.name)
        where[field.name] = names.index(wanted)
    return where


def _records(chunks: Unpacked, encoding: str, limits: Limits) -> Iterator[list[str]]:
    """Records, the header first; LogError empty, bad_csv, wrong_encoding."""
    lines = _lines(chunks, encoding)
    head = [line for line, _ in zip(lines, range(_SAMPLE), strict=False)]
    if not any(line.strip() for line in head):
        raise LogError("empty")

    def again() -> Iterator[str]:
        yield from head
        yield from lines

    reader = csv.reader(again(), delimiter=_delimiter(head), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise LogError("bad_csv", line=reader.line_num) from None
        yield row


def _lines(chunks: Unpacked, encoding: str) -> Iterator[str]:
    """Lines with their ends; LogError line_too_long, wrong_encoding (a zero character is no text either)."""
    try:
        text = io.TextIOWrapper(io.BufferedReader(_Raw(iter(chunks)), CHUNK), encoding=encoding, newline="")
    except LookupError:
        raise LogError("wrong_encoding", value=encoding[:40]) from None
    number = 0
    while True:
        number += 1
        try:
            line = text.readline(_MAX_LINE)
        except UnicodeError:
            raise LogError("wrong_encoding", line=number) from None
        if not line:
            return
        if len(line) >= _MAX_LINE:
            raise LogError("line_too_long", line=number, limit=_MAX_LINE)
        if "\0" in line:
            raise LogError("wrong_encoding", line=number)
        yield line


class _Raw(io.RawIOBase):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._rest or next(self._chunks, b"")
        size = min(len(buffer), len(piece))
        buffer[:size], self._rest = piece[:size], piece[size:]
        return size


def _delimiter(head: list[str]) -> str:
    """The character that cuts most lines into the same number of fields (more than one); a comma when none does."""
    best, winner = (0, 0), ","
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            score = (sum(width == widths[0] for width in widths), widths[0])
            if score > best:
                best, winner = score, delimiter
    return winner


def _guess(headers: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    plain = {re.sub(r"[\s_\-]+", "", name).lower(): name for name in reversed(headers)}
    guess: dict[str, str] = {}
    for field, words in _GUESSES.items():
        for word in words.split():
            name = plain.get(word)
            if name is not None and name not in guess.values():
                guess[field] = name
                break
    if "timestamp" not in guess and rows:
        for i, name in enumerate(headers):
            if name not in guess.values() and all(len(row) > i and _is_moment(row[i]) for row in rows):
                guess["timestamp"] = name
                break
    return guess


def _is_moment(text: str) -> bool:
    try:
        to_microseconds(text, UTC)
    except (ValueError, OverflowError):
        return False
    return not text.strip().isdecimal()
