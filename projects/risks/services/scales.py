"""The scales of a portfolio: changed by the PMO; every score of the portfolio follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign
from projects.portfolio.models import Portfolio
from projects.risks import figures, scales
from projects.risks.models import Risk, RiskScale
from projects.risks.scales import Level

BATCH = 1000


@transaction.atomic
def change_scale(
    *,
    by: Any,
    portfolio: Portfolio,
    probabilities: Sequence[Level],
    impacts: Sequence[Level],
    medium_from: Decimal,
    high_from: Decimal,
    tolerance: Decimal,
    now: datetime,
    meanings: Mapping[str, Sequence[str]] | None = None,
    expected: int | None = None,
) -> RiskScale:
    """Give the five levels other words and numbers; scores and expected money are computed anew at once.

    Raises Invalid where numbers do not ascend, a probability is not between 0 and 1, or the bands overlap.
    """
    policy.require(by, "change", portfolio)
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    _check(probabilities, "probability")
    _check(impacts, "impact")
    if not 0 < medium_from < high_from:
        raise Invalid(_("The high band begins above the medium one."), code="order", field="high_from")
    if tolerance <= 0:
        raise Invalid(_("A tolerance is greater than zero."), code="order", field="tolerance")
    values: dict[str, Any] = {
        "probabilities": [level.to_json() for level in probabilities],
        "impacts": [level.to_json() for level in impacts],
        "meanings": {objective: list(words) for objective, words in (meanings or {}).items()},
        "medium_from": medium_from,
        "high_from": high_from,
        "tolerance": tolerance,
    }
    row = RiskScale.objects.filter(portfolio=portfolio).first()
    before = _told(scales.of(portfolio.pk))
    if row is None:
        row = create(RiskScale(portfolio=portfolio, **values), now=now)
    else:
        assign(row, values)
        save(row, now=now, expected=expected, fields=values)
    scale = scales.of(portfolio.pk)
    audit.record(by=by, act="risk.scale_changed", obj=portfolio, before=before, after=_told(scale), now=now)
    _recompute(portfolio, scale)
    return row


def _recompute(portfolio: Portfolio, scale: scales.Scale) -> None:
    rows = list(Risk.objects.filter(project__portfolio=portfolio))
    for risk in rows:
        figures.refresh(risk, scale)
    Risk.objects.bulk_update(rows, figures.COMPUTED, batch_size=BATCH)


def _check(levels: Sequence[Level], field: str) -> None:
    values = [level.value for level in levels]
    if len(values) != 5 or any(not 0 < value <= 1 for value in values):
        raise Invalid(_("Five numbers above 0 and up to 1."), code="range", field=f"{field}_1")
    for number, (lower, higher) in enumerate(pairwise(values), start=2):
        if higher <= lower:
            raise Invalid(_("Each level is greater than the one below."), code="order", field=f"{field}_{number}")


def _told(scale: scales.Scale) -> dict[str, str]:
    return {
        "probabilities": " / ".join(f"{level.value} {level.label}" for level in scale.probabilities),
        "impacts": " / ".join(f"{level.value} {level.label}" for level in scale.impacts),
        "bands": f"{scale.medium_from} / {scale.high_from} / {scale.tolerance}",
    }
