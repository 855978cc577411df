from django.urls import path

from projects.selection.views import assessments, comparing, criteria, scenarios

app_name = "selection"
urlpatterns = [
    path("selection/", assessments.Assessments.view, name="assessments"),
    path("selection/chart/", assessments.chart, name="chart"),
    path("selection/new/", assessments.choose_project, name="choose"),
    path("projects/<str:key>/assessment/", assessments.assessment, name="assessment"),
    path("projects/<str:key>/assessment/edit/", assessments.assess, name="assess"),
    path("selection/scenarios/", scenarios.Scenarios.view, name="scenarios"),
    path("selection/scenarios/new/", scenarios.new, name="scenario_new"),
    path("selection/scenarios/compare/", comparing.compare, name="compare"),
    path("selection/scenarios/<int:pk>/", scenarios.scenario, name="scenario"),
    path("selection/scenarios/<int:pk>/edit/", scenarios.edit, name="scenario_edit"),
    path("selection/scenarios/<int:pk>/start/", scenarios.start, name="scenario_start"),
    path("selection/scenarios/<int:pk>/adopt/", scenarios.adopt, name="scenario_adopt"),
    path("selection/scenarios/<int:pk>/delete/", scenarios.delete, name="scenario_delete"),
    path("selection/criteria/", criteria.criteria, name="criteria"),
    path("selection/criteria/new/", criteria.new, name="criterion_new"),
    path("selection/criteria/<int:pk>/edit/", criteria.edit, name="criterion_edit"),
    path("selection/criteria/<int:pk>/remove/", criteria.remove, name="criterion_remove"),
]
