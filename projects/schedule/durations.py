"""Durations and lags as people write them: 3d, 2w, 4h, 1.5 days, 3 天, 2ed (around the clock)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from pmo.records import Invalid
from projects.schedule.models import Plan

MOST_MINUTES = 50_000_000
CLOCK = {"m": 1, "h": 60, "d": 1440, "w": 10_080, "mo": 43_200}
_UNITS = {
    "m": ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    "h": ("h", "hr", "hrs", "hour", "hours", "时", "小时"),
    "d": ("d", "day", "days", "天", "日", "工作日"),
    "w": ("w", "wk", "wks", "week", "weeks", "周"),
    "mo": ("mo", "mon", "month", "months", "月", "个月"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_TEXT = re.compile(r"([+-]?)\s*(\d+(?:[.,]\d+)?)\s*(e?)\s*([a-z]*|[\u4e00-\u9fff]*)\s*(\?|？)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """Minutes of work (of the wall clock when `elapsed`) and the unit they are shown in."""

    minutes: int
    unit: str = "d"
    elapsed: bool = False
    estimated: bool = False


def minutes_per(plan: Plan, unit: str, *, elapsed: bool = False) -> Decimal:
    """Minutes of one unit on a plan."""
    if elapsed:
        return Decimal(CLOCK[unit])
    day = plan.hours_per_day * 60
    return {
        "m": Decimal(1),
        "h": Decimal(60),
        "d": day,
        "w": plan.hours_per_week * 60,
        "mo": plan.days_per_month * day,
    }[unit]


def parse(text: str, plan: Plan, *, field: str = "duration") -> Amount:
    """Read a duration or lag; a bare number is days. Raises Invalid."""
    found = _TEXT.match(text.strip())
    unit = None
    if found is not None:
        letter, word = found[3].lower(), found[4].lower()
        unit = _UNIT_OF.get(word) if word else "d"
    if found is None or unit is None:
        raise Invalid(
            _("“%(text)s” is no duration. Write it like 3d, 2w or 4h; around the clock 2ed."),
            code="bad_duration",
            field=field,
            params={"text": text[:40]},
        )
    elapsed = bool(letter)
    amount = Decimal(found[2].replace(",", ".")) * minutes_per(plan, unit, elapsed=elapsed)
    return Amount(_checked(amount, found[1] == "-", text, field), unit, elapsed, bool(found[5]))


def _checked(amount: Decimal, negative: bool, text: str, field: str) -> int:
    if amount > MOST_MINUTES:
        raise Invalid(
            _("“%(text)s” is longer than any plan."), code="too_long", field=field, params={"text": text[:40]}
        )
    minutes = int(amount.quantize(Decimal(1), ROUND_HALF_UP))
    return -minutes if negative else minutes


def show(minutes: int, unit: str, plan: Plan, *, elapsed: bool = False, estimated: bool = False) -> str:
    """3d, 2.5w, 4h; with e for around the clock and ? for an estimate."""
    amount = (Decimal(minutes) / minutes_per(plan, unit, elapsed=elapsed)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    shown = f"{amount.normalize():f}"
    return f"{shown}{'e' if elapsed else ''}{unit}{'?' if estimated else ''}"


# --- predecessors: "3", "5FS+2d", "7SS-50%" -----------------------------------------------------------------------

_LINK = re.compile(r"(\d+)\s*(FS|SS|FF|SF)?\s*(?:([+-])\s*(.+))?$", re.IGNORECASE)


@dataclass(frozen=True)
class LinkText:
    """`row`: the outline position of the predecessor; `written`: the lag as it was written."""

    row: int
    kind: str = "FS"
    lag: Amount = Amount(0)
    percent: Decimal | None = None
    written: str = ""


def parse_links(text: str, plan: Plan) -> list[LinkText]:
    """Predecessors as people list them: row numbers, kinds and lags, separated by commas or semicolons."""
    found = []
    for part in re.split(r"[,;，；、]", text):
        if not part.strip():
            continue
        match = _LINK.match(part.strip())
        if match is None:
            raise Invalid(
                _("“%(text)s” is no predecessor. Write the row, like 3, 5SS or 7FS+2d."),
                code="bad_predecessor",
                field="predecessors",
                params={"text": part.strip()[:40]},
            )
        found.append(_link_text(match, plan))
    return found


def _link_text(match: re.Match[str], plan: Plan) -> LinkText:
    row, kind = int(match[1]), (match[2] or "FS").upper()
    if not match[3]:
        return LinkText(row, kind)
    written = f"{match[3]}{match[4].strip()}"
    if written.endswith("%"):
        try:
            return LinkText(row, kind, percent=Decimal(written[:-1].strip()))
        except ArithmeticError:
            pass
    return LinkText(row, kind, parse(written, plan, field="predecessors"), written=written)


def show_link(row: int, kind: str, lag: int, unit: str, plan: Plan, *, elapsed: bool, percent: Decimal | None) -> str:
    return f"{row}{show_tail(kind, lag, unit, plan, elapsed=elapsed, percent=percent)}"


def show_tail(kind: str, lag: int, unit: str, plan: Plan, *, elapsed: bool, percent: Decimal | None) -> str:
    """What stands behind the row of a predecessor; nothing for a plain finish-to-start."""
    if percent is not None:
        return f"{kind}{'+' if percent >= 0 else ''}{percent.normalize():f}%"
    if lag:
        return f"{kind}{'+' if lag > 0 else '-'}{show(abs(lag), unit, plan, elapsed=elapsed)}"
    return "" if kind == "FS" else kind
