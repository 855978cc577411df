"""The package's part of the policy table."""

from changemgmt.champions.policy import ROUTES as CHAMPIONS
from changemgmt.comms.policy import ROUTES as COMMS
from changemgmt.feedback.policy import ROUTES as FEEDBACK
from changemgmt.incentives.policy import ROUTES as INCENTIVES
from changemgmt.readiness.policy import ROUTES as READINESS
from changemgmt.support.policy import ROUTES as SUPPORT
from changemgmt.training.policy import ROUTES as TRAINING
from pmo.access.routes import RoutePolicy

ROUTES: RoutePolicy = {
    **CHAMPIONS,
    **COMMS,
    **FEEDBACK,
    **INCENTIVES,
    **READINESS,
    **SUPPORT,
    **TRAINING,
}
