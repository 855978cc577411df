"""From what a cell holds to a typed value, or a precise reason why not."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override

from pmo import texts
from pmo.exchange.specs import Column, enumerated, fold

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LARGEST = Decimal(10) ** 18

# Excel keeps 15 significant digits; what lies beyond is an artefact of binary fractions (0.1 + 0.2).
_EXCEL_DIGITS = ".15g"

_NUMBER = re.compile(r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?")
_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DATE_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_DATE_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YES = frozenset({"是", "yes", "y", "true", "1", "√", "✓", "对", "有"})
_NO = frozenset({"否", "no", "n", "false", "0", "×", "✗", "x", "错", "无"})
# What a spreadsheet program might run when it opens the text.
_DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
_SPACES = " \u00a0\u3000\u200b\ufeff"


@dataclass(frozen=True)
class Percent:
    """A number the sheet shows as percent: 0.3 is shown as 30 %."""

    fraction: float


@dataclass(frozen=True)
class ErrorValue:
    """#REF!, #N/A and their like."""

    text: str


@dataclass(frozen=True)
class Merged:
    """A cell hidden under a merged one; `into` names that ("A3")."""

    into: str


class Fault(Exception):
    def __init__(self, code: str, message: str, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might take `text` for a formula or command."""
    return text.startswith(_DANGEROUS) or text.lstrip(_SPACES).startswith(_DANGEROUS)


def shown(raw: Any) -> str:
    """What the report prints as the cell's value."""
    if isinstance(raw, Percent):
        return f"{format(raw.fraction * 100, _EXCEL_DIGITS)}%"
    if isinstance(raw, ErrorValue):
        return raw.text
    if isinstance(raw, Merged):
        return ""
    if isinstance(raw, float) and math.isfinite(raw):
        return format(raw, _EXCEL_DIGITS)
    text = "" if raw is None else str(raw)
    return _UNPRINTABLE.sub("\ufffd", text)


def parse(column: Column, raw: Any) -> Any:
    """The value of a cell by the kind of its column; None for an empty cell. Raises Fault."""
    if isinstance(raw, str):
        raw = raw.strip()
    if isinstance(raw, ErrorValue):
        raise Fault("error_value", N_("The cell holds the error %(error)s; correct its formula"), error=raw.text)
    if isinstance(raw, Merged):
        raise Fault("merged", N_("The cell is merged with %(cell)s; split it and fill in every row"), cell=raw.into)
    if raw is None or raw == "":
        if column.required:
            raise Fault("required", N_("Missing; this column must be filled in"))
        return None
    return _PARSERS[column.kind](column, raw)


def _text(column: Column, raw: Any) -> str:
    if isinstance(raw, (date, datetime, time)):
        raise Fault("date_in_text", N_("The cell holds a date or time; format the column as text and type it again"))
    if isinstance(raw, float) and math.isfinite(raw) and raw.is_integer() and abs(raw) >= 1e15:
        raise Fault(
            "digits_lost", N_("The number has lost digits beyond the 15th; format the column as text and type it again")
        )
    text = unicodedata.normalize("NFC", shown(raw).replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(raw, str) and (found := _UNPRINTABLE.search(raw)):
        raise Fault("unprintable", N_("Contains the control character %(code)s"), code=f"U+{ord(found[0]):04X}")
    if len(text) > column.max_length:
        raise Fault(
            "too_long",
            N_("%(length)s characters; at most %(limit)s fit"),
            length=len(text),
            limit=column.max_length,
        )
    return text


def number(raw: Any) -> Decimal:
    """The exact number a cell holds. Raises Fault for what is not a finite number below 10^18."""
    if isinstance(raw, (bool, date, datetime, time)):
        raise Fault("not_a_number", N_("Not a number"))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise Fault("not_finite", N_("Not a finite number"))
    if isinstance(raw, (int, float)):
        value = Decimal(raw) if isinstance(raw, int) else Decimal(format(raw, _EXCEL_DIGITS))
    else:
        value = _number_from_text(str(raw))
    if abs(value) >= LARGEST:
        raise Fault("out_of_range", N_("Too large; numbers stay below 10^18"))
    return value


def _number_from_text(raw: str) -> Decimal:
    text = unicodedata.normalize("NFKC", raw).replace("\u2212", "-").replace(" ", "")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Fault("not_a_number", N_("Not a number"))
    sign, digits, exponent = match.groups()
    if len(digits) > 60:
        raise Fault("out_of_range", N_("Too large; numbers stay below 10^18"))
    try:
        return Decimal(f"{sign}{digits.replace(',', '')}e{exponent or 0}")
    except InvalidOperation as error:
        raise Fault("not_a_number", N_("Not a number")) from error


def _decimal(column: Column, raw: Any) -> Decimal:
    if isinstance(raw, Percent) or (isinstance(raw, str) and raw.rstrip().endswith(("%", "％"))):
        raise Fault("percent_in_number", N_("The cell is a percentage; enter the number alone and name % as the unit"))
    return _rounded(column, number(raw), exact=isinstance(raw, str))


def _percent(column: Column, raw: Any) -> Decimal:
    if isinstance(raw, Percent):
        return _rounded(column, number(raw.fraction) * 100, exact=False)
    if isinstance(raw, str):
        return _rounded(column, number(raw.rstrip(" %％")), exact=True)
    return _rounded(column, number(raw), exact=False)


def _rounded(column: Column, value: Decimal, *, exact: bool) -> Decimal:
    """`value` with the column's decimals. Typed text must fit; computed cells (1/3) are rounded."""
    kept = value.quantize(Decimal(1).scaleb(-column.digits))
    if exact and kept != value:
        raise Fault("too_precise", N_("More than %(digits)s decimal places"), digits=column.digits)
    _within(column, kept, lambda bound: format(bound, "f") if isinstance(bound, Decimal) else str(bound))
    return kept


def _integer(column: Column, raw: Any) -> int:
    value = number(raw)
    if value != value.to_integral_value():
        raise Fault("not_whole", N_("Not a whole number"))
    whole = int(value)
    _within(column, whole, str)
    return whole


def _within(column: Column, value: Any, show: Callable[[Any], Any]) -> None:
    if column.minimum is not None and value < column.minimum:
        raise Fault("too_small", N_("Below %(limit)s, the least allowed"), limit=show(column.minimum))
    if column.maximum is not None and value > column.maximum:
        raise Fault("too_big", N_("Above %(limit)s, the most allowed"), limit=show(column.maximum))


def _date(column: Column, raw: Any) -> date:
    value = _day(raw)
    if not EARLIEST <= value <= LATEST:
        raise Fault("date_out_of_range", N_("The date lies outside 1900 to 2200"))
    _within(column, value, texts.day)
    return value


def _day(raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (bool, int, float, Percent)):
        raise Fault("number_not_date", N_("A number, not a date; format the cell as a date or write 2026-11-23"))
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    match = _DATE.fullmatch(text)
    parts = (match[1], match[3], match[4]) if match else None
    if parts is None and (other := _DATE_CHINESE.fullmatch("".join(text.split())) or _DATE_COMPACT.fullmatch(text)):
        parts = (other[1], other[2], other[3])
    if parts is None:
        raise Fault("not_a_date", N_("Not a date; write it as 2026-11-23"))
    year, month, day = map(int, parts)
    if not EARLIEST.year <= year <= LATEST.year:
        raise Fault("date_out_of_range", N_("The date lies outside 1900 to 2200"))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Fault("no_such_day", N_("There is no such day")) from error


def _moment(column: Column, raw: Any) -> datetime:
    """An aware time; what carries no zone is read in the reader's."""
    if isinstance(raw, str) and (match := _TIME.search(unicodedata.normalize("NFKC", raw).strip())):
        day = _day(raw.strip()[: -len(match[0])])
        moment = datetime.combine(day, _clock(match))
    elif isinstance(raw, datetime):
        moment = raw
    else:
        moment = datetime.combine(_day(raw), time())
    if not EARLIEST <= moment.date() <= LATEST:
        raise Fault("date_out_of_range", N_("The date lies outside 1900 to 2200"))
    return timezone.make_aware(moment)


def _clock(match: re.Match[str]) -> time:
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError as error:
        raise Fault("no_such_time", N_("There is no such time")) from error


def _choice(column: Column, raw: Any) -> str:
    code = column.choice_codes.get(fold(shown(raw)))
    if code is None:
        zh, en = _allowed(column)
        raise Fault("not_a_choice", N_("Not one of: %(allowed)s"), allowed=texts.words(zh, en))
    return code


def _allowed(column: Column) -> tuple[str, str]:
    listed = []
    for language in ("zh-hans", "en"):
        with override(language):
            listed.append(enumerated([str(label) for _code, label in column.choices[:20]]))
    return listed[0], listed[1]


def _bool(column: Column, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = fold(shown(raw))
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Fault("not_yes_or_no", N_("Write yes or no"))


def _name(column: Column, raw: Any) -> str:
    """The text of a reference; it is looked up later, all rows at once."""
    return _text(column, raw)


_PARSERS: Mapping[str, Callable[[Column, Any], Any]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "percent": _percent,
    "date": _date,
    "datetime": _moment,
    "choice": _choice,
    "bool": _bool,
    "person": _name,
    "unit": _name,
}
