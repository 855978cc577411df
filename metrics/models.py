"""Register of the package's models."""

from metrics.health.models import DimensionRow, DirtyProject, HealthSnapshot, Override, ProjectHealth
from metrics.kpis.models import DirtyKpi, KpiReadingRow, Measurement
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.reviews.models import Action, AgendaItem, Review, ReviewDecision, ReviewParticipant, ReviewRule

__all__ = [
    "Action",
    "AgendaItem",
    "DimensionRow",
    "DirtyKpi",
    "DirtyProject",
    "EventLog",
    "HealthSnapshot",
    "KpiReadingRow",
    "Measurement",
    "Override",
    "Process",
    "ProcessAnalysis",
    "ProjectHealth",
    "Review",
    "ReviewDecision",
    "ReviewParticipant",
    "ReviewRule",
]
