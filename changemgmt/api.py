"""The package's part of the REST interface."""

from changemgmt.comms import api as comms

_rooms = (comms,)
routes = [route for room in _rooms for route in room.routes]
urlpatterns = [pattern for room in _rooms for pattern in room.urlpatterns]
