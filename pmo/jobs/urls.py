from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("", views.mine, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/fragment/", views.fragment, name="fragment"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
