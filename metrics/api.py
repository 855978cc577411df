"""The package's part of the REST interface."""

from metrics.adoption import api as adoption
from metrics.contest import api as contest
from metrics.dashboards import api as dashboards
from metrics.health import api as health
from metrics.knowledge import api as knowledge
from metrics.kpis import api as kpis
from metrics.processes import api as processes
from metrics.reviews import api as reviews
from metrics.surveys import api as surveys
from metrics.usage import api as usage

_rooms = (adoption, contest, dashboards, health, knowledge, kpis, processes, reviews, surveys, usage)
routes = [route for room in _rooms for route in room.routes]
urlpatterns = [pattern for room in _rooms for pattern in room.urlpatterns]
