"""The package's part of the REST interface."""

from projects.benefits import api as benefits
from projects.budget import api as budget
from projects.datamig import api as datamig
from projects.gates import api as gates
from projects.goals import api as goals
from projects.msproject import api as msproject
from projects.portfolio import api as portfolio
from projects.resources import api as resources
from projects.risks import api as risks
from projects.schedule import api as schedule
from projects.scope import api as scope
from projects.selection import api as selection
from projects.simulation import api as simulation

routes = [
    *portfolio.routes,
    *goals.routes,
    *schedule.routes,
    *scope.routes,
    *resources.routes,
    *gates.routes,
    *datamig.routes,
    *budget.routes,
    *benefits.routes,
    *risks.routes,
    *selection.routes,
]
urlpatterns = [
    *portfolio.urlpatterns,
    *goals.urlpatterns,
    *schedule.urlpatterns,
    *msproject.urlpatterns,
    *scope.urlpatterns,
    *resources.urlpatterns,
    *simulation.urlpatterns,
    *gates.urlpatterns,
    *budget.urlpatterns,
    *benefits.urlpatterns,
    *selection.urlpatterns,
]
