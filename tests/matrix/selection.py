"""The selection's side of the zoo: what a project is worth, and a scenario about its portfolio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from projects.portfolio.models import Project
from projects.selection import services
from projects.selection.models import Assessment, Criterion, Scenario, line_key


@dataclass
class SelectionSide:
    assessment: Assessment
    criterion: Criterion
    scenario: Scenario


def selection(project: Project, word: str, now: datetime) -> SelectionSide:
    pmo = RoleGrant.objects.filter(role=Role.PMO_LEAD).select_related("user").order_by("pk")[0].user
    criterion = services.add_criterion(
        by=pmo, portfolio=project.portfolio, now=now, name=f"{word} criterion", scale=f"{word}\n2\n3\n4\n5"
    )
    assessment = services.assess(
        by=pmo,
        project=project,
        now=now,
        levels={criterion.pk: 4},
        benefit=Decimal(700),
        risk=2,
        job_size=5,
        lines={line_key("year", 2027, "", None, None): Decimal(100)},
        force="must",
        force_reason=f"{word} law",
        note=f"{word} note",
    )
    scenario = services.add_scenario(
        by=pmo, portfolio=project.portfolio, now=now, name=f"{word} scenario", note=f"{word} why", budget=Decimal(500)
    )
    return SelectionSide(assessment, criterion, scenario)


# Kind, arguments by the side: see tests/matrix/subjects.py.
SUBJECTS: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    "selection:assess": ("assessment", lambda s: {"key": s.project.key}),
    "selection:scenario_": ("scenario", lambda s: {"pk": s.selection.scenario.pk}),
    "selection:scenario": ("scenario", lambda s: {"pk": s.selection.scenario.pk}),
    "selection:criterion_": ("scenario", lambda s: {"pk": s.selection.criterion.pk}),
    "api:assessment-": ("assessment", lambda s: {"pk": s.selection.assessment.pk}),
    "api:criterion-": ("scenario", lambda s: {"pk": s.selection.criterion.pk}),
    "api:scenario-": ("scenario", lambda s: {"pk": s.selection.scenario.pk}),
}
BODIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "POST api:assessment-list": lambda s: {"project": s.project.key, "risk": 2},
    "PUT api:assessment-detail": lambda s: {"risk": 3},
    "PATCH api:assessment-detail": lambda s: {"risk": 3},
    "POST api:criterion-list": lambda s: {"portfolio": s.portfolio.code, "name": "New criterion", "weight": 3},
    "PUT api:criterion-detail": lambda s: {"name": "Renamed", "weight": 2},
    "PATCH api:criterion-detail": lambda s: {"weight": 2},
    "POST api:scenario-list": lambda s: {"portfolio": s.portfolio.code, "name": "New scenario"},
    "PUT api:scenario-detail": lambda s: {"name": "Renamed"},
    "PATCH api:scenario-detail": lambda s: {"name": "Renamed"},
    "POST api:scenario-adopt": lambda s: {"reason": "best"},
}
MADE = {"api:assessment-list": "assessment"}


def another(project: Project, name: str, now: datetime) -> None:
    """One more assessed project, and a computed scenario that chooses it."""
    pmo = RoleGrant.objects.filter(role=Role.PMO_LEAD).select_related("user").order_by("pk")[0].user
    line = line_key("year", 2027, "", None, None)
    services.assess(by=pmo, project=project, now=now, risk=2, job_size=3, benefit=Decimal(9), lines={line: Decimal(5)})
    scenario = services.add_scenario(
        by=pmo, portfolio=project.portfolio, now=now, name=name, objective="benefit", limits={line: Decimal(50)}
    )
    empty = dict.fromkeys(("left_out", "not_chosen", "usage", "frontier", "prices", "conflicts"), ())
    result = {"feasible": True, "chosen": [project.pk], "candidates": [project.pk], "value": "9.00", "bound": "9.00"}
    result |= {"gap": 0.0, "cost": "5.00", "seconds": 0.1, **{key: list(value) for key, value in empty.items()}}
    Scenario.objects.filter(pk=scenario.pk).update(state="done", result=result, computed_at=now)
