"""Nominate, answer, agree, renew, end: the acts about one champion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.champions import services
from changemgmt.champions.forms import AgreeForm, NominateForm, ReasonForm, RenewForm
from changemgmt.champions.models import Champion
from changemgmt.champions.models.scopes import below
from changemgmt.champions.selectors import network
from changemgmt.champions.services.common import usual_end
from changemgmt.champions.views.common import act, load_champion, load_for_nomination, load_managed
from changemgmt.champions.views.network import show
from pmo.access import policy
from pmo.accounts.models import User
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def nominate(request: HttpRequest, key: str) -> HttpResponse:
    """First the unit, where there is more than one; then its people."""
    project, units = load_for_nomination(request, key)
    asked = request.POST.get("unit") or request.GET.get("unit") or ""
    offered = list(units)
    chosen = next((unit for unit in offered if str(unit.pk) == asked), offered[0] if len(offered) == 1 else None)
    places = below([chosen.path] if chosen else [])
    people = User.objects.visible_to(request.user).filter(places, is_active=True).exclude(pk=request.user.pk)
    initial = {"unit": chosen.pk if chosen else None, "until_on": usual_end(project, timezone.localdate())}
    form = NominateForm(
        request.POST or None,
        initial=initial,
        offered=units,
        people=people.select_related("unit").order_by("name", "pk"),
        processes=network.processes(project),
    )
    sees = policy.may(request.user, "view", "champion", project_id=project.pk)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.nominate(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            said = _("%(person)s is asked") % {"person": made.user.label}
            return done(request, said, reverse("champions:network", args=[project.key]) if sees else made.url)
    context: dict[str, Any] = {
        "form": form,
        "project": project,
        "chosen": chosen,
        "offered": offered,
        "sees": sees,
        "back": reverse("champions:network", args=[project.key]) if sees else reverse("dashboards:today"),
        "nav": "champions",
    }
    return render(request, "changemgmt/champions/nominate.html", context, status=422 if form.errors else 200)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_champion(request, pk)
    return act(
        request,
        lambda: services.accept(by=request.user, champion=found, now=timezone.now()),
        _("Thank you: you are the champion of %(unit)s") % {"unit": found.unit.label},
        found.url,
    )


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    return _with_reason(request, found, "refuse", services.refuse, _("Answered; whoever asked is told"))


@require_POST
def resign(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    return _with_reason(request, found, "resign", services.resign, _("You have stepped down"))


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_champion(request, pk)
    yes = request.POST.get("answer") == "yes"
    return act(
        request,
        lambda: services.offer_renewal(by=request.user, champion=found, go_on=yes, now=timezone.now()),
        _("Thank you; the new term is decided next") if yes else _("Answered"),
        found.url,
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is agreed, by whoever decides about it."""
    return _agree(request, load_managed(request, pk), manages=True)


def skills(request: HttpRequest, pk: int) -> HttpResponse:
    """What one can help with, by the champion."""
    return _agree(request, _own(request, pk), manages=False)


def _agree(request: HttpRequest, found: Champion, *, manages: bool) -> HttpResponse:
    form = AgreeForm(
        request.POST or None,
        row=found,
        manages=manages,
        processes=network.processes(found.project),
        skills=network.skills([found]).get(found.pk, {}),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change(
                by=request.user, champion=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    context = {"form": form, "champion": found, "project": found.project, "nav": "champions"}
    return render(request, "changemgmt/champions/edit.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_managed(request, pk)
    return act(
        request,
        lambda: services.withdraw(by=request.user, champion=found, now=timezone.now()),
        _("The nomination is withdrawn"),
        found.url,
    )


@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_managed(request, pk)
    form = RenewForm(request.POST)
    if form.is_valid():
        try:
            services.renew(by=request.user, champion=found, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Renewed"), found.url)
    return show(request, found, form=form, form_name="renew", status=422)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_managed(request, pk)
    return _with_reason(request, found, "end", services.end, _("The term is ended"))


def _own(request: HttpRequest, pk: int) -> Champion:
    """One's own (403 for those who only see it)."""
    found = load_champion(request, pk)
    if found.user_id != request.user.pk:
        raise Forbidden(_("Only %(person)s decides this.") % {"person": found.user.label})
    return found


def _with_reason(
    request: HttpRequest, found: Champion, name: str, service: Callable[..., Any], said: str
) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            service(by=request.user, champion=found, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, said, found.url)
    return show(request, found, form=form, form_name=name, status=422)
