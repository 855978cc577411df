"""Register of the package's background tasks."""

from metrics.health.tasks import health
from metrics.kpis.tasks import kpi_reminders, recompute_all, recompute_touched
from metrics.reviews.tasks import review_reminders
from metrics.surveys.tasks import survey_rounds

__all__ = ["health", "kpi_reminders", "recompute_all", "recompute_touched", "review_reminders", "survey_rounds"]
