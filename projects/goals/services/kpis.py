"""Add, change and retire KPIs: what exactly is promised, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.web import formats
from projects.goals import readings
from projects.goals.choices import OFFERED, GoalStatus, KpiKind
from projects.goals.completeness import is_complete
from projects.goals.models import Goal, Kpi
from projects.goals.services.sign_offs import goals_changed
from projects.goals.targets import parse_number, parse_target, tidy
from projects.goals.versions import KPI_FIELDS
from projects.portfolio.acts import assign, facts, filled, lock, require_reason

NUMBERS = ("baseline", "target", "lower", "upper")
FIRST_YEAR, LAST_YEAR = 1990, 2200
MAX_CHECKPOINTS = 60


@transaction.atomic
def add_kpi(*, by: Any, goal: Goal, now: datetime, target_text: str | None = None, **values: Any) -> Kpi:
    """`target_text` is a target as it was typed ("2", "−30 %"); it wins over `target`.

    Raises Forbidden, Conflict or Invalid (baseline = target, due before baseline, checkpoints out of range).
    """
    policy.require(by, "add", "kpi", project_id=goal.project_id)
    project = lock(goal.project)
    _require_living(goal)
    kpi = fill_kpi(Kpi(goal=goal), values, target_text)
    create(kpi, now=now)
    audit.record(by=by, act="kpi.added", obj=kpi, after=filled(_state(kpi)), project_id=goal.project_id, now=now)
    goals_changed(by=by, project=project, now=now)
    readings.changed([kpi.pk], now)
    return kpi


@transaction.atomic
def change_kpi(
    *,
    by: Any,
    kpi: Kpi,
    now: datetime,
    expected: int | None = None,
    reason: str = "",
    target_text: str | None = None,
    **values: Any,
) -> Kpi:
    """Raises Forbidden, Conflict, Invalid or StaleWrite. A signed version is voided and asked for again.

    A relative target follows its baseline: "−30 %" of a corrected baseline is another number.
    """
    policy.require(by, "change", kpi)
    project = lock(kpi.goal.project)
    _require_living(kpi.goal)
    goal = values.get("goal", kpi.goal)
    if goal.project_id != project.pk:
        raise Invalid(_("This goal belongs to another project."), code="foreign", field="goal")
    _require_living(goal)
    if not kpi.is_active:
        raise Conflict(_("This KPI was retired; it can only be read."), code="retired")
    before, home = _state(kpi), kpi.goal
    fill_kpi(kpi, values, target_text)
    save(kpi, now=now, expected=expected, fields={*values, "target", "target_words"})
    _require_still_complete(home)
    audit.record(
        by=by,
        act="kpi.changed",
        obj=kpi,
        before=before,
        after=_state(kpi),
        project_id=project.pk,
        reason=reason,
        now=now,
    )
    goals_changed(by=by, project=project, now=now)
    readings.changed([kpi.pk], now)
    return kpi


@transaction.atomic
def retire_kpi(*, by: Any, kpi: Kpi, reason: str, now: datetime, expected: int | None = None) -> Kpi:
    """Stop measuring; measurements and history stay."""
    policy.require(by, "change", kpi)
    project = lock(kpi.goal.project)
    if not kpi.is_active:
        raise Conflict(_("This KPI was retired already."), code="retired")
    require_reason(reason)
    kpi.retired_at = now
    save(kpi, now=now, expected=expected, fields=["retired_at"])
    _require_still_complete(kpi.goal)
    after = {"retired_at": now}
    audit.record(by=by, act="kpi.retired", obj=kpi, after=after, reason=reason, project_id=project.pk, now=now)
    goals_changed(by=by, project=project, now=now)
    readings.changed([kpi.pk], now)
    return kpi


def fill_kpi(kpi: Kpi, values: Mapping[str, Any], target_text: str | None) -> Kpi:
    """Set `values` on a KPI, make its target follow, and check the rules; nothing is saved. Raises Invalid."""
    assign(kpi, values)
    _settle_target(kpi, target_text, values)
    check_kpi(kpi)
    return kpi


def check_kpi(kpi: Kpi) -> None:
    """Rules over several fields; raises Invalid naming the field. Numbers take the form they are stored in."""
    for name in NUMBERS:
        value = getattr(kpi, name)
        if value is not None:
            setattr(kpi, name, tidy(Decimal(value), field=name))
    _check_target(kpi)
    for name in ("baseline_on", "due_on"):
        day: date | None = getattr(kpi, name)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Invalid(
                _("Enter a date between %(first)s and %(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
                code="date_out_of_range",
                field=name,
            )
    if kpi.baseline_on and kpi.due_on and kpi.due_on <= kpi.baseline_on:
        raise Invalid(
            _("The due date must lie after the day of the baseline, %(day)s."),
            params={"day": formats.iso(kpi.baseline_on)},
            code="due_before_baseline",
            field="due_on",
        )
    kpi.checkpoints = _checked_checkpoints(kpi)


def _check_target(kpi: Kpi) -> None:
    if kpi.kind == KpiKind.REACH and kpi.baseline is not None and kpi.baseline == kpi.target:
        raise Invalid(
            _("Target and baseline are both %(value)s; enter a different target."),
            params={"value": formats.quantity(kpi.target, None, kpi.unit_label)},
            code="target_is_baseline",
            field="target",
        )
    if kpi.kind == KpiKind.WITHIN and kpi.lower is not None and kpi.upper is not None and kpi.lower >= kpi.upper:
        raise Invalid(
            _("The lower bound %(low)s must lie below the upper one."),
            params={"low": formats.quantity(kpi.lower, None, kpi.unit_label)},
            code="bounds_crossed",
            field="upper",
        )


def _checked_checkpoints(kpi: Kpi) -> list[dict[str, str]]:
    if not isinstance(kpi.checkpoints, list) or len(kpi.checkpoints) > MAX_CHECKPOINTS:
        raise _bad_checkpoint()
    points = []
    for point in kpi.checkpoints:
        try:
            on, value = date.fromisoformat(point["on"]), str(point["value"])
        except (KeyError, TypeError, ValueError) as error:
            raise _bad_checkpoint() from error
        points.append((on, parse_number(value, field="checkpoints")))
    last = kpi.baseline_on
    for on, _value in points:
        if (last and on <= last) or (kpi.due_on and on >= kpi.due_on):
            raise Invalid(
                _("Checkpoint %(day)s: they must follow each other between the baseline and the due date."),
                params={"day": on.isoformat()},
                code="checkpoint_order",
                field="checkpoints",
            )
        last = on
    return [{"on": on.isoformat(), "value": f"{value:f}"} for on, value in points]


def _bad_checkpoint() -> Invalid:
    return Invalid(_("A checkpoint is a date and a value."), code="checkpoint_shape", field="checkpoints")


def _settle_target(kpi: Kpi, typed: str | None, values: Iterable[str]) -> None:
    """Make number and words of the target agree, whichever of both was given."""
    if typed is not None:
        kpi.target, kpi.target_words = parse_target(typed, kpi.baseline) if typed.strip() else (None, "")
    elif "target" in values:
        kpi.target_words = ""
    elif kpi.target_words and "baseline" in values:
        kpi.target, kpi.target_words = parse_target(kpi.target_words, kpi.baseline)


def _require_living(goal: Goal) -> None:
    if goal.status == GoalStatus.DROPPED:
        raise Conflict(_("This goal was dropped; it can only be read."), code="dropped")


def _require_still_complete(goal: Goal) -> None:
    """What others agreed on, or are asked to agree on, never becomes incomplete again."""
    if goal.status in OFFERED and not any(is_complete(kpi) for kpi in Kpi.objects.filter(goal=goal)):
        raise Conflict(
            _("“%(goal)s” was submitted and would be left without a complete KPI. Complete another one first."),
            params={"goal": goal.label},
            code="no_complete_kpi",
        )


def _state(kpi: Kpi) -> dict[str, Any]:
    return facts(kpi, ["goal", *(f.removesuffix("_id") for f in KPI_FIELDS)])
