from django.urls import path

from metrics.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.today, name="today"),
    path("decisions/", views.decisions, name="decisions"),
    path("portfolio/", views.portfolio_page, name="portfolio"),
    path("projects/<str:key>/", views.project, name="project"),
    path("projects/<str:key>/stage/<slug:code>/", views.stage, name="stage"),
]
