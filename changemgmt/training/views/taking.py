"""An assessment while it runs, and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from changemgmt.training import questions as asked
from changemgmt.training import services
from changemgmt.training.choices import AttemptState, QuestionKind
from changemgmt.training.models import Attempt
from changemgmt.training.selectors import attempts
from changemgmt.training.views.common import MINE
from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import render


def _mine(request: HttpRequest, pk: int) -> Attempt:
    found = attempts.mine(request.user, pk)
    if found is None:
        raise Http404
    return found


def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions while it runs; afterwards the result, for the person and for those who may read it."""
    found = attempts.visible(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.user_id != request.user.pk:
        policy.require(request.user, "mark", found)
    now = timezone.now()
    if found.state == AttemptState.RUNNING and services.close_if_over(pk=found.pk, now=now):
        return redirect(found.url)
    if found.state == AttemptState.RUNNING:
        if found.user_id != request.user.pk:
            raise Http404
        return _sheet(request, found)
    return _result(request, found)


def _sheet(request: HttpRequest, found: Attempt) -> HttpResponse:
    items = attempts.sheet(found)
    left = (found.ends_at - timezone.now()).total_seconds() if found.ends_at else None
    context = {
        "attempt": found,
        "course": found.enrolment.course,
        "items": items,
        "answered": sum(item.answered for item in items),
        "seconds": max(0, int(left)) if left is not None else None,
        "nav": MINE,
    }
    return render(request, "changemgmt/training/taking.html", context)


def _result(request: HttpRequest, found: Attempt) -> HttpResponse:
    """What is right is told once nothing can be copied from it any more: passed, or no attempt left."""
    own = found.user_id == request.user.pk
    rows = {row.question: row for row in found.answers.all()}
    marked = found.state == AttemptState.DONE
    telling = marked and (bool(found.passed) or not attempts.left(found.enrolment) or not own)
    lines = [
        {
            "question": one,
            "label": asked.pick(one["text"], one["text_en"]),
            "said": asked.spoken(one, rows[one["id"]].value) if one["id"] in rows else "",
            "points": (rows[one["id"]].points if one["id"] in rows else 0) if marked else None,
            "remark": rows[one["id"]].remark if one["id"] in rows else "",
            "right": asked.right_words(one) if telling and one["kind"] != QuestionKind.TEXT else "",
            "note": asked.pick(one["note"], one["note_en"]) if telling else "",
        }
        for one in found.questions
    ]
    context = {
        "attempt": found,
        "course": found.enrolment.course,
        "person": found.user,
        "own": own,
        "lines": lines,
        "telling": telling,
        "left": attempts.left(found.enrolment),
        "certificate": getattr(found, "certificate", None),
        "nav": MINE,
    }
    return render(request, "changemgmt/training/result.html", context)


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer, as it is typed. Sent again it changes nothing; what came first and arrives last does not win."""
    found = _mine(request, pk)
    question = next((one for one in found.questions if str(one["id"]) == request.POST.get("question", "")), None)
    turn = _turn(request, "turn")
    if question is None or not turn:
        return JsonResponse({"error": "invalid"}, status=422)
    value = asked.read(question, request.POST)
    if value is None:
        value = "" if question["kind"] == QuestionKind.TEXT else []
        if question["kind"] == QuestionKind.SINGLE:
            return JsonResponse({"error": "empty"}, status=422)
    try:
        kept = services.save_answer(
            by=request.user, attempt=found, question=question["id"], value=value, turn=turn, now=timezone.now()
        )
    except DomainError as error:
        return JsonResponse({"error": error.code, "text": error.message}, status=error.status)
    return JsonResponse({"turn": kept.turn})


def _turn(request: HttpRequest, name: str) -> int | None:
    """A turn as it was sent; None for what is no number of ours."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= 9 else None


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of it; all answers come with it, each with the turn this page knew."""
    found = _mine(request, pk)
    given: dict[int, Any] = {}
    turns: dict[int, int] = {}
    for question in found.questions:
        value = asked.read(question, request.POST)
        if value is None:
            continue
        given[question["id"]] = value
        known = _turn(request, f"q{question['id']}.turn")
        if known is not None:
            turns[question["id"]] = known
    try:
        services.hand_in(by=request.user, attempt=found, given=given, turns=turns, now=timezone.now())
    except DomainError as error:
        return render(
            request,
            "changemgmt/training/refused.html",
            {"attempt": found, "course": found.enrolment.course, "error": error.message, "nav": MINE},
            status=error.status,
        )
    return redirect(found.url)
