"""Who of those who must is trained: by unit and role, for projects, and the list of who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from changemgmt.engines import training as engine
from changemgmt.training.choices import CourseState, LearnerRole
from changemgmt.training.models import Course, Enrolment
from pmo import access
from pmo.access import policy
from pmo.access.roles import Scope
from pmo.engines.stats import NotAvailable
from pmo.orgs.models import Unit
from pmo.texts import Sentence, name, nested, num, pct
from projects.portfolio.models import Project


def required(project_ids: Iterable[int]) -> QuerySet[Enrolment]:
    """What counts: required, of active people, of courses that are or were open."""
    return Enrolment.objects.filter(
        course__project__in=list(project_ids),
        required=True,
        user__is_active=True,
    ).exclude(course__state=CourseState.DRAFT)


def met(today: date) -> Q:
    return Q(passed_on__isnull=False) & (Q(valid_until__isnull=True) | Q(valid_until__gte=today))


@dataclass(frozen=True)
class Total:
    """Of a project, on a day. `due`: what should have been met by then, `late`: what of it is not."""

    passed: int
    required: int
    people: int
    due: int
    late: int

    @property
    def percent(self) -> float | None:
        found = engine.share(self.passed, self.required).percent
        return None if isinstance(found, NotAvailable) else found


def totals(project_ids: Sequence[int], today: date) -> dict[int, Total]:
    """One query; projects where nobody must learn anything are left out."""
    rows = required(project_ids).values_list("course__project_id", "user_id", "due_on", "passed_on", "valid_until")
    counted: dict[int, list[int]] = {}
    people: dict[int, set[int]] = {}
    for project_id, user_id, due_on, passed_on, valid_until in rows:
        line = counted.setdefault(project_id, [0, 0, 0, 0])
        people.setdefault(project_id, set()).add(user_id)
        done = passed_on is not None and (valid_until is None or valid_until >= today)
        expired = passed_on is not None and not done
        due = (due_on is not None and due_on < today) or expired
        line[0] += done
        line[1] += 1
        line[2] += due
        line[3] += due and not done
    return {pk: Total(c[0], c[1], len(people[pk]), c[2], c[3]) for pk, c in counted.items()}


@dataclass(frozen=True)
class Cell:
    passed: int
    required: int

    @property
    def percent(self) -> float | None:
        return 100 * self.passed / self.required if self.required else None

    @property
    def level(self) -> str:
        """How it is coloured: as the six marks."""
        if not self.required:
            return "idle"
        return "ok" if self.passed >= 0.95 * self.required else "risk" if self.passed >= 0.8 * self.required else "off"


@dataclass(frozen=True)
class Line:
    unit: Unit | None
    cells: list[Cell]
    whole: Cell


@dataclass(frozen=True)
class Matrix:
    """Units × roles: only roles and units that occur."""

    roles: list[tuple[str, Any]]
    lines: list[Line]
    foot: list[Cell] = field(default_factory=list)
    whole: Cell = field(default_factory=lambda: Cell(0, 0))


def matrix(project: Project, today: date) -> Matrix:
    """Requirements counted by unit and role (two queries)."""
    rows = list(required([project.pk]).values_list("user__unit_id", "learner_role", "passed_on", "valid_until"))
    used = {role for _unit, role, _passed, _valid in rows}
    roles = [(value, label) for value, label in LearnerRole.choices if value in used]
    place = {value: n for n, (value, _label) in enumerate(roles)}
    known = {unit.pk: unit for unit in Unit.objects.filter(pk__in={row[0] for row in rows if row[0]}).order_by("path")}
    units: list[Unit | None] = [*known.values(), *([None] if any(row[0] is None for row in rows) else [])]
    at = {unit.pk if unit else None: n for n, unit in enumerate(units)}
    counted = engine.coverage(
        [at[row[0]] for row in rows],
        [place[row[1]] for row in rows],
        [row[2] is not None and (row[3] is None or row[3] >= today) for row in rows],
        (len(units), len(roles)),
    )
    lines = [
        Line(unit, [Cell(*map(int, pair)) for pair in counted[n]], Cell(*map(int, counted[n].sum(axis=0))))
        for n, unit in enumerate(units)
    ]
    foot = [Cell(*map(int, pair)) for pair in counted.sum(axis=0)] if units else []
    return Matrix(roles, lines, foot, Cell(sum(c.passed for c in foot), sum(c.required for c in foot)))


def lead(total: Total | None, found: Matrix) -> Sentence:
    """What somebody in a hurry should know."""
    if total is None or total.percent is None:
        return Sentence("training.lead.none")
    words = {
        "share": pct(round(total.percent)),
        "passed": num(total.passed),
        "required": num(total.required),
        "late": num(total.late),
    }
    now = Sentence("training.lead.late" if total.late else "training.lead.share", words)
    lines = [line for line in found.lines if line.unit is not None and line.whole.required >= 5]
    worst = min(lines, key=lambda line: line.whole.percent or 0.0, default=None)
    if worst is None or worst.unit is None or len(lines) < 2 or (worst.whole.percent or 0) >= total.percent - 5:
        return now
    return Sentence(
        "training.lead.worst",
        {"now": nested(now), "unit": name(worst.unit), "worst": pct(round(worst.whole.percent or 0))},
    )


def by_units(project: Project, paths: Mapping[str, str], today: date) -> dict[str, Cell]:
    """Coverage of people in units with everything below, by the caller's keys (one query)."""
    rows = list(required([project.pk]).values_list("user__unit__path", "passed_on", "valid_until"))
    found: dict[str, Cell] = {}
    for key, path in paths.items():
        inside = [row for row in rows if row[0] and row[0].startswith(path)]
        if inside:
            done = sum(1 for row in inside if row[1] is not None and (row[2] is None or row[2] >= today))
            found[key] = Cell(done, len(inside))
    return found


def may_read(user: Any, project: Project) -> bool:
    return policy.may(user, "read", "training", project_id=project.pk)


def missing(
    user: Any, project: Project, today: date, *, unit: int | None = None, role: str = ""
) -> QuerySet[Enrolment]:
    """Requirements not met, with names: for those who may read them; a head of a unit sees the unit's people only."""
    rows = required([project.pk]).exclude(met(today))
    rows = rows.filter(within_reach(user, None, project))
    if unit is not None:
        rows = rows.filter(user__unit=unit)
    if role:
        rows = rows.filter(learner_role=role)
    return rows.select_related("course", "user__unit").order_by("user__unit__path", "user__name", "course__title")


def within_reach(user: Any, obj: Any, project: Project) -> Q:
    """People whose learning `user` may read: all where they run `obj`, or the project is theirs; a head of a unit
    the unit's people; else nobody."""
    found = access.of(user)
    if obj is not None and policy.may(user, "mark", obj):
        return Q()
    if found.global_reach("training", "read") is Scope.ALL or project.pk in found.joined_projects("training", "read"):
        return Q()
    if found.reaches_unit("training", "read"):
        return Q(user__unit__path__startswith=found.unit_path)
    return Q(pk__in=())


def of_course(course: Course, today: date) -> dict[str, Any]:
    """Requirements of one course by unit (one query)."""
    rows = Enrolment.objects.filter(course=course, required=True, user__is_active=True)
    units: dict[int | None, list[int]] = {}
    for unit, passed_on, valid_until in rows.values_list("user__unit_id", "passed_on", "valid_until"):
        line = units.setdefault(unit, [0, 0])
        line[0] += passed_on is not None and (valid_until is None or valid_until >= today)
        line[1] += 1
    whole = Cell(sum(line[0] for line in units.values()), sum(line[1] for line in units.values()))

    def told(cell: Cell) -> dict[str, Any]:
        return {"required": cell.required, "passed": cell.passed, "coverage": cell.percent}

    lines = sorted(units.items(), key=lambda item: item[0] or 0)
    return {**told(whole), "units": [{"unit": unit, **told(Cell(*line))} for unit, line in lines]}
