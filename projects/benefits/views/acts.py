"""Propose, confirm, decline, close and take up again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done
from projects.benefits import services
from projects.benefits.choices import State
from projects.benefits.forms.benefits import AnswerForm, ReasonForm
from projects.benefits.views.benefits import show
from projects.benefits.views.common import form_page, load, tried


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    try:
        services.propose(by=request.user, benefit=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return show(request, found, error=error.message, status=error.status)
    return done(request, _("%(code)s is before its owner and finance") % {"code": found.code}, found.url)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, as owner or for finance; or decline with a reason."""
    found = load(request, pk)
    policy.require(request.user, "confirm", found)
    form = AnswerForm(request.POST, row=found)
    if not form.is_valid():
        return show(request, found, form=form, status=422)
    now, data = timezone.now(), form.cleaned_data
    try:
        if request.POST.get("act") == "decline":
            services.decline(by=request.user, benefit=found, reason=data["reason"], expected=form.expected, now=now)
            return done(request, _("%(code)s declined") % {"code": found.code}, found.url)
        made = services.confirm(by=request.user, benefit=found, expected=form.expected, now=now)
    except Forbidden:
        raise
    except DomainError as error:
        form.apply(error)
        return show(request, found, form=form, error=error.message, status=error.status)
    text = _("%(code)s is agreed") if made.state == State.AGREED else _("%(code)s confirmed")
    return done(request, text % {"code": found.code}, found.url)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.close, _("Close the benefit"), _("%(code)s closed"))


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.reopen, _("Take it up again"), _("%(code)s is a draft again"))


def _with_reason(request: HttpRequest, pk: int, service: Any, title: str, text: str) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = ReasonForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        ended = tried(
            form,
            lambda: service(
                by=request.user, benefit=found, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if ended is not None:
            return done(request, text % {"code": found.code}, found.url)
    return form_page(request, form, found.project, title, found.url, about=f"{found.code} {found.label}", act=title)
