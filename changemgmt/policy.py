"""The package's part of the policy table."""

from changemgmt.comms.policy import ROUTES as COMMS
from changemgmt.readiness.policy import ROUTES as READINESS
from pmo.access.routes import RoutePolicy

ROUTES: RoutePolicy = {
    **COMMS,
    **READINESS,
}
