"""Pages of projects as such: list, data, team, stages, state, history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import grants, policy, sharing
from pmo.accounts.models import User
from pmo.audit import selectors as audit
from pmo.records import Conflict, DomainError
from pmo.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render, safe_next
from projects.portfolio import cells, dimensions, forms, selectors, services
from projects.portfolio.choices import SINGLE_ROLES, Stage, State
from projects.portfolio.models import Portfolio, Project, ProjectMember
from projects.portfolio.sight import Sight

OPEN = {"state": [State.ACTIVE.value, State.ON_HOLD.value]}


def _people(request: HttpRequest) -> QuerySet[User]:
    return User.objects.visible_to(request.user).filter(is_active=True).order_by("name")


def _portfolios(request: HttpRequest) -> QuerySet[Portfolio]:
    return selectors.portfolios(request.user)


class Projects(ListPage):
    kind = "project"
    key = "projects"
    title = gettext_lazy("Projects")
    columns = [
        Column("key", gettext_lazy("Key"), sort="key", nowrap=True),
        Column("name", gettext_lazy("Project"), value=lambda r: r.label, sort="name", header=True),
        Column(
            "status",
            gettext_lazy("Health"),
            cell=cells.health,
            value=lambda r: r.overall,
            export=lambda r: r.overall.status if r.overall else "",
        ),
        Column("stage", gettext_lazy("Stage"), value=lambda r: r.get_stage_display(), sort="stage", nowrap=True),
        Column("sponsor", gettext_lazy("Sponsor"), value=lambda r: r.sponsor.label if r.sponsor else "", nowrap=True),
        Column(
            "manager",
            gettext_lazy("Project manager"),
            value=lambda r: r.manager.label if r.manager else "",
            nowrap=True,
        ),
        Column(
            "progress",
            gettext_lazy("Goal progress"),
            value=lambda r: r.overall.progress if r.overall else None,
            kind="percent",
        ),
        Column("start_on", gettext_lazy("Start"), sort="start_on", kind="date", optional=True),
        Column("target_finish_on", gettext_lazy("Target finish"), sort="target_finish_on", kind="date"),
        Column("portfolio", gettext_lazy("Portfolio"), value=lambda r: r.portfolio.label, optional=True),
    ]
    filters = [
        Choice("state", gettext_lazy("State"), choices=State.choices),
        Choice("stage", gettext_lazy("Stage"), choices=Stage.choices),
        Ref("portfolio", gettext_lazy("Portfolio"), rows_for=_portfolios),
        Ref("manager", gettext_lazy("Project manager"), rows_for=_people),
        Ref("sponsor", gettext_lazy("Sponsor"), rows_for=_people),
        Flag(
            "mine",
            gettext_lazy("I am on the team"),
            apply=lambda rows, on, request: rows.filter(members__user=request.user).distinct(),
        ),
        Flag(
            "followed",
            gettext_lazy("I follow"),
            apply=lambda rows, on, request: rows.filter(followers__user=request.user),
        ),
        DateRange("finish", gettext_lazy("Target finish"), lookup="target_finish_on"),
    ]
    views = [
        SavedTab("open", gettext_lazy("Open"), OPEN),
        SavedTab("mine", gettext_lazy("My team"), {"mine": "1", **OPEN}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["key", "name", "name_en"]
    default_sort = "key"
    empty = Empty(
        gettext_lazy("No projects yet"),
        gettext_lazy("A project starts as a proposal: a name, a sponsor, the units it concerns."),
    )
    nav = "projects"

    def queryset(self) -> QuerySet[Project]:
        return selectors.visible(self.request.user)

    def prepare(self, rows: list[Any]) -> list[Any]:
        overall = dimensions.overalls([row.pk for row in rows], Sight(self.request.user).told)
        for row in rows:
            row.overall = overall.get(row.pk)
        return rows

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "project"):
            return {}
        return {"add_url": reverse("portfolio:new"), "add_label": _("Propose a project")}


def _load(request: HttpRequest, key: str, verb: str = "view") -> Project:
    project = access.get_visible_or_404(selectors.visible(request.user), request.user, key=key)
    policy.require(request.user, verb, project)
    return project


def _page(project: Project, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {"project": project, "stages": selectors.spine(project, today), "today": today, **more}


def new(request: HttpRequest) -> HttpResponse:
    initial = {
        "manager": request.user.pk,
        "portfolio": selectors.open_to_proposals().values_list("pk", flat=True).first(),
    }
    form = forms.ProjectForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            project = services.create_project(by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Proposed %(name)s") % {"name": project.label}, project.url)
    context = {
        "form": form,
        "homes": initial["portfolio"] is not None,
        "may_found": policy.may(request.user, "add", "portfolio"),
        "nav": "projects",
    }
    return render(request, "projects/portfolio/new.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key, "change")
    form = forms.ProjectForm(request.POST or None, user=request.user, instance=project)
    if request.method == "POST" and form.is_valid():
        try:
            project = services.change_project(
                by=request.user, project=project, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), project.url)
    return render(
        request, "projects/portfolio/edit.html", _page(project, form=form), status=422 if form.errors else 200
    )


def team(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    may_add = policy.may(request.user, "add", "member", project_id=project.pk)
    form = forms.MemberForm(request.POST or None, user=request.user) if may_add else None
    if request.method == "POST":
        policy.require(request.user, "add", "member", project_id=project.pk)
        if form is not None and form.is_valid():
            try:
                services.add_member(by=request.user, project=project, now=timezone.now(), **form.cleaned_data)
            except DomainError as error:
                form.apply(error)
            else:
                return done(request, _("Added to the team"), reverse("portfolio:team", args=[key]))
    members = selectors.team(project)
    shared = (
        User.objects.filter(pk__in=grants.shared_with(project)) if policy.may(request.user, "share", project) else []
    )
    context = _page(
        project,
        form=form,
        members=members,
        single=SINGLE_ROLES,
        may_remove=policy.may(request.user, "delete", "member", project_id=project.pk),
        shared=shared,
        share_form=forms.ShareForm(user=request.user) if policy.may(request.user, "share", project) else None,
    )
    return render(
        request, "projects/portfolio/team.html", context, status=422 if form is not None and form.errors else 200
    )


@require_POST
def remove_member(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    project = _load(request, key)
    member = access.get_visible_or_404(ProjectMember.objects.filter(project=project), request.user, pk=pk)
    back = reverse("portfolio:team", args=[key])
    services.remove_member(by=request.user, member=member, now=timezone.now())
    return done(request, _("Removed from the team"), back)


@require_POST
def share(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key, "share")
    form = forms.ShareForm(request.POST, user=request.user)
    back = reverse("portfolio:team", args=[key])
    if not form.is_valid():
        context = _page(
            project,
            members=selectors.team(project),
            single=SINGLE_ROLES,
            share_form=form,
            form=forms.MemberForm(user=request.user),
        )
        return render(request, "projects/portfolio/team.html", context, status=422)
    person = form.cleaned_data["user"]
    sharing.share(by=request.user, project=project, to=person, reason=form.cleaned_data["reason"], now=timezone.now())
    return done(request, _("%(name)s can read the project now") % {"name": person.label}, back)


@require_POST
def unshare(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    project = _load(request, key, "share")
    person = access.get_visible_or_404(User, request.user, pk=pk)
    try:
        sharing.unshare(by=request.user, project=project, to=person, now=timezone.now())
    except Conflict:
        raise Http404 from None
    return done(request, _("Sharing ended"), reverse("portfolio:team", args=[key]))


def stages(request: HttpRequest, key: str) -> HttpResponse:
    """Planned dates of the stages, and the move to the next one."""
    project = _load(request, key)
    may_plan = policy.may(request.user, "change", project)
    form = forms.StagePlanForm(request.POST or None, project=project)
    if request.method == "POST":
        policy.require(request.user, "change", project)
        if form.is_valid():
            try:
                services.plan_stages(by=request.user, project=project, plans=form.plans_asked(), now=timezone.now())
            except DomainError as error:
                form.apply(error)
            else:
                return done(request, _("Saved"), reverse("portfolio:stages", args=[key]))
    context = _page(
        project,
        form=form if may_plan else None,
        plans=sorted(form.plans.values(), key=lambda plan: list(Stage.values).index(plan.stage)),
        may_advance=policy.may(request.user, "advance", project),
        advance_form=forms.AdvanceForm(initial={"stage": project.stage}),
        state_form=forms.StateForm(initial={"state": project.state}),
    )
    return render(request, "projects/portfolio/stages.html", context, status=422 if form.errors else 200)


@require_POST
def advance(request: HttpRequest, key: str) -> HttpResponse:
    return _move(request, key, forms.AdvanceForm(request.POST), services.advance)


@require_POST
def set_state(request: HttpRequest, key: str) -> HttpResponse:
    return _move(request, key, forms.StateForm(request.POST), services.set_state)


def _move(request: HttpRequest, key: str, form: Any, act: Any) -> HttpResponse:
    project = _load(request, key, "advance")
    if form.is_valid():
        try:
            act(by=request.user, project=project, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), reverse("portfolio:stages", args=[key]))
    is_stage = isinstance(form, forms.AdvanceForm)
    context = _page(
        project,
        form=forms.StagePlanForm(project=project),
        plans=list(project.stage_plans.all()),
        may_advance=True,
        advance_form=form if is_stage else forms.AdvanceForm(initial={"stage": project.stage}),
        state_form=forms.StateForm(initial={"state": project.state}) if is_stage else form,
    )
    return render(request, "projects/portfolio/stages.html", context, status=422)


@require_POST
def follow(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    on = request.POST.get("on") == "1"
    services.follow(user=request.user, project=project, on=on)
    return done(request, _("In your rail now") if on else _("Out of your rail"), safe_next(request, project.url))


def history(request: HttpRequest, key: str) -> HttpResponse:
    project = _load(request, key)
    entries = audit.project_activity(request.user, project.pk, limit=200)
    return render(request, "projects/portfolio/history.html", _page(project, entries=entries))


def portfolio_new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "add", "portfolio")
    form = forms.PortfolioForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            portfolio = services.create_portfolio(by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            url = f"{reverse('dashboards:portfolio')}?{urlencode({'portfolio': portfolio.code})}"
            return done(request, _("Made the portfolio %(name)s") % {"name": portfolio.label}, url)
    context = {"form": form, "nav": "portfolio"}
    return render(request, "projects/portfolio/new_portfolio.html", context, status=422 if form.errors else 200)


def portfolio_settings(request: HttpRequest, code: str) -> HttpResponse:
    portfolio = access.get_visible_or_404(Portfolio.objects.distinct(), request.user, code=code)
    policy.require(request.user, "change", portfolio)
    form = forms.PortfolioForm(request.POST or None, instance=portfolio)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_portfolio(
                by=request.user, portfolio=portfolio, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), str(reverse_lazy("dashboards:portfolio")))
    context = {"form": form, "portfolio": portfolio, "nav": "portfolio", "entries": audit.history(portfolio)}
    return render(request, "projects/portfolio/settings.html", context, status=422 if form.errors else 200)
