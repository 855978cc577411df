"""The package's part of the policy table."""

from changemgmt.training.policy import ROUTES as TRAINING
from pmo.access.routes import RoutePolicy

ROUTES: RoutePolicy = {
    **TRAINING,
}
