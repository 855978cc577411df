"""What a risk does to tasks and money when it happens: rows for the simulation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done
from projects.risks import services
from projects.risks.forms.risks import EffectForm
from projects.risks.models import Risk, RiskEffect
from projects.risks.views.risks import detail, load, show_form


def _load(request: HttpRequest, pk: int, effect_pk: int) -> tuple[Risk, RiskEffect]:
    risk = load(request, pk)
    rows = RiskEffect.objects.visible_to(request.user).filter(risk=risk)
    effect = rows.select_related("task", "risk__project").filter(pk=effect_pk).first()
    if effect is None:
        raise Http404
    return risk, effect


def new(request: HttpRequest, pk: int) -> HttpResponse:
    risk = load(request, pk)
    policy.require(request.user, "change", risk)
    form = EffectForm(request.POST or None, user=request.user, project=risk.project)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_effect(by=request.user, risk=risk, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Effect added"), f"{risk.url}#h-effects")
    return _form(request, form, risk, _("New effect of %(code)s") % {"code": risk.code})


def edit(request: HttpRequest, pk: int, effect_pk: int) -> HttpResponse:
    risk, effect = _load(request, pk, effect_pk)
    policy.require(request.user, "change", risk)
    form = EffectForm(request.POST or None, user=request.user, project=risk.project, instance=effect)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_effect(
                by=request.user, effect=effect, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), f"{risk.url}#h-effects")
    return _form(request, form, risk, _("Edit the effect of %(code)s") % {"code": risk.code})


def _form(request: HttpRequest, form: Any, risk: Risk, title: str) -> HttpResponse:
    return show_form(request, form, risk.project, title, risk.url, risk=risk)


@require_POST
def remove(request: HttpRequest, pk: int, effect_pk: int) -> HttpResponse:
    risk, effect = _load(request, pk, effect_pk)
    try:
        services.remove_effect(by=request.user, effect=effect, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return detail(request, risk, error=error.message)
    return done(request, _("Effect removed"), f"{risk.url}#h-effects")
