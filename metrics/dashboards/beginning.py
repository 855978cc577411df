"""The first steps of an empty company: shown to whoever may take them, until the first goal stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from projects.goals.models import Goal
from projects.portfolio.models import Portfolio, Project


@dataclass(frozen=True)
class _Kind:
    """`taken(user)`: whether the step has been taken already (one query)."""

    title: str | Promise
    why: str | Promise
    act: str | Promise
    to: str
    may: tuple[str, str]
    taken: Callable[[Any], bool]


@dataclass(frozen=True)
class Step:
    number: int
    title: str
    why: str
    act: str
    url: str
    taken: bool
    current: bool


_STEPS = (
    _Kind(
        _("The units of the company"),
        _("Company, divisions, workshops: by hand, or all of them from Excel. Every number is shown per unit."),
        _("Add units"),
        "orgs:tree",
        ("add", "unit"),
        lambda user: Unit.objects.visible_to(user).exists(),
    ),
    _Kind(
        _("The people, and what they may do"),
        _("Sponsors, project managers, business owners and everybody a system is rolled out to."),
        _("Add people"),
        "people:list",
        ("add", "user"),
        lambda user: User.objects.visible_to(user).exclude(pk=user.pk).exists(),
    ),
    _Kind(
        _("A portfolio"),
        _("Projects are compared in it, and decided on."),
        _("New portfolio"),
        "portfolio:portfolio_new",
        ("add", "portfolio"),
        lambda user: Portfolio.objects.visible_to(user).exists(),
    ),
    _Kind(
        _("The first project"),
        _("A name, a sponsor, the units it concerns. It starts as a proposal."),
        _("Propose a project"),
        "portfolio:new",
        ("add", "project"),
        lambda user: Project.objects.visible_to(user).exists(),
    ),
    _Kind(
        _("What it shall achieve"),
        _("What hurts today, goals, and KPIs with a measured baseline; everything after is computed from them."),
        _("To the projects"),
        "portfolio:list",
        ("add", "goal"),
        lambda user: Goal.objects.visible_to(user).exists(),
    ),
)


def steps(user: Any) -> list[Step]:
    """The steps this person may take, the first open one as the current; nothing once a goal is there.

    At most six queries, one where a goal is visible, none for people who set no company up.
    """
    if not policy.may(user, "add", "unit") or Goal.objects.visible_to(user).exists():
        return []
    found: list[Step] = []
    for kind in _STEPS:
        if not policy.may(user, *kind.may):
            continue
        taken = kind.taken(user)
        current = not taken and not any(step.current for step in found)
        words = str(kind.title), str(kind.why), str(kind.act)
        found.append(Step(len(found) + 1, *words, reverse(kind.to), taken, current))
    return found if any(step.current for step in found) else []
