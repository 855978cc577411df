from __future__ import annotations

from django.urls import path

from pmo.exchange import views

app_name = "exchange"
urlpatterns = [
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/commit/", views.commit, name="commit"),
    path("batches/<int:pk>/discard/", views.discard, name="discard"),
    path("batches/<int:pk>/undo/", views.undo, name="undo"),
    path("batches/<int:pk>/errors.xlsx", views.errors_xlsx, name="errors"),
    path("<slug:kind>/", views.upload, name="upload"),
    path("<slug:kind>/template.xlsx", views.template_xlsx, name="template"),
]
