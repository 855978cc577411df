"""The parts of a stage as tabs: every room of a stage adds its own pages, whoever may see them gets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import counting
from projects.portfolio.models import Project

# Parts that belong together share one place among the tabs of a stage; below it each has its own.
GROUPS: dict[str, str | Promise] = {
    "scope": _("Scope"),
    "plan": _("Plan"),
    "risk": _("Risks"),
    "gates": _("Gates"),
    "adoption": _("Adoption"),
    "communication": _("Communication"),
    "readiness": _("Readiness"),
    "support": _("User support"),
}


@dataclass(frozen=True)
class Tab:
    """A part of a stage.

    code      unique over all stages
    url_name  takes the project's key
    right     (kind, verb) on the project
    rows      what the tab counts; those of all tabs that are shown are counted in one query
    when      offered only when this says so
    found     label and address that depend on the project, for a tab that leads to one object; None: not offered
    group     one of GROUPS, or alone
    """

    stage: str
    code: str
    label: str | Promise
    url_name: str
    right: tuple[str, str]
    order: int = 50
    rows: Callable[[Project, Any], QuerySet[Any]] | None = None
    when: Callable[[Project], bool] | None = None
    found: Callable[[Project, Any], tuple[str, str] | None] | None = None
    group: str = ""

    def place(self, project: Project, user: Any) -> tuple[str | Promise, str] | None:
        """Label and address."""
        if self.found is not None:
            return self.found(project, user)
        return self.label, reverse(self.url_name, args=[project.key])


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    _tabs[tab.code] = tab


def tabs_for(user: Any, project: Project, current: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """What `components/tabs.html` draws, in order: the parts of the stage that `current` belongs to, and below the one
    that is open its own `parts`."""
    shown: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    offered = [tab for tab in _of(_tabs[current].stage) if _offered(tab, user, project)]
    known = {**_counted([tab for tab in offered if tab.code not in counts], project, user), **counts}
    for tab in offered:
        place = tab.place(project, user)
        if place is None:
            continue
        part = {"label": place[0], "url": place[1], "count": known.get(tab.code), "current": tab.code == current}
        if tab.group not in groups:
            if tab.group:
                groups[tab.group] = []
                shown.append({"label": GROUPS[tab.group], "url": place[1], "count": None, "parts": groups[tab.group]})
            else:
                shown.append(part)
        if tab.group:
            groups[tab.group].append(part)
    return [_joined(tab) if "parts" in tab else tab for tab in shown]


def _joined(group: dict[str, Any]) -> dict[str, Any]:
    """A group of one part is that part."""
    parts = group["parts"]
    return parts[0] if len(parts) == 1 else {**group, "current": any(part["current"] for part in parts)}


def stage_of(code: str) -> str:
    """The stage a part belongs to."""
    return _tabs[code].stage


def home_of(stage: str) -> str | None:
    """The address name of the first page of a stage that has pages of its own."""
    own = _of(stage)
    return own[0].url_name if own else None


def _of(stage: str) -> list[Tab]:
    return sorted((tab for tab in _tabs.values() if tab.stage == stage), key=lambda tab: tab.order)


def _counted(tabs: Sequence[Tab], project: Project, user: Any) -> dict[str, int]:
    asked = {tab.code: tab.rows(project, user) for tab in tabs if tab.rows is not None}
    return dict(zip(asked, counting.counts(list(asked.values())), strict=True)) if asked else {}


def _offered(tab: Tab, user: Any, project: Project) -> bool:
    kind, verb = tab.right
    return policy.may(user, verb, kind, project_id=project.pk) and (tab.when is None or tab.when(project))
