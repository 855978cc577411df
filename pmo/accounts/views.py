"""Pages about people, and everybody's own settings."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.access import services as access
from pmo.access.roles import Role
from pmo.accounts import mails, selectors, services
from pmo.accounts.adapter import base_url
from pmo.accounts.choices import Language, Theme
from pmo.accounts.forms import PersonForm, RoleForm, SettingsForm, VersionForm
from pmo.accounts.lists import Directory, Register
from pmo.accounts.models import User
from pmo.records.errors import DomainError, Forbidden
from pmo.web.pages import done, render, safe_next, visible_or_404

YEAR = 365 * 24 * 3600


def people(request: HttpRequest) -> HttpResponse:
    """The directory; whoever keeps it also sees roles, states and e-mail addresses."""
    page = Register if policy.may(request.user, "change", "user") else Directory
    return page.view(request)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, _visible(request, pk))


def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(_sent(request), reader=_me(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            made = services.create_person(by=request.user, data=form.data_of_person(), now=now)
        except DomainError as error:
            form.apply(error)
        else:
            if form.wants_invitation:
                mails.invite(by=_me(request), person=made, base_url=base_url(request), now=now)
            return done(request, _("%(name)s added") % {"name": made.label}, made.url)
    context = {"form": form, "title": _("New person")}
    return render(request, "pmo/accounts/person_form.html", context, status=_status(form))


def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    policy.require(request.user, "change", found)
    form = PersonForm(_sent(request), instance=found, reader=_me(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(
                by=request.user, person=found, data=form.data_of_person(), expected=form.expected, now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s saved") % {"name": found.label}, found.url)
    context = {"form": form, "person": found, "title": found.label}
    return render(request, "pmo/accounts/person_form.html", context, status=_status(form))


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        services.deactivate(by=request.user, person=found, expected=_version(request), now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _person_page(request, _visible(request, pk), error=error)
    return done(request, _("%(name)s deactivated") % {"name": found.label}, found.url)


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        services.reactivate(by=request.user, person=found, expected=_version(request), now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _person_page(request, _visible(request, pk), error=error)
    return done(request, _("%(name)s may sign in again") % {"name": found.label}, found.url)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    policy.require(request.user, "change", found)
    if not found.email or not found.is_active:
        text = _("A link can only be sent to an active person with an e-mail address.")
        return _person_page(request, found, error=DomainError(text))
    mails.invite(by=_me(request), person=found, base_url=base_url(request), now=timezone.now())
    return done(request, _("Link on its way to %(email)s") % {"email": found.email}, found.url)


@require_POST
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    return _change_role(request, pk, access.grant_role)


@require_POST
def revoke_role(request: HttpRequest, pk: int) -> HttpResponse:
    return _change_role(request, pk, access.revoke_role)


def settings(request: HttpRequest) -> HttpResponse:
    """Everybody's own preferences."""
    me = _me(request)
    form = SettingsForm(_sent(request), person=me)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.change_settings(by=me, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            with translation.override(saved.language or translation.get_language()):
                response = done(request, _("Settings saved"), request.path)
            _remember_language(response, saved.language)
            _remember(response, "luodi_theme", saved.theme)
            return response
    return render(request, "pmo/accounts/settings.html", {"form": form, "person": me}, status=_status(form))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language, signed in or not, and stay where one was."""
    chosen = request.POST.get("language", "")
    response = redirect(safe_next(request, "/"))
    if chosen in (Language.CHINESE, Language.ENGLISH):
        if request.user.is_authenticated:
            services.change_settings(by=request.user, language=chosen, now=timezone.now())
        _remember_language(response, chosen)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Switch between light, dark and what the device says."""
    chosen = request.POST.get("theme", "")
    response: HttpResponse = redirect(safe_next(request, "/"))
    if request.headers.get("HX-Request"):
        # The page has switched already; it only wants the choice kept.
        response = HttpResponse(status=204)
    if chosen in Theme.values:
        if request.user.is_authenticated:
            services.change_settings(by=request.user, theme=chosen, now=timezone.now())
        _remember(response, "luodi_theme", chosen)
    return response


def _me(request: HttpRequest) -> User:
    """The reader; the policy table has kept out whoever is not signed in."""
    return cast(User, request.user)


def _sent(request: HttpRequest) -> Any:
    """What was posted, an empty post included; None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def _visible(request: HttpRequest, pk: int) -> User:
    return visible_or_404(User.objects.select_related("unit"), request.user, pk=pk)


def _person_page(request: HttpRequest, found: User, error: DomainError | None = None) -> HttpResponse:
    page = selectors.person_page(found, request.user)
    context = {
        "page": page,
        "person": found,
        "role_form": RoleForm(roles=page.grantable) if page.grantable else None,
        "error": error.message if error else "",
    }
    return render(request, "pmo/accounts/person.html", context, status=error.status if error else 200)


def _change_role(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    found = _visible(request, pk)
    form = RoleForm(request.POST, roles=list(Role))
    if not form.is_valid():
        return _person_page(request, found, error=DomainError(_("Choose one of the roles.")))
    role = Role(form.cleaned_data["role"])
    try:
        act(by=request.user, to=found, role=role, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _person_page(request, found, error=error)
    said = _("%(name)s is now %(role)s") if act is access.grant_role else _("%(name)s is no longer %(role)s")
    return done(request, said % {"name": found.label, "role": role.label}, found.url)


def _version(request: HttpRequest) -> int | None:
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else None


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _remember_language(response: HttpResponse, value: str) -> None:
    _remember(response, django_settings.LANGUAGE_COOKIE_NAME, value)


def _remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice in this browser, for pages before log-in."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    # Scripts change the theme at once and keep this cookie themselves: it must not be closed to them.
    response.set_cookie(name, value, max_age=YEAR, secure=django_settings.SESSION_COOKIE_SECURE, samesite="Lax")
