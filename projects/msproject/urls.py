from django.urls import path

from projects.msproject import views

app_name = "msproject"
urlpatterns = [
    path("projects/<str:key>/plan/import/", views.bring, name="bring"),
    path("projects/<str:key>/plan/export/", views.leave, name="leave"),
    path("projects/<str:key>/plan/export.xml", views.export, name="export"),
    path("plan-imports/<int:pk>/", views.report, name="report"),
    path("plan-imports/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("plan-imports/<int:pk>/discard/", views.discard, name="discard"),
]
