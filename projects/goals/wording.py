"""How promises are written: of a KPI as it stands and of one frozen in a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from pmo.texts import pick
from pmo.web import formats
from projects.goals.choices import Cadence, KpiKind
from projects.goals.models import Kpi
from projects.goals.targets import direction

ARROWS = {"up": "↑", "down": "↓", "": ""}


def amount(value: Any, unit: str = "", digits: int | None = None) -> str:
    """A value with its unit; with `digits` decimals when it has no more than that."""
    found = formats.to_decimal(value)
    if found is None:
        return formats.no_data()
    exact = max(0, -int(found.normalize().as_tuple().exponent))
    return formats.quantity(found, max(digits, exact) if digits is not None else None, unit)


def promise(kpi: Kpi) -> str:
    """What a KPI promises, in a few characters: "5 → 2 天", "≥ 95%", "2 – 4 天"."""
    return _promise(
        kpi.kind, kpi.baseline, kpi.target, kpi.target_words, kpi.lower, kpi.upper, kpi.unit_label, kpi.decimals
    )


def frozen_promise(kpi: Mapping[str, Any]) -> str:
    """The same of a KPI in a frozen version."""
    unit = pick(kpi["unit"], kpi["unit_en"])
    return _promise(kpi["kind"], kpi["baseline"], kpi["target"], kpi["target_words"], kpi["lower"], kpi["upper"], unit)


def _promise(
    kind: str, baseline: Any, target: Any, words: str, lower: Any, upper: Any, unit: str, digits: int | None = None
) -> str:
    if kind == KpiKind.BASELINE:
        return _("measure the baseline first")
    if kind == KpiKind.ABOVE:
        return f"≥ {amount(lower, unit, digits)}"
    if kind == KpiKind.BELOW:
        return f"≤ {amount(upper, unit, digits)}"
    if kind == KpiKind.WITHIN:
        return f"{amount(lower, '', digits)} – {amount(upper, unit, digits)}"
    said = f" ({words})" if words else ""
    return f"{amount(baseline, '', digits)} → {amount(target, unit, digits)}{said}"


def arrow(kpi: Kpi) -> str:
    return ARROWS[direction(kpi.baseline, kpi.target) if kpi.kind == KpiKind.REACH else ""]


def field_label(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def frozen_value(name: str, value: Any, row: Mapping[str, Any], people: Mapping[int, Any]) -> str:
    """One frozen value for people; `row` is the goal or KPI it stands in."""
    if value in (None, "", []):
        return _("none")
    if name == "owner_id":
        return str(people[value].label) if value in people else _("unknown")
    if name in ("baseline", "target", "lower", "upper"):
        return amount(value, pick(row["unit"], row["unit_en"]))
    if name in ("baseline_on", "due_on"):
        return formats.iso(date.fromisoformat(value))
    if name == "kind":
        return str(KpiKind(value).label)
    if name == "cadence":
        return str(Cadence(value).label)
    if name == "checkpoints":
        unit = pick(row["unit"], row["unit_en"])
        return "; ".join(f"{point['on']} {amount(point['value'], unit)}" for point in value)
    return str(value)
