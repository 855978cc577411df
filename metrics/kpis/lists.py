"""The list of KPIs across projects."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from metrics.kpis import cells, selectors
from metrics.kpis.chart import bound_words
from metrics.kpis.models import Measurement
from metrics.kpis.schedule import business_day
from metrics.kpis.wording import shown_chance
from pmo import exchange
from pmo.access import policy
from pmo.accounts.models import User
from pmo.texts import Sentence
from pmo.web.filters import status_word
from pmo.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage, Ref, SavedTab
from projects.goals.choices import Cadence, GoalStatus, KpiKind
from projects.goals.models import Kpi
from projects.portfolio.choices import SEVERITY, State, Status
from projects.portfolio.models import Portfolio, Project

BAD = [Status.OFF.value, Status.RISK.value]
NO_READING = "none"
OPEN = Q(goal__project__state__in=[State.ACTIVE, State.ON_HOLD])

# Worst first; a KPI that was never computed counts as one without data.
BY_SEVERITY = Case(
    *[When(reading__status=code, then=Value(rank)) for code, rank in SEVERITY.items()],
    default=Value(SEVERITY["none"]),
    output_field=IntegerField(),
)


# Columns of the joined rows that no cell and no right asks for: half of what a page of KPIs would read.
UNREAD = (
    "reading__result",
    *(f"goal__{name}" for name in ("created_at", "updated_at", "version", "description", "weight")),
    *(
        f"goal__project__{name}"
        for name in ("created_at", "updated_at", "version", "summary", "summary_en", "start_on", "target_finish_on")
    ),
    *(
        f"owner__{name}"
        for name in ("created_at", "updated_at", "version", "password", "email", "last_login", "date_joined", "title")
    ),
)


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _reading(name: str) -> Any:
    def read(row: Any) -> Any:
        return getattr(row.standing, name) if row.standing is not None else None

    return read


def _chance(standing: Any) -> int | None:
    return None if standing is None or standing.probability is None else shown_chance(standing.probability)


def _status_filter(rows: QuerySet[Kpi], codes: list[str], request: HttpRequest) -> QuerySet[Kpi]:
    where = Q(reading__status__in=codes)
    return rows.filter(where | Q(reading__isnull=True) if NO_READING in codes else where)


def _wanted(rows: QuerySet[Kpi], on: bool, request: HttpRequest) -> QuerySet[Kpi]:
    return rows.filter(selectors.wanted(business_day(timezone.now())))


class Kpis(ListPage):
    kind = "kpi"
    key = "kpis"
    title = gettext_lazy("KPIs")
    columns = [
        Column("name", gettext_lazy("KPI"), value=lambda r: r.label, sort="name", header=True, cell=cells.name),
        Column("project", gettext_lazy("Project"), value=lambda r: r.goal.project.label, in_page=False),
        Column("goal", gettext_lazy("Goal"), value=lambda r: r.goal.label, optional=True),
        Column(
            "status",
            gettext_lazy("Status"),
            value=_reading("status"),
            sort="severity",
            cell=cells.status,
            export=lambda r: status_word(r.code),
        ),
        Column("current", gettext_lazy("Current"), value=_reading("current"), kind="decimal", cell=cells.current),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit_label, in_page=False),
        Column(
            "bar",
            gettext_lazy("Baseline to target"),
            value=lambda r: r.bound,
            cell=cells.bar,
            in_export=False,
        ),
        Column("baseline", gettext_lazy("Baseline"), kind="decimal", in_page=False),
        Column("target", gettext_lazy("Target"), kind="decimal", in_page=False),
        Column(
            "progress",
            gettext_lazy("Progress"),
            value=_reading("progress"),
            kind="percent",
            sort="reading__progress",
            cell=cells.progress,
        ),
        Column(
            "expected",
            gettext_lazy("Expected"),
            value=_reading("expected"),
            kind="percent",
            sort="reading__expected",
        ),
        Column(
            "reaches",
            pgettext_lazy("KPI", "Forecast"),
            value=_reading("reaches_on"),
            kind="date",
            sort="reading__reaches_on",
            cell=cells.reaches,
        ),
        Column(
            "chance",
            gettext_lazy("In time"),
            value=_reading("probability"),
            kind="percent",
            sort="reading__probability",
            cell=cells.chance,
        ),
        Column(
            "newest",
            gettext_lazy("Newest value"),
            value=_reading("current_on"),
            kind="date",
            sort="reading__current_on",
            cell=cells.newest,
        ),
        Column("due_on", gettext_lazy("Due"), kind="date", sort="due_on", optional=True),
        Column(
            "owner",
            gettext_lazy("Owner"),
            value=lambda r: r.owner.label if r.owner else "",
            sort="owner__name",
            optional=True,
            nowrap=True,
        ),
        Column("cadence", pgettext_lazy("cadence", "Measured"), value=lambda r: r.get_cadence_display(), optional=True),
        Column("reason", gettext_lazy("Reason"), value=lambda r: r.reason.plain() if r.reason else "", in_page=False),
        Column("act", "", cell=cells.act, value=lambda r: r.record_url, in_export=False),
    ]
    filters = [
        Choice("status", gettext_lazy("Status"), choices=Status.choices, apply=_status_filter),
        Ref(
            "project",
            gettext_lazy("Project"),
            rows_for=lambda r: Project.objects.visible_to(r.user).order_by("key"),
            lookup="goal__project",
        ),
        Ref(
            "portfolio",
            gettext_lazy("Portfolio"),
            rows_for=lambda r: Portfolio.objects.visible_to(r.user).distinct(),
            lookup="goal__project__portfolio",
        ),
        Ref(
            "owner",
            gettext_lazy("Owner"),
            rows_for=lambda r: User.objects.visible_to(r.user).filter(is_active=True).order_by("name"),
        ),
        Choice("kind", gettext_lazy("Kind"), choices=KpiKind.choices),
        Choice("cadence", pgettext_lazy("cadence", "Measured"), choices=Cadence.choices),
        DateRange("due", gettext_lazy("Due"), lookup="due_on"),
        Flag("mine", gettext_lazy("Mine"), apply=lambda rows, on, request: rows.filter(owner=request.user)),
        Flag("wanted", gettext_lazy("Value wanted"), apply=_wanted),
        Flag("closed", gettext_lazy("Closed projects too"), apply=lambda rows, on, request: rows),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("bad", gettext_lazy("Off track or at risk"), {"status": BAD}),
        SavedTab("wanted", gettext_lazy("To be measured"), {"wanted": "1"}),
        SavedTab("mine", gettext_lazy("Mine"), {"mine": "1"}),
    ]
    search = ["name", "name_en", "goal__project__key", "goal__project__name", "goal__project__name_en"]
    default_sort = "-status"
    empty = Empty(
        gettext_lazy("No KPIs yet"),
        gettext_lazy(
            "A KPI belongs to a goal of a project: a baseline, a target and a date. Add it on the page of the goals."
        ),
    )
    nav = "kpis"
    keys_first = True
    # Rows per status under the present conditions.
    severities: dict[str, int]

    def queryset(self) -> QuerySet[Kpi]:
        rows = self._living()
        if self.query.get("closed") != "1":
            rows = rows.filter(OPEN)
        return rows.select_related("goal__project", "owner", "reading").defer(*UNREAD)

    def _living(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Kpi.objects.visible_to(self.request.user).filter(retired_at__isnull=True)
        return rows.exclude(goal__status=GoalStatus.DROPPED).annotate(severity=BY_SEVERITY)

    def prepare(self, rows: list[Any]) -> list[Any]:
        today = business_day(timezone.now())
        everywhere = policy.may_everywhere(self.request.user, "add", "measurement")
        for kpi in rows:
            kpi.standing = getattr(kpi, "reading", None)
            kpi.code = kpi.standing.status if kpi.standing else NO_READING
            kpi.reason = Sentence.from_json(kpi.standing.sentence) if kpi.standing else None
            kpi.bound = bound_words(kpi)
            kpi.chance = _chance(kpi.standing)
            due = kpi.standing.measure_by if kpi.standing else None
            kpi.late = (today - due).days if due else 0
            kpi.record_url = self._record_url(kpi, everywhere)
        return rows

    def _record_url(self, kpi: Kpi, everywhere: bool) -> str:
        """Where a value is recorded, and back here afterwards; "" for those who may not."""
        if not kpi.goal.project.is_open:
            return ""
        if not everywhere and not policy.may(self.request.user, "add", Measurement(kpi=kpi)):
            return ""
        return f"{reverse('kpis:record', args=[kpi.pk])}?next={quote(self.request.get_full_path(), safe='')}"

    def numbers(self, rows: QuerySet[Any]) -> tuple[int, list[int]]:
        """In one pass over the table: KPIs by status, by whether a value is wanted, by whose they are."""
        wanted, mine = selectors.wanted(business_day(timezone.now())), Q(owner=self.request.user)
        rows_of = self._living().filter(OPEN).annotate(asked=_flag(wanted), own=_flag(mine))
        groups = rows_of.order_by().values_list("reading__status", "asked", "own").annotate(n=Count("pk"))
        found: Counter[str] = Counter()
        for status, asked, own, n in groups:
            code = status if status in SEVERITY else NO_READING
            under = {"all": True, "bad": code in BAD, "wanted": asked, "mine": own}
            found.update({name: n for name, holds in under.items() if holds} | {code: n})
        self.severities = {code: found[code] for code in SEVERITY}
        if self.narrowed:
            shown = dict(rows.order_by().values_list("severity").annotate(n=Count("pk")))
            self.severities = {code: shown.get(rank, 0) for code, rank in SEVERITY.items()}
        return sum(self.severities.values()), [found[tab.name] for tab in self.views]

    def sum_line(self, rows: QuerySet[Any]) -> str:
        total = sum(self.severities.values())
        worth_saying = [(self.severities[code], code) for code in (Status.OFF, Status.RISK, Status.NONE)]
        parts = [f"{n} {status_word(code)}" for n, code in worth_saying if n]
        return " · ".join([ngettext("%(n)s KPI", "%(n)s KPIs", total) % {"n": total}, *parts])

    def context(self) -> dict[str, Any]:
        may_import = policy.may(self.request.user, "add", "measurement")
        return {
            "import_url": exchange.import_url("measurements") if may_import else "",
            "subtitle": _("Progress and forecast are computed; each figure says how on its page."),
        }
