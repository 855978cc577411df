"""The zoo's simulations: an estimate of a task, and a run that is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pmo.accounts.models import User
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.simulation import services, work
from projects.simulation.models import SimulationRun, TaskEstimate
from projects.simulation.services.estimates import Points


@dataclass
class CertaintySide:
    """How sure one project is of its finish."""

    estimate: TaskEstimate
    run: SimulationRun


def of(project: Project, manager: User, word: str, now: datetime) -> CertaintySide:
    task = Task.objects.select_related("plan__project").get(plan__project=project, name=f"{word} task")
    points = Points(240, 480, 960, group=f"{word.strip()} group"[:40], note=f"{word} guess")
    estimate = services.set_estimate(by=manager, task=task, points=points, now=now)
    run = work.simulate_now(by=manager, project=project, now=now, iterations=1000, seed=1)
    return CertaintySide(estimate, run)
