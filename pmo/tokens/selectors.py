"""Reads of tokens: a person's own, and the one a request shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pmo.tokens.models import ApiToken
from pmo.tokens.scopes import choices_for
from pmo.tokens.secret import digest, shape

if TYPE_CHECKING:
    from pmo.accounts.models import User

PREFIX = "ld_"
"""Lets secret scanners recognise a leaked token."""

_SHAPE = shape(PREFIX)


@dataclass(frozen=True)
class TokenRow:
    token: ApiToken
    state: str
    projects: list[str]
    hidden: int
    """How many of its projects the person no longer sees."""


def find(plain: str) -> ApiToken | None:
    """The token with this text, usable or not, with its person; nothing is looked up for what cannot be a token."""
    if not _SHAPE.fullmatch(plain):
        return None
    return ApiToken.objects.select_related("user__unit").filter(digest=digest(plain)).first()


def own_tokens(user: User, *, now: datetime) -> list[TokenRow]:
    """A person's tokens, usable ones first, with the names of the projects they are limited to."""
    known: dict[int, str] = {}
    tokens: list[Any] = list(ApiToken.objects.visible_to(user))
    if any(token.scoped for token in tokens):
        known = {choice.id: choice.key for choice in choices_for(user)}
    rows = [
        TokenRow(
            token=token,
            state=token.state(now),
            projects=[known[pk] for pk in token.project_ids if pk in known],
            hidden=sum(pk not in known for pk in token.project_ids),
        )
        for token in tokens
    ]
    return sorted(rows, key=lambda row: row.state != "active")
