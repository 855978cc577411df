"""Pilots of a project: plan, criteria with their intervals, feedback, findings, verdict; the sponsor's exception."""

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
from projects.gates.choices import Measure, PilotStatus
from projects.gates.forms.pilots import (
    AnswerForm,
    CallOffForm,
    ExceptionForm,
    FeedbackForm,
    FindingsForm,
    JudgeForm,
    PilotForm,
)
from projects.gates.models import Pilot, PilotFeedback
from projects.gates.selectors import pilots as selectors
from projects.gates.services import pilots as services
from projects.gates.views.common import Asking, ask
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def of_project(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "pilot")
    open_ = project.is_open
    found = selectors.of_project(request.user, project)
    judged = selectors.judged_of(found)
    context = page(
        request,
        project,
        "pilots",
        counts={"pilots": len(found)},
        pilots=[(row, judged.get(row.pk, [])) for row in found],
        standing=selectors.standing(project),
        may_add=open_ and policy.may(request.user, "add", "pilot", project_id=project.pk),
        may_except=open_ and project.sponsor_id == request.user.pk,
    )
    return render(request, "projects/gates/pilots.html", context)


def load(request: HttpRequest, pk: int) -> Pilot:
    found: Pilot = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def pilot(request: HttpRequest, pk: int) -> HttpResponse:
    return detail(request, load(request, pk))


def detail(
    request: HttpRequest,
    found: Pilot,
    *,
    feedback_form: FeedbackForm | None = None,
    judge_form: JudgeForm | None = None,
    error: str = "",
) -> HttpResponse:
    user = request.user
    open_ = found.project.is_open and found.is_open
    running = open_ and found.status == PilotStatus.RUNNING
    may_change = open_ and policy.may(user, "change", found)
    judged = selectors.judged(found)
    context = page(
        request,
        found.project,
        "pilots",
        pilot=found,
        judged=judged,
        met=sum(row.is_met for row in judged),
        counted=sum(bool(row.verdict) for row in judged),
        units=list(found.units.order_by("path")),
        people=list(found.people.order_by("name", "pk")),
        feedback=selectors.feedback(found),
        standing=selectors.standing(found.project),
        measures=Measure.choices,
        today=timezone.localdate(),
        running=running,
        may_change=may_change,
        may_plan=may_change and found.status == PilotStatus.PLANNED,
        feedback_form=(feedback_form or FeedbackForm()) if running and policy.may(user, "feedback", found) else None,
        judge_form=(judge_form or JudgeForm(row=found)) if running and _may_judge(user, found) else None,
        entries=audit.history(found),
        error=error,
    )
    refused = bool(error) or feedback_form is not None or judge_form is not None
    return render(request, "projects/gates/pilot.html", context, status=422 if refused else 200)


def _may_judge(user: Any, found: Pilot) -> bool:
    return policy.may(user, "judge", found) and selectors.may_judge(found.project, user)


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "pilot")
    policy.require(request.user, "add", "pilot", project_id=project.pk)
    form = PilotForm(request.POST or None, user=request.user, project=project)

    def plan() -> str:
        return services.plan_pilot(by=request.user, project=project, now=timezone.now(), **form.values()).url

    parent = (_("Pilot"), _list_url(project))
    text = _("Planned; now say what would be a success")
    return ask(request, form, plan, Asking(_("New pilot"), parent, project, about=project.label, done=text))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = PilotForm(request.POST or None, instance=found, user=request.user, project=found.project)
    return ask(
        request,
        form,
        lambda: services.change_pilot(
            by=request.user, pilot=found, expected=form.expected, now=timezone.now(), **form.values()
        ),
        asking_of(found, _("Edit %(code)s") % {"code": found.code}),
    )


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    try:
        services.set_running(by=request.user, pilot=found, now=timezone.now())
    except DomainError as error:
        return detail(request, load(request, pk), error=error.message)
    return done(request, _("%(code)s runs; its targets stay as agreed") % {"code": found.code}, found.url)


def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = CallOffForm(request.POST or None, row=found)
    return ask(
        request,
        form,
        lambda: services.call_off(
            by=request.user, pilot=found, expected=form.expected, now=timezone.now(), **form.values()
        ),
        asking_of(found, _("Call off the pilot"), label=_("Call off the pilot"), danger=True),
    )


def findings(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = FindingsForm(request.POST or None, row=found, initial={"findings": found.findings})
    return ask(
        request,
        form,
        lambda: services.write_findings(
            by=request.user, pilot=found, expected=form.expected, now=timezone.now(), **form.values()
        ),
        asking_of(found, _("Findings")),
    )


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "judge", found)
    services.require_judge(found.project, request.user)
    form = JudgeForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.judge(by=request.user, pilot=found, expected=form.expected, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            text = _("%(code)s: %(decision)s") % {"code": found.code, "decision": found.get_verdict_display()}
            return done(request, text, found.url)
    return detail(request, load(request, pk), judge_form=form)


@require_POST
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "feedback", found)
    form = FeedbackForm(request.POST)
    if form.is_valid():
        try:
            services.give_feedback(by=request.user, pilot=found, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Thank you; it is on the pilot's page"), f"{found.url}#feedback")
    return detail(request, load(request, pk), feedback_form=form)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    rows = PilotFeedback.objects.visible_to(request.user).select_related("pilot__project__portfolio")
    row = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "change", row.pilot)
    form = AnswerForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: services.answer_feedback(by=request.user, feedback=row, now=timezone.now(), **form.cleaned_data),
        asking_of(row.pilot, _("What became of it"), about=row.text),
    )


def exception(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "pilot")
    policy.require(request.user, "except", "pilot", project_id=project.pk)
    standing = selectors.standing(project)
    form = ExceptionForm(request.POST or None)

    def sign() -> None:
        values = {name: form.cleaned_data[name] for name in ("reason", "instead")}
        services.sign_exception(by=request.user, project=project, now=timezone.now(), **values)

    return ask(
        request,
        form,
        sign,
        Asking(
            _("Roll-out without a pilot"),
            (_("Pilot"), _list_url(project)),
            project,
            about=project.label,
            note=standing.sentence.plain(),
            label=_("Sign the exception"),
            danger=True,
            done=_("Exception signed; it stays visible"),
        ),
    )


def _list_url(project: Project) -> str:
    return reverse("gates:pilots", args=[project.key])


def asking_of(found: Pilot, title: str, **more: Any) -> Asking:
    given = {"about": f"{found.code} {found.label}", **more}
    return Asking(title, (f"{found.code} {found.label}", found.url), found.project, **given)
