"""What typically happens to such programmes: a library to take risks from, in both languages.

Levels are a starting point for the talk about them, not an assessment: nobody's project is typical.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pmo.texts import bilingual, pick
from projects.risks.choices import Category, Objective, Proximity, RiskKind, Strategy
from projects.risks.models import Risk

Two = tuple[str, str]
PARTS = ("cause", "event", "effect", "trigger", "response")


@dataclass(frozen=True)
class Entry:
    """`levels`: probability, then impact on time, cost, quality, adoption (0 = none)."""

    code: str
    category: Category
    title: Two
    cause: Two
    event: Two
    effect: Two
    trigger: Two
    response: Two
    strategy: Strategy
    levels: tuple[int, int, int, int, int]
    proximity: Proximity = Proximity.QUARTER
    kind: RiskKind = RiskKind.THREAT

    @property
    def label(self) -> str:
        return pick(*self.title)

    def said(self) -> dict[str, str]:
        """The parts in the active language."""
        return {name: pick(*getattr(self, name)) for name in PARTS}

    def values(self) -> dict[str, Any]:
        """What a risk taken from here begins with; texts in the language of who takes it."""
        probability, *impacts = self.levels
        levels = {f"inherent_{part}": level or None for part, level in zip(Objective.values, impacts, strict=True)}
        return {
            "template": self.code,
            "kind": self.kind,
            "category": self.category,
            "title": self.title[0],
            "title_en": self.title[1],
            "strategy": self.strategy,
            "proximity": self.proximity,
            "inherent_probability": probability,
            **levels,
            **self.said(),
            "trigger": self.trigger[0],
            "trigger_en": self.trigger[1],
        }


def _read() -> tuple[Entry, ...]:
    rows = json.loads(files(__package__).joinpath("library.json").read_text(encoding="utf-8"))
    texts = ("title", "cause", "event", "effect", "trigger", "response")
    return tuple(
        Entry(
            code=row["code"],
            kind=RiskKind(row["kind"]),
            category=Category(row["category"]),
            proximity=Proximity(row["proximity"]),
            strategy=Strategy(row["strategy"]),
            levels=tuple(row["levels"]),
            **{name: tuple(row[name]) for name in texts},
        )
        for row in rows
    )


LIBRARY = _read()
_BY_CODE = {entry.code: entry for entry in LIBRARY}


def told(risk: Risk) -> dict[str, str]:
    """The parts of a risk: what is still as the library says in the reader's language, else as it was written."""
    return {name: part(risk, name) for name in PARTS}


def part(risk: Risk, name: str) -> str:
    """One of them, as `told` has it."""
    if name == "trigger" and risk.trigger_en:
        return bilingual(risk, "trigger")
    written: str = getattr(risk, name)
    entry = _BY_CODE.get(risk.template)
    both = getattr(entry, name) if entry is not None else ()
    return pick(*both) if written in both else written
