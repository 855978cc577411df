"""One risk: what it is, how big, what is done about it, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.risks import figures, library, lines, panels, services
from projects.risks.choices import FROM_RISK, Phase, RiskStatus
from projects.risks.forms.risks import AnswerForm, AssessForm, MoveForm, NewRiskForm, ReviewForm, RiskForm
from projects.risks.models import Risk
from projects.risks.selectors import history, issues, threads
from projects.risks.selectors import risks as selectors
from projects.risks.views.explaining import described


def load(request: HttpRequest, pk: int) -> Risk:
    rows = selectors.visible(request.user).select_related("project__sponsor", "project__manager")
    found: Risk = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def register_url(project: Project) -> str:
    return reverse("risks:project_risks", args=[project.key])


def risk(request: HttpRequest, pk: int) -> HttpResponse:
    return detail(request, load(request, pk))


def detail(
    request: HttpRequest,
    found: Risk,
    *,
    review_form: ReviewForm | None = None,
    move_form: MoveForm | None = None,
    answer_form: AnswerForm | None = None,
    error: str = "",
) -> HttpResponse:
    user, open_ = request.user, found.project.is_open
    scale = selectors.scale_of(found.project)
    sums = figures.sums(found, scale, selectors.cost_of(found))
    may_change = open_ and policy.may(user, "change", found)
    answers = open_ and found.status == RiskStatus.ESCALATED and found.project.sponsor_id == user.pk
    may_review = may_change and found.is_live
    effects = selectors.effects_of(found)
    names = lines.named(user, found.project, effects)
    context = page(
        request,
        found.project,
        "risks",
        risk=found,
        said=library.told(found),
        scale=scale,
        cells=[figures.cell(found, phase, scale) for phase in Phase.values],
        cell_lines=described(found, scale),
        sums=sums,
        missing={name: figures.why_missing(getattr(sums, name)) for name in _FIGURES},
        actions=issues.actions_of(found, user),
        effects=[(effect, names.get(effect.line_id or 0)) for effect in effects],
        tasks=list(found.tasks.order_by("position")),
        goals=list(found.goals.order_by("number")),
        data_sets=list(found.data_sets.visible_to(request.user).order_by("number")),
        marks=history.track(found),
        thread=threads.thread_of(found, user),
        today=timezone.localdate(),
        panels=panels.of(found, user, timezone.localdate()),
        may_change=may_change,
        may_delete=open_ and policy.may(user, "delete", found),
        may_act=may_change
        and found.is_live
        and policy.may(user, "add", "response_action", project_id=found.project_id),
        ways=FROM_RISK if may_review else (),
        review_form=(review_form or ReviewForm(row=found, scale=scale)) if may_review else None,
        move_form=(move_form or MoveForm(row=found)) if may_change else None,
        answer_form=(answer_form or AnswerForm(row=found)) if answers and policy.may(user, "decide", found) else None,
        waits_for=found.project.sponsor if found.status == RiskStatus.ESCALATED else None,
        entries=audit.history(found),
        error=error,
    )
    refused = bool(error) or any(form is not None for form in (review_form, move_form, answer_form))
    return render(request, "projects/risks/risk.html", context, status=422 if refused else 200)


_FIGURES = ("money_before", "money_now", "money_after", "days_before", "days_now", "days_after", "leverage")


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "risk")
    policy.require(request.user, "add", "risk", project_id=project.pk)
    scale = selectors.scale_of(project)
    form = NewRiskForm(request.POST or None, user=request.user, project=project, scale=scale)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.raise_risk(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is in the register") % {"code": made.code}, made.url)
    return show_form(request, form, project, _("New risk"), register_url(project))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = RiskForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_risk(
                by=request.user, risk=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    title = _("Edit %(code)s") % {"code": found.code}
    return show_form(request, form, found.project, title, found.url, risk=found)


def show_form(request: HttpRequest, form: Any, project: Project, title: str, back: str, **more: Any) -> HttpResponse:
    """A form in two columns below the crumbs."""
    context = {"form": form, "project": project, "title": title, "back": back, "nav": "projects", **more}
    return render(request, "projects/risks/form.html", context, status=422 if form.errors else 200)


def assess(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = AssessForm(request.POST or None, row=found, scale=selectors.scale_of(found.project))
    if request.method == "POST" and form.is_valid():
        try:
            services.assess_risk(
                by=request.user, risk=found, levels=form.values(), expected=form.expected, now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s assessed") % {"code": found.code}, found.url)
    title = _("Assess %(code)s") % {"code": found.code}
    context = {"form": form, "project": found.project, "title": title, "back": found.url, "risk": found}
    context |= {"phases": Phase, "nav": "projects"}
    return render(request, "projects/risks/assess.html", context, status=422 if form.errors else 200)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = ReviewForm(request.POST, row=found, scale=selectors.scale_of(found.project))
    if form.is_valid():
        try:
            services.review_risk(
                by=request.user, risk=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s reviewed") % {"code": found.code}, found.url)
    return detail(request, load(request, pk), review_form=form)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = MoveForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.move_risk(by=request.user, risk=found, expected=form.expected, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            text = _("%(code)s: %(status)s") % {"code": found.code, "status": found.get_status_display()}
            return done(request, text, found.url)
    return detail(request, load(request, pk), move_form=form)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    services.require_sponsor(request.user, found)
    form = AnswerForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.answer_escalation(
                by=request.user, risk=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s answered") % {"code": found.code}, found.url)
    return detail(request, load(request, pk), answer_form=form)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    try:
        services.delete_risk(by=request.user, risk=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return detail(request, load(request, pk), error=error.message)
    return done(request, _("%(code)s deleted") % {"code": found.code}, register_url(found.project))
