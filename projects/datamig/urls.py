from django.urls import path

from projects.datamig.views import lists, rules, runs, sets

app_name = "datamig"
urlpatterns = [
    path("projects/<str:key>/data/", lists.DataSets.view, name="data_sets"),
    path("projects/<str:key>/data/new/", sets.new, name="new"),
    path("data/<int:pk>/", sets.data_set, name="data_set"),
    path("data/<int:pk>/edit/", sets.edit, name="edit"),
    path("data/<int:pk>/delete/", sets.delete, name="delete"),
    path("data/<int:pk>/upload/", sets.upload, name="upload"),
    path("data/<int:pk>/read-again/", sets.read_again, name="read_again"),
    path("data/<int:pk>/rules/new/", rules.new, name="rule_new"),
    path("data/<int:pk>/rules/<int:rule_pk>/edit/", rules.edit, name="rule_edit"),
    path("data/<int:pk>/rules/<int:rule_pk>/remove/", rules.remove, name="rule_remove"),
    path("data/<int:pk>/runs/new/", runs.new, name="run_new"),
    path("data/<int:pk>/runs/<int:run_pk>/remove/", runs.remove, name="run_remove"),
]
