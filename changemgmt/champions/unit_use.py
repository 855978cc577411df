"""How a unit uses the systems of a project: told by whoever counts it, shown to its champions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pmo.orgs.models import Unit
from pmo.texts import Sentence
from projects.portfolio.models import Project


@dataclass(frozen=True)
class UnitUse:
    """One system in one unit. `share` and `target` in percent; None: not available, as the sentence says."""

    system: str
    sentence: Sentence
    share: float | None = None
    target: float | None = None
    url: str = ""


# Who reads is a champion of the unit; a source shows what champions of the project may see.
Source = Callable[[Project, Unit, date], Sequence[UnitUse]]

_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of_unit(project: Project, unit: Unit, today: date) -> list[UnitUse]:
    return [use for source in _sources for use in source(project, unit, today)]
