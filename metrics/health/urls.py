from django.urls import path

from metrics.health import views

app_name = "health"
urlpatterns = [
    path("projects/<str:key>/health/", views.project_health, name="project"),
    path("health/<int:pk>/end/", views.end_override, name="end_override"),
]
