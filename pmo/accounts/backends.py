"""Who may be signed in at all. Asked at log-in and again with every request of a session."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from pmo.accounts.models import User


def demo_allowed() -> bool:
    """Whether people who share the printed demo password may come in: never where real users work."""
    return bool(getattr(settings, "LUODI_DEMO", not settings.PRODUCTION))


class PasswordBackend(AuthenticationBackend):
    """allauth's log-in by user name or e-mail; deactivated people are cut off with their next request."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (not user.is_demo or demo_allowed())

    def get_user(self, user_id: int) -> User | None:
        # The unit decides what a person sees, so nearly every page needs it.
        person = User.objects.select_related("unit").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
