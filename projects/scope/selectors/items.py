"""The tree of the scope with what it weighs, and what happened to it since it was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from projects.engines import creep
from projects.goals.choices import GoalStatus
from projects.portfolio.choices import ORDER, Stage
from projects.portfolio.models import Project
from projects.scope import judging
from projects.scope.choices import Priority
from projects.scope.models import ScopeBaseline, ScopeItem, ScopeMove


@dataclass
class Line:
    """A row of the tree. `weight` in person-days, with everything below it; `change` since the baseline."""

    item: ScopeItem
    depth: int
    module: int
    weight: float = 0.0
    change: str = ""
    has_parts: bool = False
    serves_goal: bool = False

    @property
    def excepted(self) -> bool:
        return bool(self.item.exception_reason)


@dataclass
class Tree:
    """Everything the page of the scope shows. `weighed` are the leaves that count."""

    lines: list[Line] = field(default_factory=list)
    out: list[ScopeItem] = field(default_factory=list)
    weighed: list[judging.Weighed] = field(default_factory=list)
    shape: judging.Shape = field(default_factory=lambda: judging.Shape(0.0))
    baseline: ScopeBaseline | None = None
    creep: creep.Creep | None = None
    findings: list[judging.Finding] = field(default_factory=list)
    moves: list[ScopeMove] = field(default_factory=list)


def visible(user: Any) -> QuerySet[ScopeItem]:
    return ScopeItem.objects.visible_to(user).select_related("project__portfolio", "parent", "owner", "exception_by")


def baseline_of(project: Project) -> ScopeBaseline | None:
    return ScopeBaseline.objects.filter(project=project, is_current=True).select_related("taken_by").first()


def baselines_of(project: Project) -> list[ScopeBaseline]:
    return list(ScopeBaseline.objects.filter(project=project).select_related("taken_by").order_by("-number"))


def tree(project: Project, today: date) -> Tree:
    """The scope of one project (seven queries)."""
    return trees([project], today)[project.pk]


def trees(projects: Sequence[Project], today: date) -> dict[int, Tree]:
    """The scopes of several projects, in a fixed number of queries."""
    ids = [project.pk for project in projects]
    items: dict[int, list[ScopeItem]] = {}
    rows = ScopeItem.objects.filter(project__in=ids).select_related("owner").order_by("number")
    for item in rows.prefetch_related("goals", "requirements"):
        items.setdefault(item.project_id, []).append(item)
    current = {
        b.project_id: b
        for b in ScopeBaseline.objects.filter(project__in=ids, is_current=True)
        .select_related("taken_by")
        .prefetch_related("rows")
    }
    moves: dict[int, list[ScopeMove]] = {}
    for move in ScopeMove.objects.filter(project__in=ids).select_related("item", "change", "moved_by"):
        moves.setdefault(move.project_id, []).append(move)
    return {
        project.pk: _tree(project, items.get(project.pk, []), current.get(project.pk), moves.get(project.pk, []), today)
        for project in projects
    }


def _tree(
    project: Project, items: list[ScopeItem], baseline: ScopeBaseline | None, moves: list[ScopeMove], today: date
) -> Tree:
    found = Tree(baseline=baseline)
    found.out = [item for item in items if not item.is_in]
    inside = [item for item in items if item.is_in]
    found.lines = _ordered(inside)
    _weigh(found, baseline)
    if baseline is not None:
        found.moves = [move for move in moves if move.moved_at >= baseline.taken_at]
        steps = [creep.Step(m.moved_on, float(m.effort), m.change_id is not None) for m in found.moves]
        since = timezone.localdate(baseline.taken_at)
        found.creep = creep.measure(float(baseline.effort), steps, since, today)
        _mark(found, baseline)
    found.shape = judging.shape(found.weighed)
    executing = ORDER.index(project.stage) >= ORDER.index(Stage.EXECUTION)
    found.findings = judging.findings(found.weighed, found.shape, found.creep, executing=executing)
    return found


def _ordered(items: list[ScopeItem]) -> list[Line]:
    """Parents before their parts, each in order of wave and number."""
    inside = {item.pk for item in items}
    below: dict[int | None, list[ScopeItem]] = {}
    for item in items:
        below.setdefault(item.parent_id if item.parent_id in inside else None, []).append(item)
    found: list[Line] = []

    def walk(parent: int | None, depth: int, module: int) -> None:
        for item in below.get(parent, []):
            line = Line(item, depth, module or item.pk, has_parts=item.pk in below)
            line.serves_goal = serves_goal(item)
            found.append(line)
            walk(item.pk, depth + 1, module or item.pk)

    walk(None, 0, 0)
    return found


def serves_goal(item: ScopeItem) -> bool:
    """Linked to a live goal, or to a requirement that serves one (both prefetched)."""
    if any(goal.status != GoalStatus.DROPPED for goal in item.goals.all()):
        return True
    return any(requirement.goal_id is not None for requirement in item.requirements.all())


def _weigh(found: Tree, baseline: ScopeBaseline | None) -> None:
    counted = [line for line in found.lines if line.item.priority != Priority.WONT]
    leaves = [line for line in counted if not line.has_parts or line.item.effort_days is not None]
    mean = float(baseline.mean_effort) if baseline else creep.mean_effort(_efforts(leaves))
    for line in leaves:
        item = line.item
        line.weight = mean if item.effort_days is None else float(item.effort_days)
        found.weighed.append(
            judging.Weighed(
                item.pk,
                line.module,
                line.weight,
                item.effort_days is not None,
                item.wave,
                item.priority == Priority.MUST,
                line.serves_goal,
                line.excepted,
            )
        )
    _sum_up(found.lines)


def _efforts(lines: Iterable[Line]) -> list[float | None]:
    return [None if line.item.effort_days is None else float(line.item.effort_days) for line in lines]


def _sum_up(lines: list[Line]) -> None:
    """A line with parts weighs what they weigh together, and what it has of its own."""
    by_pk = {line.item.pk: line for line in lines}
    for line in reversed(lines):
        parent = by_pk.get(line.item.parent_id or 0)
        if parent is not None:
            parent.weight += line.weight


def _mark(found: Tree, baseline: ScopeBaseline) -> None:
    """What each line is against the baseline: new, resized, moved to another wave."""
    agreed = {row.item_id: row for row in baseline.rows.all()}
    for line in found.lines:
        row, item = agreed.get(line.item.pk), line.item
        if row is None:
            line.change = "added"
        elif (row.effort_days or Decimal(0)) != (item.effort_days or Decimal(0)):
            line.change = "resized"
        elif row.wave != item.wave:
            line.change = "moved"


def links_of(item: ScopeItem) -> dict[str, list[Any]]:
    """Goals, requirements and tasks of one item."""
    return {
        "goals": list(item.goals.order_by("number")),
        "requirements": list(item.requirements.order_by("number")),
        "tasks": list(item.tasks.select_related("plan__project").order_by("position")),
    }
