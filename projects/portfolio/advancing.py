"""Who has a say when a project moves on: rooms above register, whoever objects raises a domain error."""

from __future__ import annotations

from collections.abc import Callable

from projects.portfolio.models import Project

# Gets the project, whose row is not yet changed, and the stage it would move to.
Say = Callable[[Project, str], None]

_says: list[Say] = []


def register(say: Say) -> None:
    if say not in _says:
        _says.append(say)


def check(project: Project, stage: str) -> None:
    for say in _says:
        say(project, stage)
