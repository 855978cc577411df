"""IEEE 1849 XES logs, streamed through expat with every DTD, entity and outside reference refused.

The SAX layer of the standard library costs more than expat itself, so the two element handlers sit directly on the
parser that defusedxml has armed.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from typing import Any, BinaryIO
from xml.sax import SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from metrics.engines.process_mining import EventTable
from metrics.processes.log_source import Limits, LogError, Progress, TableBuilder, Unpacked, to_microseconds

_NAME, _TIME, _RESOURCE, _ROLE = ("concept:name", "time:timestamp", "org:resource", "org:role")
_PHASE = "lifecycle:transition"
_WANTED = frozenset((_NAME, _TIME, _RESOURCE, _ROLE, _PHASE))
_MAX_DEPTH = 64
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_CHINESE = {"gb2312", "gbk", "gb18030", "cp936", "gb_2312-80"}
_CUT_OFF = {3, 5, 20}  # expat: no element found, unclosed token, unclosed CDATA section
_BAD_ENCODING = {18, 19}  # expat: unknown encoding, encoding specified in XML declaration is incorrect
_INVALID_TOKEN = 4


def read_xes(
    stream: BinaryIO, limits: Limits | None = None, progress: Progress | None = None, zone: tzinfo = UTC
) -> EventTable:
    """The whole log, or LogError: not_xml, not_xes, dtd_forbidden, truncated, too_large, too_many_events,
    too_many_activities, name_too_long, too_deep, bad_timestamp, missing_timestamp, missing_activity, empty,
    wrong_encoding, bad_gzip, gzip_bomb. The stream may be gzip.

    One trace is one case. Only events of life cycle "complete" count when the log knows that phase.
    """
    limits = limits or Limits()
    chunks = Unpacked(stream, limits)
    builder = TableBuilder(limits)
    parser = _Parser(_Handler(builder, zone))
    last = b""
    try:
        for chunk in _as_expat_knows(chunks, parser):
            last = last[-8:] + chunk
            parser.take(chunk)
            if progress:
                progress(chunks.read, len(builder))
        if not chunks.size:
            raise LogError("empty")
        parser.take(b"", final=True)
    except DefusedXmlException:
        raise LogError("dtd_forbidden", line=parser.line) from None
    except SAXParseException as error:
        raise _as_log_error(error, parser, last) from None
    except LogError as error:
        error.params.setdefault("line", parser.line)
        raise
    return builder.finish()


class _Handler:
    """Depths: 1 log, 2 trace, 3 event or attribute of the trace, 4 attribute of the event."""

    def __init__(self, builder: TableBuilder, zone: tzinfo) -> None:
        self._builder, self._zone = builder, zone
        self._depth = 0
        self._case = -1
        self._case_name = ""
        self._in_event = False
        self._event: dict[str, str] = {}
        self._trace_tag, self._event_tag = "trace", "event"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        depth = self._depth
        if depth == 4:
            if self._in_event:
                key = attributes.get("key")
                if key in _WANTED:
                    self._event.setdefault(key, attributes.get("value", "").strip())
        elif depth == 3:
            if self._case >= 0:
                if tag == self._event_tag:
                    self._in_event = True
                    self._event = {}
                elif attributes.get("key") == _NAME:
                    self._case_name = attributes.get("value", "").strip()
        elif depth == 2:
            if tag == self._trace_tag:
                self._case, self._case_name = self._builder.new_case(), ""
        elif depth == 1:
            prefix, _, local = tag.rpartition(":")
            if local != "log":
                raise LogError("not_xes", value=tag[:40])
            if prefix:
                self._trace_tag, self._event_tag = f"{prefix}:trace", f"{prefix}:event"
        elif depth > _MAX_DEPTH:
            raise LogError("too_deep", limit=_MAX_DEPTH)

    def end(self, tag: str) -> None:
        if self._depth == 3 and self._in_event:
            self._in_event = False
            self._finish_event()
        elif self._depth == 2 and self._case >= 0:
            self._builder.name_case(self._case, self._case_name)
            self._case = -1
        self._depth -= 1

    def _finish_event(self) -> None:
        event = self._event
        number = len(self._builder) + 1
        activity, stamp = event.get(_NAME), event.get(_TIME)
        if not activity:
            raise LogError("missing_activity", event=number)
        if not stamp:
            raise LogError("missing_timestamp", event=number)
        try:
            time_us = to_microseconds(stamp, self._zone)
        except (ValueError, OverflowError):
            raise LogError("bad_timestamp", event=number, value=stamp[:40]) from None
        self._builder.add(
            self._case, activity, time_us, event.get(_RESOURCE, ""), event.get(_ROLE, ""), event.get(_PHASE, "")
        )


class _Parser(DefusedExpatParser):
    _source: Any

    def __init__(self, handler: _Handler) -> None:
        super().__init__(forbid_dtd=True, forbid_entities=True, forbid_external=True)
        self._handler = handler
        self._parser: Any = None

    def reset(self) -> None:
        super().reset()
        expat = self._parser
        expat.StartElementHandler = self._handler.start
        expat.EndElementHandler = self._handler.end
        for unused in ("CharacterDataHandler", "ProcessingInstructionHandler", "StartNamespaceDeclHandler",
                       "EndNamespaceDeclHandler"):  # fmt: skip
            setattr(expat, unused, None)

    def take(self, chunk: bytes, final: bool = False) -> None:
        try:
            self.feed(chunk, final)
        except DefusedXmlException:  # a ValueError itself
            raise
        except (LookupError, ValueError):  # the declared encoding is unknown, or of several bytes
            raise LogError("wrong_encoding") from None

    def assume(self, encoding: str) -> None:
        self._source.setEncoding(encoding)

    @property
    def line(self) -> int:
        return int(self._parser.CurrentLineNumber) if self._parser else 1

    def code(self) -> int:
        return int(self._parser.ErrorCode)


def _as_expat_knows(chunks: Unpacked, parser: _Parser) -> Iterator[bytes]:
    """Chinese encodings, which expat does not know, as UTF-8; everything else as it is."""
    decoder = None
    for i, chunk in enumerate(chunks):
        if i == 0:
            declared = _DECLARED.search(chunk[:512])
            if declared and declared[1].decode("ascii").lower() in _CHINESE:
                decoder = codecs.getincrementaldecoder("gb18030")()
                parser.assume("utf-8")
        if decoder is None:
            yield chunk
            continue
        try:
            yield decoder.decode(chunk).encode()
        except UnicodeDecodeError:
            raise LogError("wrong_encoding", value="gb18030") from None


def _as_log_error(error: SAXParseException, parser: _Parser, last: bytes) -> LogError:
    line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
    code = parser.code()
    if code in _CUT_OFF:
        return LogError("truncated", line=line)
    if code in _BAD_ENCODING or (code == _INVALID_TOKEN and not _is_utf8(last)):
        return LogError("wrong_encoding", line=line, column=column)
    return LogError("not_xml", line=line, column=column)


def _is_utf8(piece: bytes) -> bool:
    """A piece may begin and end inside a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(piece.lstrip(bytes(range(0x80, 0xC0))))
    except UnicodeDecodeError:
        return False
    return True
