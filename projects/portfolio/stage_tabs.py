"""The parts of a stage as tabs: every room of a stage adds its own pages, whoever may see them gets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from pmo.access import policy
from projects.portfolio.models import Project


@dataclass(frozen=True)
class Tab:
    """`url_name` takes the project's key; `right` is (kind, verb) on the project; `count` is asked for visible tabs."""

    stage: str
    code: str
    label: str | Promise
    url_name: str
    right: tuple[str, str]
    order: int = 50
    count: Callable[[Project, Any], int | None] | None = None
    # Offered only when this says so; None = always.
    when: Callable[[Project], bool] | None = None


_tabs: dict[tuple[str, str], Tab] = {}


def register(tab: Tab) -> None:
    _tabs[tab.stage, tab.code] = tab


def tabs_for(user: Any, project: Project, stage: str, current: str) -> list[dict[str, Any]]:
    """What `components/tabs.html` draws, in order."""
    own = sorted((tab for tab in _tabs.values() if tab.stage == stage), key=lambda tab: tab.order)
    return [
        {
            "label": tab.label,
            "url": reverse(tab.url_name, args=[project.key]),
            "count": tab.count(project, user) if tab.count else None,
            "current": tab.code == current,
        }
        for tab in own
        if policy.may(user, tab.right[1], tab.right[0], project_id=project.pk)
        and (tab.when is None or tab.when(project))
    ]


def home_of(stage: str) -> str | None:
    """The address name of the first page of a stage that has pages of its own."""
    own = sorted((tab for tab in _tabs.values() if tab.stage == stage), key=lambda tab: tab.order)
    return own[0].url_name if own else None
