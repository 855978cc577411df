from django.urls import path

from metrics.adoption.views import project, setup

app_name = "adoption"
urlpatterns = [
    path("projects/<str:key>/adoption/", project.overview, name="project"),
    path("projects/<str:key>/adoption/activity/", project.activity, name="activity"),
    path("projects/<str:key>/adoption/units/<int:pk>/", project.unit, name="unit"),
    path("usage/systems/<int:pk>/targets/new/", setup.target_new, name="target_new"),
    path("usage/targets/<int:pk>/edit/", setup.target_edit, name="target_edit"),
    path("usage/targets/<int:pk>/delete/", setup.target_delete, name="target_delete"),
    path("usage/systems/<int:pk>/funnels/new/", setup.funnel_new, name="funnel_new"),
    path("usage/funnels/<int:pk>/edit/", setup.funnel_edit, name="funnel_edit"),
    path("usage/funnels/<int:pk>/delete/", setup.funnel_delete, name="funnel_delete"),
]
