"""Register of the package's background tasks."""

from metrics.health.tasks import health
from metrics.kpis.tasks import kpi_reminders, recompute_all, recompute_touched
from metrics.reviews.tasks import review_reminders
from metrics.usage.tasks import usage_eligibility, usage_nightly, usage_rollup

__all__ = [
    "health",
    "kpi_reminders",
    "recompute_all",
    "recompute_touched",
    "review_reminders",
    "usage_eligibility",
    "usage_nightly",
    "usage_rollup",
]
