"""Register of the package's background tasks."""

from changemgmt.champions.tasks import champion_questions, champion_reminders, champion_terms

__all__ = ["champion_questions", "champion_reminders", "champion_terms"]
