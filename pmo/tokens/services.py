"""Make, use up and take back tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.records import Conflict, Invalid
from pmo.tokens.models import ApiToken
from pmo.tokens.scopes import choices_for
from pmo.tokens.secret import fresh
from pmo.tokens.selectors import PREFIX

if TYPE_CHECKING:
    from pmo.accounts.models import User

MAX_DAYS = 365
DEFAULT_DAYS = 90
MAX_USABLE = 20


@transaction.atomic
def create_token(
    *,
    by: User | None,
    user: User,
    name: str,
    days: int = DEFAULT_DAYS,
    read_only: bool = False,
    project_keys: Iterable[str] | None = None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A new token of `user` and its text, which is kept nowhere. `by=None`: made on the command line.

    `project_keys=None` leaves the token everything `user` sees; otherwise only these projects.
    Raises Invalid for a wrong term, name or project, Conflict when the person has too many already.
    """
    name = name.strip()
    if not name:
        raise Invalid(_("Say what the token is for."), code="required", field="name")
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(
            _("A token lives 1 to %(max)d days."), code="out_of_range", field="days", params={"max": MAX_DAYS}
        )
    if ApiToken.objects.filter(user=user).usable(now).count() >= MAX_USABLE:
        raise Conflict(
            _("You have %(max)d usable tokens already; revoke one first."),
            code="too_many_tokens",
            params={"max": MAX_USABLE},
        )
    projects = None if project_keys is None else _project_ids(user, list(project_keys))
    made = fresh(PREFIX)
    token = ApiToken.objects.create(
        user=user,
        name=name[:80],
        digest=made.digest,
        hint=made.hint,
        read_only=read_only,
        scoped=projects is not None,
        project_ids=projects or [],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    audit.record(by=by, act="token.created", obj=token, after=_facts(token), now=now)
    return token, made.plain


@transaction.atomic
def revoke_token(*, by: User | None, token: ApiToken, now: datetime) -> ApiToken:
    """End a token at once. Raises Conflict when it has ended already."""
    changed = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    if not changed:
        raise Conflict(_("This token is revoked already."), code="already_revoked")
    token.revoked_at = now
    audit.record(by=by, act="token.revoked", obj=token, before=_facts(token), now=now)
    return token


def _project_ids(user: User, keys: list[str]) -> list[int]:
    known = {choice.key: choice.id for choice in choices_for(user)}
    for key in keys:
        if key not in known:
            raise Invalid(
                _("There is no project %(key)s."), code="does_not_exist", field="projects", params={"key": key}
            )
    if not keys:
        raise Invalid(_("Choose at least one project."), code="required", field="projects")
    return sorted({known[key] for key in keys})


def _facts(token: ApiToken) -> dict[str, object]:
    return {
        "owner": token.user_id,
        "name": token.name,
        "hint": token.hint,
        "read_only": token.read_only,
        "projects": token.project_ids if token.scoped else None,
        "expires_at": token.expires_at,
    }
