"""A frozen pack as one reader reads it: in their language, without what they may not see. No queries for figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from metrics.reviews.choices import ActionStatus
from pmo.access import policy
from pmo.texts import Sentence, show
from pmo.web import formats
from projects.portfolio.choices import Status
from projects.risks.choices import RiskStatus


@dataclass(frozen=True)
class Cell:
    """`number` where it is one (percent as 60 for 60 %); `status` for a mark; `link` to its rows."""

    text: str
    number: Decimal | None = None
    percent: bool = False
    status: str = ""
    link: str = ""
    missing: bool = False
    numeric: bool = False


@dataclass(frozen=True)
class Said:
    html: SafeString
    plain: str
    link: str


@dataclass(frozen=True)
class Figure:
    label: str
    value: Cell
    was: Cell | None


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    left_out: int


@dataclass(frozen=True)
class Series:
    name: str
    values: list[float | None]


@dataclass(frozen=True)
class Chart:
    kind: str
    title: str
    categories: list[str]
    series: list[Series]
    unit: str

    @property
    def data(self) -> dict[str, Any]:
        """For the drawing in the page."""
        series = [{"name": one.name, "values": one.values} for one in self.series]
        return {"unit": self.unit, "categories": self.categories, "series": series}

    @property
    def js(self) -> str:
        return "course" if self.kind == "line" else "groups"

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The same as a table."""
        return [
            (name, [formats.with_unit(formats.number(one.values[i]), self.unit) if one.values[i] is not None
                    else formats.no_data() for one in self.series])
            for i, name in enumerate(self.categories)
        ]  # fmt: skip

    @property
    def low(self) -> bool:
        """Few bars need little height."""
        return len(self.categories) * len(self.series) <= 6


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    said: list[Said]
    figures: list[Figure]
    tables: list[Table]
    charts: list[Chart]
    right: str = ""

    @property
    def lead(self) -> Said:
        return self.said[0]

    @property
    def rest(self) -> list[Said]:
        return self.said[1:]


@dataclass(frozen=True)
class Pack:
    """What one reader sees of a frozen pack."""

    sections: list[Section] = field(default_factory=list)
    watermark: str = ""
    quarter: str = ""

    @property
    def mark(self) -> str:
        """As it is printed on every page."""
        return self.watermark[:12]


def read(pack: Mapping[str, Any], user: Any, visible: Iterable[int]) -> Pack:
    """`visible`: ids of the projects whose pages the reader may open. Empty for packs without sections."""
    seen = frozenset(visible)
    rows = [row for row in pack.get("sections", []) if _may_read(row, user)]
    return Pack([_section(row, seen) for row in rows], pack.get("watermark", ""), pack.get("quarter", ""))


def seen(pack: Mapping[str, Any], user: Any, visible: Iterable[int]) -> str:
    """The mark of what `user` sees of this pack: the pack, the sections they may read, the projects they may open."""
    codes = [row["code"] for row in pack.get("sections", []) if _may_read(row, user)]
    told = json.dumps([pack.get("watermark", ""), codes, sorted(visible)])
    return hashlib.sha256(told.encode()).hexdigest()


def _may_read(row: Mapping[str, Any], user: Any) -> bool:
    """Sums over projects are shown to those who may see every one of them."""
    right = row.get("right")
    return not right or all(policy.may(user, "view", right, project_id=pk) for pk in row["projects"])


def _section(row: Mapping[str, Any], seen: frozenset[int]) -> Section:
    return Section(
        code=row["code"],
        title=_word(row["title"]),
        said=[_said(one, seen) for one in row["say"]],
        figures=[
            Figure(_label(one["label"]), cell(one["value"]), None if one["was"] is None else cell(one["was"]))
            for one in row["figures"]
        ],
        tables=[_table(one, seen) for one in row["tables"]],
        charts=[_chart(one) for one in row["charts"]],
        right=row.get("right", ""),
    )


def _link(row: Mapping[str, Any], seen: frozenset[int]) -> str:
    return row["url"] if row["project"] is None or row["project"] in seen else ""


def _said(row: Mapping[str, Any], seen: frozenset[int]) -> Said:
    sentence = Sentence(row["key"], row["params"])
    return Said(sentence.html(), sentence.plain(), _link(row, seen))


def _word(msgid: str) -> str:
    """A stored word; it was marked where the section was written."""
    return gettext(msgid)


def _label(value: Any) -> str:
    return gettext(value) if isinstance(value, str) else show(value)


def _table(row: Mapping[str, Any], seen: frozenset[int]) -> Table:
    columns = [Column(_word(one["label"]), one["kind"] == "num") for one in row["columns"]]
    rows = []
    for one in row["rows"]:
        link = _link(one, seen)
        cells = [cell(value, link if place == 0 else "") for place, value in enumerate(one["cells"])]
        rows.append([replace(c, numeric=column.numeric) for c, column in zip(cells, columns, strict=True)])
    return Table(_word(row["title"]), columns, rows, row["left_out"])


def _chart(row: Mapping[str, Any]) -> Chart:
    title = Sentence(row["title"]["key"], row["title"]["params"]).plain()
    series = [Series(_word(one["name"]), one["values"]) for one in row["series"]]
    return Chart(row["kind"], title, [cell(one).text for one in row["categories"]], series, row["unit"])


def cell(value: Any, link: str = "") -> Cell:
    """One stored cell in the active language."""
    if value is None:
        return Cell(formats.no_data(), link=link, missing=True)
    if isinstance(value, int | float | Decimal):
        return Cell(formats.number(value), Decimal(str(value)), link=link)
    if not isinstance(value, Mapping):
        return Cell(str(value), link=link)
    return _typed(value, link)


def _typed(value: Mapping[str, Any], link: str) -> Cell:
    kind = value["t"]
    held: Any = value.get("v")
    if kind == "status":
        return Cell(str(Status(held).label), status=str(held), link=link)
    if kind == "change":
        shown = formats.points(Decimal(held)) if value["unit"] == "pp" else formats.signed(Decimal(held))
        return Cell(shown, Decimal(held), link=link)
    if kind == "shift":
        words = gettext("as planned") if not held else formats.workdays(abs(held or 0))
        sign = "" if not held else "+" if held > 0 else "−"
        return Cell(f"{sign}{words}", Decimal(held or 0), link=link)
    if kind == "iso":
        return Cell(str(held), link=link)
    if kind == "md":
        return Cell(formats.mmdd(date.fromisoformat(str(held))), link=link)
    if kind == "of":
        done, all_ = held
        return Cell(f"{done} / {all_}", link=link)
    if kind == "range":
        low, high = held
        return Cell(f"{show(low)} – {show(high)}", link=link)
    if kind == "yes":
        return Cell(pgettext("came true", "Yes") if held else pgettext("came true", "No"), link=link)
    if kind == "choice":
        return Cell(str(RiskStatus(held).label), link=link)
    if kind == "action":
        word = gettext("Overdue") if held == "overdue" else str(ActionStatus(held).label)
        return Cell(word, status="off" if held == "overdue" else "", link=link)
    number = Decimal(str(held)) if kind in ("num", "pct", "money", "days", "workdays") else None
    return Cell(plain(value), number, kind == "pct", link=link)


def plain(value: Mapping[str, Any]) -> str:
    """A parameter of a sentence, without its bold marks."""
    return show(value).replace("**", "")
