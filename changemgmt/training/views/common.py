"""What the pages of the room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from changemgmt.training.models import BankQuestion, Course, CourseMaterial, Curriculum, SessionSeat, TrainingSession
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done

NAV = "training"
MINE = "learning"


def load_course(request: HttpRequest, pk: int, verb: str = "") -> Course:
    """A course its reader sees as one who runs or watches courses; with `verb`: may do that to it."""
    rows = Course.objects.select_related("project__portfolio", "owner")
    found: Course = access.get_visible_or_404(rows, request.user, pk=pk)
    if verb:
        policy.require(request.user, verb, found)
    return found


def load_session(request: HttpRequest, pk: int, verb: str = "") -> TrainingSession:
    rows = TrainingSession.objects.select_related("course__project__portfolio", "course__owner", "trainer")
    found: TrainingSession = access.get_visible_or_404(rows, request.user, pk=pk)
    if verb:
        policy.require(request.user, verb, found)
    return found


def load_seat(request: HttpRequest, pk: int) -> SessionSeat:
    rows = SessionSeat.objects.select_related("session__course__project", "session__trainer", "user")
    found: SessionSeat = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def load_question(request: HttpRequest, pk: int) -> BankQuestion:
    """The bank is only for those who may change the course: others must not read what is right."""
    rows = BankQuestion.objects.select_related("course__project", "course__owner")
    found: BankQuestion = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "change", found)
    return found


def load_material(request: HttpRequest, pk: int) -> CourseMaterial:
    rows = CourseMaterial.objects.select_related("course__project", "course__owner", "file")
    found: CourseMaterial = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def load_curriculum(request: HttpRequest, pk: int, verb: str = "") -> Curriculum:
    rows = Curriculum.objects.select_related("project__portfolio")
    found: Curriculum = access.get_visible_or_404(rows, request.user, pk=pk)
    if verb:
        policy.require(request.user, verb, found)
    return found


def act(request: HttpRequest, service: Callable[[], Any], text: Any, to: str) -> HttpResponse:
    """One click, one service: done, or the reason why not on the page one comes back to."""
    try:
        service()
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(to)
    return done(request, str(text), to)
