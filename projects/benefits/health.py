"""The benefit dimension of health: whether what was agreed to come has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from pmo.texts import Sentence, pct
from projects.benefits import figures
from projects.engines.benefits import Missing
from projects.portfolio.choices import ORDER, Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per project of which some agreed benefit is due (fixed number of queries)."""
    running = {project.pk: project for project in projects if project.state == State.ACTIVE}
    rows = figures.with_benefits(Project.objects.filter(pk__in=running))
    readings = {}
    for found in figures.of(rows, as_of):
        if found.status == Status.IDLE:
            continue
        project = running[found.project.pk]
        status = found.status
        # While people still change over, money lags behind: late is a warning until the improvement begins.
        if status == Status.OFF and ORDER.index(project.stage) < ORDER.index(Stage.IMPROVEMENT):
            status = Status.RISK
        share = (found.hard if found.hard.due > 0 else found.soft).realisation
        fact = None
        if not isinstance(share, Missing):
            fact = Sentence("benefits.fact", {"share": pct(round(float(share)))})
        readings[project.pk] = DimensionReading(
            status,
            found.sentence,
            reverse("benefits:case", args=[project.key]),
            owner_id=project.business_owner_id or project.manager_id,
            fact=fact,
        )
    return readings
