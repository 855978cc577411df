"""What the pages of this room share."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from changemgmt.incentives import rights
from changemgmt.incentives.models import Recognition, Redemption
from changemgmt.incentives.selectors import gifts, thanks
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done

NAV = "points"


def act(request: HttpRequest, do: Callable[[], Any], said: str, to: str) -> HttpResponse:
    """One act with a button: what is refused is said on the page it came from."""
    try:
        do()
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(to)
    return done(request, said, to)


def new_key() -> str:
    """Drawn for a form: sent twice, it is done once."""
    return secrets.token_urlsafe(16)


def managing(user: Any) -> dict[str, bool]:
    """Which pages of those who keep points and gifts somebody may open."""
    return {
        "rules": policy.may(user, "view", "point_rule"),
        "budgets": policy.may(user, "view", "point_budget"),
        "ledger": rights.keeps_ledger(user),
        "gifts": policy.may(user, "change", "gift"),
        "redemptions": policy.may(user, "decide", "redemption"),
    }


def load_redemption(request: HttpRequest, pk: int) -> Redemption:
    found: Redemption = access.get_visible_or_404(gifts.redemptions(request.user), request.user, pk=pk)
    return found


def load_recognition(request: HttpRequest, pk: int) -> Recognition:
    found: Recognition = access.get_visible_or_404(thanks.visible(request.user), request.user, pk=pk)
    return found


def version(request: HttpRequest) -> int | None:
    """The version of the row the person had before their eyes."""
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() and len(given) < 10 else None
