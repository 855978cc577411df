"""Everybody's own settings; the addresses of people are mounted by urls_people."""

from django.urls import path

from pmo.accounts import views

app_name = "accounts"

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
]

people = [
    path("", views.people, name="list"),
    path("new/", views.person_new, name="new"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/edit/", views.person_edit, name="edit"),
    path("<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("<int:pk>/invite/", views.invite, name="invite"),
    path("<int:pk>/roles/grant/", views.grant_role, name="grant_role"),
    path("<int:pk>/roles/revoke/", views.revoke_role, name="revoke_role"),
]
