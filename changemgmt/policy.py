"""The package's part of the policy table."""

from changemgmt.champions.policy import ROUTES as CHAMPIONS
from pmo.access.routes import RoutePolicy

ROUTES: RoutePolicy = {
    **CHAMPIONS,
}
