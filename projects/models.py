"""Register of the package's models."""

from projects.goals.models import Goal, Kpi, PainPoint, Requirement, Signature, SignOff
from projects.msproject.models import PlanImport
from projects.portfolio.models import Follow, Portfolio, Project, ProjectMember, ProjectUnit, StagePlan
from projects.resources.models import Absence, Allocation, Assignment, Levelling, Resource
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
from projects.scope.models import (
    ChangeLine,
    ChangeRequest,
    ScopeBaseline,
    ScopeBaselineItem,
    ScopeItem,
    ScopeMove,
)
from projects.selection.models import (
    Assessment,
    AssessmentLine,
    AssessmentScore,
    Criterion,
    Scenario,
    ScenarioLimit,
)

__all__ = [
    "Absence",
    "Allocation",
    "Assessment",
    "AssessmentLine",
    "AssessmentScore",
    "Assignment",
    "Baseline",
    "BaselineTask",
    "ChangeLine",
    "ChangeRequest",
    "Criterion",
    "Follow",
    "Goal",
    "Kpi",
    "Levelling",
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
    "Resource",
    "Scenario",
    "ScenarioLimit",
    "ScopeBaseline",
    "ScopeBaselineItem",
    "ScopeItem",
    "ScopeMove",
    "SignOff",
    "Signature",
    "StagePlan",
    "Task",
    "TaskLink",
]
