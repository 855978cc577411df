from django.urls import path

from metrics.usage.views import people, project, setup, systems, uploads

app_name = "usage"
urlpatterns = [
    path("usage/", systems.Systems.view, name="systems"),
    path("usage/new/", systems.choose_project, name="system_choose"),
    path("projects/<str:key>/usage/", project.usage, name="project"),
    path("projects/<str:key>/usage/new/", systems.new, name="system_new"),
    path("usage/systems/<int:pk>/", systems.system, name="system"),
    path("usage/systems/<int:pk>/edit/", systems.edit, name="system_edit"),
    path("usage/systems/<int:pk>/delete/", systems.delete, name="system_delete"),
    path("usage/systems/<int:pk>/features/new/", setup.feature_new, name="feature_new"),
    path("usage/features/<int:pk>/edit/", setup.feature_edit, name="feature_edit"),
    path("usage/features/<int:pk>/delete/", setup.feature_delete, name="feature_delete"),
    path("usage/systems/<int:pk>/roles/new/", setup.role_new, name="role_new"),
    path("usage/roles/<int:pk>/edit/", setup.role_edit, name="role_edit"),
    path("usage/roles/<int:pk>/delete/", setup.role_delete, name="role_delete"),
    path("usage/systems/<int:pk>/rules/new/", setup.rule_new, name="rule_new"),
    path("usage/rules/<int:pk>/edit/", setup.rule_edit, name="rule_edit"),
    path("usage/rules/<int:pk>/delete/", setup.rule_delete, name="rule_delete"),
    path("usage/systems/<int:pk>/sources/new/", setup.source_new, name="source_new"),
    path("usage/sources/<int:pk>/revoke/", setup.source_revoke, name="source_revoke"),
    path("usage/systems/<int:pk>/upload/", uploads.new, name="upload_new"),
    path("usage/uploads/<int:pk>/", uploads.upload, name="upload"),
    path("usage/uploads/<int:pk>/refused.csv", uploads.refusals, name="upload_refusals"),
    path("usage/mine/", people.mine, name="mine"),
    path("usage/mine/export.json", people.mine_export, name="mine_export"),
    path("people/<int:pk>/usage/", people.person, name="person"),
    path("people/<int:pk>/usage/export.json", people.person_export, name="person_export"),
    path("people/<int:pk>/usage/erase/", people.person_erase, name="person_erase"),
    path("people/<int:pk>/usage/forget/", people.person_forget, name="person_forget"),
]
