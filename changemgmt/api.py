"""The package's part of the REST interface."""

from changemgmt.feedback import api as feedback

_rooms = (feedback,)
routes = [route for room in _rooms for route in room.routes]
urlpatterns = [pattern for room in _rooms for pattern in room.urlpatterns]
