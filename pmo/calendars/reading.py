"""A year of holidays from JSON: as the public holiday-cn data has it, or the compact form delivered with the product.

{"year": 2026, "papers": [...], "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}, …]}
{"year": 2026, "notices": [...], "days": [{"name": "元旦", "name_en": "New Year's Day", "off": […], "work": […]}, …]}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo.records.errors import Invalid

MAX_BYTES = 1_000_000
MAX_DAYS = 400
FIRST_YEAR, LAST_YEAR = 1990, 2200
# A notice may touch the turn of the year: the one for 2019 moved 29 to 31 December 2018.
MARGIN = timedelta(days=31)
LABEL_LIMIT = 80

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}


class BadCalendar(Invalid):
    """The file is not a year of holidays (422)."""

    code = "bad_calendar"


@dataclass(frozen=True, order=True)
class DayData:
    date: date
    working: bool
    label: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class YearData:
    """A year of exceptions, sorted by date, each date once. `provisional`: the official notice is not out yet."""

    year: int
    days: tuple[DayData, ...]
    notices: str = ""
    provisional: bool = False

    def to_json(self) -> str:
        """The compact format, one group per holiday; `parse` reads it back to an equal value."""
        groups: dict[tuple[str, str], dict[str, Any]] = {}
        for day in self.days:
            empty = {"name": day.label, "name_en": day.label_en, "off": [], "work": []}
            group = groups.setdefault((day.label, day.label_en), empty)
            group["work" if day.working else "off"].append(day.date.isoformat())
        data = {
            "year": self.year,
            "provisional": self.provisional,
            "notices": self.notices.splitlines(),
            "days": list(groups.values()),
        }
        return json.dumps(data, ensure_ascii=False)


def read_file(path: Path) -> YearData:
    return parse(path.read_bytes())


def parse(content: bytes | str) -> YearData:
    """Raises BadCalendar saying what is wrong and where."""
    if len(content) > MAX_BYTES:
        raise BadCalendar(_("The file is too large for a year of holidays."), code="too_large", field="file")
    data = _json(content)
    if not isinstance(data, dict) or not isinstance(data.get("days"), list):
        raise BadCalendar(_("The file must be a JSON object with “year” and “days”."), code="no_days", field="file")
    year = data.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
        text = _("“year” must be a number from %(first)d to %(last)d.")
        raise BadCalendar(text, code="bad_year", field="file", params={"first": FIRST_YEAR, "last": LAST_YEAR})
    days = _unique(list(_days(data["days"], year)))
    if len(days) > MAX_DAYS:
        raise BadCalendar(_("The file names more days than a year has."), code="too_many_days", field="file")
    notices = [str(text)[:200] for text in _list(data.get("papers", data.get("notices")))[:20]]
    # A file without any day is the state before the notice is out.
    provisional = bool(data.get("provisional")) or not days
    return YearData(year, days, "\n".join(notices), provisional)


def _json(content: bytes | str) -> Any:
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    except UnicodeDecodeError:
        raise BadCalendar(_("The file is not UTF-8 text."), code="bad_encoding", field="file") from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        said = _("The file is not valid JSON: line %(line)d, column %(column)d.")
        params = {"line": error.lineno, "column": error.colno}
        raise BadCalendar(said, code="bad_json", field="file", params=params) from None
    except (RecursionError, ValueError):
        raise BadCalendar(_("The file is not valid JSON."), code="bad_json", field="file") from None


def _days(entries: list[Any], year: int) -> Iterator[DayData]:
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise _bad(number, _("Entry %(n)d of “days” is not an object."), "bad_entry")
        label, label_en = _labels(entry, number)
        if "date" in entry:
            if not isinstance(entry.get("isOffDay"), bool):
                raise _bad(number, _("Entry %(n)d of “days” needs “isOffDay”: true or false."), "bad_flag")
            yield DayData(_day(entry["date"], number, year), not entry["isOffDay"], label, label_en)
        else:
            for key, working in (("off", False), ("work", True)):
                for text in _list(entry.get(key)):
                    yield DayData(_day(text, number, year), working, label, label_en)


def _labels(entry: dict[str, Any], number: int) -> tuple[str, str]:
    label, label_en = entry.get("name", ""), entry.get("name_en", "")
    if not isinstance(label, str) or not isinstance(label_en, str) or max(len(label), len(label_en)) > LABEL_LIMIT:
        raise _bad(number, _("The name in entry %(n)d of “days” must be a text of at most 80 characters."), "bad_name")
    return label.strip(), label_en.strip() or english(label)


def english(label: str) -> str:
    """The English name of a Chinese holiday, or of several joined by 、; empty when unknown."""
    parts = [ENGLISH.get(part.strip(), "") for part in label.split("、")]
    return " and ".join(parts) if all(parts) else ""


def _day(text: Any, number: int, year: int) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        raise _bad(number, _("Entry %(n)d of “days” has no date like 2026-10-01."), "bad_date") from None
    if not date(year, 1, 1) - MARGIN <= day <= date(year, 12, 31) + MARGIN:
        raise _bad(number, _("The date in entry %(n)d of “days” lies outside the year."), "other_year")
    return day


def _unique(days: list[DayData]) -> tuple[DayData, ...]:
    seen: dict[date, DayData] = {}
    for day in days:
        known = seen.setdefault(day.date, day)
        if known.working != day.working:
            text = _("%(day)s is named twice, once as a day off and once as a working day.")
            raise BadCalendar(text, code="contradiction", field="file", params={"day": day.date.isoformat()})
    return tuple(sorted(seen.values()))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _bad(number: int, text: Any, code: str) -> BadCalendar:
    return BadCalendar(text, code=code, field="file", params={"n": number})
