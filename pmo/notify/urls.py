from django.urls import path

from . import views

app_name = "notify"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("preferences/", views.preferences, name="preferences"),
    path("read-all/", views.read_all, name="read_all"),
    path("<int:pk>/", views.open_message, name="open"),
    path("<int:pk>/read/", views.mark, name="mark"),
]
