"""Training as a dimension of health, and as evidence for gates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse

from changemgmt.training.selectors import coverage
from pmo.texts import Sentence, num, pct
from projects.gates.choices import Met
from projects.gates.evidence import Evidence
from projects.portfolio.choices import Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

# Of what is due: from here on it is at risk, off track.
NEAR, FAR = 0.05, 0.20


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """Where somebody must learn something (one query): how much of what is due is not met."""
    found = coverage.totals([project.pk for project in projects], as_of)
    return {project.pk: _reading(project, found[project.pk]) for project in projects if project.pk in found}


def _reading(project: Project, total: coverage.Total) -> DimensionReading:
    late = total.late / total.due if total.due else 0.0
    status = Status.OFF if late > FAR else Status.RISK if late > NEAR else Status.OK
    wording = {Status.OFF: "far", Status.RISK: "near", Status.OK: "fine"}[status]
    share = pct(round(total.percent or 0))
    return DimensionReading(
        status,
        Sentence(f"training.health.{wording}", {"share": share, "late": num(total.late), "due": num(total.due)}),
        reverse("training:project", args=[project.key]),
        owner_id=project.manager_id,
        fact=Sentence("training.health.fact", {"share": share}),
    )


def evidence(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Coverage of everything required for the project, in percent."""
    total = coverage.totals([project.pk], as_of).get(project.pk)
    url = reverse("training:project", args=[project.key])
    if total is None or total.percent is None:
        return Evidence("", "", Met.NOT_AVAILABLE, Sentence("training.evidence.none"), url)
    wanted = float(threshold or 0)
    return Evidence(
        Sentence("training.value", {"share": pct(round(total.percent))}),
        Sentence("training.threshold", {"share": pct(round(wanted))}),
        Met.MET if total.percent >= wanted else Met.MISSED,
        Sentence(
            "training.evidence",
            {"passed": num(total.passed), "required": num(total.required), "people": num(total.people)},
        ),
        url,
    )
