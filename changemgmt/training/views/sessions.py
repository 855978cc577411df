"""Sessions: planned, their list of participants, the code on the screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.training import checkin, excel, services
from changemgmt.training.forms import CancelForm, PeopleForm, SessionForm
from changemgmt.training.models import TrainingSession
from changemgmt.training.selectors import courses
from changemgmt.training.views.common import NAV, act, load_course, load_seat, load_session
from pmo import exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def session_new(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk, "change")
    form = SessionForm(request.POST or None, instance=TrainingSession(course=course), user=request.user, course=course)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_session(by=request.user, course=course, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Planned; people can take seats"), made.url)
    return _form(request, form, _("Plan a session"), course.url, course)


def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    session = load_session(request, pk, "change")
    form = SessionForm(request.POST or None, instance=session, user=request.user, course=session.course)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_session(
                by=request.user, session=session, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; who has a seat is told of another time or place"), session.url)
    return _form(request, form, _("Edit the session"), session.url, session.course)


def _form(request: HttpRequest, form: Any, title: str, back: str, course: Any) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "project": course.project,
        "back": back,
        "course": course,
        "nav": NAV,
    }
    return render(request, "changemgmt/training/form.html", context, status=422 if form.errors else 200)


def _counted(request: HttpRequest, session: TrainingSession) -> Any:
    return courses.counted(TrainingSession.objects.visible_to(request.user).filter(pk=session.pk))[0]


def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, load_session(request, pk))


def _show(request: HttpRequest, session: TrainingSession, *, cancel: Any = None) -> HttpResponse:
    user, now = request.user, timezone.now()
    shown = _counted(request, session)
    may_mark = policy.may(user, "mark", session)
    may_read = may_mark or policy.may(user, "read", session)
    context = {
        "session": shown,
        "course": session.course,
        "project": session.course.project,
        "sentence": courses.session_sentence(shown, now),
        "roster": courses.roster(session, user) if may_read else [],
        "may_read": may_read,
        "may_mark": may_mark and session.is_planned,
        "may_change": policy.may(user, "change", session) and session.is_planned and session.course.project.is_open,
        "may_export": may_read and policy.may(user, "export", session),
        "begun": session.starts_at <= now,
        "over": session.ends_at <= now,
        "cancel_form": cancel or CancelForm(),
        "import_url": exchange.import_url(excel.ROSTER, session=session.pk),
        # It names who asked for a seat and who was there.
        "entries": audit.history(session, 20) if may_mark else [],
        "may_mark_any": may_mark,
        "nav": NAV,
    }
    status = 422 if cancel is not None else 200
    return render(request, "changemgmt/training/session.html", context, status=status)


@require_POST
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session = load_session(request, pk, "change")
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            services.cancel_session(by=request.user, session=session, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Cancelled; everybody on the list is told"), session.url)
    return _show(request, session, cancel=form)


def session_add(request: HttpRequest, pk: int) -> HttpResponse:
    session = load_session(request, pk, "change")
    form = PeopleForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            n = services.add_participants(by=request.user, session=session, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(n)s people put on the list and told") % {"n": n}, session.url)
    return _form(request, form, _("Add participants"), session.url, session.course)


@require_POST
def seat_remove(request: HttpRequest, pk: int) -> HttpResponse:
    seat = load_seat(request, pk)
    policy.require(request.user, "change", seat)
    return act(
        request,
        lambda: services.remove_participant(by=request.user, seat=seat, now=timezone.now()),
        _("Taken off the list"),
        seat.session.url,
    )


@require_POST
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    seat = load_seat(request, pk)
    policy.require(request.user, "mark", seat)
    attended = request.POST.get("attended") == "1"
    reason = request.POST.get("reason", "")[:2000]
    return act(
        request,
        lambda: services.mark_attendance(
            by=request.user, seat=seat, attended=attended, reason=reason, now=timezone.now()
        ),
        _("Noted"),
        f"{seat.session.url}#h-list",
    )


def session_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code for the screen; htmx fetches the next one before this one is worthless."""
    session = load_session(request, pk, "mark")
    now = timezone.now()
    code = checkin.code_for(session.pk, now)
    url = request.build_absolute_uri(f"{reverse('training:check_in')}?{urlencode({'code': code})}")
    drawing, size = checkin.drawn(url)
    shown = _counted(request, session)
    context = {
        "session": shown,
        "course": session.course,
        "drawing": drawing,
        "size": size,
        "seconds": checkin.seconds_left(now),
        "nav": NAV,
    }
    return render(request, "changemgmt/training/code.html", context, partial="code")


def roster_export(request: HttpRequest, pk: int) -> HttpResponse:
    session = load_session(request, pk, "export")
    if not policy.may(request.user, "mark", session):
        policy.require(request.user, "read", session)
    data = exchange.write_xlsx([excel.roster_sheet(session, request.user)])
    name = f"{session.course.label} {timezone.localtime(session.starts_at):%Y-%m-%d}.xlsx"
    return exchange.as_download(data, name)
