"""The queue of the desk, requests of one project, its releases and known errors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changemgmt.support.choices import OPEN, ErrorState, Priority, Source, State, Step
from changemgmt.support.models import KnownError, SupportCategory, SupportRelease, SupportRequest, SupportTeam
from changemgmt.support.selectors import figures, requests
from pmo.access import policy
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web import marks
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab, linked, subline
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page

SHORT = 90
PRIORITIES = [(str(value), label) for value, label in Priority.choices]


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).filter(support_setting__isnull=False).order_by("key")


def _units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user).filter(closed_on__isnull=True).order_by("path")


def _people(request: HttpRequest) -> QuerySet[User]:
    return requests.assignees(request.user)


def _titled(row: SupportRequest, value: Any) -> str:
    short = row.text if len(row.text) <= SHORT else f"{row.text[:SHORT]}…"
    return linked(row, f"{row.code} {value}") + subline(short if short != row.title else "")


def _due(row: Any, value: Any) -> str:
    """When the next promise is due: its day and hour, and in words where it is late or nearly so."""
    if row.state in (State.WAIT_USER, State.RESOLVED, State.CLOSED, State.MERGED) or value is None:
        return format_html('<span class="ld-3">{}</span>', "—" if not row.is_open else _("clock stands still"))
    shown = timezone.localtime(value).strftime("%m-%d %H:%M")
    if row.is_late:
        return format_html("{} {}", marks.status("off", word=_("late")), shown)
    if row.is_at_risk:
        return format_html("{} {}", marks.status("risk", word=_("soon")), shown)
    return format_html("{}", shown)


def _picked(row: Any, value: Any) -> str:
    if not row.is_open:
        return ""
    return format_html(
        '<input class="form-check-input" type="checkbox" name="row" value="{}" form="bulk" data-pick aria-label="{}">',
        row.pk, row.code,
    )  # fmt: skip


class Desk(ListPage):
    kind = "support_request"
    key = "support"
    title = gettext_lazy("Support desk")
    columns = [
        Column("pick", gettext_lazy("Pick"), value=lambda r: r.pk, cell=_picked, in_export=False),
        Column("title", gettext_lazy("Request"), value=lambda r: r.title, cell=_titled, sort="title", header=True),
        Column("priority", gettext_lazy("Priority"), value=lambda r: r.get_priority_display(),
               sort=("priority", "due_order"), nowrap=True),
        Column("due", gettext_lazy("Due"), value=lambda r: r.next_due, cell=_due, sort="due_order", nowrap=True,
               kind="datetime"),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state"),
        Column("assignee", gettext_lazy("Assigned to"), value=lambda r: r.assignee and r.assignee.label,
               sort="assignee__name", nowrap=True, missing=gettext_lazy("nobody")),
        Column("team", gettext_lazy("Team"), value=lambda r: r.team and r.team.label, sort="team__name", optional=True),
        Column("category", gettext_lazy("Category"), value=lambda r: r.category and r.category.label,
               sort="category__name"),
        Column("requester", gettext_lazy("Requester"), value=lambda r: r.requester.label, sort="requester__name",
               nowrap=True),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit and r.unit.label, sort="unit__path", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("opened_at", gettext_lazy("Received"), sort="opened_at", kind="datetime"),
        Column("source", gettext_lazy("Came by"), value=lambda r: r.get_source_display(), optional=True),
        Column("step", gettext_lazy("Escalated to"), value=lambda r: r.get_step_display(), sort="step", optional=True),
        Column("reopened", gettext_lazy("Opened again"), sort="reopened", kind="integer", optional=True),
        Column("rating", gettext_lazy("Satisfaction"), sort="rating", kind="integer", optional=True),
        Column("text", gettext_lazy("Words"), value=lambda r: r.text, optional=True),
    ]  # fmt: skip
    filters = [
        Choice("state", gettext_lazy("State"), choices=State.choices),
        Choice("priority", gettext_lazy("Priority"), choices=PRIORITIES),
        Choice("source", gettext_lazy("Came by"), choices=Source.choices),
        Choice("step", gettext_lazy("Escalated to"), choices=Step.choices),
        Ref("assignee", gettext_lazy("Assigned to"), rows_for=_people),
        Ref("team", gettext_lazy("Team"), rows_for=lambda request: SupportTeam.objects.visible_to(request.user)),
        Ref("category", gettext_lazy("Category"),
            rows_for=lambda request: SupportCategory.objects.visible_to(request.user).order_by("name")),
        Ref("unit", gettext_lazy("Unit"), rows_for=_units,
            apply=lambda rows, value, request: rows.filter(unit__path__startswith=value.path)),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("open", pgettext_lazy("requests", "Open"), apply=lambda rows, on, request: rows.filter(state__in=OPEN)),
        Flag("mine", gettext_lazy("Mine"), apply=lambda rows, on, request: rows.filter(assignee=request.user)),
        Flag("nobody", gettext_lazy("Nobody's"),
             apply=lambda rows, on, request: rows.filter(assignee__isnull=True, state__in=OPEN)),
        Flag("late", gettext_lazy("Late"), apply=lambda rows, on, request: rows.filter(figures.late(timezone.now()))),
        Flag("risk", gettext_lazy("At risk or late"),
             apply=lambda rows, on, request: rows.filter(requests.at_risk(timezone.now()))),
        Flag("incident", gettext_lazy("Incidents"), apply=lambda rows, on, request: rows.filter(is_incident=True)),
    ]  # fmt: skip
    views = [
        SavedTab("open", pgettext_lazy("requests", "Open"), {"open": "1"}),
        SavedTab("mine", gettext_lazy("Mine"), {"mine": "1", "open": "1"}),
        SavedTab("nobody", gettext_lazy("Nobody's"), {"nobody": "1"}),
        SavedTab("risk", gettext_lazy("At risk or late"), {"risk": "1"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["title", "text", "requester__name", "token"]
    default_sort = "due"
    empty = Empty(
        gettext_lazy("Nobody has asked for help yet"),
        gettext_lazy("Requests come by form, by phone, by mail and by the code on a printed sheet."),
    )
    nav = "support"

    def queryset(self) -> QuerySet[SupportRequest]:
        return requests.queue(requests.worked(self.request.user)).select_related("project__portfolio")

    def prepare(self, rows: list[Any]) -> list[Any]:
        now = timezone.now()
        for row in rows:
            row.is_late = _before(row.next_due, now) and row.is_open
            row.is_at_risk = _before(row.risk_at, now)
        return rows

    def context(self) -> dict[str, Any]:
        user = self.request.user
        return {
            "crumbs_template": "changemgmt/support/_list_crumbs.html",
            "actions_template": "changemgmt/support/_desk_acts.html",
            "assignees": requests.with_load(_desk_people(user)),
            "mails": requests.held(user).count() if policy.may(user, "view", "support_mail") else 0,
            "here": self.request.get_full_path(),
        }


def _before(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _desk_people(user: Any) -> QuerySet[User]:
    """Who works at one of the desks somebody works at."""
    from changemgmt.support.audience import working_any

    return working_any(requests.desks(user))


class _OfProject(ListPage):
    tab = "support_requests"
    need = "support"

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], self.need)

    def context(self) -> dict[str, Any]:
        found = page(self.request, self.project, self.tab)
        found |= {
            # The list has tabs of its own: its views.
            "stage_tabs": found.pop("tabs"),
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "changemgmt/support/_project_crumbs.html",
            "head_level": 2,
        }
        return {**super().context(), **found}

    def may_change(self) -> bool:
        return policy.may(self.request.user, "change", "support", project_id=self.project.pk)


class ProjectRequests(_OfProject, Desk):
    """Of one project, below its spine, as far as the reader may read them."""

    key = "project-support"
    need = "support_request"
    title = gettext_lazy("Requests")
    columns = [column for column in Desk.columns if column.name not in ("project", "pick")]
    filters = [item for item in Desk.filters if item.name != "project"]

    def queryset(self) -> QuerySet[SupportRequest]:
        rows = requests.queue(requests.visible(self.request.user)).filter(project=self.project)
        return rows.select_related("project__portfolio")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "actions_template": ""}


class Releases(_OfProject):
    kind = "support"
    key = "support-releases"
    tab = "support_releases"
    title = gettext_lazy("Releases")
    columns = [
        Column("name", gettext_lazy("Version"), value=lambda r: r.name, sort="name", header=True),
        Column("planned_on", gettext_lazy("Planned"), sort="planned_on", kind="date"),
        Column("released_on", gettext_lazy("Out since"), sort="released_on", kind="date",
               missing=gettext_lazy("not yet")),
        Column("errors", gettext_lazy("Known errors"), value=lambda r: r.error_count, sort="error_count",
               kind="integer"),
        Column("requests", gettext_lazy("Requests"), value=lambda r: r.request_count, sort="request_count",
               kind="integer"),
        Column("notes", gettext_lazy("What is new"), value=lambda r: r.notes_label),
    ]  # fmt: skip
    filters = [Flag("planned", gettext_lazy("Not out yet"),
                    apply=lambda rows, on, request: rows.filter(released_on__isnull=True))]  # fmt: skip
    search = ["name", "notes", "notes_en"]
    default_sort = "-planned_on"
    empty = Empty(
        gettext_lazy("No release is planned"),
        gettext_lazy("A release says what changes when, and tells whoever waited for it."),
    )

    def queryset(self) -> QuerySet[SupportRelease]:
        rows: QuerySet[SupportRelease] = SupportRelease.objects.visible_to(self.request.user)
        counted = rows.filter(project=self.project).annotate(
            error_count=Count("errors", distinct=True), request_count=Count("requests", distinct=True)
        )
        return counted.select_related("project__portfolio")

    def context(self) -> dict[str, Any]:
        add = reverse("support:release_new", args=[self.project.key]) if self.may_change() else ""
        return {**super().context(), "add_url": add, "add_label": _("New release")}


class Errors(_OfProject):
    kind = "support"
    key = "support-errors"
    tab = "support_errors"
    title = gettext_lazy("Known errors")
    columns = [
        Column("title", gettext_lazy("Symptom"), value=lambda r: r.label,
               cell=lambda r, value: linked(r, f"{r.code} {value}") + subline(r.workaround_label),
               sort="title", header=True),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("release", gettext_lazy("Fixed in"), value=lambda r: r.release and r.release.name,
               sort="release__planned_on", nowrap=True),
        Column("requests", gettext_lazy("Requests"), value=lambda r: r.request_count, sort="request_count",
               kind="integer"),
        Column("workaround", gettext_lazy("Workaround"), value=lambda r: r.workaround_label, in_page=False),
        Column("number", gettext_lazy("Number"), value=lambda r: r.code, sort="number", optional=True),
    ]  # fmt: skip
    filters = [Choice("state", gettext_lazy("State"), choices=ErrorState.choices)]
    views = [
        SavedTab("open", gettext_lazy("Not fixed"), {"state": ["open", "planned"]}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["title", "title_en", "workaround", "workaround_en"]
    default_sort = "-requests"
    empty = Empty(
        gettext_lazy("No error is known"),
        gettext_lazy("A known error saves explaining: how it shows, how one gets by, which release ends it."),
    )

    def queryset(self) -> QuerySet[KnownError]:
        rows: QuerySet[KnownError] = KnownError.objects.visible_to(self.request.user)
        return rows.filter(project=self.project).select_related("release", "project__portfolio").annotate(
            request_count=Count("requests")
        )  # fmt: skip

    def context(self) -> dict[str, Any]:
        add = reverse("support:error_new", args=[self.project.key]) if self.may_change() else ""
        return {**super().context(), "add_url": add, "add_label": _("New known error")}
