"""How allauth behaves here: no sign-up, one answer for known and unknown accounts, lock-out, our mails."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.accounts import lockout, mails, selectors

_REFUSED = _("The user name or the password is not right.")

# What allauth says after an act, in our words; None where the page itself says enough.
_SAID = {
    "account/messages/logged_in.txt": None,
    "account/messages/logged_out.txt": None,
    "account/messages/password_changed.txt": _("Password changed"),
    "account/messages/password_set.txt": _("Password set"),
}
_PASSWORD_CHANGED = frozenset(
    {"account/email/password_changed", "account/email/password_reset", "account/email/password_set"}
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _REFUSED,
        "email_password_mismatch": _REFUSED,
        "invalid_login": _REFUSED,
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("Enter your present password."),
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
        "rate_limited": _("Too many requests. Try again in a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            lockout.attempt(login=_login(credentials), ip=self.get_client_ip(request), now=timezone.now())
        except lockout.LockedOut as error:
            raise ValidationError(error.message, code="too_many_login_attempts") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        person = super().authenticate(request, **credentials)
        if person:
            lockout.forgive(login=_login(credentials), ip=self.get_client_ip(request))
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        login, now = _login(credentials), timezone.now()
        if lockout.is_last_chance_used(login=login, ip=self.get_client_ip(request), now=now):
            person = selectors.find_login(login)
            if person is not None:
                audit.record(by=None, act="user.locked_out", obj=person, now=now)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth sends nothing by itself: mails are promised as rows (see mails.py)."""
        raise LookupError(template_prefix)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        if template_prefix in _PASSWORD_CHANGED:
            mails.promise_notice(person=user, base_url=base_url(self.request), now=timezone.now())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if message_template is not None and message_template in _SAID:
            message = str(_SAID[message_template] or "")
            message_template = None
        super().add_message(request, level, message_template, message_context, extra_tags, message)


def base_url(request: HttpRequest) -> str:
    """Scheme and host the person is using; Django has checked the host against ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")
