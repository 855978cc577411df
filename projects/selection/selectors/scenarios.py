"""Scenarios, and what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from pmo.jobs.models import Job
from projects.portfolio.models import Portfolio
from projects.selection.choices import ScenarioState
from projects.selection.models import Scenario
from projects.selection.selectors import cases

COMPUTED = (ScenarioState.DONE, ScenarioState.IMPOSSIBLE)


def visible(user: Any) -> QuerySet[Scenario]:
    return Scenario.objects.visible_to(user).select_related("portfolio", "asked_by", "adopted_by")


def portfolios(user: Any) -> QuerySet[Portfolio]:
    return Portfolio.objects.visible_to(user).order_by("code")


def is_stale(scenario: Scenario) -> bool:
    """Whether anything the stored result depends on has changed since."""
    return scenario.state in COMPUTED and cases.case_of(scenario).watermark != scenario.watermark


def stale_among(scenarios: Sequence[Scenario]) -> set[int]:
    """Ids of those whose stored result is stale, in a fixed number of queries; their limits are prefetched."""
    computed = [scenario for scenario in scenarios if scenario.state in COMPUTED]
    now = cases.cases_of(computed)
    return {scenario.pk for scenario in computed if now[scenario.pk].watermark != scenario.watermark}


def job_of(scenario: Scenario) -> Job | None:
    """The last job that computed it, whoever asked for it."""
    return Job.objects.filter(pk=scenario.job_id or 0).first()


def is_running(scenario: Scenario) -> bool:
    """Whether a job is really at work on it, or waits for a worker."""
    return Job.objects.unfinished().filter(pk=scenario.job_id or 0).exists()


def adopted_id(portfolio_id: int) -> int | None:
    """The adopted scenario of a portfolio."""
    rows = Scenario.objects.filter(portfolio=portfolio_id, is_adopted=True)
    return rows.values_list("pk", flat=True).first()
