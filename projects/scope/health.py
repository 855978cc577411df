"""The scope dimension of health: growth since the baseline, and a first wave that is too big."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from pmo.texts import Sentence
from projects.portfolio.choices import ORDER, Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project
from projects.scope.judging import CREEP_OFF, CREEP_RISK, FIRST_WAVE, share
from projects.scope.selectors import items as selectors
from projects.scope.selectors.items import Tree


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per project whose scope is written down (fixed number of queries)."""
    active = [project for project in projects if project.state == State.ACTIVE]
    trees = selectors.trees(active, as_of)
    return {project.pk: judge(project, trees[project.pk]) for project in active if trees[project.pk].weighed}


def judge(project: Project, tree: Tree) -> DimensionReading:
    """Growth beats size: what was agreed and outgrown is worse than what was agreed too big."""
    creep = tree.creep.index if tree.creep else 0.0
    status, sentence, fact = Status.OK, Sentence("scope.health.fine", {"creep": share(CREEP_RISK)}), None
    if creep > CREEP_RISK:
        status = Status.OFF if creep > CREEP_OFF else Status.RISK
        sentence = Sentence("scope.health.creep", {"creep": share(creep)})
    elif tree.baseline is None:
        late = ORDER.index(project.stage) >= ORDER.index(Stage.EXECUTION)
        status, sentence = Status.RISK if late else Status.NONE, Sentence("scope.health.none")
    elif tree.shape.first_share > FIRST_WAVE:
        status = Status.RISK
        sentence = Sentence("scope.health.first", {"share": share(tree.shape.first_share)})
    if tree.creep is not None:
        fact = Sentence("scope.fact", {"creep": share(creep)})
    return DimensionReading(
        status, sentence, reverse("scope:tree", args=[project.key]), owner_id=project.manager_id, fact=fact
    )
