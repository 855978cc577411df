"""The package's part of the REST interface."""

from projects.goals import api as goals
from projects.msproject import api as msproject
from projects.portfolio import api as portfolio
from projects.schedule import api as schedule

routes = [*portfolio.routes, *goals.routes, *schedule.routes]
urlpatterns = [*portfolio.urlpatterns, *goals.urlpatterns, *schedule.urlpatterns, *msproject.urlpatterns]
