"""The money dimension of health: where a project will end against its approved budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from projects.budget.judging import fact, health
from projects.budget.selectors import earned
from projects.portfolio.choices import ORDER, Stage, State
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per project with an approved budget, or that needs one (fixed number of queries)."""
    active = {project.pk: project for project in projects if project.state == State.ACTIVE}
    readings = {}
    for pk, found in earned.of(list(active.values()), as_of, as_of).items():
        early = ORDER.index(active[pk].stage) < ORDER.index(Stage.EXECUTION)
        # Until the work begins a budget may be drafted in peace.
        if found.ledger is None or (found.ledger.version is None and early):
            continue
        found.ledger.budget.project = active[pk]
        status, sentence = health(found.ledger, found.eac)
        readings[pk] = DimensionReading(
            status,
            sentence,
            reverse("budget:overview", args=[active[pk].key]),
            owner_id=active[pk].manager_id,
            fact=fact(found.ledger),
        )
    return readings
