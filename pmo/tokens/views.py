"""A person's own tokens: list with the form, create (the text is shown once, in the answer), revoke."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.records import Conflict, DomainError
from pmo.tokens import selectors, services
from pmo.tokens.forms import TokenForm
from pmo.tokens.models import ApiToken
from pmo.web.pages import done, render, visible_or_404


def tokens(request: HttpRequest) -> HttpResponse:
    return _page(request, TokenForm(user=request.user))


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """No redirect: the text exists only in this answer, and a session would be one more place to steal it from."""
    form = TokenForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = form.cleaned_data
    try:
        token, plain = services.create_token(
            by=request.user,  # type: ignore[arg-type]
            user=request.user,  # type: ignore[arg-type]
            name=data["name"],
            days=data["days"],
            read_only=data["read_only"],
            project_keys=data.get("projects") or None,
            now=timezone.now(),
        )
    except DomainError as error:
        form.apply(error)
        return _page(request, form, status=error.status)
    return _page(request, TokenForm(user=request.user), status=201, made=token, plain=plain)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = visible_or_404(ApiToken.objects.all(), request.user, pk=pk)
    # Revoked meanwhile, by another window: what the person wanted has happened.
    with suppress(Conflict):
        services.revoke_token(by=request.user, token=token, now=timezone.now())  # type: ignore[arg-type]
    return done(request, _("Token “%(name)s” revoked") % {"name": token.name}, reverse("tokens:list"))


def _page(
    request: HttpRequest, form: TokenForm, *, status: int = 200, made: ApiToken | None = None, plain: str = ""
) -> HttpResponse:
    rows = selectors.own_tokens(request.user, now=timezone.now())  # type: ignore[arg-type]
    context = {
        "form": form,
        "rows": rows,
        "usable": sum(row.state == "active" for row in rows),
        "made": made,
        "plain": plain,
        "example": request.build_absolute_uri(reverse("api:me")),
        "docs_url": reverse("api:docs"),
    }
    response = render(request, "pmo/tokens/list.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
