"""The package's part of the REST interface."""

from changemgmt.champions import api as champions
from changemgmt.comms import api as comms
from changemgmt.feedback import api as feedback
from changemgmt.incentives import api as incentives
from changemgmt.readiness import api as readiness
from changemgmt.support import api as support
from changemgmt.training import api as training

_rooms = (
    champions,
    comms,
    feedback,
    incentives,
    readiness,
    support,
    training,
)
routes = [route for room in _rooms for route in room.routes]
urlpatterns = [pattern for room in _rooms for pattern in room.urlpatterns]
