"""Make a survey and write its questions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.surveys import services
from metrics.surveys.forms import QuestionForm, SurveyForm
from metrics.surveys.models import Survey
from metrics.surveys.questions import load
from metrics.surveys.views.pages import load_survey, show_survey
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.choosing import choose
from projects.portfolio.stage_pages import load_project


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New survey"), "surveys:new")


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "survey")
    policy.require(request.user, "add", "survey", project_id=project.pk)
    form = SurveyForm(request.POST or None, user=request.user, instance=Survey(project=project))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_survey(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Made; look at the questions, then open a round"), made.url)
    return _form(request, form, _("New survey"), reverse("surveys:list"), project=project)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    survey = load_survey(request, pk)
    policy.require(request.user, "change", survey)
    form = SurveyForm(request.POST or None, user=request.user, instance=survey)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_survey(
                by=request.user, survey=survey, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), survey.url)
    return _form(request, form, _("Edit the survey"), survey.url, project=survey.project, survey=survey)


def _form(request: HttpRequest, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "nav": "surveys", **more}
    return render(request, "metrics/surveys/form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    survey = load_survey(request, pk)
    try:
        services.delete_survey(by=request.user, survey=survey, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return show_survey(request, load_survey(request, pk), error=error.message)
    return done(request, _("Survey deleted"), reverse("surveys:list"))


def question(request: HttpRequest, pk: int, question: str = "") -> HttpResponse:
    """A new question, or one of the survey."""
    survey = load_survey(request, pk)
    policy.require(request.user, "change", survey)
    known = load(survey.questions)
    found = next((one for one in known if one.key == question), None)
    if question and found is None:
        raise Http404
    earlier = known[: known.index(found)] if found else known
    form = QuestionForm(request.POST or None, earlier=earlier, question=found, row=survey)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_question(
                by=request.user, survey=survey, question=form.made(), expected=form.expected, now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), survey.url)
    title = _("Edit the question") if found else _("New question")
    return _form(request, form, title, survey.url, project=survey.project, survey=survey)


@require_POST
def remove_question(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    survey = load_survey(request, pk)
    try:
        services.remove_question(by=request.user, survey=survey, key=question, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return show_survey(request, load_survey(request, pk), error=error.message)
    return done(request, _("Question removed"), survey.url)


@require_POST
def move_question(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    survey = load_survey(request, pk)
    try:
        services.move_question(
            by=request.user, survey=survey, key=question, up=request.POST.get("up") == "1", now=timezone.now()
        )
    except Forbidden:
        raise
    except DomainError as error:
        return show_survey(request, load_survey(request, pk), error=error.message)
    return done(request, _("Moved"), survey.url)
