"""Features, roles, rules and sources of a system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.usage import services
from metrics.usage.forms import FeatureForm, RoleForm, RuleForm, SourceForm
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import systems as selectors
from metrics.usage.views import systems
from metrics.usage.views.common import form_page, load, load_part
from pmo.records import DomainError
from pmo.web.pages import done

Act = Callable[[], Any]


def _saved(
    request: HttpRequest, form: Any, system: UsageSystem, act: Act, *, title: str, said: str, place: str, **more: Any
) -> HttpResponse:
    """Do `act` with a valid form and go back to the system, or show the form."""
    back = f"{system.url}#{place}"
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, said, back)
    return form_page(request, form, system, title, back=back, **more)


def _removed(request: HttpRequest, system: UsageSystem, act: Act, said: str, place: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        if error.status == 403:
            raise
        return systems.page(request, load(request, system.pk), error=error.message)
    return done(request, said, f"{system.url}#{place}")


# --- features ---------------------------------------------------------------------------------------------------------


def feature_new(request: HttpRequest, pk: int) -> HttpResponse:
    system = load(request, pk, "change")
    code = request.GET.get("code", "")[:64]
    form = FeatureForm(request.POST or None, initial={"code": code} if code.isprintable() else {})

    def act() -> None:
        services.add_feature(by=request.user, system=system, now=timezone.now(), **form.values())

    said = _("The feature is known: events of it are taken from now on")
    return _saved(request, form, system, act, title=_("New feature"), said=said, place="features")


def feature_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.features(request.user), pk)
    form = FeatureForm(request.POST or None, instance=found)

    def act() -> None:
        services.change_feature(
            by=request.user, feature=found, expected=form.expected, now=timezone.now(), **form.values()
        )

    return _saved(
        request, form, found.system, act, title=_("Edit the feature"), said=_("Saved"), place="features",
        remove=("usage:feature_delete", found.pk),
    )  # fmt: skip


@require_POST
def feature_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.features(request.user), pk)

    def act() -> None:
        services.delete_feature(by=request.user, feature=found, now=timezone.now())

    return _removed(request, found.system, act, _("The feature is deleted"), "features")


# --- roles ------------------------------------------------------------------------------------------------------------


def role_new(request: HttpRequest, pk: int) -> HttpResponse:
    system = load(request, pk, "change")
    form = RoleForm(request.POST or None)

    def act() -> None:
        services.add_role(by=request.user, system=system, now=timezone.now(), **form.values())

    return _saved(request, form, system, act, title=_("New role"), said=_("Saved"), place="roles")


def role_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.roles(request.user), pk)
    form = RoleForm(request.POST or None, instance=found)

    def act() -> None:
        services.change_role(by=request.user, role=found, expected=form.expected, now=timezone.now(), **form.values())

    return _saved(
        request, form, found.system, act, title=_("Edit the role"), said=_("Saved"), place="roles",
        remove=("usage:role_delete", found.pk),
    )  # fmt: skip


@require_POST
def role_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.roles(request.user), pk)

    def act() -> None:
        services.delete_role(by=request.user, role=found, now=timezone.now())

    return _removed(request, found.system, act, _("The role is deleted"), "roles")


# --- rules ------------------------------------------------------------------------------------------------------------


def rule_new(request: HttpRequest, pk: int) -> HttpResponse:
    system = load(request, pk, "change")
    position = 1 + max((rule.position for rule in system.rules.all()), default=0)
    form = RuleForm(request.POST or None, user=request.user, system=system, initial={"position": position})

    def act() -> None:
        services.add_rule(by=request.user, system=system, now=timezone.now(), **form.values())

    said = _("Saved; people are counted by it within a minute")
    return _saved(request, form, system, act, title=_("Who should use it"), said=said, place="rules")


def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.rules(request.user), pk)
    form = RuleForm(request.POST or None, user=request.user, system=found.system, instance=found)

    def act() -> None:
        services.change_rule(by=request.user, rule=found, expected=form.expected, now=timezone.now(), **form.values())

    return _saved(
        request, form, found.system, act, title=_("Who should use it"),
        said=_("Saved; people are counted by it within a minute"), place="rules",
        remove=("usage:rule_delete", found.pk),
    )  # fmt: skip


@require_POST
def rule_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.rules(request.user), pk)

    def act() -> None:
        services.remove_rule(by=request.user, rule=found, now=timezone.now())

    return _removed(request, found.system, act, _("The rule is deleted"), "rules")


# --- sources ----------------------------------------------------------------------------------------------------------


def source_new(request: HttpRequest, pk: int) -> HttpResponse:
    """No redirect after it is made: the token exists only in this answer."""
    system = load(request, pk, "change")
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_source(by=request.user, system=system, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return systems.page(request, load(request, pk), made=made)
    return form_page(request, form, system, _("New source"), back=f"{system.url}#sources")


@require_POST
def source_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.sources(request.user), pk)

    def act() -> None:
        services.revoke_source(by=request.user, source=found, now=timezone.now())

    return _removed(request, found.system, act, _("“%(name)s” is revoked") % {"name": found.name}, "sources")
