"""The data sets of a project."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pmo.access import policy
from pmo.web import formats, marks
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, SavedTab
from pmo.web.lists.rows import faint, linked, subline
from projects.datamig import selectors
from projects.datamig.models import DataSet
from projects.portfolio.choices import Status
from projects.portfolio.stage_pages import load_project, page


def _mark(row: DataSet, value: Any) -> Any:
    return marks.status(row.status, hidden=True)


def _name(row: DataSet, value: Any) -> Any:
    return format_html("{}{}", linked(row, value), subline(row.sentence.plain()))


def _share(row: Any) -> float | None:
    return round(100 * row.rows_bad / row.rows_read, 2) if row.rows_read else None


def _share_cell(row: Any, value: Any) -> Any:
    return faint(_("no file yet")) if value is None else formats.pct(value, 2)


def _run(row: Any) -> str:
    return f"{row.run.number} · {row.run.get_kind_display()}" if row.run else ""


def _run_cell(row: Any, value: Any) -> Any:
    if row.run is None:
        return faint(_("none yet"))
    good = selectors.reconciles(row.run)
    word = _("reconciles") if good else _("does not reconcile")
    return format_html("{}{}", value, subline(word))


class DataSets(ListPage):
    kind = "data_set"
    key = "data_sets"
    title = gettext_lazy("Data to be migrated")
    columns = [
        Column("mark", "", cell=_mark, in_export=False),
        Column("code", gettext_lazy("No."), sort="number", nowrap=True),
        Column("name", gettext_lazy("Data set"), value=lambda r: r.label, cell=_name, sort="name", header=True),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), in_page=False),
        Column("why", gettext_lazy("Why"), value=lambda r: r.sentence.plain(), in_page=False),
        Column("source", gettext_lazy("Comes from"), sort="source"),
        Column("module", gettext_lazy("Goes into"), value=lambda r: r.module.label if r.module else "", optional=True),
        Column("owner", gettext_lazy("Owner"), value=lambda r: r.owner.label if r.owner else "", sort="owner__name"),
        Column("rows", gettext_lazy("Rows"), value=lambda r: r.rows_read, sort="rows_read", kind="integer"),
        Column("bad", gettext_lazy("Rows that break a rule"), value=_share, cell=_share_cell, kind="percent"),
        Column("run", pgettext_lazy("migration", "Newest run"), value=_run, cell=_run_cell, nowrap=True),
        Column("read_at", gettext_lazy("Read"), value=lambda r: r.read_at, sort="read_at", kind="date", optional=True),
    ]
    filters = [
        Choice("status", gettext_lazy("Status"), choices=Status.choices),
        Flag(
            "critical",
            gettext_lazy("Go-live waits for it"),
            apply=lambda rows, on, request: rows.filter(is_critical=on),
        ),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("red", Status.OFF.label, {"status": "off"}),
    ]
    search = ["name", "name_en", "source", "description"]
    default_sort = "code"
    empty = Empty(
        gettext_lazy("No data set is named yet"),
        gettext_lazy(
            "Name what must be taken over from the old system, with an owner and rules. An extract shows how clean it "
            "is, the runs show whether all of it arrived."
        ),
    )

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "data_set")

    def queryset(self) -> QuerySet[DataSet]:
        return selectors.for_list(self.request.user).filter(project=self.project)

    def prepare(self, rows: list[Any]) -> list[Any]:
        return selectors.with_runs(rows)

    def context(self) -> dict[str, Any]:
        found = page(self.request, self.project, "data")
        found |= {
            "stage_tabs": found.pop("tabs"),
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "projects/datamig/_list_crumbs.html",
            "head_level": 2,
        }
        if self.project.is_open and policy.may(self.request.user, "add", "data_set", project_id=self.project.pk):
            url = reverse("datamig:new", args=[self.project.key])
            found |= {"add_url": url, "add_label": _("New data set")}
        return found
