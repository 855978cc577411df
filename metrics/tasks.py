"""Register of the package's background tasks."""

from metrics.adoption.tasks import adoption_refresh, adoption_sweep
from metrics.contest.tasks import contest_weeks, meeting_reminders
from metrics.health.tasks import health, health_touched
from metrics.knowledge.tasks import article_reminders
from metrics.kpis.tasks import kpi_reminders, recompute_all, recompute_touched
from metrics.reviews.tasks import review_files, review_reminders
from metrics.surveys.tasks import survey_rounds
from metrics.usage.tasks import usage_eligibility, usage_nightly, usage_rollup

__all__ = [
    "adoption_refresh",
    "adoption_sweep",
    "article_reminders",
    "contest_weeks",
    "health",
    "health_touched",
    "kpi_reminders",
    "meeting_reminders",
    "recompute_all",
    "recompute_touched",
    "review_files",
    "review_reminders",
    "survey_rounds",
    "usage_eligibility",
    "usage_nightly",
    "usage_rollup",
]
