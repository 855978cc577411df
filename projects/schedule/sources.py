"""Other ways to begin a plan, or to take it elsewhere: rooms above offer files of other tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from projects.portfolio.models import Project


@dataclass(frozen=True)
class PlanSource:
    """`brings`: leads to an import; otherwise to a file taken out. `url` gives None where it does not apply."""

    code: str
    label: str | Promise
    icon: str
    url: Callable[[Project, Any], str | None]
    brings: bool = True


_sources: dict[str, PlanSource] = {}


def register(source: PlanSource) -> None:
    _sources[source.code] = source


def sources_for(user: Any, project: Project) -> list[dict[str, Any]]:
    found = []
    for source in _sources.values():
        url = source.url(project, user)
        if url:
            found.append({"label": source.label, "icon": source.icon, "url": url, "brings": source.brings})
    return found
