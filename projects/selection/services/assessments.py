"""What a project is worth and needs, written as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, lock
from projects.portfolio.models import Project
from projects.selection.choices import LEVELS, STEPS, Force
from projects.selection.models import Assessment, AssessmentLine, AssessmentScore
from projects.selection.selectors import assessments as selectors
from projects.selection.services.lines import replace_lines, said

FIELDS = (
    "business_value",
    "time_criticality",
    "risk_reduction",
    "job_size",
    "risk",
    "benefit",
    "force",
    "force_reason",
    "note",
)
PARTS = ("business_value", "time_criticality", "risk_reduction", "job_size")
LINKS = ("needs", "excludes")

Lines = Mapping[tuple[Any, ...], Decimal]


@transaction.atomic
def assess(
    *,
    by: Any,
    project: Project,
    now: datetime,
    expected: int | None = None,
    levels: Mapping[int, int | None] | None = None,
    lines: Lines | None = None,
    needs: Iterable[Project] | None = None,
    excludes: Iterable[Project] | None = None,
    **values: Any,
) -> Assessment:
    """Write down, or change, what a project is worth and needs.

    levels   1–5 by the id of a criterion; None takes the level back; criteria that are not named keep theirs
    lines    all figures by what they are about (`models.line_key`); None leaves them
    Raises Forbidden, Conflict (closed) or Invalid (foreign criterion, unknown step, forced without a reason).
    """
    found = selectors.of_project(project)
    policy.require(by, "change" if found else "add", "assessment", project_id=project.pk)
    project = lock(project)
    # Of two first assessments at once the second finds the row of the first.
    found = selectors.of_project(project)
    row = found or Assessment(project=project, currency=project.portfolio.currency)
    before = _told(row) if found else {}
    assign(row, values)
    links = {"needs": needs, "excludes": excludes}
    given = {name: list(rows) for name, rows in links.items() if rows is not None}
    _check(row, given)
    row = save(row, now=now, expected=expected, fields=values) if found else create(row, now=now)
    _score(row, levels or {})
    if lines is not None:
        replace_lines(row.lines, AssessmentLine, {"assessment": row}, lines)
    for name, rows in given.items():
        # Whoever writes cannot take back what they do not see.
        unseen = getattr(row, name).exclude(pk__in=Project.objects.visible_to(by).values("pk"))
        getattr(row, name).set([*rows, *unseen])
    row = _computed(row)
    act = "assessment.changed" if found else "assessment.added"
    audit.record(by=by, act=act, obj=row, before=before, after=_told(row), project_id=project.pk, now=now)
    return row


@transaction.atomic
def assess_new(*, by: Any, project: Project, now: datetime, **values: Any) -> Assessment:
    """The first assessment of a project. Raises Conflict when it has one."""
    policy.require(by, "add", "assessment", project_id=project.pk)
    if Assessment.objects.filter(project=project).exists():
        raise Conflict(_("The project is assessed already; change its assessment."), code="exists")
    return assess(by=by, project=project, now=now, **values)


def _check(row: Assessment, links: Mapping[str, list[Project]]) -> None:
    for name in PARTS:
        if getattr(row, name) not in (None, *STEPS):
            raise Invalid(_("One of %(steps)s."), code="step", field=name, params={"steps": "1, 2, 3, 5, 8, 13, 20"})
    if row.risk not in (None, *LEVELS):
        raise Invalid(_("From 1 to 5."), code="level", field="risk")
    if row.force != Force.NONE and not row.force_reason.strip():
        raise Invalid(_("Say why it is not free to choose."), code="required", field="force_reason")
    if row.force == Force.NONE:
        row.force_reason = ""
    for name, rows in links.items():
        if any(project.pk == row.project_id for project in rows):
            raise Invalid(_("A project cannot hang on itself."), code="itself", field=name)
        if any(project.portfolio_id != row.project.portfolio_id for project in rows):
            raise Invalid(_("Only projects of the same portfolio."), code="foreign", field=name)


def _score(row: Assessment, levels: Mapping[int, int | None]) -> None:
    known = {criterion.pk for criterion in selectors.criteria_of(row.project.portfolio_id)}
    for pk, level in levels.items():
        if pk not in known:
            raise Invalid(_("This criterion belongs to another portfolio."), code="foreign", field="levels")
        if level is not None and level not in LEVELS:
            raise Invalid(_("From 1 to 5."), code="level", field="levels")
        if level is None:
            row.scores.filter(criterion_id=pk).delete()
        else:
            AssessmentScore.objects.update_or_create(assessment=row, criterion_id=pk, defaults={"level": level})


def _computed(row: Assessment) -> Assessment:
    """With score, WSJF and cost as they follow from what was written."""
    fresh = Assessment.objects.select_related("project__portfolio").prefetch_related("scores", "lines__unit")
    row = fresh.get(pk=row.pk)
    levels = {found.criterion_id: found.level for found in row.scores.all()}
    row.score = selectors.score(selectors.criteria_of(row.project.portfolio_id), levels)
    row.wsjf, row.cost = selectors.wsjf(row), selectors.total_cost(row.lines.all())
    row.save(update_fields=["score", "wsjf", "cost"])
    return row


def _told(row: Assessment) -> dict[str, Any]:
    """The row for the history, with its levels, figures and links."""
    scores = {str(found.criterion): found.level for found in row.scores.select_related("criterion")}
    told = {**filled(facts(row, FIELDS)), "levels": [f"{name}: {level}" for name, level in sorted(scores.items())]}
    told |= said(row.lines.select_related("unit"))
    # How many, not which: the history is read by people who do not see the other project.
    return filled({**told, **{name: len(row_set) for name in LINKS if (row_set := getattr(row, name).all())}})
