"""The log of the expense system: what the reimbursement project measures, case by case."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from metrics.demo.clock import ZONE, Timed, moment, month_end, period_end, workday
from metrics.demo.projects_a import REIMBURSEMENT
from metrics.processes import services
from pmo.jobs import runner
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

Case = list[tuple[str, str, float]]
"""Activity, role, and the share of the case's time that passes before it."""

NAME, NAME_EN, FILE = "日常费用报销", "Expense claims", "expense-claims.csv"
COLUMNS = {"case": "claim", "activity": "activity", "timestamp": "time", "role": "role"}
MONTHS, CASES, BROUGHT_AGO = 18, 60, 2
SUBMITTED = ("Claim SUBMITTED by EMPLOYEE", "EMPLOYEE")
CHECKED = ("Claim APPROVED by ADMINISTRATION", "ADMINISTRATION")
RETURNED = ("Claim REJECTED by ADMINISTRATION", "ADMINISTRATION")
BUDGETED = ("Claim APPROVED by BUDGET OWNER", "BUDGET OWNER")
DECIDED = ("Claim FINAL_APPROVED by SUPERVISOR", "SUPERVISOR")
ASKED = ("Request Payment", "FINANCE")
PAID = ("Payment Handled", "FINANCE")
# Every fourth claim needs the budget owner; one in eight comes back before the project, one in nineteen today.
BUDGET_SHARE, RETURNS_THEN, RETURNS_NOW = 0.25, 0.125, 0.054


def events(company: Company) -> Iterator[Timed]:
    on = workday(company.today - timedelta(days=BROUGHT_AGO))
    yield Timed(moment(company.now, on, 9, NAME), lambda at: _bring(company, at))


def _bring(company: Company, now: datetime) -> None:
    made = services.begin_process(
        by=company.people[REIMBURSEMENT.manager],
        project=Project.objects.get(key=REIMBURSEMENT.key),
        name=NAME,
        name_en=NAME_EN,
        unit=company.units["FSS"],
        upload=ContentFile(_table(company.today, now), name=FILE),
        mapping=COLUMNS,
        now=now,
    )
    if made.job is not None:
        runner.run_job(made.job.pk, clock=lambda: now)


def _table(today: date, until: datetime) -> bytes:
    """Claims submitted in the last months and paid before `until`, as the expense system would export them."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS.values())
    dice, number = Random(20), 0  # noqa: S311 - a story, no secret
    for ago in range(MONTHS, -1, -1):
        first = month_end(today, ago + 1) + timedelta(days=1)
        days = _days(today, ago, dice)
        for took in days:
            number += 1
            begun = datetime(first.year, first.month, dice.randint(1, 28), dice.randint(8, 17), tzinfo=ZONE)
            begun += timedelta(minutes=dice.randrange(60))
            if begun + timedelta(days=took) > until:
                continue
            at, case = begun, _case(dice, ago)
            whole = sum(share for _activity, _role, share in case)
            for activity, role, share in case:
                at += timedelta(days=took * share / whole)
                rows.writerow([f"BX{number:05d}", activity, at.isoformat(timespec="seconds"), role])
    return out.getvalue().encode()


def _days(today: date, ago: int, dice: Random) -> list[float]:
    """How long the claims of a month took; their median is what the project's KPI says of that month."""
    drawn = [dice.lognormvariate(0, 0.5) for _ in range(CASES)]
    scale = _told(today, ago) / median(drawn)
    return [max(0.1, x * scale) for x in drawn]


def _told(today: date, ago: int) -> float:
    values = REIMBURSEMENT.goals[0].kpis[0].values
    month = month_end(today, ago)
    for back, value in enumerate(reversed(values)):
        if period_end(today, "monthly", back).replace(day=1) == month.replace(day=1):
            return float(value)
    return float(values[0] if ago >= len(values) else values[-1])


def _case(dice: Random, ago: int) -> Case:
    """The way of one claim. Before the project the final approver was what everybody waited for."""
    share = min(1.0, ago / 9)
    case: Case = [(*SUBMITTED, 0.0)]
    if dice.random() < RETURNS_NOW + (RETURNS_THEN - RETURNS_NOW) * share:
        case += [(*RETURNED, dice.uniform(0.1, 0.2)), (*SUBMITTED, dice.uniform(0.1, 0.3))]
    case.append((*CHECKED, dice.uniform(0.05, 0.15)))
    if dice.random() < BUDGET_SHARE:
        case.append((*BUDGETED, dice.uniform(0.1, 0.25)))
    case.append((*DECIDED, dice.uniform(0.25, 0.35) + 0.25 * share))
    case += [(*ASKED, dice.uniform(0.05, 0.15)), (*PAID, dice.uniform(0.2, 0.3))]
    return case
