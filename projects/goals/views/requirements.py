"""Requirements: lists, form, page with assessment and decision."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render, safe_next
from projects.goals import cells, services
from projects.goals.choices import Feasibility, RequirementStatus, RiskLevel
from projects.goals.forms.requirements import AssessForm, DecideForm, RequirementForm
from projects.goals.models import Requirement
from projects.goals.selectors import requirements as selectors
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _among(rows: QuerySet[Requirement], some: QuerySet[Requirement]) -> QuerySet[Requirement]:
    return rows.filter(pk__in=some.select_related(None).order_by().values("pk"))


class Requirements(ListPage):
    """Of all projects the reader may see."""

    kind = "requirement"
    key = "requirements"
    title = gettext_lazy("Requirements")
    keys_first = True
    columns = [
        Column("code", gettext_lazy("No."), sort=("project__key", "number"), nowrap=True),
        Column("title", gettext_lazy("Requirement"), value=lambda r: r.label, sort="title", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key", nowrap=True),
        Column(
            "goal",
            gettext_lazy("Goal it serves"),
            value=lambda r: r.goal.label if r.goal else None,
            cell=cells.requirement_goal,
            sort="goal__number",
            nowrap=True,
        ),
        Column(
            "feasibility",
            gettext_lazy("Feasibility"),
            value=lambda r: r.get_feasibility_display(),
            sort="feasibility",
            nowrap=True,
        ),
        Column(
            "effort_days",
            gettext_lazy("Effort, person-days"),
            missing=gettext_lazy("not known"),
            sort="effort_days",
            kind="decimal",
        ),
        Column(
            "risk",
            gettext_lazy("Risk"),
            value=lambda r: r.get_risk_display(),
            cell=cells.requirement_risk,
            sort="risk",
            nowrap=True,
        ),
        Column(
            "business_owner",
            gettext_lazy("Business owner"),
            value=lambda r: r.business_owner.label if r.business_owner else "",
            missing=gettext_lazy("nobody yet"),
            sort="business_owner__name",
            nowrap=True,
        ),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", nowrap=True),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit.label if r.unit else "", optional=True),
        Column("raised_by", gettext_lazy("Raised by"), value=lambda r: r.raised_by.label, optional=True),
        Column("created_at", gettext_lazy("Raised"), sort="created_at", kind="datetime", optional=True),
    ]
    filters = [
        Choice("status", gettext_lazy("Status"), choices=RequirementStatus.choices),
        Choice("feasibility", gettext_lazy("Feasibility"), choices=Feasibility.choices),
        Choice("risk", gettext_lazy("Risk"), choices=RiskLevel.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("no_goal", gettext_lazy("Without a goal"), apply=lambda rows, on, request: rows.filter(goal=None)),
        Flag(
            "assess",
            gettext_lazy("Waits for my assessment"),
            apply=lambda rows, on, request: _among(rows, selectors.to_assess(request.user)),
        ),
        Flag(
            "decide",
            gettext_lazy("Waits for my decision"),
            apply=lambda rows, on, request: _among(rows, selectors.to_decide(request.user)),
        ),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("assess", gettext_lazy("For me to assess"), {"assess": "1"}),
        SavedTab("no_goal", gettext_lazy("No goal"), {"no_goal": "1"}),
        SavedTab("decide", gettext_lazy("For me to decide"), {"decide": "1"}),
    ]
    search = ["title", "title_en", "description", "project__name", "project__name_en"]
    default_sort = "code"
    empty = Empty(
        gettext_lazy("No requirements yet"),
        gettext_lazy("The business raises them, IT says what is feasible, their business owner decides."),
    )

    def queryset(self) -> QuerySet[Requirement]:
        return selectors.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "requirement"):
            return {}
        return {"add_url": reverse("goals:requirement_choose"), "add_label": _("New requirement")}


class ProjectRequirements(Requirements):
    """Of one project, below its spine."""

    columns = [column for column in Requirements.columns if column.name != "project"]
    filters = [item for item in Requirements.filters if item.name != "project"]
    search = ["title", "title_en", "description"]

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "requirement")

    def queryset(self) -> QuerySet[Requirement]:
        return super().queryset().filter(project=self.project)

    def context(self) -> dict[str, Any]:
        found = stage_page(self.request, self.project, "requirements")
        stage_tabs = found.pop("tabs")
        found |= {
            "stage_tabs": stage_tabs,
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "projects/goals/_list_crumbs.html",
            "head_level": 2,
        }
        if self.project.is_open and policy.may(self.request.user, "add", "requirement", project_id=self.project.pk):
            url = reverse("goals:requirement_new", args=[self.project.key])
            found |= {"add_url": url, "add_label": _("New requirement")}
        return found


def _load(request: HttpRequest, pk: int) -> Requirement:
    rows = selectors.visible(request.user).select_related(
        "project", "project__portfolio", "goal", "unit", "business_owner", "raised_by", "assessed_by", "decided_by"
    )
    found: Requirement = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def requirement(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key)
    policy.require(request.user, "add", "requirement", project_id=project.pk)
    goal = request.GET.get("goal", "")
    initial = {"goal": int(goal)} if goal.isdecimal() and len(goal) < 18 else {}
    form = RequirementForm(request.POST or None, user=request.user, project=project, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.raise_requirement(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s raised; IT assesses it next") % {"code": made.code}, made.url)
    context = {"form": form, "project": project, "title": _("New requirement"), "back": _list_url(project)}
    return render(request, "projects/goals/requirement_form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = RequirementForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_requirement(
                by=request.user, requirement=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    context = {
        "form": form,
        "project": found.project,
        "requirement": found,
        "title": _("Edit requirement %(code)s") % {"code": found.code},
        "back": found.url,
        "warn": found.status != RequirementStatus.RAISED,
    }
    return render(request, "projects/goals/requirement_form.html", context, status=422 if form.errors else 200)


@require_POST
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "assess", found)
    form = AssessForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.assess_requirement(
                by=request.user, requirement=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s assessed") % {"code": found.code}, found.url)
    return _detail(request, _load(request, pk), assess_form=form)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "decide", found)
    form = DecideForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.decide_requirement(
                by=request.user, requirement=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            text = _("%(code)s: %(decision)s") % {"code": found.code, "decision": found.get_status_display()}
            return done(request, text, safe_next(request, found.url))
    return _detail(request, _load(request, pk), decide_form=form)


def _list_url(project: Project) -> str:
    return reverse("goals:project_requirements", args=[project.key])


def _detail(
    request: HttpRequest,
    found: Requirement,
    *,
    assess_form: AssessForm | None = None,
    decide_form: DecideForm | None = None,
) -> HttpResponse:
    open_ = found.project.is_open
    may_assess = open_ and policy.may(request.user, "assess", found)
    may_decide = open_ and found.business_owner_id == request.user.pk and policy.may(request.user, "decide", found)
    refused = (assess_form or decide_form) is not None
    assessed = found.feasibility != Feasibility.PENDING
    initial = {}
    if assessed:
        names = ("feasibility", "effort_days", "risk", "conditions")
        initial = {name: getattr(found, name) for name in names}
    context = stage_page(
        request,
        found.project,
        "requirements",
        requirement=found,
        assessed=assessed,
        decided=found.status in (RequirementStatus.APPROVED, RequirementStatus.REJECTED, RequirementStatus.DEFERRED),
        may_change=open_ and policy.may(request.user, "change", found),
        assess_form=(assess_form or AssessForm(row=found, initial=initial)) if may_assess else None,
        decide_form=(decide_form or DecideForm(row=found)) if may_decide and assessed else None,
        entries=audit.history(found),
    )
    return render(request, "projects/goals/requirement.html", context, status=422 if refused else 200)
