"""Register of the package's models."""

from projects.goals.models import Goal, Kpi, PainPoint, Requirement, Signature, SignOff
from projects.msproject.models import PlanImport
from projects.portfolio.models import Follow, Portfolio, Project, ProjectMember, ProjectUnit, StagePlan
from projects.schedule.models import (
    Baseline,
    BaselineTask,
    MilestoneFeed,
    MilestoneMove,
    Plan,
    PlanCalendar,
    PlanEdit,
    PlanTemplate,
    Task,
    TaskLink,
)

__all__ = [
    "Baseline",
    "BaselineTask",
    "Follow",
    "Goal",
    "Kpi",
    "MilestoneFeed",
    "MilestoneMove",
    "PainPoint",
    "Plan",
    "PlanCalendar",
    "PlanEdit",
    "PlanImport",
    "PlanTemplate",
    "Portfolio",
    "Project",
    "ProjectMember",
    "ProjectUnit",
    "Requirement",
    "SignOff",
    "Signature",
    "StagePlan",
    "Task",
    "TaskLink",
]
