"""The package's part of the REST interface."""

from changemgmt.training import api as training

_rooms = (training,)
routes = [route for room in _rooms for route in room.routes]
urlpatterns = [pattern for room in _rooms for pattern in room.urlpatterns]
