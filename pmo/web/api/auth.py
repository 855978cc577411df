"""Who calls: a token in the Authorization header, or the signed-in browser session."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from pmo.access import routes
from pmo.tokens import selectors
from pmo.tokens.models import ApiToken
from pmo.tokens.secret import note_use
from pmo.web.api import words


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer ld_…`. The person's rights apply, cut down to the token's projects and to reading."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.keyword.lower():
            return None
        now = timezone.now()
        token = self._usable(plain.strip(), now)
        if token.read_only and request.method not in permissions.SAFE_METHODS:
            raise exceptions.PermissionDenied(words.TOKEN["read_only_token"], code="read_only_token")
        note_use(token, now=now)
        user: Any = token.user
        # Read by pmo.access: whatever asks for this person's rights gets the token's share of them.
        user.read_only = token.read_only
        if token.scoped:
            user.token_scope = frozenset(token.project_ids)
        return user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{self.keyword} realm="api"'

    def _usable(self, plain: str, now: Any) -> ApiToken:
        token = selectors.find(plain)
        if token is None:
            code = "invalid_token"
        elif token.revoked_at is not None:
            code = "revoked_token"
        elif token.expires_at <= now:
            code = "expired_token"
        elif not token.user.is_active:
            code = "inactive_user"
        else:
            return token
        raise exceptions.AuthenticationFailed(words.TOKEN[code], code=code)


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser session, with the anti-forgery check for everything that changes something."""

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(words.DETAILS["csrf"], code="csrf") from error


def check_route(request: Request, view_name: str) -> None:
    """Ask the policy table, as PolicyMiddleware does for pages.

    Raises MethodNotAllowed, NotAuthenticated, Http404 (no such route, or nothing of its kind to see) or Forbidden.
    """
    from django.http import Http404

    from pmo.web.middleware import judge

    declared = routes.table().get(view_name)
    if declared is None:
        raise Http404
    rule = routes.rule_for(view_name, request.method or "GET")
    if rule is None:
        raise exceptions.MethodNotAllowed(request.method or "")
    if isinstance(rule, routes.Public):
        return
    if not request.user.is_authenticated:
        raise exceptions.NotAuthenticated
    if isinstance(rule, routes.Rule):
        judge(request.user, rule)
