"""Whom the project depends on: lists, the grid of power and interest, one stakeholder, actions."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.readiness import drawing, excel, services, wording
from changemgmt.readiness.choices import Engagement, Quadrant, StakeholderKind
from changemgmt.readiness.forms.stakeholders import ActionForm, DropForm, FinishForm, StakeholderForm
from changemgmt.readiness.models import Stakeholder, StakeholderAction
from changemgmt.readiness.selectors import affected as selectors
from pmo import access, exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.choosing import choose
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


class Stakeholders(ListPage):
    """Of all projects the reader leads or answers for."""

    kind = "stakeholder"
    key = "stakeholders"
    title = gettext_lazy("Stakeholders")
    columns = [
        Column("code", gettext_lazy("No."), sort=("project__key", "number"), nowrap=True),
        Column("name", gettext_lazy("Stakeholder"), value=lambda r: r.label, sort="name", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key", nowrap=True),
        Column("kind", gettext_lazy("Kind"), value=lambda r: r.get_kind_display(), sort="kind", nowrap=True),
        Column("power", gettext_lazy("Power"), sort="power", kind="integer"),
        Column("interest", gettext_lazy("Interest"), sort="interest", kind="integer"),
        Column("current", gettext_lazy("Today"), value=lambda r: r.get_current_display(), sort="current", nowrap=True),
        Column(
            "desired", gettext_lazy("Should be"), value=lambda r: r.get_desired_display(), sort="desired", nowrap=True
        ),
        Column("gap", gettext_lazy("Gap"), kind="integer"),
        Column("actions", gettext_lazy("Open actions"), value=lambda r: r.open_actions, kind="integer"),
        Column("note", gettext_lazy("What moves them"), optional=True),
    ]
    filters = [
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Choice("kind", gettext_lazy("Kind"), choices=StakeholderKind.choices),
        Choice("current", gettext_lazy("Today"), choices=[(str(value), label) for value, label in Engagement.choices]),
        Flag(
            "gap",
            gettext_lazy("Not where they should be"),
            apply=lambda rows, on, request: rows.filter(current__lt=F("desired")),
        ),
        Flag("power", gettext_lazy("Powerful"), apply=lambda rows, on, request: rows.filter(power__gte=4)),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("gap", gettext_lazy("Not where they should be"), {"gap": "1"}),
        SavedTab("resistant", gettext_lazy("Resistant"), {"current": str(int(Engagement.RESISTANT))}),
    ]
    search = ["name", "name_en", "project__name", "project__name_en"]
    default_sort = "code"
    empty = Empty(
        gettext_lazy("No stakeholders yet"),
        gettext_lazy("Whom does a project depend on, and whose work does it change? Begin on the page of a project."),
    )

    def queryset(self) -> QuerySet[Stakeholder]:
        return selectors.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "stakeholder"):
            return {}
        return {"add_url": reverse("readiness:choose"), "add_label": _("New stakeholder")}


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New stakeholder"), "readiness:stakeholder_new")


def grid(request: HttpRequest, key: str) -> HttpResponse:
    """Power upwards, interest to the right; the same as a table below."""
    project = load_project(request, key, "stakeholder")
    rows = selectors.grid(request.user, project)
    chosen = request.GET.get("box", "")
    box = Quadrant(chosen) if chosen in Quadrant.values else None
    user, pk = request.user, project.pk
    may = {
        "add": project.is_open and policy.may(user, "add", "stakeholder", project_id=pk),
        "import": project.is_open and policy.may(user, "import", "stakeholder", project_id=pk),
        "export": policy.may(user, "export", "stakeholder", project_id=pk),
    }
    context = page(
        request,
        project,
        "stakeholders",
        lead=wording.grid(rows),
        rows=[row for row in rows if box is None or row.quadrant == box],
        total=len(rows),
        points=drawing.place(rows),
        steps=range(1, 6),
        box=box,
        quadrants=[(q, sum(1 for row in rows if row.quadrant == q)) for q in Quadrant],
        legend=[(drawing.MARKS[e], e.label) for e in Engagement],
        may=may,
    )
    return render(request, "changemgmt/readiness/grid.html", context)


def export(request: HttpRequest, key: str) -> HttpResponse:
    """Everybody of the project, as the table the import reads."""
    project = load_project(request, key, "stakeholder")
    policy.require(request.user, "export", "stakeholder", project_id=project.pk)
    sheet = exchange.Sheet(excel.HOLDERS.sheet, excel.HOLDERS.columns, excel.holder_rows(project, request.user))
    return exchange.as_download(exchange.write_xlsx([sheet]), f"{project.key} {_('Stakeholders')}.xlsx")


def load(request: HttpRequest, pk: int) -> Stakeholder:
    rows = selectors.visible(request.user).prefetch_related("units", "impacts", "actions__owner")
    found: Stakeholder = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def _grid_url(project: Project) -> str:
    return reverse("readiness:grid", args=[project.key])


def stakeholder(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, load(request, pk))


def _detail(request: HttpRequest, found: Stakeholder, *, error: str = "") -> HttpResponse:
    project = found.project
    context = page(
        request,
        project,
        "stakeholders",
        row=found,
        people=selectors.headcount(found) if found.is_group else None,
        impacts=sorted(found.impacts.all(), key=lambda impact: selectors.ASPECTS.index(impact.aspect)),
        actions=sorted(found.actions.all(), key=lambda action: (not action.is_open, action.due_on)),
        today=timezone.localdate(),
        may_change=project.is_open and policy.may(request.user, "change", found),
        may_delete=project.is_open and policy.may(request.user, "delete", found),
        entries=audit.history(found),
        error=error,
    )
    return render(request, "changemgmt/readiness/stakeholder.html", context, status=409 if error else 200)


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "stakeholder")
    policy.require(request.user, "add", "stakeholder", project_id=project.pk)
    kind = request.GET.get("kind", "")
    initial = {"kind": kind if kind in StakeholderKind.values else StakeholderKind.GROUP}
    form = StakeholderForm(request.POST or None, user=request.user, project=project, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_stakeholder(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is on the grid") % {"code": made.code}, made.url)
    return _form(request, form, project, _("New stakeholder"), _grid_url(project))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = StakeholderForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_stakeholder(
                by=request.user, stakeholder=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, found.project, _("Edit %(code)s") % {"code": found.code}, found.url)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    code, url = found.code, _grid_url(found.project)
    try:
        services.remove_stakeholder(by=request.user, stakeholder=found, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return _detail(request, load(request, pk), error=error.message)
    return done(request, _("%(code)s removed") % {"code": code}, url)


def _form(
    request: HttpRequest, form: Any, project: Project, title: str, back: str, *, tab: str = "stakeholders"
) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back, "tab": tab}
    return render(request, "changemgmt/readiness/form.html", context, status=422 if form.errors else 200)


# ---- actions ------------------------------------------------------------------------------------------------------


def new_action(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "add", "stakeholder_action", project_id=found.project_id)
    form = ActionForm(request.POST or None, user=request.user, project=found.project)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_action(by=request.user, stakeholder=found, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    title = _("Bring %(who)s nearer") % {"who": found.label}
    return _form(request, form, found.project, title, found.url)


def _action(request: HttpRequest, pk: int) -> StakeholderAction:
    rows = selectors.visible_actions(request.user)
    found: StakeholderAction = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def action(request: HttpRequest, pk: int) -> HttpResponse:
    return _action_page(request, _action(request, pk))


def _action_page(
    request: HttpRequest, found: StakeholderAction, *, finish: Any = None, drop: Any = None
) -> HttpResponse:
    """For its owner too, who need not see the stakeholder, nor the project."""
    project, user = found.stakeholder.project, request.user
    sees = policy.may(user, "view", "stakeholder", project_id=project.pk)
    may = project.is_open and found.is_open
    context = {
        "action": found,
        "project": project,
        "sees": sees,
        "sees_project": policy.may(user, "view", project),
        "may_change": may and policy.may(user, "add", "stakeholder_action", project_id=project.pk),
        "finish": finish or FinishForm(row=found) if may and policy.may(user, "change", found) else None,
        "drop": drop or DropForm(row=found) if may and policy.may(user, "change", found) else None,
        "today": timezone.localdate(),
        "nav": "projects",
    }
    failed = any(form is not None and form.errors for form in (finish, drop))
    return render(request, "changemgmt/readiness/action.html", context, status=422 if failed else 200)


def edit_action(request: HttpRequest, pk: int) -> HttpResponse:
    found = _action(request, pk)
    project = found.stakeholder.project
    policy.require(request.user, "add", "stakeholder_action", project_id=project.pk)
    form = ActionForm(request.POST or None, user=request.user, project=project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_action(
                by=request.user, action=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, project, _("Edit the action"), found.url)


@require_POST
def finish_action(request: HttpRequest, pk: int) -> HttpResponse:
    found = _action(request, pk)
    form = FinishForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.finish_action(
                by=request.user, action=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            if error.status == 403:
                raise
            form.apply(error)
        else:
            return done(request, _("Done: %(what)s") % {"what": found.label}, found.url)
    return _action_page(request, _action(request, pk), finish=form)


@require_POST
def drop_action(request: HttpRequest, pk: int) -> HttpResponse:
    found = _action(request, pk)
    policy.require(request.user, "change", found)
    form = DropForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.drop_action(
                by=request.user, action=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Dropped"), found.url)
    return _action_page(request, _action(request, pk), drop=form)
