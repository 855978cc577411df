"""Measurements in and out, and computed progress, below the KPIs of projects.goals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.kpis import selectors, services
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.kpis.selectors.values import COUNTS
from metrics.kpis.serializers import MeasurementIn, MeasurementOut, ProgressOut, RecordedOut, WithdrawIn, progress_of
from pmo import access
from pmo.web import api
from projects.goals.models import Kpi


class MeasurementViewSet(api.ChildMixin, api.ListMixin, api.RetrieveMixin):
    """Values of one KPI. A second value for the same day and source replaces the first, whose history is kept."""

    kind = "measurement"
    model = Measurement
    parent_model = Kpi
    parent_kwarg = "kpi_pk"
    parent_path = "kpi"
    serializer_class = MeasurementOut
    write_serializer_class = MeasurementIn
    # 5,000 values with notes in Chinese.
    max_body = 8 * 1024 * 1024
    filters = {
        "since": api.Date("measured_on__gte", "Measured on this day or later"),
        "until": api.Date("measured_on__lte", "Measured on this day or earlier"),
        "source": api.Choice("source", Source.choices, "Where the value came from"),
        "history": api.Flag(
            lambda rows, user, on: rows if on else rows.filter(COUNTS),
            "true: corrected and withdrawn values too",
            default=False,
        ),
    }
    ordering_fields = ["measured_on", "entered_at"]
    default_ordering = ["measured_on"]

    def visible(self, user: Any) -> QuerySet[Measurement]:
        return Measurement.objects.visible_to(user).select_related("entered_by")

    @api.operation(
        request=api.BatchOf(MeasurementIn, limit=services.MAX_BATCH, or_one=True), response=RecordedOut, status=201
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record one value, or a list of up to 5,000: all or nothing."""
        rows = [services.MeasurementIn(**item) for item in self.body()]
        self._refuse(rows, one=not isinstance(request.data, list))
        kpi = Kpi.objects.visible_to(request.user).select_related("goal__project").get(pk=self.parent.pk)
        done = services.record_many(by=request.user, kpi=kpi, rows=rows, source=Source.API, now=self.now)
        return self.answer(
            {
                "created": done.created,
                "corrected": done.corrected,
                "unchanged": done.unchanged,
                "ids": [m.pk for m in done.rows],
            }
        )

    def _refuse(self, rows: list[services.MeasurementIn], *, one: bool) -> None:
        """Every bad value of the batch at once, each with its pointer."""
        found: dict[str, Any] = {}
        for fault in services.faults(rows, self.now):
            text = str(fault.message) % fault.params if fault.params else str(fault.message)
            place = found if one else found.setdefault(str(fault.row), {})
            place.setdefault(fault.field, []).append(ErrorDetail(text, code=fault.code))
        if found:
            raise ValidationError(found)

    @api.act(request=WithdrawIn, response=MeasurementOut)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take a value back that should not exist; it stays readable, with the reason."""
        found = self.get_object()
        data = self.body()
        services.withdraw(by=request.user, measurement=found, reason=data["reason"], now=self.now)
        return self.answer(self.fresh(found))


class ProgressView(api.ApiView):
    @api.read(response=ProgressOut, params={"as_of": api.Date(help="As measured up to this day; default today")})
    def get(self, request: Request, kpi_pk: int, **kwargs: Any) -> Response:
        """Computed progress, expectation, status and forecast of one KPI."""
        kpi = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=kpi_pk)
        found = selectors.standing(kpi, now=self.now, on=self.params["as_of"])
        return self.answer(progress_of(found, kpi))


routes: list[tuple[str, Any, str]] = [
    (r"kpis/(?P<kpi_pk>[0-9]{1,18})/measurements", MeasurementViewSet, "kpi-measurement")
]
urlpatterns: list[Any] = [path("kpis/<int:kpi_pk>/progress/", ProgressView.as_view(), name="kpi-progress")]
