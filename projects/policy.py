"""The package's part of the policy table."""

from pmo.access.routes import RoutePolicy
from projects.goals.policy import ROUTES as GOALS
from projects.msproject.policy import ROUTES as MSPROJECT
from projects.portfolio.policy import ROUTES as PORTFOLIO
from projects.schedule.policy import ROUTES as SCHEDULE

ROUTES: RoutePolicy = {**PORTFOLIO, **GOALS, **SCHEDULE, **MSPROJECT}
