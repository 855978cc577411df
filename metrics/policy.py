"""The package's part of the policy table."""

from metrics.adoption.policy import ROUTES as ADOPTION
from metrics.contest.policy import ROUTES as CONTEST
from metrics.dashboards.policy import ROUTES as DASHBOARDS
from metrics.health.policy import ROUTES as HEALTH
from metrics.knowledge.policy import ROUTES as KNOWLEDGE
from metrics.kpis.policy import ROUTES as KPIS
from metrics.processes.policy import ROUTES as PROCESSES
from metrics.reviews.policy import ROUTES as REVIEWS
from metrics.surveys.policy import ROUTES as SURVEYS
from metrics.usage.policy import ROUTES as USAGE
from pmo.access.routes import RoutePolicy

ROUTES: RoutePolicy = {
    **ADOPTION,
    **CONTEST,
    **DASHBOARDS,
    **HEALTH,
    **KNOWLEDGE,
    **KPIS,
    **PROCESSES,
    **REVIEWS,
    **SURVEYS,
    **USAGE,
}
