"""Gates of all projects: as a list, by months, and as a pack to print."""

from __future__ import annotations

import calendar as calendars
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pmo.access import policy
from pmo.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import render
from projects.gates import funding
from projects.gates.choices import UNDECIDED, DecisionRule, GateStatus
from projects.gates.models import Gate
from projects.gates.selectors import gates as selectors
from projects.gates.selectors import kill, pilots
from projects.portfolio.models import Portfolio, Project

SHOWN_MONTHS = 3
PACK_AHEAD = timedelta(days=30)
MOST_PAGES = 12


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _portfolios(request: HttpRequest) -> QuerySet[Portfolio]:
    return Portfolio.objects.visible_to(request.user).distinct().order_by("code")


class Gates(ListPage):
    kind = "gate"
    key = "gates"
    title = gettext_lazy("Gates")
    columns = [
        Column(
            "planned_on", gettext_lazy("Meets on"), sort="planned_on", kind="date", missing=gettext_lazy("no day yet")
        ),
        Column("gate", gettext_lazy("Gate"), value=lambda r: f"{r.code} {r.label}", sort="number", header=True),
        Column("key", gettext_lazy("Key"), value=lambda r: r.project.key, sort="project__key", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("opens", gettext_lazy("Opens"), value=lambda r: r.get_to_stage_display(), nowrap=True),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", nowrap=True),
        Column(
            "keepers",
            gettext_lazy("Gatekeepers"),
            value=lambda r: ", ".join(str(p.label) for p in r.keepers.all()),
            missing=gettext_lazy("nobody"),
        ),
        Column("rule", gettext_lazy("Decided by"), value=lambda r: r.get_rule_display(), optional=True),
        Column("round", gettext_lazy("Round"), kind="integer", optional=True),
    ]
    filters = [
        Choice("status", gettext_lazy("Status"), choices=GateStatus.choices),
        Choice("rule", gettext_lazy("Decided by"), choices=DecisionRule.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Ref(
            "portfolio",
            gettext_lazy("Portfolio"),
            rows_for=_portfolios,
            key="code",
            apply=lambda rows, found, request: rows.filter(project__portfolio=found),
        ),
        DateRange("planned_on", gettext_lazy("Meets on")),
        Flag("open", gettext_lazy("Undecided"), apply=lambda rows, on, request: rows.filter(status__in=UNDECIDED)),
        Flag(
            "mine",
            gettext_lazy("I am a gatekeeper"),
            apply=lambda rows, on, request: rows.filter(seats__person_id=request.user.pk),
        ),
        Flag(
            "rollout",
            gettext_lazy("Opens the roll-out"),
            apply=lambda rows, on, request: rows.filter(is_rollout=True),
        ),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("open", gettext_lazy("Undecided"), {"open": "1"}),
        SavedTab("mine", gettext_lazy("I decide"), {"open": "1", "mine": "1"}),
        SavedTab("rollout", gettext_lazy("Roll-outs"), {"rollout": "1"}),
    ]
    search = ["name", "name_en", "project__key", "project__name", "project__name_en"]
    default_sort = "planned_on"
    empty = Empty(
        gettext_lazy("No gates yet"),
        gettext_lazy("A project gets its gates from the template of its portfolio, on the page Gates of its planning."),
    )

    def queryset(self) -> QuerySet[Gate]:
        return selectors.visible(self.request.user).prefetch_related("keepers")

    def context(self) -> dict[str, Any]:
        return {
            "actions_template": "projects/gates/_list_acts.html",
            "may_templates": policy.may(self.request.user, "view", "gate_template"),
        }


# --- months ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    on: date
    outside: bool
    gates: list[Gate] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    count: int


def months(request: HttpRequest) -> HttpResponse:
    """Three months from the one asked for."""
    today = timezone.localdate()
    first = _asked(request.GET.get("month", ""), today)
    shown = [_shift(first, n) for n in range(SHOWN_MONTHS)]
    end = _shift(first, SHOWN_MONTHS)
    rows = (
        selectors.visible(request.user).filter(planned_on__gte=first, planned_on__lt=end).order_by("planned_on", "pk")
    )
    by_day: dict[date, list[Gate]] = {}
    for gate in rows.order_by("planned_on", "pk"):
        if gate.planned_on is not None:
            by_day.setdefault(gate.planned_on, []).append(gate)
    context = {
        "months": [_month(month, by_day) for month in shown],
        "today": today,
        "earlier": f"?month={_shift(first, -SHOWN_MONTHS):%Y-%m}",
        "later": f"?month={end:%Y-%m}",
        "weekdays": [date(2024, 1, 1) + timedelta(days=n) for n in range(7)],
        "undated": selectors.visible(request.user).filter(planned_on=None, status__in=UNDECIDED).count(),
        "undated_url": reverse("gates:calendar") + "?open=1",
    }
    return render(request, "projects/gates/months.html", context)


def _asked(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01") if 2000 <= int(text[:4] or 0) <= 2200 else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _shift(first: date, months_on: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months_on, 12)
    return date(year, month + 1, 1)


def _month(first: date, by_day: dict[date, list[Gate]]) -> Month:
    weeks = [
        [Day(on, on.month != first.month, by_day.get(on, []) if on.month == first.month else []) for on in week]
        for week in calendars.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, sum(len(day.gates) for week in weeks for day in week))


# --- the pack -------------------------------------------------------------------------------------------------------


def pack(request: HttpRequest) -> HttpResponse:
    """One page per gate: those named in the address, or the undecided ones of the next thirty days."""
    today = timezone.localdate()
    wanted = [int(pk) for pk in request.GET.getlist("gate") if pk.isdecimal() and len(pk) < 18]
    rows = selectors.visible(request.user)
    if wanted:
        rows = rows.filter(pk__in=wanted)
    else:
        rows = rows.filter(status__in=UNDECIDED, planned_on__lte=today + PACK_AHEAD)
    gates = list(rows.order_by("planned_on", "project__key", "number")[:MOST_PAGES])
    context = {"sheets": _sheets(request.user, gates, today), "today": today, "named": bool(wanted)}
    return render(request, "projects/gates/pack.html", context)


def _sheets(user: Any, gates: Sequence[Gate], today: date) -> list[dict[str, Any]]:
    alarms = kill.open_alarms([gate.project_id for gate in gates])
    return [
        {
            "gate": gate,
            "project": gate.project,
            "board": selectors.board(gate, today) if gate.is_undecided else None,
            "decided": next(iter(selectors.decided(gate)), None),
            "keepers": selectors.keepers(gate),
            "funding": funding.of(gate, user),
            "standing": pilots.standing(gate.project),
            "alarm": alarms.get(gate.project_id),
            "conditions": list(selectors.open_conditions([gate.project_id])),
            "question": _("Is the evidence enough to open “%(stage)s”?") % {"stage": gate.get_to_stage_display()},
        }
        for gate in gates
    ]
