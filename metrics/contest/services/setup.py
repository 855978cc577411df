"""The contest of a system is set up and changed by whoever may change the system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from metrics.contest.models import Contest, ContestUnit
from metrics.contest.schedule import monday_of
from metrics.usage.models import UsageSystem
from pmo import audit
from pmo.access import policy
from pmo.orgs.models import Unit
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, require_open

FIELDS = ("title", "level_weight", "first_week_on", "announce_on", "announce_at", "active")
FEWEST_UNITS = 2


@transaction.atomic
def start_contest(*, by: Any, system: UsageSystem, units: Sequence[Unit], now: datetime, **values: Any) -> Contest:
    """Raises Forbidden, Conflict (closed; there is one already) or Invalid (units, weight)."""
    policy.require(by, "change", system)
    require_open(system.project)
    contest = Contest(system=system, **_clean(values))
    _check(contest, units)
    try:
        with transaction.atomic():
            create(contest, now=now)
    except IntegrityError as error:
        raise Conflict(_("This system has a contest already."), code="taken") from error
    ContestUnit.objects.bulk_create([ContestUnit(contest=contest, unit=unit) for unit in units])
    after = {**filled(facts(contest, FIELDS)), "units": _names(units)}
    _record(by, contest, "contest.started", now, after=after)
    return contest


@transaction.atomic
def change_contest(
    *,
    by: Any,
    contest: Contest,
    now: datetime,
    units: Sequence[Unit] | None = None,
    expected: int | None = None,
    **values: Any,
) -> Contest:
    """Weeks told already stay as they are. Raises as `start_contest`, and StaleWrite."""
    policy.require(by, "change", contest)
    require_open(contest.system.project)
    before = {**facts(contest, FIELDS), "units": _names(_taking_part(contest))}
    if contest.weeks.exists() and _clean(values).get("first_week_on", contest.first_week_on) != contest.first_week_on:
        raise Conflict(
            _("Places have been told: the first week cannot change any more."), code="begun", field="first_week_on"
        )
    assign(contest, _clean(values))
    chosen = list(units) if units is not None else _taking_part(contest)
    _check(contest, chosen)
    save(contest, now=now, expected=expected, fields=[*values] or ["title"])
    _take_part(contest, chosen)
    after = {**facts(contest, FIELDS), "units": _names(chosen)}
    _record(by, contest, "contest.changed", now, before=before, after=after)
    return contest


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """A week is named by its Monday, whichever of its days was given."""
    first = values.get("first_week_on")
    return {**values, "first_week_on": monday_of(first)} if first is not None else values


def _check(contest: Contest, units: Sequence[Unit]) -> None:
    if not contest.title.strip():
        raise Invalid(_("Give it a title."), code="required", field="title")
    if not 0 <= contest.level_weight <= 100:
        raise Invalid(_("The weight lies between 0 and 100."), code="out_of_range", field="level_weight")
    if len(units) < FEWEST_UNITS:
        raise Invalid(_("A contest needs at least two units."), code="too_few", field="units")
    chosen = {unit.pk: unit for unit in units}
    for unit in units:
        above = next((chosen[pk] for pk in unit.ancestor_ids if pk in chosen), None)
        if above is not None:
            raise Invalid(
                _("%(unit)s is a part of %(above)s: people would count twice."),
                params={"unit": unit.label, "above": above.label},
                code="nested",
                field="units",
            )


def _taking_part(contest: Contest) -> list[Unit]:
    rows = contest.places.filter(active=True).select_related("unit").order_by("unit__code")
    return [place.unit for place in rows]


def _take_part(contest: Contest, units: Sequence[Unit]) -> None:
    """Units that leave keep their row: their meetings and weeks hang on it."""
    wanted = {unit.pk for unit in units}
    contest.places.exclude(unit_id__in=wanted).update(active=False)
    contest.places.filter(unit_id__in=wanted).update(active=True)
    known = set(contest.places.values_list("unit_id", flat=True))
    ContestUnit.objects.bulk_create([ContestUnit(contest=contest, unit_id=pk) for pk in sorted(wanted - known)])


def _names(units: Sequence[Unit]) -> list[str]:
    return sorted(unit.name for unit in units)


def _record(by: Any, contest: Contest, act: str, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=contest, project_id=contest.system.project_id, now=now, **more)
