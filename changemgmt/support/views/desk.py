"""Acts of the desk on several requests, and calls written down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from changemgmt.support import services
from changemgmt.support.audience import working_any
from changemgmt.support.choices import Source
from changemgmt.support.forms.asking import CallForm
from changemgmt.support.selectors import requests
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render, safe_next


@require_POST
def assign_many(request: HttpRequest) -> HttpResponse:
    """Give what was picked to one person."""
    policy.require(request.user, "work", "support_request")
    back = safe_next(request, reverse("support:desk"))
    ids = [int(value) for value in request.POST.getlist("row")[:200] if value.isdigit() and len(value) < 19]
    to = request.POST.get("assignee", "")
    people = working_any(requests.desks(request.user))
    person = people.filter(pk=int(to)).first() if to.isdigit() and len(to) < 19 else None
    rows = list(requests.worked(request.user).filter(pk__in=ids))
    if person is None or not rows:
        messages.error(request, _("Pick requests and a person."))
        return redirect(back)
    try:
        count = services.assign_many(by=request.user, rows=rows, assignee=person, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(back)
    said = ngettext("%(n)d request given to %(who)s", "%(n)d requests given to %(who)s", count)
    return done(request, said % {"n": count, "who": person.label}, back)


def call(request: HttpRequest) -> HttpResponse:
    """Somebody calls; the desk writes it down for them."""
    policy.require(request.user, "work", "support_request")
    form = CallForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask(by=request.user, source=Source.PHONE, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Written down as %(code)s") % {"code": made.code}, made.url)
    context = {"form": form, "title": _("Write down a call"), "submit": _("Open the request"), "nav": "support"}
    return render(request, "changemgmt/support/form.html", context, status=422 if form.errors else 200)
