"""Problems and decisions: lists, form, page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.choosing import choose
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.risks import cells, services
from projects.risks.choices import IssueKind, IssueStatus, Severity
from projects.risks.forms.issues import IssueForm, ReopenForm, SettleForm
from projects.risks.models import Issue
from projects.risks.selectors import issues as selectors
from projects.risks.selectors import threads
from projects.risks.services.threads import ways


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


class Issues(ListPage):
    kind = "issue"
    key = "issues"
    title = gettext_lazy("Problems and decisions")
    columns = [
        Column("code", gettext_lazy("No."), sort=("project__key", "number"), nowrap=True),
        Column(
            "title", gettext_lazy("What it is"), value=lambda r: r.label, cell=cells.issue_title, sort="title",
            header=True,
        ),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key", nowrap=True),
        Column("kind", gettext_lazy("Kind"), value=lambda r: r.get_kind_display(), sort="kind", nowrap=True),
        Column("severity", gettext_lazy("Severity"), value=lambda r: r.get_severity_display(), nowrap=True),
        Column(
            "owner", gettext_lazy("Owner"), value=lambda r: r.owner.label if r.owner else "", sort="owner__name",
            missing=gettext_lazy("nobody yet"), nowrap=True,
        ),
        Column("due_on", gettext_lazy("Due"), cell=cells.due, sort="due_on", kind="date"),
        Column("created_at", gettext_lazy("Raised"), sort="created_at", kind="datetime", optional=True),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", nowrap=True),
        Column("outcome", gettext_lazy("Outcome"), optional=True),
    ]  # fmt: skip
    filters = [
        Choice("status", gettext_lazy("Status"), choices=IssueStatus.choices),
        Choice("kind", gettext_lazy("Kind"), choices=IssueKind.choices),
        Choice("severity", gettext_lazy("Severity"), choices=Severity.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        DateRange("due", gettext_lazy("Due"), lookup="due_on"),
        Flag(
            "mine", gettext_lazy("Mine"), apply=lambda rows, on, request: rows.filter(owner_id=request.user.pk)
        ),
    ]  # fmt: skip
    views = [
        SavedTab("open", pgettext_lazy("issue", "Open"), {"status": "open"}),
        SavedTab("problems", gettext_lazy("Problems"), {"status": "open", "kind": "problem"}),
        SavedTab("decisions", gettext_lazy("Decisions"), {"kind": "decision"}),
        SavedTab("mine", gettext_lazy("Mine"), {"status": "open", "mine": "1"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["title", "title_en", "description", "outcome", "project__name", "project__name_en"]
    default_sort = "-created_at"
    empty = Empty(
        gettext_lazy("No problems and no decisions written down"),
        gettext_lazy("A risk that happened becomes a problem; what only somebody else can settle becomes a decision."),
    )

    def queryset(self) -> QuerySet[Issue]:
        return selectors.visible(self.request.user)

    def prepare(self, rows: list[Issue]) -> list[Issue]:
        today = timezone.localdate()
        for row in rows:
            row.is_late = bool(row.is_open and row.due_on and row.due_on < today)  # type: ignore[attr-defined]
        return rows

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "issue"):
            return {}
        return {"add_url": reverse("risks:issue_choose"), "add_label": _("New problem or decision")}


class ProjectIssues(Issues):
    columns = [column for column in Issues.columns if column.name != "project"]
    filters = [item for item in Issues.filters if item.name != "project"]
    search = ["title", "title_en", "description", "outcome"]

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "issue")

    def queryset(self) -> QuerySet[Issue]:
        return super().queryset().filter(project=self.project)

    def context(self) -> dict[str, Any]:
        found = page(self.request, self.project, "issues")
        found |= {
            "stage_tabs": found.pop("tabs"),
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "projects/risks/_issue_list_crumbs.html",
            "head_level": 2,
        }
        if self.project.is_open and policy.may(self.request.user, "add", "issue", project_id=self.project.pk):
            url = reverse("risks:issue_new", args=[self.project.key])
            found |= {"add_url": url, "add_label": _("New problem or decision")}
        return found


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New problem or decision"), "risks:issue_new")


def load(request: HttpRequest, pk: int) -> Issue:
    found: Issue = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def issue(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, load(request, pk))


def _detail(
    request: HttpRequest, found: Issue, *, settle_form: SettleForm | None = None, reopen_form: ReopenForm | None = None
) -> HttpResponse:
    user = request.user
    may_change = found.project.is_open and policy.may(user, "change", found)
    context = page(
        request,
        found.project,
        "issues",
        issue=found,
        actions=selectors.actions_of(found, user),
        thread=threads.thread_of(found, user),
        today=timezone.localdate(),
        may_change=may_change,
        may_act=may_change
        and found.is_open
        and policy.may(user, "add", "response_action", project_id=found.project_id),
        ways=ways(found) if may_change and found.is_open else (),
        settle_form=(settle_form or SettleForm(row=found)) if may_change and found.is_open else None,
        reopen_form=(reopen_form or ReopenForm(row=found)) if may_change and not found.is_open else None,
        entries=audit.history(found),
    )
    refused = settle_form is not None or reopen_form is not None
    return render(request, "projects/risks/issue.html", context, status=422 if refused else 200)


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "issue")
    policy.require(request.user, "add", "issue", project_id=project.pk)
    form = IssueForm(request.POST or None, user=request.user, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_issue(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s written down") % {"code": made.code}, made.url)
    back = reverse("risks:project_issues", args=[project.key])
    return _form(request, form, project, _("New problem or decision"), back)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = IssueForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_issue(
                by=request.user, issue=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, found.project, _("Edit %(code)s") % {"code": found.code}, found.url)


def _form(request: HttpRequest, form: Any, project: Project, title: str, back: str) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back, "nav": "projects", "issues": True}
    return render(request, "projects/risks/form.html", context, status=422 if form.errors else 200)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = SettleForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.settle_issue(
                by=request.user, issue=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is settled") % {"code": found.code}, found.url)
    return _detail(request, load(request, pk), settle_form=form)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = ReopenForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.reopen_issue(
                by=request.user, issue=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is open again") % {"code": found.code}, found.url)
    return _detail(request, load(request, pk), reopen_form=form)
