"""Targets and funnels of a system: set, changed, removed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.adoption import selectors, services
from metrics.adoption.forms import FunnelForm, TargetForm
from metrics.adoption.services.funnels import of as steps_of
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import systems
from metrics.usage.services.rollups import today_of
from pmo import access
from pmo.access import policy
from pmo.orgs.models import Unit
from pmo.records import DomainError
from pmo.web.pages import done, render

LONGEST_ID = 18


def target_new(request: HttpRequest, pk: int) -> HttpResponse:
    system = _system(request, pk)
    chosen = request.GET.get("unit", "")
    wanted = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < LONGEST_ID else 0
    unit = Unit.objects.visible_to(request.user).filter(pk=wanted).first()
    initial = {"start_on": today_of(system, timezone.now()), "unit": unit}
    form = TargetForm(request.POST or None, initial=initial, user=request.user, system=system)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_target(by=request.user, system=system, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The target is set"), _targets(system))
    return _form(request, form, system, _("New target"), _targets(system))


def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    target = _part(request, selectors.visible(request.user), pk)
    form = TargetForm(request.POST or None, instance=target, user=request.user, system=target.system)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_target(
                by=request.user, target=target, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), _targets(target.system))
    remove = (reverse("adoption:target_delete", args=[target.pk]), _("Remove the target"))
    return _form(request, form, target.system, _("Edit the target"), _targets(target.system), remove=remove)


@require_POST
def target_delete(request: HttpRequest, pk: int) -> HttpResponse:
    target = _part(request, selectors.visible(request.user), pk)
    services.remove_target(by=request.user, target=target, now=timezone.now())
    return done(request, _("The target is removed"), _targets(target.system))


def funnel_new(request: HttpRequest, pk: int) -> HttpResponse:
    system = _system(request, pk)
    form = FunnelForm(request.POST or None, user=request.user, system=system)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_funnel(by=request.user, system=system, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The funnel is defined; its figures follow in a moment"), _funnels(system))
    return _form(request, form, system, _("New funnel"), _funnels(system))


def funnel_edit(request: HttpRequest, pk: int) -> HttpResponse:
    funnel = _part(request, selectors.funnels(request.user), pk)
    system = funnel.system
    form = FunnelForm(request.POST or None, instance=funnel, user=request.user, system=system, steps=steps_of(funnel))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_funnel(
                by=request.user, funnel=funnel, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), _funnels(system))
    remove = (reverse("adoption:funnel_delete", args=[funnel.pk]), _("Delete the funnel"))
    return _form(request, form, system, _("Edit the funnel"), _funnels(system), remove=remove)


@require_POST
def funnel_delete(request: HttpRequest, pk: int) -> HttpResponse:
    funnel = _part(request, selectors.funnels(request.user), pk)
    services.delete_funnel(by=request.user, funnel=funnel, now=timezone.now())
    return done(request, _("The funnel is deleted"), _funnels(funnel.system))


def _system(request: HttpRequest, pk: int) -> UsageSystem:
    found: UsageSystem = access.get_visible_or_404(systems.visible(request.user), request.user, pk=pk)
    policy.require(request.user, "change", found)
    return found


def _part(request: HttpRequest, rows: Any, pk: int) -> Any:
    """A target or a funnel the reader may change; 404 where it is not visible."""
    found: Any = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "change", found)
    return found


def _targets(system: UsageSystem) -> str:
    return f"{reverse('adoption:project', args=[system.project.key])}?system={system.code}#targets"


def _funnels(system: UsageSystem) -> str:
    return f"{reverse('adoption:activity', args=[system.project.key])}?system={system.code}#funnels"


def _form(
    request: HttpRequest,
    form: Any,
    system: UsageSystem,
    title: str,
    back: str,
    *,
    remove: tuple[str, str] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "system": system,
        "project": system.project,
        "title": title,
        "back": back,
        "remove": remove,
        "nav": "projects",
    }
    return render(request, "metrics/adoption/form.html", context, status=422 if form.errors else 200)
