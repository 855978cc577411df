"""Benefits of a project, and the amounts that were booked for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pmo import exchange
from pmo.web import formats, marks
from pmo.web.lists import Choice, Column, DateRange, Empty, ListPage, Ref, SavedTab
from pmo.web.lists.rows import faint, linked, subline
from projects.benefits import excel
from projects.benefits.choices import BookingState, Kind, Nature, State, Way
from projects.benefits.judging import status_of_line
from projects.benefits.models import Benefit, Realisation
from projects.benefits.selectors import book
from projects.benefits.selectors.months import text_of
from projects.benefits.views.common import value_page
from projects.engines.benefits import Missing, realisation
from projects.portfolio.stage_pages import load_project


class _OfProject(ListPage):
    """A list below the tabs of a project's benefits."""

    kind = "benefit"
    tab = ""

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "benefit")

    def context(self) -> dict[str, Any]:
        found = value_page(self.request, self.project, self.tab)
        found |= {
            "stage_tabs": found.pop("tabs"),
            "head_template": "projects/benefits/_list_head.html",
            "crumbs_template": "projects/benefits/_list_crumbs.html",
            "head_level": 2,
        }
        return found


def _name(row: Benefit, value: Any) -> Any:
    kind = row.get_kind_display()
    words = f"{kind} · {_('dis-benefit')}" if row.adverse else str(kind)
    return format_html("{}{}", linked(row, value), subline(words))


def _money(row: Benefit, value: Any) -> Any:
    return faint(_("n/a")) if value is None else formats.money(value, row.currency)


def _begins(row: Any) -> str | None:
    return text_of(min(row.line.planned)) if row.line.planned else None


def _begins_cell(row: Any, value: Any) -> Any:
    slip = row.line.slip
    if value is None:
        return faint(_("not known"))
    return format_html("{}{}", value, subline(_("agreed %+d months") % slip)) if slip else value


def _share(row: Any) -> Any:
    found = realisation(abs(row.line.realised_to_date), abs(row.line.due_to_date))
    return None if isinstance(found, Missing) else round(found)


def _share_cell(row: Any, value: Any) -> Any:
    return faint(_("not due")) if value is None else formats.pct(value, 0)


def _mark(row: Any, value: Any) -> Any:
    return marks.status(status_of_line(row.line), hidden=True)


def _sum(name: str) -> Any:
    return lambda row: getattr(row.line, name) if row.has_money else None


class Benefits(_OfProject):
    key = "benefits"
    tab = "benefits"
    title = gettext_lazy("List of benefits")
    columns = [
        Column("mark", "", cell=_mark, in_export=False),
        Column("code", gettext_lazy("No."), sort="number", nowrap=True),
        Column("name", gettext_lazy("Benefit"), value=lambda r: r.label, cell=_name, sort="name", header=True),
        Column("kind", gettext_lazy("Kind"), value=lambda r: r.get_kind_display(), in_page=False),
        Column("nature", gettext_lazy("Hard or soft"), value=lambda r: r.get_nature_display(), sort="nature"),
        Column("owner", gettext_lazy("Owner"), value=lambda r: r.owner.label, sort="owner__name", nowrap=True),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("begins", gettext_lazy("Begins"), value=_begins, cell=_begins_cell, nowrap=True),
        Column("year", gettext_lazy("Full amount a year"), value=_sum("potential"), cell=_money, kind="decimal"),
        Column("due", gettext_lazy("Due to date"), value=_sum("due_to_date"), cell=_money, kind="decimal"),
        Column("realised", gettext_lazy("Realised"), value=_sum("realised_to_date"), cell=_money, kind="decimal"),
        Column("share", gettext_lazy("Share"), value=_share, cell=_share_cell, kind="percent"),
        Column(
            "kpi",
            gettext_lazy("KPI"),
            value=lambda r: r.kpi.label if r.kpi else None,
            missing=gettext_lazy("none"),
            optional=True,
        ),
        Column(
            "validator",
            gettext_lazy("Validated by"),
            value=lambda r: r.validator.label if r.validator else None,
            optional=True,
        ),
        Column("total", gettext_lazy("All months"), value=_sum("total"), cell=_money, kind="decimal", optional=True),
        Column("currency", gettext_lazy("Currency"), in_page=False),
    ]
    filters = [
        Choice("nature", gettext_lazy("Hard or soft"), choices=Nature.choices),
        Choice("state", gettext_lazy("State"), choices=State.choices),
        Choice("kind", gettext_lazy("Kind"), choices=Kind.choices),
        Choice("way", gettext_lazy("Its money"), choices=Way.choices),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("hard", Nature.HARD.label, {"nature": "hard"}),
        SavedTab("soft", Nature.SOFT.label, {"nature": "soft"}),
    ]
    search = ["name", "name_en", "description"]
    default_sort = "code"
    empty = Empty(
        gettext_lazy("No benefits yet"),
        gettext_lazy("Say what gets better, in money where it has money, whose it is and which KPI shows it."),
    )

    def queryset(self) -> QuerySet[Benefit]:
        return book.visible(self.request.user).filter(project=self.project)

    def prepare(self, rows: list[Any]) -> list[Any]:
        found = {line.benefit.pk: line for line in book.lines(rows, timezone.localdate())}
        for row in rows:
            row.line = found[row.pk]
        return rows

    def context(self) -> dict[str, Any]:
        found = super().context()
        if found["may"]["add"]:
            url = reverse("benefits:new", args=[self.project.key])
            found |= {"add_url": url, "add_label": _("New benefit")}
        return found


def _benefits(request: HttpRequest) -> QuerySet[Benefit]:
    key = request.resolver_match.kwargs["key"] if request.resolver_match else ""
    return Benefit.objects.visible_to(request.user).filter(project__key=key).order_by("number")


def _month(row: Any) -> str:
    return f"{row.month:%Y-%m}"


def _amount(row: Realisation, value: Any) -> str:
    return f"{formats.number(row.amount, 2)} {row.benefit.currency}"


def _state(row: Realisation, value: Any) -> Any:
    who = f"{row.decided_by.label}" if row.decided_by else ""
    return format_html("{}{}", marks.tag(value), subline(f"{who} {row.decision_note}".strip()))


class Booked(_OfProject):
    key = "booked"
    tab = "booked"
    title = gettext_lazy("Booked amounts")
    columns = [
        Column("month", gettext_lazy("Month"), value=_month, sort="month", nowrap=True),
        Column(
            "benefit",
            gettext_lazy("Benefit"),
            value=lambda r: f"{r.benefit.code} {r.benefit.label}",
            sort="benefit__number",
            header=True,
        ),
        Column("reference", gettext_lazy("Document no."), sort="reference", nowrap=True),
        Column("evidence", gettext_lazy("What shows it")),
        Column("amount", pgettext_lazy("money", "Amount"), cell=_amount, sort="amount", kind="decimal"),
        Column("currency", gettext_lazy("Currency"), value=lambda r: r.benefit.currency, in_page=False),
        Column("booked_by", gettext_lazy("Booked by"), value=lambda r: r.booked_by.label, nowrap=True),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), cell=_state, sort="state"),
    ]
    filters = [
        Choice("state", gettext_lazy("State"), choices=BookingState.choices),
        Ref("benefit", gettext_lazy("Benefit"), rows_for=_benefits, key="number"),
        DateRange("month", gettext_lazy("Month")),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("waiting", BookingState.WAITING.label, {"state": "waiting"}),
    ]
    search = ["reference", "evidence", "benefit__name", "benefit__name_en"]
    default_sort = "-month"
    empty = Empty(
        gettext_lazy("Nothing was booked yet"),
        gettext_lazy("Owners of agreed benefits book here what came, month by month; finance validates it. What is "
                     "computed from a KPI needs no booking."),
    )  # fmt: skip

    def queryset(self) -> QuerySet[Realisation]:
        rows = Realisation.objects.visible_to(self.request.user).filter(benefit__project=self.project)
        return rows.select_related("benefit__project", "booked_by", "decided_by")

    def context(self) -> dict[str, Any]:
        found = super().context()
        if found["may"]["import"]:
            found["import_url"] = exchange.import_url(excel.KIND, project=self.project.key)
        return found
