"""Kinds, categories, strategies and states of risks, problems, decisions and actions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class RiskKind(models.TextChoices):
    THREAT = "threat", pgettext_lazy("risk", "Threat")
    OPPORTUNITY = "opportunity", pgettext_lazy("risk", "Opportunity")


class Category(models.TextChoices):
    DATA = "data", pgettext_lazy("risk category", "Data and migration")
    PEOPLE = "people", pgettext_lazy("risk category", "Acceptance and people")
    RESOURCES = "resources", pgettext_lazy("risk category", "Key users and capacity")
    SCOPE = "scope", pgettext_lazy("risk category", "Scope and requirements")
    TECHNOLOGY = "technology", pgettext_lazy("risk category", "Technology and interfaces")
    VENDOR = "vendor", pgettext_lazy("risk category", "Vendor and contract")
    PROCESS = "process", pgettext_lazy("risk category", "Process and organisation")
    SCHEDULE = "schedule", pgettext_lazy("risk category", "Schedule and cut-over")
    COMPLIANCE = "compliance", pgettext_lazy("risk category", "Law and security")


class Proximity(models.TextChoices):
    """When it could happen."""

    MONTH = "month", pgettext_lazy("proximity", "Within a month")
    QUARTER = "quarter", pgettext_lazy("proximity", "Within three months")
    HALF = "half", pgettext_lazy("proximity", "Within half a year")
    LATER = "later", pgettext_lazy("proximity", "Later")


class Strategy(models.TextChoices):
    AVOID = "avoid", pgettext_lazy("risk strategy", "Avoid")
    TRANSFER = "transfer", pgettext_lazy("risk strategy", "Transfer")
    MITIGATE = "mitigate", pgettext_lazy("risk strategy", "Mitigate")
    EXPLOIT = "exploit", pgettext_lazy("risk strategy", "Exploit")
    SHARE = "share", pgettext_lazy("risk strategy", "Share")
    ENHANCE = "enhance", pgettext_lazy("risk strategy", "Enhance")
    ACCEPT = "accept", pgettext_lazy("risk strategy", "Accept")
    ESCALATE = "escalate", pgettext_lazy("risk strategy", "Escalate")


STRATEGIES: dict[str, tuple[Strategy, ...]] = {
    RiskKind.THREAT: (Strategy.AVOID, Strategy.TRANSFER, Strategy.MITIGATE, Strategy.ACCEPT, Strategy.ESCALATE),
    RiskKind.OPPORTUNITY: (Strategy.EXPLOIT, Strategy.SHARE, Strategy.ENHANCE, Strategy.ACCEPT, Strategy.ESCALATE),
}


class RiskStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("risk status", "Open")
    TREATING = "treating", pgettext_lazy("risk status", "Being treated")
    WATCHING = "watching", pgettext_lazy("risk status", "Accepted, watched")
    ESCALATED = "escalated", pgettext_lazy("risk status", "Escalated")
    OCCURRED = "occurred", pgettext_lazy("risk status", "Occurred")
    CLOSED = "closed", pgettext_lazy("risk status", "Closed")


# What is still to come; the others are history.
LIVE = (RiskStatus.OPEN, RiskStatus.TREATING, RiskStatus.WATCHING, RiskStatus.ESCALATED)

# Where a person may take a risk from where it is. Occurred is reached by recording the problem it became.
FLOW: dict[str, tuple[RiskStatus, ...]] = {
    RiskStatus.OPEN: (RiskStatus.TREATING, RiskStatus.WATCHING, RiskStatus.ESCALATED, RiskStatus.CLOSED),
    RiskStatus.TREATING: (RiskStatus.OPEN, RiskStatus.WATCHING, RiskStatus.ESCALATED, RiskStatus.CLOSED),
    RiskStatus.WATCHING: (RiskStatus.OPEN, RiskStatus.TREATING, RiskStatus.ESCALATED, RiskStatus.CLOSED),
    RiskStatus.ESCALATED: (RiskStatus.OPEN, RiskStatus.TREATING, RiskStatus.CLOSED),
    RiskStatus.OCCURRED: (RiskStatus.OPEN, RiskStatus.CLOSED),
    RiskStatus.CLOSED: (RiskStatus.OPEN,),
}


class Answer(models.TextChoices):
    """What the sponsor answers to an escalated risk."""

    TREAT = "treating", pgettext_lazy("escalation", "Treat it, with what is said below")
    ACCEPT = "watching", pgettext_lazy("escalation", "Accept it, I stand for it")
    RETURN = "open", pgettext_lazy("escalation", "Give it back, the project decides")


class Phase(models.TextChoices):
    """The three assessments of one risk."""

    INHERENT = "inherent", pgettext_lazy("risk assessment", "Inherent")
    CURRENT = "current", pgettext_lazy("risk assessment", "Current")
    RESIDUAL = "residual", pgettext_lazy("risk assessment", "Residual")


class Objective(models.TextChoices):
    TIME = "time", pgettext_lazy("objective", "Time")
    COST = "cost", pgettext_lazy("objective", "Cost")
    QUALITY = "quality", pgettext_lazy("objective", "Quality")
    ADOPTION = "adoption", pgettext_lazy("objective", "Adoption")


class MarkKind(models.TextChoices):
    """Why a point of the history was taken."""

    RAISED = "raised", pgettext_lazy("risk history", "Raised")
    ASSESSED = "assessed", pgettext_lazy("risk history", "Assessed")
    REVIEWED = "reviewed", pgettext_lazy("risk history", "Reviewed")
    MOVED = "moved", pgettext_lazy("risk history", "Status changed")


class EffectHow(models.TextChoices):
    FACTOR = "factor", pgettext_lazy("risk effect", "Duration or cost × factor")
    DAYS = "days", pgettext_lazy("risk effect", "Working days more")
    MONEY = "money", pgettext_lazy("risk effect", "Money more")


class ActionStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("risk action", "Open")
    DONE = "done", pgettext_lazy("risk action", "Done")
    DROPPED = "dropped", pgettext_lazy("risk action", "Dropped")


class IssueKind(models.TextChoices):
    PROBLEM = "problem", pgettext_lazy("issue", "Problem")
    DECISION = "decision", pgettext_lazy("issue", "Decision")


class Severity(models.TextChoices):
    LOW = "low", pgettext_lazy("severity", "Low")
    MEDIUM = "medium", pgettext_lazy("severity", "Medium")
    HIGH = "high", pgettext_lazy("severity", "High")


class IssueStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("issue", "Open")
    SETTLED = "settled", pgettext_lazy("issue", "Settled")


class Becomes(models.TextChoices):
    """What one thing of the thread can turn into."""

    PROBLEM = "problem", pgettext_lazy("issue", "Problem")
    DECISION = "decision", pgettext_lazy("issue", "Decision")
    ACTION = "action", pgettext_lazy("thread", "Action")
    CHANGE = "change", pgettext_lazy("thread", "Change request")
    RISK = "risk", pgettext_lazy("thread", "Risk")


FROM_RISK = (Becomes.PROBLEM, Becomes.DECISION, Becomes.CHANGE)
FROM_ISSUE: dict[str, tuple[Becomes, ...]] = {
    IssueKind.PROBLEM: (Becomes.ACTION, Becomes.DECISION, Becomes.CHANGE, Becomes.RISK),
    IssueKind.DECISION: (Becomes.ACTION, Becomes.CHANGE, Becomes.RISK),
}
