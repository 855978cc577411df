"""The form people answer: one page, for the thumb, without JavaScript too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics.surveys import selectors, services
from metrics.surveys.choices import QuestionKind, RoundStatus
from metrics.surveys.models import SurveyRound
from metrics.surveys.questions import Question, check, load, minutes
from metrics.surveys.sheet import items
from metrics.surveys.words import PROMISES
from pmo.records import Conflict, Invalid
from pmo.web.pages import render


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    seat = selectors.seat_of(request.user, pk)
    if seat is None:
        raise Http404
    found, now = seat.round, timezone.now()
    if seat.answered:
        return redirect("surveys:thanks", found.pk)
    if found.status != RoundStatus.OPEN or found.closes_at <= now:
        return render(request, "metrics/surveys/closed.html", {"round": found, "survey": found.survey})
    questions = load(found.questions)
    if request.method != "POST":
        return _form(request, found, questions, {}, {})
    given = read(questions, request.POST)
    checked = check(questions, given)
    if checked.errors:
        return _form(request, found, questions, given, checked.errors)
    try:
        services.submit(by=request.user, found=found, given=given, now=now)
    except Conflict:
        # Answered in another window, or closed a moment ago: the next page says which.
        return redirect("surveys:answer", found.pk)
    except Invalid as error:
        return _form(request, found, questions, given, {error.field: error.message})
    return redirect("surveys:thanks", found.pk)


def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    seat = selectors.seat_of(request.user, pk)
    if seat is None or not seat.answered:
        raise Http404
    return render(request, "metrics/surveys/thanks.html", {"round": seat.round, "survey": seat.round.survey})


def _form(
    request: HttpRequest,
    found: SurveyRound,
    questions: Sequence[Question],
    given: Mapping[str, Any],
    errors: Mapping[str, Any],
) -> HttpResponse:
    context = {
        "round": found,
        "survey": found.survey,
        "items": items(questions, given, errors),
        "minutes": minutes(questions),
        "level": found.get_confidentiality_display(),
        "promises": PROMISES[found.confidentiality],
        "errors": len(errors),
        "error_text": _("Some answers are missing or do not fit.") if errors else "",
    }
    return render(request, "metrics/surveys/answer.html", context, status=422 if errors else 200)


def read(questions: Sequence[Question], data: Any) -> dict[str, Any]:
    """What a browser sent, in the form `questions.check` knows."""
    given: dict[str, Any] = {}
    for question in questions:
        key = question.key
        if question.kind == QuestionKind.TEXT:
            given[key] = data.get(key, "")
        elif question.kind == QuestionKind.MULTIPLE:
            given[key] = [number for value in data.getlist(key) if (number := _number(value)) is not None]
        elif question.items:
            given[key] = [_number(data.get(f"{key}.{line}")) for line in range(len(question.items))]
        else:
            given[key] = _number(data.get(key))
    return given


def _number(value: Any) -> int | None:
    """A choice as its number; what is no number of ours is an impossible one."""
    if not value:
        return None
    return int(value) if str(value).isascii() and str(value).isdigit() and len(value) <= 3 else -1
