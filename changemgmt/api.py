"""The package's part of the REST interface."""

from changemgmt.champions import api as champions

_rooms = (champions,)
routes = [route for room in _rooms for route in room.routes]
urlpatterns = [pattern for room in _rooms for pattern in room.urlpatterns]
