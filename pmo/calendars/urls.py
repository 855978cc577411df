from django.urls import path

from pmo.calendars import views

app_name = "calendars"

urlpatterns = [
    path("", views.calendars, name="list"),
    path("new/", views.calendar_new, name="new"),
    path("<slug:code>/", views.calendar, name="calendar"),
    path("<slug:code>/edit/", views.calendar_edit, name="edit"),
    path("<slug:code>/default/", views.make_default, name="make_default"),
    path("<slug:code>/import/", views.import_year, name="import"),
    path("<slug:code>/days/<str:day>/", views.day, name="day"),
    path("<slug:code>/<int:year>/", views.year, name="year"),
    path("<slug:code>/<int:year>/mark/", views.mark, name="mark"),
]
