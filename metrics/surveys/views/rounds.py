"""Rounds: planned, closed, and what came of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.surveys import export as workbook
from metrics.surveys import picture, selectors, services
from metrics.surveys.choices import QuestionKind, RoundStatus
from metrics.surveys.forms import CancelForm, FollowForm, RoundForm
from metrics.surveys.models import Survey, SurveyRound
from metrics.surveys.questions import load
from metrics.surveys.views.pages import load_survey
from pmo import access, exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def load_round(request: HttpRequest, pk: int) -> SurveyRound:
    rows = SurveyRound.objects.select_related("survey__project__portfolio", "survey__owner")
    found: SurveyRound = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    survey = load_survey(request, pk)
    policy.require(request.user, "change", survey)
    form = RoundForm(request.POST or None, survey=survey)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            opens_at, closes_at = form.moments(now)
            made = services.plan_round(by=request.user, survey=survey, opens_at=opens_at, closes_at=closes_at, now=now)
        except DomainError as error:
            form.apply(error)
        else:
            opened = made.status == RoundStatus.OPEN
            text = _("Open; everybody asked is told") if opened else _("Planned; it opens by itself")
            return done(request, text, made.url)
    page = selectors.page(survey, request.user)
    context = {
        "form": form,
        "survey": survey,
        "project": survey.project,
        "people": page.people,
        "back": survey.url,
        "nav": "surveys",
    }
    return render(request, "metrics/surveys/plan.html", context, status=422 if form.errors else 200)


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, load_round(request, pk))


def _show(request: HttpRequest, found: SurveyRound, *, cancel_form: Any = None, error: str = "") -> HttpResponse:
    survey, user = found.survey, request.user
    shown = selectors.counted(selectors.rounds(user).filter(pk=found.pk))[0]
    shown.survey = survey
    may_change = policy.may(user, "change", survey) and survey.project.is_open
    closed = found.status == RoundStatus.CLOSED
    may_read = closed and policy.may(user, "read", found)
    context = {
        "round": shown,
        "survey": survey,
        "project": survey.project,
        "sentence": selectors.lead(shown, selectors.previous(found)),
        "facts": picture.facts(shown),
        "turnout": 100 * shown.answered / shown.invited if shown.invited else 0,
        "blocks": picture.blocks(shown, selectors.earlier(shown), may_read=may_read) if closed else [],
        "questions": load(found.questions),
        "rounds": selectors.earlier(shown),
        "closed": closed,
        "running": found.status in (RoundStatus.PLANNED, RoundStatus.OPEN),
        "may_change": may_change,
        "may_read": may_read,
        "may_raise": may_read and policy.may(user, "add", "pain_point", project_id=survey.project_id),
        "may_follow": may_change and policy.may(user, "add", "kpi", project_id=survey.project_id),
        "may_export": closed and policy.may(user, "export", found),
        "entries": audit.history(found, 20),
        "cancel_form": cancel_form or CancelForm(),
        "error": error,
        "nav": "surveys",
    }
    status = 409 if error else 422 if cancel_form is not None else 200
    return render(request, "metrics/surveys/round.html", context, status=status)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_round(request, pk)
    try:
        services.close_round(by=request.user, found=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _show(request, load_round(request, pk), error=error.message)
    return done(request, _("Closed and counted"), found.url)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_round(request, pk)
    policy.require(request.user, "change", found)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            services.cancel_round(by=request.user, found=found, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Called off; answers given so far are gone"), found.survey.url)
    return _show(request, found, cancel_form=form)


def _text_question(found: SurveyRound, key: str) -> Any:
    question = next((q for q in load(found.questions) if q.key == key and q.kind == QuestionKind.TEXT), None)
    figures = next((q for q in found.results.get("questions", ()) if q["key"] == key and q.get("n")), None)
    if question is None or figures is None:
        raise Http404
    return question, figures


def texts(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """What people wrote to one question, all of it or one theme."""
    found = load_round(request, pk)
    policy.require(request.user, "read", found)
    asked, figures = _text_question(found, question)
    rows = selectors.texts(found, question)
    themes = figures["themes"]
    chosen = request.GET.get("theme", "")
    number = int(chosen) if chosen.isdigit() and int(chosen) < len(themes) else None
    if number is not None:
        wanted = set(themes[number]["answers"])
        rows = [row for row in rows if str(row.pk) in wanted]
    survey = found.survey
    context = {
        "round": found,
        "survey": survey,
        "project": survey.project,
        "question": asked,
        "n": figures["n"],
        "themes": list(enumerate(themes)),
        "number": number,
        "rows": rows,
        "may_raise": policy.may(request.user, "add", "pain_point", project_id=survey.project_id)
        and survey.project.is_open,
        "nav": "surveys",
    }
    return render(request, "metrics/surveys/texts.html", context)


@require_POST
def raise_pain(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """A sentence or a theme becomes a pain point."""
    found = load_round(request, pk)
    policy.require(request.user, "read", found)
    now, theme, chosen = timezone.now(), request.POST.get("theme", ""), request.POST.get("answer", "")
    if theme.isdigit():
        pain = services.theme_to_pain_point(by=request.user, found=found, key=question, number=int(theme), now=now)
    else:
        row = next((row for row in selectors.texts(found, question) if str(row.pk) == chosen), None)
        if row is None:
            raise Http404
        pain = services.answer_to_pain_point(by=request.user, found=found, answer=row, now=now)
    return done(request, _("%(code)s raised, with the words it came from") % {"code": pain.code}, pain.url)


def follow(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """A score becomes a KPI; later rounds bring its measurements."""
    survey: Survey = load_survey(request, pk)
    policy.require(request.user, "change", survey)
    last = survey.rounds.filter(status=RoundStatus.CLOSED).order_by("-number").first()
    asked = next((q for q in load(last.questions) if q.key == question), None) if last else None
    if asked is None:
        raise Http404
    form = FollowForm(request.POST or None, user=request.user, project=survey.project)
    if request.method == "POST" and form.is_valid():
        try:
            kpi = services.score_to_kpi(
                by=request.user, survey=survey, key=question, now=timezone.now(), **form.cleaned_data
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("KPI made; later rounds bring its values"), kpi.url)
    context = {
        "form": form,
        "title": _("Follow as a KPI"),
        "sub": asked.label,
        "remark": picture.baseline(survey, asked),
        "survey": survey,
        "project": survey.project,
        "back": survey.url,
        "nav": "surveys",
    }
    return render(request, "metrics/surveys/form.html", context, status=422 if form.errors else 200)


def export(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_round(request, pk)
    policy.require(request.user, "export", found)
    if found.status != RoundStatus.CLOSED:
        raise Http404
    sheets = workbook.sheets(found, with_texts=policy.may(request.user, "read", found))
    name = f"{found.survey.project.key} {found.survey.label} {found.number}.xlsx"
    return exchange.as_download(exchange.write_xlsx(sheets), name)
