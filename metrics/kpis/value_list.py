"""The list of one KPI's values."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.kpis import cells
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.kpis.selectors.values import COUNTS
from pmo import access, exchange
from pmo.access import policy
from pmo.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage
from projects.goals.models import Kpi


class Values(ListPage):
    """Every value of one KPI, also corrected and withdrawn ones; the chart as a table."""

    kind = "measurement"
    key = "kpi_values"
    title = gettext_lazy("Values")
    template = "metrics/kpis/values.html"
    columns = [
        Column(
            "measured_on",
            gettext_lazy("Measured on"),
            sort="measured_on",
            kind="date",
            header=True,
            cell=cells.value_day,
        ),
        Column("value", gettext_lazy("Value"), kind="decimal", sort="value", cell=cells.value),
        Column("sample_size", gettext_lazy("Cases"), kind="integer"),
        Column("source", gettext_lazy("Source"), value=lambda r: r.get_source_display(), nowrap=True),
        Column("state", gettext_lazy("Counts"), value=lambda r: r.state, cell=cells.value_state),
        Column("note", gettext_lazy("Note"), value=lambda r: r.note_label),
        Column("reason", gettext_lazy("Reason")),
        Column(
            "entered_by",
            gettext_lazy("Recorded by"),
            value=lambda r: r.entered_by.label if r.entered_by else "",
            nowrap=True,
        ),
        Column("entered_at", gettext_lazy("Recorded"), kind="datetime", sort="entered_at"),
        Column("act", "", cell=cells.value_act, value=lambda r: "", in_export=False),
    ]
    filters = [
        Choice("source", gettext_lazy("Source"), choices=Source.choices),
        DateRange("day", gettext_lazy("Measured on"), lookup="measured_on"),
        Flag("counting", gettext_lazy("Only values that count"), apply=lambda rows, on, request: rows.filter(COUNTS)),
        Flag(
            "changed",
            gettext_lazy("Only corrected and withdrawn"),
            apply=lambda rows, on, request: rows.exclude(COUNTS),
        ),
    ]
    search = ["note", "note_en", "reason"]
    default_sort = "-measured_on"
    empty = Empty(
        gettext_lazy("Nothing has been measured yet"), gettext_lazy("Record the first value on the page of the KPI.")
    )
    nav = "kpis"

    @classmethod
    def view(cls, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export"):
            found = access.get_visible_or_404(
                Kpi.objects.select_related("goal__project"), request.user, pk=kwargs["pk"]
            )
            policy.require(request.user, "export", Measurement(kpi=found))
        return super().view(request, **kwargs)

    @cached_property
    def kpi(self) -> Kpi:
        found: Kpi = access.get_visible_or_404(
            Kpi.objects.select_related("goal__project"), self.request.user, pk=self.kwargs["pk"]
        )
        return found

    def queryset(self) -> QuerySet[Measurement]:
        rows = Measurement.objects.visible_to(self.request.user).filter(kpi=self.kpi)
        return rows.select_related("entered_by", "withdrawn_by", "replaced_by__entered_by")

    def prepare(self, rows: list[Any]) -> list[Any]:
        may_change = (
            policy.may(self.request.user, "change", Measurement(kpi=self.kpi)) and self.kpi.goal.project.is_open
        )
        for row in rows:
            row.digits = self.kpi.decimals
            row.state = _("yes") if row.counts else _("withdrawn") if row.replaced_by_id is None else _("corrected")
            row.may_change = may_change and row.counts and self.kpi.retired_at is None
        return rows

    def context(self) -> dict[str, Any]:
        may_add = policy.may(self.request.user, "add", Measurement(kpi=self.kpi)) and self.kpi.goal.project.is_open
        return {
            "kpi": self.kpi,
            "may_export": policy.may(self.request.user, "export", Measurement(kpi=self.kpi)),
            "title": self.kpi.label,
            "subtitle": _("%(project)s · values in %(unit)s")
            % {"project": self.kpi.goal.project.label, "unit": self.kpi.unit_label}
            if self.kpi.unit
            else self.kpi.goal.project.label,
            "tabs_of": kpi_tabs(self.kpi, "values"),
            "add_url": reverse("kpis:record", args=[self.kpi.pk]) if may_add and self.kpi.retired_at is None else "",
            "add_label": _("Record a value"),
            "import_url": exchange.import_url("measurements", kpi=self.kpi.pk) if may_add else "",
        }


def kpi_tabs(kpi: Kpi, current: str) -> list[dict[str, Any]]:
    """The pages of one KPI."""
    pages = (
        ("kpi", _("Overview"), reverse("kpis:kpi", args=[kpi.pk])),
        ("values", _("Values"), reverse("kpis:values", args=[kpi.pk])),
        ("history", _("History"), reverse("kpis:history", args=[kpi.pk])),
    )
    return [{"label": label, "url": url, "current": code == current} for code, label, url in pages]
