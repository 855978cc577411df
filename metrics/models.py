"""Register of the package's models."""

from metrics.health.models import DimensionRow, DirtyProject, HealthSnapshot, Override, ProjectHealth
from metrics.kpis.models import DirtyKpi, KpiReadingRow, Measurement
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.reviews.models import Action, AgendaItem, Review, ReviewDecision, ReviewParticipant, ReviewRule
from metrics.surveys.models import Answer, Ballot, Seat, Survey, SurveyRound

__all__ = [
    "Action",
    "AgendaItem",
    "Answer",
    "Ballot",
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
    "Seat",
    "Survey",
    "SurveyRound",
]
