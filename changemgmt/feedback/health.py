"""Feedback as a dimension of health: is what people say answered and decided in time?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from changemgmt.feedback.choices import ALIVE, WAITING, State
from changemgmt.feedback.models import Feedback
from pmo.texts import Sentence, num
from projects.portfolio.choices import State as ProjectState
from projects.portfolio.choices import Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

# More than half of what is open being late is no longer a slip; of very few items it may be.
FAR, FEW = 0.5, 3


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """Of active projects about which something is open (one query)."""
    active = {project.pk: project for project in projects if project.state == ProjectState.ACTIVE}
    late = Q(state__in=WAITING, answer_due__lt=as_of)
    undecided = Q(state=State.ANSWERED, decide_due__lt=as_of)
    rows = (
        Feedback.objects.filter(project__in=active, state__in=ALIVE, admitted=True)
        .order_by()
        .values("project_id")
        .annotate(open=Count("pk"), late=Count("pk", filter=late), undecided=Count("pk", filter=undecided))
    )
    return {row["project_id"]: _judge(active[row["project_id"]], row) for row in rows}


def _judge(project: Project, row: Mapping[str, Any]) -> DimensionReading:
    behind = row["late"] + row["undecided"]
    status, code = Status.OK, "fine"
    if behind:
        far = row["open"] >= FEW and behind / row["open"] > FAR
        status, code = Status.OFF if far else Status.RISK, "late" if row["late"] else "undecided"
    words = {"open": num(row["open"]), "late": num(row["late"]), "undecided": num(row["undecided"])}
    return DimensionReading(
        status,
        Sentence(f"feedback.health.{code}", words),
        reverse("feedback:project_items", args=[project.key]),
        owner_id=project.manager_id,
    )
