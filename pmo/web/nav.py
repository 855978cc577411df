"""The rail: which pages it offers, which rooms count something for it. Rooms above plug in from `ready.connect()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access import policy, routes

OWN, ACROSS, PLANNING, CONTROL = "", "across", "planning", "control"
CHANGE, RESULTS, ORGANISATION = "change", "results", "organisation"
GROUPS: tuple[tuple[str, str | Promise], ...] = (
    (OWN, ""),
    (ACROSS, _("Across projects")),
    (PLANNING, pgettext_lazy("group of pages", "Planning")),
    (CONTROL, pgettext_lazy("group of pages", "Money and risk")),
    (CHANGE, pgettext_lazy("group of pages", "Change")),
    (RESULTS, pgettext_lazy("group of pages", "Results")),
    (ORGANISATION, _("Organisation")),
)

# Opened when needed: looked at once in a while.
FOLDED = frozenset({ORGANISATION})


@dataclass(frozen=True)
class Entry:
    """A page on the rail. Shown when its address exists and the policy table lets the reader open it."""

    path: str
    label: str | Promise
    icon: str
    group: str = ACROSS
    # The letter after G that jumps here, and the counter beside the word.
    key: str = ""
    counter: str = ""
    # The rail offers it only to people with this right, even where others may open the page.
    only: tuple[str, str] | None = None
    # Its place on the bar a phone shows below (0: none), and its word there where the rail's is too long.
    dock: int = 0
    short: str | Promise = ""


@dataclass(frozen=True)
class Followed:
    """A project somebody follows."""

    label: str
    url: str
    status: str


ENTRIES: list[Entry] = [
    Entry("/", _("Today"), "home", OWN, key="t", dock=1),
    Entry("/decisions/", _("My decisions"), "check", OWN, key="d", counter="decisions"),
    Entry("/portfolio/", _("Portfolio"), "grid", OWN, key="p"),
    Entry("/projects/", _("Projects"), "flag"),
    Entry("/kpis/", _("KPIs"), "chart", RESULTS),
    Entry("/processes/", _("Processes"), "flow", RESULTS),
    Entry("/reviews/", _("Reviews"), "loop", RESULTS),
    Entry("/people/", _("People"), "people", ORGANISATION),
    Entry("/units/", _("Units"), "units", ORGANISATION),
    Entry("/calendars/", _("Calendars"), "calendar", ORGANISATION),
    Entry("/history/", _("History"), "history", ORGANISATION),
]

_counters: dict[str, Callable[[Any, datetime], int]] = {}
_followed: list[Callable[[Any], Sequence[Followed]]] = []


def register(entry: Entry, *, before: str = "") -> None:
    """Add a page to the rail, at the end of its group or before the page with the path `before`."""
    if any(known.path == entry.path for known in ENTRIES):
        return
    places = [index for index, known in enumerate(ENTRIES) if known.path == before]
    ENTRIES.insert(places[0] if places else len(ENTRIES), entry)


def register_counter(name: str, count: Callable[[Any, datetime], int]) -> None:
    """`count(user, now)` must be one cheap query: it runs on every page."""
    _counters[name] = count


def register_followed(provider: Callable[[Any], Sequence[Followed]]) -> None:
    """`provider(user)`: the projects the person follows, with their status, in a constant number of queries."""
    _followed[:] = [provider]


def counted(name: str, user: Any, now: datetime) -> int:
    return _counters[name](user, now) if name in _counters else 0


def followed_by(user: Any) -> list[Followed]:
    return [project for provider in _followed for project in provider(user)]


@lru_cache(maxsize=128)
def _rule(path: str, urlconf: str) -> routes.Entry | None:
    """What the policy table says about reading the page at `path`; None when there is no such page."""
    try:
        match = resolve(path, urlconf)
    except Resolver404:
        return None
    return routes.rule_for(match.view_name, "GET")


def may_open(user: Any, path: str) -> bool:
    rule = _rule(path, get_urlconf() or settings.ROOT_URLCONF)
    if rule is None:
        return False
    return not isinstance(rule, routes.Rule) or policy.may(user, rule.verb, rule.kind)
