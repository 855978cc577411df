"""What is kept about one person: for themselves, and for whoever answers requests about personal data."""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.usage import services
from metrics.usage.forms import EraseForm, PersonForm
from pmo import access
from pmo.access import policy
from pmo.accounts import forgetting, personal
from pmo.accounts.models import User
from pmo.records import DomainError
from pmo.web.pages import done, render


def mine(request: HttpRequest) -> HttpResponse:
    """What is kept about the reader; whoever answers requests of others finds the person from here."""
    answers = policy.may(request.user, "view", "usage_data")
    form = PersonForm(request.GET if answers and "person" in request.GET else None)
    if form.is_valid():
        named = form.cleaned_data["person"]
        people = User.objects.visible_to(request.user)
        found = people.filter(Q(employee_no=named) | Q(username__iexact=named)).first()
        if found is not None:
            return redirect("usage:person", found.pk)
        form.add_error("person", _("Nobody has this number or user name."))
    context = {"form": form if answers else None}
    return render(request, "metrics/usage/mine.html", context, status=422 if form.errors else 200)


@require_POST
def mine_export(request: HttpRequest) -> HttpResponse:
    found = services.own_export(user=request.user, now=timezone.now())  # type: ignore[arg-type]
    return _download(found, request.user)


def _download(found: dict[str, Any], user: Any) -> HttpResponse:
    response = HttpResponse(
        orjson.dumps(found, default=str, option=orjson.OPT_INDENT_2), content_type="application/json"
    )
    name = f"{_('Personal data')} {user.username}.json"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _load(request: HttpRequest, pk: int) -> User:
    found: User = access.get_visible_or_404(User.objects.visible_to(request.user), request.user, pk=pk)
    return found


def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _load(request, pk), EraseForm())


def _page(request: HttpRequest, found: User, form: EraseForm, forget_form: EraseForm | None = None) -> HttpResponse:
    may_erase = policy.may(request.user, "erase", "usage_data")
    forgotten = found.username.startswith("former-")
    context = {
        "person": found,
        "form": form,
        "may_erase": may_erase,
        "may_export": policy.may(request.user, "export", "usage_data"),
        "parts": [part.label for part in personal.parts()],
        "forget_form": forget_form or EraseForm(auto_id="id_forget_%s"),
        "may_forget": may_erase and not found.is_active and not forgotten,
    }
    refused = form.errors or (forget_form is not None and forget_form.errors)
    return render(request, "metrics/usage/person.html", context, status=422 if refused else 200)


@require_POST
def person_export(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    return _download(services.export_person(by=request.user, user=found, now=timezone.now()), found)


@require_POST
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "erase", "usage_data")
    form = EraseForm(request.POST)
    if form.is_valid():
        try:
            gone = services.erase_person(
                by=request.user, user=found, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            text = _("What %(name)s did in the systems is erased: %(n)s rows") % {"name": found.label, "n": gone}
            return done(request, text, reverse("usage:person", args=[pk]))
    return _page(request, found, form)


@require_POST
def person_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is the person's own, in every room; for people who have left."""
    found = _load(request, pk)
    policy.require(request.user, "erase", "usage_data")
    form = EraseForm(request.POST, auto_id="id_forget_%s")
    if form.is_valid():
        try:
            gone = forgetting.forget(
                by=request.user, person=found, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Forgotten: %(n)s rows") % {"n": gone}, reverse("usage:person", args=[pk]))
    return _page(request, found, EraseForm(), form)
