from django.urls import path

from projects.simulation.views import estimates, runs

app_name = "simulation"
urlpatterns = [
    path("projects/<str:key>/simulation/", runs.result, name="result"),
    path("projects/<str:key>/simulation/start/", runs.start, name="start"),
    path("projects/<str:key>/simulation/settings/", runs.settings, name="settings"),
    path("projects/<str:key>/simulation/runs/<int:number>/", runs.run, name="run"),
    path("projects/<str:key>/estimates/", estimates.table, name="estimates"),
    path("projects/<str:key>/estimates/preview/", estimates.preview, name="preview"),
    path("projects/<str:key>/estimates/excel/", estimates.excel, name="excel"),
    path("tasks/<int:pk>/estimate/", estimates.save, name="estimate"),
    path("tasks/<int:pk>/estimate/remove/", estimates.remove, name="estimate_remove"),
]
