from django.urls import path

from metrics.processes.views import changes, findings, pages

app_name = "processes"
urlpatterns = [
    path("processes/", pages.Processes.view, name="list"),
    path("processes/new/", changes.new, name="new"),
    path("processes/<int:pk>/", pages.process, name="process"),
    path("processes/<int:pk>/edit/", changes.edit, name="edit"),
    path("processes/<int:pk>/delete/", changes.delete, name="delete"),
    path("processes/<int:pk>/steps/", changes.steps, name="steps"),
    path("processes/<int:pk>/compare/", pages.compare, name="compare"),
    path("processes/<int:pk>/export.xlsx", pages.workbook, name="export"),
    path("processes/<int:pk>/handovers/<slug:key>/", pages.handover, name="handover"),
    path("processes/<int:pk>/pain-points/", findings.raise_pain, name="raise_pain"),
    path("processes/<int:pk>/kpis/", findings.follow, name="follow"),
    path("processes/<int:pk>/upload/", changes.upload, name="upload"),
    path("processes/<int:pk>/logs/", pages.logs, name="logs"),
    path("processes/<int:pk>/logs/<int:number>/columns/", changes.columns, name="columns"),
    path("processes/<int:pk>/logs/<int:number>/again/", changes.again, name="again"),
    path("processes/<int:pk>/logs/<int:number>/withdraw/", changes.withdraw, name="withdraw"),
    path("processes/<int:pk>/logs/<int:number>/discard/", changes.discard, name="discard"),
]
