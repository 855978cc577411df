from django.urls import path

from metrics.kpis import views

app_name = "kpis"
urlpatterns = [
    path("kpis/", views.Kpis.view, name="list"),
    path("kpis/<int:pk>/", views.kpi, name="kpi"),
    path("kpis/<int:pk>/values/", views.Values.view, name="values"),
    path("kpis/<int:pk>/history/", views.history, name="history"),
    path("kpis/<int:pk>/record/", views.record, name="record"),
    path("kpis/values/<int:pk>/", views.correct, name="correct"),
    path("kpis/values/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
