"""When a KPI, and with it a goal, is complete enough to be agreed on."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.goals.choices import KpiKind
from projects.goals.models import Goal, Kpi


def missing(kpi: Kpi) -> list[str | Promise]:
    """What a KPI still lacks, in words; empty when complete."""
    wants: list[tuple[bool, str | Promise]] = [
        (kpi.due_on is None, _("due date")),
        (kpi.owner_id is None, _("owner")),
        (not kpi.unit, _("unit")),
    ]
    if kpi.kind == KpiKind.REACH:
        wants += [
            (kpi.baseline is None, _("baseline")),
            (kpi.baseline_on is None, _("day of the baseline")),
            (kpi.target is None, pgettext_lazy("KPI", "target")),
        ]
    elif kpi.kind == KpiKind.ABOVE:
        wants.append((kpi.lower is None, _("lower bound")))
    elif kpi.kind == KpiKind.BELOW:
        wants.append((kpi.upper is None, _("upper bound")))
    elif kpi.kind == KpiKind.WITHIN:
        wants += [(kpi.lower is None, _("lower bound")), (kpi.upper is None, _("upper bound"))]
    return [word for lacking, word in wants if lacking]


def is_complete(kpi: Kpi) -> bool:
    """Measuring the baseline first is a beginning, not yet a promise: such a KPI never completes a goal."""
    return kpi.kind != KpiKind.BASELINE and kpi.retired_at is None and not missing(kpi)


def has_complete_kpi(goal: Goal, kpis: Iterable[Kpi] | None = None) -> bool:
    return any(is_complete(kpi) for kpi in (goal.kpis.all() if kpis is None else kpis))
