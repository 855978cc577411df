"""For everybody: what I learn, one course, seats, checking in, certificates."""

from __future__ import annotations

from secrets import randbits
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.training import calendar, services
from changemgmt.training.choices import AttemptKind, SeatState
from changemgmt.training.forms import RateForm
from changemgmt.training.models import Course, TrainingSession
from changemgmt.training.selectors import learning
from changemgmt.training.views.common import MINE, act
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.markdown import render as markdown
from pmo.web.pages import done, render


def mine(request: HttpRequest) -> HttpResponse:
    page = learning.mine(request.user, timezone.now(), timezone.localdate())
    return render(request, "changemgmt/training/mine.html", {"page": page, "nav": MINE})


def _course(request: HttpRequest, pk: int) -> Course:
    found = learning.learnable(request.user, pk)
    if found is None:
        raise Http404
    return found


def learn(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _course(request, pk))


def _show(request: HttpRequest, course: Course, form: Any = None) -> HttpResponse:
    page = learning.page(request.user, course, timezone.now(), timezone.localdate())
    rating = page.rating
    initial = {"stars": rating.stars, "note": rating.note} if rating else None
    context = {
        "course": course,
        "page": page,
        "materials": [(one, markdown(one.body_label) if one.body_label else "") for one in page.materials],
        "form": form or RateForm(initial=initial),
        "nav": MINE,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "changemgmt/training/learn.html", context, status=status)


@require_POST
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    course = _course(request, pk)
    return act(
        request,
        lambda: services.enrol_self(by=request.user, course=course, now=timezone.now()),
        _("You are enrolled"),
        course.learn_url,
    )


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    course = _course(request, pk)
    try:
        services.leave(by=request.user, course=course, now=timezone.now())
    except DomainError as error:
        return _refused(request, course, error)
    return done(request, _("You have left the course"), reverse("training:mine"))


def _refused(request: HttpRequest, course: Course, error: DomainError) -> HttpResponse:
    def again() -> None:
        raise error

    return act(request, again, "", course.learn_url)


@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    course = _course(request, pk)
    form = RateForm(request.POST)
    if not form.is_valid():
        return _show(request, course, form)
    return act(
        request,
        lambda: services.rate(by=request.user, course=course, now=timezone.now(), **form.cleaned_data),
        _("Thank you. It is shown without your name, from five answers on."),
        course.learn_url,
    )


def _session(request: HttpRequest, pk: int) -> TrainingSession:
    found = learning.open_session(request.user, pk)
    if found is None:
        raise Http404
    return found


@require_POST
def book(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    try:
        seat = services.book(by=request.user, session=session, now=timezone.now())
    except DomainError as error:
        return _refused(request, session.course, error)
    text = _("You have a seat") if seat.state == SeatState.BOOKED else _("You are on the waiting list")
    return done(request, text, session.course.learn_url)


@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    return act(
        request,
        lambda: services.give_up(by=request.user, session=session, now=timezone.now()),
        _("Your seat is free again"),
        session.course.learn_url,
    )


def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The session for one's own calendar."""
    seat = learning.my_seat(request.user, pk)
    if seat is None:
        raise Http404
    url = request.build_absolute_uri(seat.session.course.learn_url)
    response = HttpResponse(calendar.invitation(seat, timezone.now(), url), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="training-{seat.session_id}.ics"'
    return response


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the clock, or go on with what runs."""
    course = _course(request, pk)
    row = learning.page(request.user, course, timezone.now(), timezone.localdate()).enrolment
    if row is None:
        raise Http404
    kind = AttemptKind.BEFORE if request.POST.get("kind") == AttemptKind.BEFORE else AttemptKind.FINAL
    try:
        made = services.begin(by=request.user, enrolment=row, kind=kind, seed=randbits(63), now=timezone.now())
    except DomainError as error:
        return _refused(request, course, error)
    return redirect(made.url)


def check_in(request: HttpRequest) -> HttpResponse:
    """Where the scanned code leads: one tap says that one is there."""
    code = (request.POST.get("code") or request.GET.get("code") or "")[:120]
    context: dict[str, Any] = {"code": code, "nav": MINE}
    if request.method != "POST":
        return render(request, "changemgmt/training/check_in.html", context)
    try:
        seat = services.check_in(by=request.user, code=code, now=timezone.now())
    except Forbidden as error:
        return render(request, "changemgmt/training/check_in.html", {**context, "error": error.message}, status=403)
    except DomainError as error:
        return render(request, "changemgmt/training/check_in.html", {**context, "error": error.message}, status=409)
    return done(request, _("You are checked in"), seat.session.course.learn_url)


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    found = learning.certificate(request.user, pk)
    if found is None:
        raise Http404
    if found.enrolment.user_id != request.user.pk:
        policy.require(request.user, "mark", found)
    context = {
        "certificate": found,
        "course": found.enrolment.course,
        "person": found.enrolment.user,
        "own": found.enrolment.user_id == request.user.pk,
        "expired": found.expires_on is not None and found.expires_on < timezone.localdate(),
        "nav": MINE,
    }
    return render(request, "changemgmt/training/certificate.html", context)
