"""What a section of the pack is made of: sentences that cite rows, figures, tables, charts. Plain JSON.

Words are kept as parameters of sentences (`pmo.texts`), so that one frozen pack reads in every language. A cell is
such a parameter, a plain string or number, None (no data), or {"t": "status", "v": …} / {"t": "change", "v": …}.
A link carries the id of its project: whoever may not open that project reads the row without the link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from metrics.reviews.models import Review
from pmo import texts
from pmo.texts import Sentence
from projects.portfolio.models import Project

Cell = Any
Json = dict[str, Any]
MOST_ROWS = 60


@dataclass(frozen=True)
class Link:
    """Where the rows are that a fact was computed from."""

    url: str = ""
    project: int | None = None


@dataclass
class Section:
    """One part of a frozen pack. `right` names the kind somebody must be allowed to see in every project of it."""

    code: str
    title: str
    right: str = ""
    say: list[Json] = field(default_factory=list)
    figures: list[Json] = field(default_factory=list)
    tables: list[Json] = field(default_factory=list)
    charts: list[Json] = field(default_factory=list)
    # Ids of the projects whose rows are in it.
    projects: list[int] = field(default_factory=list)

    def tell(self, sentence: Sentence, url: str = "", project: int | None = None) -> None:
        """A computed sentence with the rows it was computed from."""
        self.say.append({**sentence.to_json(), "url": url, "project": project})

    def figure(self, label: str, value: Cell, was: Cell = None, note: Sentence | None = None) -> None:
        """A big number; `was` is the same at the review before."""
        self.figures.append(
            {"label": label, "value": value, "was": was, "note": note.to_json() if note is not None else None}
        )

    def table(
        self, title: str, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Sequence[Cell], Link]]
    ) -> None:
        """`columns`: (msgid, "text" or "num"); the first one is the header of its row and carries the link."""
        kept = [{"cells": list(cells), "url": link.url, "project": link.project} for cells, link in rows[:MOST_ROWS]]
        if kept:
            self.tables.append(
                {
                    "title": title,
                    "columns": [{"label": label, "kind": kind} for label, kind in columns],
                    "rows": kept,
                    "left_out": len(rows) - len(kept),
                }
            )

    def chart(
        self,
        kind: str,
        title: Sentence,
        categories: Sequence[Cell],
        series: Sequence[tuple[str, Sequence[float | None]]],
        unit: str = "",
    ) -> None:
        """`kind`: "bar" (one bar per category and series) or "line". `unit`: "%", or nothing for counts."""
        if categories:
            self.charts.append(
                {
                    "kind": kind,
                    "title": title.to_json(),
                    "categories": list(categories),
                    "series": [{"name": name, "values": list(values)} for name, values in series],
                    "unit": unit,
                }
            )

    def to_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True)
class Asked:
    """What every section is composed for: the review, its projects, the period, and the pack of the review before."""

    review: Review
    projects: Sequence[Project]
    # The quarter looked back on.
    first: date
    last: date
    now: datetime
    today: date
    earlier: Sequence[Review]

    @property
    def ids(self) -> list[int]:
        return [project.pk for project in self.projects]

    @property
    def by_id(self) -> dict[int, Project]:
        return {project.pk: project for project in self.projects}

    @property
    def before(self) -> Json:
        """The frozen pack of the review before; empty for the first one."""
        return self.earlier[0].pack if self.earlier else {}

    @property
    def since(self) -> date:
        """The day the review before looked at, else the day before the quarter began."""
        taken = self.before.get("taken_at")
        return datetime.fromisoformat(taken).date() if taken else date.fromordinal(self.first.toordinal() - 1)

    def facts_before(self, code: str) -> Json:
        """What the section `code` of the review before kept for this one."""
        found: Json = self.before.get("facts", {}).get(code, {})
        return found


def status(value: str) -> Json:
    return {"t": "status", "v": value}


def change(value: float | Decimal | None, unit: str = "pp") -> Json | None:
    """A difference to the review before: percentage points, or "" for plain counts."""
    return None if value is None else {"t": "change", "v": str(value), "unit": unit}


def projects_named(projects: Sequence[Project]) -> Json:
    """ "甲, 乙 and so on" inside a sentence."""
    return {"t": "list", "v": [texts.name(project) for project in projects[:4]]}
