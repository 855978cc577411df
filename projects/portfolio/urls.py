from django.urls import path

from projects.portfolio import views

app_name = "portfolio"
urlpatterns = [
    path("projects/", views.Projects.view, name="list"),
    path("projects/new/", views.new, name="new"),
    path("projects/<str:key>/edit/", views.edit, name="edit"),
    path("projects/<str:key>/team/", views.team, name="team"),
    path("projects/<str:key>/team/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path("projects/<str:key>/share/", views.share, name="share"),
    path("projects/<str:key>/share/<int:pk>/end/", views.unshare, name="unshare"),
    path("projects/<str:key>/stages/", views.stages, name="stages"),
    path("projects/<str:key>/advance/", views.advance, name="advance"),
    path("projects/<str:key>/state/", views.set_state, name="state"),
    path("projects/<str:key>/follow/", views.follow, name="follow"),
    path("projects/<str:key>/history/", views.history, name="history"),
    path("portfolio/new/", views.portfolio_new, name="portfolio_new"),
    path("portfolio/<str:code>/settings/", views.portfolio_settings, name="settings"),
]
