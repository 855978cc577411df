"""The plan of communication: of a project, of all projects, its lines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.comms import excel, forms, services
from changemgmt.comms.choices import Channel, Topic
from changemgmt.comms.models import PlanEntry
from changemgmt.comms.selectors import plan as selectors
from changemgmt.comms.views.common import act
from pmo import access, exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from pmo.web.svg import Event
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page

AROUND = timedelta(days=14)


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _late(rows: Any, on: bool, request: HttpRequest) -> Any:
    return rows.filter(done_on__isnull=True, due_on__lt=timezone.localdate())


class Entries(ListPage):
    """Lines of all plans the reader may see."""

    kind = "comm_plan"
    key = "comm-plans"
    title = gettext_lazy("Communication plans")
    columns = [
        Column("title", pgettext_lazy("announcement", "Message"), value=lambda r: r.label, sort="title", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("topic", gettext_lazy("What it tells"), value=lambda r: r.get_topic_display(), sort="topic"),
        Column("units", pgettext_lazy("announcement", "Readers"),
               value=lambda r: _(", ").join(u.label for u in r.units.all()) or _("all units")),
        Column("channel", gettext_lazy("Channel"), value=lambda r: r.get_channel_display(), sort="channel"),
        Column("sender", gettext_lazy("Sender"), value=lambda r: r.sender and r.sender.label, sort="sender__name",
               nowrap=True),
        Column("due_on", gettext_lazy("Due on"), sort="due_on", kind="date"),
        Column("done_on", gettext_lazy("Done on"), sort="done_on", kind="date"),
    ]  # fmt: skip
    filters = [
        Choice("topic", gettext_lazy("What it tells"), choices=Topic.choices),
        Choice("channel", gettext_lazy("Channel"), choices=Channel.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("open", gettext_lazy("Not told yet"), apply=lambda rows, on, request: rows.filter(done_on__isnull=True)),
        Flag("late", gettext_lazy("Late"), apply=_late),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("open", gettext_lazy("Not told yet"), {"open": "1"}),
        SavedTab("late", gettext_lazy("Late"), {"late": "1"}),
    ]
    search = ["title", "title_en", "project__name", "project__name_en"]
    default_sort = "due_on"
    empty = Empty(
        gettext_lazy("No plan yet"),
        gettext_lazy("A plan says who tells what to whom, and when: open a project, then Change, Communication plan."),
    )
    nav = "communication"

    def queryset(self) -> QuerySet[PlanEntry]:
        rows: QuerySet[PlanEntry] = PlanEntry.objects.visible_to(self.request.user)
        return rows.select_related("project", "sender").prefetch_related("units")


def plan(request: HttpRequest, key: str) -> HttpResponse:
    return _plan(request, load_project(request, key, "comm_plan"))


def _plan(request: HttpRequest, project: Project, *, start_form: Any = None, error: str = "") -> HttpResponse:
    today = timezone.localdate()
    found = selectors.plan(project, request.user, today)
    may = {
        verb: policy.may(request.user, verb, "comm_plan", project_id=project.pk)
        for verb in ("add", "change", "export", "import")
    }
    if not project.is_open:
        may = {verb: allowed and verb == "export" for verb, allowed in may.items()}
    context = page(
        request,
        project,
        "comms_plan",
        plan=found,
        may=may,
        may_write=project.is_open and policy.may(request.user, "add", "announcement", project_id=project.pk),
        topics=Topic.choices,
        timeline=_timeline(found, today),
        start_form=start_form or forms.StartForm(initial={"start": today, "live": project.target_finish_on}),
        import_url=exchange.import_url(excel.KIND, project=project.key),
        error=error,
        today=today,
    )
    status = 409 if error else 422 if start_form is not None else 200
    return render(request, "changemgmt/comms/plan.html", context, status=status)


def _timeline(found: selectors.Plan, today: date) -> dict[str, Any] | None:
    """A lane per audience, first those that are for everybody."""
    if not found.lines:
        return None
    lanes: dict[str, str] = {}
    for line in sorted(found.lines, key=lambda line: len(line.audience)):
        label = _(", ").join(unit.label for unit in line.units) or _("All units")
        lanes.setdefault(line.audience, label if len(label) <= 14 else f"{label[:13]}…")
    events = [
        Event(
            on=line.entry.due_on,
            title=line.entry.get_topic_display(),
            lane=line.audience,
            note=line.entry.label,
            status=line.status,
            url=line.entry.url,
        )
        for line in found.lines
    ]
    days = [line.entry.due_on for line in found.lines]
    return {
        "events": events,
        "start": min(*days, today) - AROUND,
        "end": max(*days, today) + AROUND,
        "lanes": list(lanes.items()),
        "today": today,
    }


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "comm_plan")
    policy.require(request.user, "add", "comm_plan", project_id=project.pk)
    form = forms.StartForm(request.POST)
    if form.is_valid():
        try:
            made = services.start_plan(by=request.user, project=project, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            text = _("%(n)s messages planned; fit dates and senders to your company") % {"n": len(made)}
            return done(request, text, reverse("comms:plan", args=[project.key]))
    return _plan(request, project, start_form=form)


def export(request: HttpRequest, key: str) -> HttpResponse:
    """The plan as the table the import reads."""
    project = load_project(request, key, "comm_plan")
    policy.require(request.user, "export", "comm_plan", project_id=project.pk)
    rows = excel.rows_of(project, request.user)
    data = exchange.write_xlsx([exchange.Sheet(excel.SPEC.sheet, excel.SPEC.columns, rows)])
    return exchange.as_download(data, f"{project.key} {_('Communication plan')}.xlsx")


def _load(request: HttpRequest, pk: int) -> PlanEntry:
    rows = PlanEntry.objects.select_related("project__sponsor", "project__portfolio", "sender")
    found: PlanEntry = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _load(request, pk))


def _show(request: HttpRequest, found: PlanEntry, *, done_form: Any = None) -> HttpResponse:
    user, project = request.user, found.project
    may_change = project.is_open and policy.may(user, "change", found)
    announcements = list(found.announcements.order_by("-pk"))
    context = page(
        request,
        project,
        "comms_plan",
        entry=found,
        late=found.is_late(timezone.localdate()),
        facts=_facts(found),
        announcements=announcements,
        may_change=may_change,
        may_delete=project.is_open and policy.may(user, "delete", found),
        may_write=project.is_open and policy.may(user, "add", "announcement", project_id=project.pk),
        done_form=done_form or forms.DoneForm(row=found),
        entries=audit.history(found, 20),
    )
    return render(request, "changemgmt/comms/entry.html", context, status=422 if done_form is not None else 200)


def _facts(found: PlanEntry) -> list[tuple[str, Any]]:
    return [
        (_("What it tells"), found.get_topic_display()),
        (
            pgettext("announcement", "Readers"),
            _(", ").join(unit.label for unit in found.units.all()) or _("all units of the project"),
        ),
        (_("Channel"), found.get_channel_display()),
        (_("Sender"), found.sender.label if found.sender else _("not decided")),
    ]


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "comm_plan")
    policy.require(request.user, "add", "comm_plan", project_id=project.pk)
    form = forms.EntryForm(request.POST or None, user=request.user, project=project, instance=PlanEntry())
    if request.method == "POST" and form.is_valid():
        try:
            services.add_entry(by=request.user, project=project, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Planned"), reverse("comms:plan", args=[project.key]))
    return _form(request, form, project, _("New message"), reverse("comms:plan", args=[project.key]))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = forms.EntryForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_entry(
                by=request.user, entry=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
            found = _load(request, pk)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, found.project, _("Edit the message"), found.url)


def _form(request: HttpRequest, form: Any, project: Project, title: str, back: str) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back, "nav": "projects"}
    return render(request, "changemgmt/comms/entry_form.html", context, status=422 if form.errors else 200)


@require_POST
def done_(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = forms.DoneForm(request.POST)
    if form.is_valid():
        try:
            services.mark_done(
                by=request.user,
                entry=found,
                on=form.cleaned_data["done_on"],
                today=timezone.localdate(),
                expected=form.expected,
                now=timezone.now(),
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Ticked off"), reverse("comms:plan", args=[found.project.key]))
    return _show(request, _load(request, pk), done_form=form)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    return act(
        request,
        lambda: services.reopen_entry(by=request.user, entry=found, now=timezone.now()),
        _("Open again"),
        found.url,
    )


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    return act(
        request,
        lambda: services.delete_entry(by=request.user, entry=found, now=timezone.now()),
        _("Message deleted from the plan"),
        reverse("comms:plan", args=[found.project.key]),
    )
