"""How much of a system is used, as hyper-care asks. Whoever measures use registers it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from projects.portfolio.models import Project

# Percent of the eligible people of a project (and wave) on a day; None where nobody can tell.
Read = Callable[[Project, int | None, date], float | None]

_sources: list[Read] = []


def register(read: Read) -> None:
    if read not in _sources:
        _sources.append(read)


def of(project: Project, wave: int | None, on: date) -> float | None:
    return next((value for read in _sources if (value := read(project, wave, on)) is not None), None)
