"""Processes, their logs and analyses for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.processes import selectors, services
from metrics.processes.choices import LogStatus
from metrics.processes.models import EventLog, Process
from metrics.processes.serializers import (
    AnalysisOut,
    ColumnsIn,
    KpiIn,
    KpiRefOut,
    LogIn,
    LogOut,
    PainPointIn,
    PainPointRefOut,
    ProcessIn,
    ProcessOut,
    ReasonIn,
    analysis_for,
)
from pmo import files
from pmo.records import Invalid
from pmo.web import api

_COLUMNS = ("case", "activity", "timestamp", "resource", "role", "lifecycle")


class ProcessViewSet(api.CrudViewSet):
    """Business processes whose event logs are analysed."""

    kind = "process"
    model = Process
    serializer_class = ProcessOut
    write_serializer_class = ProcessIn
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "unit": api.Id("unit_id", "Id of the unit"),
    }
    search_fields = ["name", "name_en"]
    ordering_fields = ["name", "project__key"]
    default_ordering = ["project__key", "name"]

    def visible(self, user: Any) -> QuerySet[Process]:
        newest = EventLog.objects.filter(process=OuterRef("pk"), status=LogStatus.READY).order_by("-number")
        return selectors.visible(user).annotate(latest_id=Subquery(newest.values("pk")[:1]))

    def perform_create(self, user: Any, data: dict[str, Any]) -> Process:
        return services.create_process(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Process, data: dict[str, Any], expected: int) -> Process:
        if data.pop("project", obj.project) != obj.project:
            raise Invalid(_("A process stays with its project."), code="fixed", field="project")
        return services.change_process(by=user, process=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Process, expected: int) -> None:
        services.delete_process(by=user, process=obj, expected=expected, now=self.now)

    @api.read(
        response=AnalysisOut,
        params={"log": api.Integer(help="Number of the log; default: the newest analysed one", min_value=1)},
    )
    def analysis(self, request: Request, **kwargs: Any) -> Response:
        """What was found in a log: cycle time, months, steps, hand-overs, variants. 404 before the first analysis."""
        log = self._log(self.get_object(), self.params["log"])
        found = selectors.analysis_of(log)
        if found is None:
            raise Http404
        return self.answer(analysis_for(log, found))

    @api.act(request=PainPointIn, response=PainPointRefOut, status=201)
    def pain_points(self, request: Request, **kwargs: Any) -> Response:
        """Raise a hand-over as a pain point with its evidence."""
        process = self.get_object()
        values = self.body()
        log = self._log(process, values.pop("log", None))
        return self.answer(services.finding_to_pain_point(by=request.user, log=log, now=self.now, **values))

    @api.act(request=KpiIn, response=KpiRefOut, status=201)
    def kpis(self, request: Request, **kwargs: Any) -> Response:
        """Follow a monthly figure as a KPI whose baseline is measured from the log."""
        process = self.get_object()
        values = self.body()
        number = values.pop("log", None)
        log = self._log(process, number) if number is not None else None
        return self.answer(services.figure_to_kpi(by=request.user, process=process, log=log, now=self.now, **values))

    def _log(self, process: Process, number: int | None) -> EventLog:
        """The asked or the newest log with figures; 404 when there is none."""
        rows = process.logs.filter(analysis__isnull=False).select_related("process__project").order_by("-number")
        rows = rows.filter(number=number) if number is not None else rows.filter(status=LogStatus.READY)
        log = rows.first()
        if log is None:
            raise Http404
        return log


class LogViewSet(api.ChildMixin, api.ListMixin, api.RetrieveMixin, api.DestroyMixin):
    """Event logs of a process. An upload answers 202; the job under Location analyses it."""

    kind = "process"
    model = EventLog
    serializer_class = LogOut
    parent_model = Process
    parent_kwarg = "process_pk"
    parent_path = "process"
    max_body = files.MAX_LOG_BYTES + 64 * 1024
    filters = {"number": api.Integer("number", "Number of the log", min_value=1)}
    ordering_fields = ["number"]
    default_ordering = ["-number"]

    def visible(self, user: Any) -> QuerySet[EventLog]:
        rows = EventLog.objects.visible_to(user)
        return rows.select_related("uploaded_by", "attachment", "process__project")

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        return selectors.with_states(page) if page is not None else None

    def get_object(self) -> Any:
        return selectors.with_states([super().get_object()])[0]

    @api.operation(request=LogIn, response=LogOut, upload=True, status=202, summary="Upload a log")
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Upload an event log (multipart). The same file again is the same log. Columns of a CSV are guessed when
        they are not named."""
        data = self.body()
        mapping = {name: data[name] for name in _COLUMNS if data.get(name)}
        made = services.upload_log(
            by=request.user, process=self.parent, upload=data["file"], mapping=mapping or None, now=self.now
        )
        return self._under_way(made.log, made.job)

    @api.act(request=ColumnsIn, response=LogOut, status=202)
    def again(self, request: Request, **kwargs: Any) -> Response:
        """Analyse a log again: one that failed or was cancelled, or a CSV with other columns."""
        log = self.get_object()
        data = self.body()
        mapping = {name: data[name] for name in _COLUMNS if data.get(name)}
        job = services.analyse_again(by=request.user, log=log, mapping=mapping or None, now=self.now)
        return self._under_way(log, job)

    @api.act(request=ReasonIn, response=LogOut)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take a wrong log back: it stays readable, the months it brought to KPIs are withdrawn."""
        log = services.withdraw_log(by=request.user, log=self.get_object(), now=self.now, **self.body())
        return self.answer(selectors.with_states([log])[0])

    def perform_destroy(self, user: Any, obj: EventLog, expected: int) -> None:
        """A log that never brought a figure; others are withdrawn."""
        services.discard_log(by=user, log=obj, expected=expected, now=self.now)

    def _under_way(self, log: EventLog, job: Any) -> Response:
        """202 with the job; where the job is somebody else's, with the log instead."""
        fresh = selectors.with_states([self.visible(self.request.user).get(pk=log.pk)])[0]
        if job is not None and job.owner_id == self.request.user.pk:
            where = reverse("api:job-detail", args=[job.pk])
        else:
            where = reverse("api:process-log-detail", args=[log.process_id, log.pk])
        return self.answer(fresh, status=202, headers={"Location": self.request.build_absolute_uri(where)})


routes = [
    (r"processes/(?P<process_pk>[0-9]{1,18})/logs", LogViewSet, "process-log"),
    ("processes", ProcessViewSet, "process"),
]
urlpatterns: list[Any] = []
