"""Scenarios: limits written down, computed by a job, compared, one adopted by somebody who says why.

`Scenario.result`: written by `projects.selection.work`, see there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, jobs
from pmo.access import policy
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, require_reason
from projects.portfolio.models import Portfolio
from projects.selection.choices import SECONDS, ScenarioState
from projects.selection.models import Scenario, ScenarioLimit
from projects.selection.selectors import cases
from projects.selection.services.lines import replace_lines, said

KIND = "selection.choose"
FIELDS = ("name", "name_en", "note", "objective", "budget", "seconds")

Limits = Mapping[tuple[Any, ...], Decimal]


@transaction.atomic
def add_scenario(
    *, by: Any, portfolio: Portfolio, now: datetime, limits: Limits | None = None, **values: Any
) -> Scenario:
    """Raises Forbidden or Invalid (name taken, a limit about nothing)."""
    policy.require(by, "add", "scenario")
    scenario = Scenario(portfolio=portfolio, currency=portfolio.currency, **values)
    _check(scenario)
    create(scenario, now=now)
    replace_lines(scenario.limits, ScenarioLimit, {"scenario": scenario}, limits or {})
    audit.record(by=by, act="scenario.added", obj=scenario, after=_told(scenario), now=now)
    return scenario


@transaction.atomic
def change_scenario(
    *,
    by: Any,
    scenario: Scenario,
    now: datetime,
    expected: int | None = None,
    limits: Limits | None = None,
    **values: Any,
) -> Scenario:
    """What was computed stays, and says that it is stale. Raises Conflict for the adopted one and while computing."""
    policy.require(by, "change", scenario)
    row = _held(scenario)
    if row.is_adopted:
        raise Conflict(_("The adopted scenario does not change; write a new one."), code="adopted")
    before = _told(row)
    assign(row, values)
    _check(row)
    save(row, now=now, expected=scenario.version if expected is None else expected, fields=values)
    if limits is not None:
        replace_lines(row.limits, ScenarioLimit, {"scenario": row}, limits)
    audit.record(by=by, act="scenario.changed", obj=row, before=before, after=_told(row), now=now)
    return row


@transaction.atomic
def delete_scenario(*, by: Any, scenario: Scenario, now: datetime, expected: int | None = None) -> None:
    policy.require(by, "delete", scenario)
    row = _held(scenario)
    if row.is_adopted:
        raise Conflict(_("The adopted scenario stays; adopt another one first."), code="adopted")
    if expected is not None:
        save(row, now=now, expected=expected, fields=())
    audit.record(by=by, act="scenario.deleted", obj=row, before=_told(row), now=now)
    row.delete()


@transaction.atomic
def start_scenario(*, by: Any, scenario: Scenario, now: datetime) -> Scenario:
    """Compute it in a job. Raises Conflict while it is computed already, and for the adopted one."""
    policy.require(by, "change", scenario)
    row = _held(scenario)
    if row.is_adopted:
        raise Conflict(_("The adopted scenario does not change; write a new one."), code="adopted")
    row.state, row.asked_by = ScenarioState.RUNNING, by
    job = jobs.start(by=by, kind=KIND, params={"scenario_id": row.pk}, now=now, unique_key=f"{KIND}:{row.pk}")
    row.job_id = job.pk
    row.save(update_fields=["state", "asked_by", "job_id"])
    audit.record(by=by, act="scenario.started", obj=row, now=now)
    return row


@transaction.atomic
def adopt_scenario(
    *,
    by: Any,
    scenario: Scenario,
    reason: str,
    now: datetime,
    expected: int | None = None,
    instead_of: int | EllipsisType | None = ...,
) -> Scenario:
    """Make it the selection of its portfolio; the one adopted before no longer is.

    `instead_of` is the adopted scenario the person knows of (None: none is); left out, it is not compared. Raises
    Forbidden, Invalid without a reason, Conflict when it is not computed, its inputs have changed since, or somebody
    adopted another one meanwhile.
    """
    policy.require(by, "adopt", scenario)
    require_reason(reason)
    Portfolio.objects.select_for_update(of=("self",)).get(pk=scenario.portfolio_id)
    row = _held(scenario)
    if row.is_adopted:
        raise Conflict(_("It is adopted already."), code="adopted")
    if row.state != ScenarioState.DONE:
        raise Conflict(_("Only a computed scenario can be adopted."), code="not_computed")
    if cases.case_of(row).watermark != row.watermark:
        raise Conflict(_("Its inputs have changed since it was computed; compute it again."), code="stale")
    former = Scenario.objects.filter(portfolio=row.portfolio_id, is_adopted=True).first()
    if instead_of is not ... and (former.pk if former else None) != instead_of:
        raise Conflict(
            _("Meanwhile “%(name)s” was adopted. Compare both, then decide again.")
            if former
            else _("The scenario that was adopted is not any more. Look again, then decide."),
            code="adopted_meanwhile",
            params={"name": former.label} if former else {},
        )
    if former is not None:
        former.is_adopted = False
        save(former, now=now, fields=("is_adopted",))
        audit.record(by=by, act="scenario.replaced", obj=former, after={"by": str(row)}, now=now, reason=reason)
    row.is_adopted, row.adopted_at, row.adopted_by, row.adopt_reason = True, now, by, reason.strip()
    fields = ("is_adopted", "adopted_at", "adopted_by", "adopt_reason")
    save(row, now=now, expected=expected, fields=fields)
    told = {"chosen": len(row.result.get("chosen", [])), "instead of": str(former) if former else ""}
    audit.record(by=by, act="scenario.adopted", obj=row, after=filled(told), now=now, reason=reason)
    return row


def _held(scenario: Scenario) -> Scenario:
    """The row, locked. Raises Conflict while a job computes it; one whose job is gone is not computed any more."""
    row = Scenario.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=scenario.pk)
    if row.state == ScenarioState.RUNNING:
        working = Job.objects.filter(pk=row.job_id or 0, state__in=(State.QUEUED, State.RUNNING)).exists()
        if working:
            raise Conflict(_("It is being computed."), code="running")
        row.state = ScenarioState.FAILED
    return row


def _check(scenario: Scenario) -> None:
    same = Scenario.objects.filter(portfolio_id=scenario.portfolio_id, name=scenario.name)
    if same.exclude(pk=scenario.pk).exists():
        raise Invalid(_("There is a scenario with this name."), code="taken", field="name")
    if scenario.seconds not in SECONDS:
        raise Invalid(_("Choose how long it may take."), code="required", field="seconds")


def _told(scenario: Scenario) -> dict[str, Any]:
    return filled({**facts(scenario, FIELDS), **said(scenario.limits.select_related("unit"))})
