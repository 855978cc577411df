"""Booked amounts as a table: out, edited, in again, checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from pmo import access
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.records import DomainError
from projects.benefits import services
from projects.benefits.choices import RUNNING
from projects.benefits.models import Benefit, Realisation
from projects.benefits.services.realisations import check_booking
from projects.portfolio.models import Project

KIND = "realisations"
Row = dict[str, Any]
_CODE = re.compile(r"(?:[Vv]-?)?0*(\d{1,6})")

SPEC = TableSpec(
    sheet=_("Booked amounts"),
    key=("benefit", "reference"),
    columns=(
        Column("benefit", _("Benefit no."), required=True, max_length=12, example="V-01", width=10),
        Column(
            "month", _("Month"), kind="date", required=True, help=_("Any day of the month."), example=date(2026, 10, 1)
        ),
        Column(
            "amount",
            pgettext_lazy("money", "Amount"),
            kind="decimal",
            digits=2,
            required=True,
            minimum=-(10**12),
            maximum=10**12,
            example=Decimal("18500.00"),
            help=_("A correction is negative."),
        ),
        Column("reference", _("Document no."), required=True, max_length=100, example="GL-2026-10-6602", width=20),
        Column("evidence", _("What shows it"), required=True, max_length=500, example="总账科目余额表", width=36),
    ),
)


@dataclass
class _Plan:
    """What one row asks for."""

    row: Row
    benefit: Benefit | None = None
    action: str = "create"
    errors: list[CellError] = field(default_factory=list)

    def refuse(self, column: str, code: str, message: Any, /, **params: Any) -> None:
        shown = self.row.get(column)
        self.errors.append(
            CellError(self.row["_row"], column, code, message, params, "" if shown is None else str(shown))
        )


def load(user: Any, params: Mapping[str, str]) -> ImportContext:
    rows = Project.objects.select_related("portfolio")
    project = access.get_visible_or_404(rows, user, key=params.get("project", "")[:32])
    policy.require(user, "import", "benefit", project_id=project.pk)
    return ImportContext(
        user=user,
        params={"project": project.key},
        title=f"{project.key} {project.label}",
        back_url=reverse("benefits:booked", args=[project.key]),
        project_id=project.pk,
        obj=project,
    )


def rows_of(project: Project) -> list[Row]:
    """What is booked, as the import reads it."""
    rows = Realisation.objects.filter(benefit__project=project).select_related("benefit")
    return [
        {
            "benefit": row.benefit.code,
            "month": row.month,
            "amount": row.amount,
            "reference": row.reference,
            "evidence": row.evidence,
        }
        for row in rows.order_by("benefit__number", "month", "pk")
    ]


def check(rows: list[Row], context: ImportContext) -> Checked:
    plans = _plans(rows, context)
    return Checked(
        errors=[error for plan in plans for error in plan.errors],
        actions=[plan.action for plan in plans],
        before=[None for _plan in plans],
    )


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    plans = _plans(rows, context)
    for plan in plans:
        if plan.action == "create" and plan.benefit is not None:
            values = {name: plan.row[name] for name in ("month", "amount", "reference", "evidence")}
            services.book(by=by, benefit=plan.benefit, now=now, **values)
    actions = [plan.action for plan in plans]
    return ImportOutcome(
        created=actions.count("create"), updated=0, unchanged=actions.count("unchanged"), url=context.back_url
    )


def _plans(rows: list[Row], context: ImportContext) -> list[_Plan]:
    own = Benefit.objects.visible_to(context.user).filter(project=context.obj).select_related("project", "kpi")
    known = {benefit.number: benefit for benefit in own}
    booked = {
        (row.benefit_id, row.reference): row
        for row in Realisation.objects.filter(benefit__project=context.obj).select_related("benefit")
    }
    now = timezone.now()
    return [_plan(row, known, booked, context.user, now) for row in rows]


def _plan(
    row: Row, known: Mapping[int, Benefit], booked: Mapping[tuple[int, str], Realisation], user: Any, now: datetime
) -> _Plan:
    plan = _Plan(row)
    match = _CODE.fullmatch(row["benefit"].strip())
    plan.benefit = known.get(int(match[1])) if match else None
    if plan.benefit is None:
        plan.refuse("benefit", "unknown", N_("The project has no benefit with this number"))
        return plan
    old = booked.get((plan.benefit.pk, row["reference"].strip()))
    if old is not None:
        plan.action = "unchanged"
        if (old.month, old.amount) != (row["month"].replace(day=1), row["amount"]):
            plan.refuse("reference", "booked", N_("Booked already, with another month or amount"))
        return plan
    if plan.benefit.state in RUNNING and not policy.may(user, "book", plan.benefit):
        plan.refuse("benefit", "forbidden", N_("This benefit is booked by its owner"))
        return plan
    try:
        check_booking(
            plan.benefit,
            month=row["month"],
            amount=row["amount"],
            reference=row["reference"],
            evidence=row["evidence"],
            now=now,
        )
    except DomainError as error:
        column = error.field if error.field in row else "benefit"
        plan.refuse(column, error.code, error.raw_message, **{k: str(v) for k, v in error.params.items()})
    return plan


IMPORTER = Importer(
    kind=KIND,
    title=_("Booked amounts"),
    about=_(
        "One row per document. What is booked already is left as it is: the same table twice adds nothing. Every row "
        "waits for finance."
    ),
    spec=SPEC,
    context=load,
    check=check,
    commit=commit,
    template_rows=lambda context: rows_of(context.obj),
)
