"""What the projects of a portfolio are judged by. Whatever changes a weight computes the scores anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts
from projects.portfolio.models import Portfolio
from projects.selection.models import Assessment, Criterion
from projects.selection.selectors import assessments as selectors

FIELDS = ("name", "name_en", "weight", "scale", "scale_en")
MOST = 12


@transaction.atomic
def add_criterion(*, by: Any, portfolio: Portfolio, now: datetime, **values: Any) -> Criterion:
    """Raises Forbidden, Invalid (name taken) or Conflict (too many to tell apart)."""
    policy.require(by, "change", "scenario")
    _lock(portfolio)
    rows = Criterion.objects.filter(portfolio=portfolio)
    if rows.count() >= MOST:
        raise Conflict(_("At most %(n)s criteria."), code="too_many", params={"n": MOST})
    last = rows.aggregate(top=Max("position"))["top"] or 0
    criterion = Criterion(portfolio=portfolio, position=last + 1, **values)
    _check(criterion)
    create(criterion, now=now)
    audit.record(by=by, act="criterion.added", obj=criterion, after=facts(criterion, FIELDS), now=now)
    rescore(portfolio)
    return criterion


@transaction.atomic
def change_criterion(
    *, by: Any, criterion: Criterion, now: datetime, expected: int | None = None, **values: Any
) -> Criterion:
    policy.require(by, "change", criterion)
    _lock(criterion.portfolio)
    before = facts(criterion, FIELDS)
    assign(criterion, values)
    _check(criterion)
    save(criterion, now=now, expected=expected, fields=values)
    after = facts(criterion, FIELDS)
    audit.record(by=by, act="criterion.changed", obj=criterion, before=before, after=after, now=now)
    rescore(criterion.portfolio)
    return criterion


@transaction.atomic
def remove_criterion(*, by: Any, criterion: Criterion, now: datetime, expected: int | None = None) -> None:
    """Only one nothing was judged by; any other gets the weight 0."""
    policy.require(by, "delete", criterion)
    _lock(criterion.portfolio)
    if criterion.scores.exists():
        raise Conflict(_("Projects were judged by it: give it the weight 0 instead."), code="used")
    if expected is not None:
        save(criterion, now=now, expected=expected, fields=())
    audit.record(by=by, act="criterion.removed", obj=criterion, before=facts(criterion, FIELDS), now=now)
    portfolio = criterion.portfolio
    criterion.delete()
    rescore(portfolio)


def rescore(portfolio: Portfolio) -> None:
    """The weighted score of every assessment of the portfolio (three queries, and one write)."""
    criteria = selectors.criteria_of(portfolio)
    rows = list(Assessment.objects.filter(project__portfolio=portfolio).prefetch_related("scores"))
    for row in rows:
        row.score = selectors.score(criteria, {found.criterion_id: found.level for found in row.scores.all()})
    Assessment.objects.bulk_update(rows, ["score"], batch_size=500)


def _check(criterion: Criterion) -> None:
    same = Criterion.objects.filter(portfolio_id=criterion.portfolio_id, name=criterion.name)
    if same.exclude(pk=criterion.pk).exists():
        raise Invalid(_("There is a criterion with this name."), code="taken", field="name")
    for field in ("scale", "scale_en"):
        lines = [line for line in getattr(criterion, field).splitlines() if line.strip()]
        if lines and len(lines) != 5:
            raise Invalid(_("Five lines, one for each level from 1 to 5."), code="levels", field=field)


def _lock(portfolio: Portfolio) -> None:
    Portfolio.objects.select_for_update(of=("self",)).get(pk=portfolio.pk)
