"""Why a log cannot be read, in words. Stored as code and parameters, worded in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.processes.log_source import LogError
from pmo.records import Invalid
from pmo.web import formats

FIELDS: dict[str, str | Promise] = {
    "case": _("case number"),
    "activity": _("step"),
    "timestamp": _("time"),
    "resource": _("person"),
    "role": _("role"),
    "lifecycle": _("phase"),
}

# By code: the wording for as much as is known of the place, most precise first.
_WORDS: dict[str, tuple[str | Promise, ...]] = {
    "empty": (_("The file holds no events."),),
    "unknown_type": (
        _("“%(filename)s” is no event log; its content is %(found)s. Upload XES, XES.gz or CSV."),
        _("“%(filename)s” is no event log. Upload XES, XES.gz or CSV."),
    ),
    "not_gzip": (_("“%(filename)s” is named .gz but is not compressed. Rename or compress it."),),
    "bad_gzip": (_("The compressed file is damaged. Compress the log again and upload the new file."),),
    "gzip_bomb": (_("The file unpacks to more than %(ratio)s times its size, as harmful files do."),),
    "truncated": (
        _("The file breaks off at line %(line)s. Export the log again; the transfer was probably cut."),
        _("The file breaks off before its end. Export the log again; the transfer was probably cut."),
    ),
    "too_large": (_("The log is larger than %(limit)s. Export a shorter period."),),
    "wrong_encoding": (
        _("Line %(line)s is no readable text. Save the file as UTF-8 or GB 18030."),
        _("The file is no readable text. Save it as UTF-8 or GB 18030."),
    ),
    "not_xml": (
        _("Line %(line)s, column %(column)s: this is not well-formed XML."),
        _("The file is not well-formed XML."),
    ),
    "not_xes": (_("The XML begins with <%(value)s>, an event log with <log>."),),
    "dtd_forbidden": (_("Line %(line)s declares a document type, which is not allowed. Remove the <!DOCTYPE> part."),),
    "too_deep": (_("Line %(line)s: elements lie more than %(limit)s deep in each other."),),
    "too_many_events": (_("The log has more than %(limit)s events. Export a shorter period."),),
    "too_many_activities": (
        _("The log has more than %(limit)s different steps. Is the right column chosen as the step?"),
    ),
    "name_too_long": (
        _("Row %(row)s: “%(value)s…” is longer than %(limit)s characters."),
        _("Line %(line)s: “%(value)s…” is longer than %(limit)s characters."),
    ),
    "bad_timestamp": (
        _("Row %(row)s, column %(column)s: “%(value)s” is no time. Write it like 2026-11-23 08:30."),
        _("Event %(event)s in line %(line)s: “%(value)s” is no time. Write it like 2026-11-23T08:30:00+08:00."),
    ),
    "missing_timestamp": (_("Event %(event)s in line %(line)s has no time (time:timestamp)."),),
    "missing_activity": (_("Event %(event)s in line %(line)s has no name (concept:name)."),),
    "missing_value": (_("Row %(row)s, column %(column)s: the %(field)s is empty."),),
    "missing_column": (
        _("There is no column “%(column)s” for the %(field)s."),
        _("Say which column holds the %(field)s."),
    ),
    "duplicate_column": (_("The column “%(column)s” occurs twice. Give the columns different names."),),
    "bad_row": (_("Row %(row)s has %(found)s fields; at least %(expected)s are needed."),),
    "bad_csv": (_("Line %(line)s: a quotation mark is missing or out of place."),),
    "line_too_long": (_("Line %(line)s is longer than %(limit)s characters. Is a closing quotation mark missing?"),),
}
# In the history a fault is named; where in the file it was stands beside the log.
NAMED: tuple[tuple[str, str | Promise], ...] = (
    ("empty", _("no events in it")),
    ("unknown_type", _("no event log")),
    ("not_gzip", _("not compressed")),
    ("bad_gzip", _("damaged")),
    ("gzip_bomb", _("unpacks too far")),
    ("truncated", _("breaks off")),
    ("too_large", _("too large")),
    ("wrong_encoding", _("no readable text")),
    ("not_xml", _("not well-formed XML")),
    ("not_xes", _("no XES")),
    ("dtd_forbidden", _("declares a document type")),
    ("too_deep", _("nested too deep")),
    ("too_many_events", _("too many events")),
    ("too_many_activities", _("too many different steps")),
    ("name_too_long", _("a name is too long")),
    ("bad_timestamp", _("a time cannot be read")),
    ("missing_timestamp", _("an event without a time")),
    ("missing_activity", _("an event without a name")),
    ("missing_value", _("a value is missing")),
    ("missing_column", _("a column is missing")),
    ("duplicate_column", _("a column occurs twice")),
    ("bad_row", _("too few fields in a row")),
    ("bad_csv", _("quotation marks do not match")),
    ("line_too_long", _("a line is too long")),
)
_OTHERWISE = _("The log cannot be read (%(code)s).")


def to_json(error: LogError) -> dict[str, Any]:
    """For `EventLog.error`."""
    return {"code": error.code, "params": error.params, "more": [to_json(e) for e in error.more]}


def as_invalid(error: LogError, field: str = "file") -> Invalid:
    """The refusal of a business act; its words follow the language in which they are read."""
    words, params = _worded(error.code, error.params)
    return Invalid(words, params=params, code=error.code, field=field)


def text(error: Mapping[str, Any]) -> str:
    """The words of one stored fault in the active language."""
    words, params = _worded(error["code"], error["params"])
    return str(words) % params


def every_text(error: Mapping[str, Any]) -> Iterator[str]:
    """The fault and the further ones of the same file."""
    yield text(error)
    for further in error.get("more", ()):
        yield text(further)


def _worded(code: str, given: Mapping[str, Any]) -> tuple[str | Promise, dict[str, Any]]:
    params: dict[str, Any] = {k: v for k, v in given.items() if v != ""}
    if "field" in params:
        params["field"] = FIELDS.get(params["field"], params["field"])
    if "limit" in params:
        limit = int(params["limit"])
        params["limit"] = formats.filesize(limit) if code == "too_large" else formats.grouped(limit)
    for words in _WORDS.get(code, ()):
        if _needs(words) <= params.keys():
            return words, params
    return _OTHERWISE, {"code": code}


class _Names(dict[str, str]):
    """Collects the names a template asks for."""

    def __missing__(self, name: str) -> str:
        self[name] = ""
        return ""


def _needs(words: str | Promise) -> set[str]:
    names = _Names()
    _ = str(words) % names
    return set(names)
