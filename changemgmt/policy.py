"""The package's part of the policy table."""

from changemgmt.feedback.policy import ROUTES as FEEDBACK
from pmo.access.routes import RoutePolicy

ROUTES: RoutePolicy = {
    **FEEDBACK,
}
