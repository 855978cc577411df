"""The package's part of the policy table."""

from pmo.access.routes import RoutePolicy
from projects.benefits.policy import ROUTES as BENEFITS
from projects.budget.policy import ROUTES as BUDGET
from projects.datamig.policy import ROUTES as DATAMIG
from projects.gates.policy import ROUTES as GATES
from projects.goals.policy import ROUTES as GOALS
from projects.msproject.policy import ROUTES as MSPROJECT
from projects.portfolio.policy import ROUTES as PORTFOLIO
from projects.resources.policy import ROUTES as RESOURCES
from projects.risks.policy import ROUTES as RISKS
from projects.schedule.policy import ROUTES as SCHEDULE
from projects.scope.policy import ROUTES as SCOPE
from projects.selection.policy import ROUTES as SELECTION
from projects.simulation.policy import ROUTES as SIMULATION

ROUTES: RoutePolicy = {
    **PORTFOLIO,
    **GOALS,
    **SCHEDULE,
    **MSPROJECT,
    **SCOPE,
    **RESOURCES,
    **SIMULATION,
    **GATES,
    **DATAMIG,
    **BUDGET,
    **BENEFITS,
    **RISKS,
    **SELECTION,
}
