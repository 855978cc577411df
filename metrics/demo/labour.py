"""What an hour of a role costs in the demo company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from metrics.demo.clock import Timed, moment, workday
from pmo.access import scopes as access
from projects.budget import services

if TYPE_CHECKING:
    from metrics.demo.build import Company

# CNY per hour, this year's and last year's.
HOURLY = (
    ("business_expert", 210, 195),
    ("it_engineer", 240, 220),
    ("change_manager", 220, 205),
    ("analyst", 225, 210),
    ("data", 235, 215),
    ("tester", 180, 170),
    ("manager", 280, 260),
    ("vendor", 450, 420),
)
SINCE = ((410, 2, "财务部年度标准费率"), (60, 1, "财务部年度标准费率（更新）"))


def events(company: Company) -> Iterator[Timed]:
    for ago, place, note in SINCE:
        on = workday(company.today - timedelta(days=ago))
        at = moment(company.now, on, 9, f"labour{ago}")
        yield Timed(at, lambda now, p=place, n=note: _enter(company, p, n, now))  # type: ignore[misc]


def _enter(company: Company, place: int, note: str, now: datetime) -> None:
    by = company.people["pmo"]
    access.forget(by)
    on = now.astimezone(company.now.tzinfo).date()
    for row in HOURLY:
        amount = Decimal(str(row[place]))
        services.add_labour_rate(by=by, role=str(row[0]), since_on=on, amount=amount, note=note, now=now)
