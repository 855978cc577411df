"""Errors a business act can end with. Views show them beside the field, the API as problem documents."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule of the business refused the act. `message` is translated text; `field` names the input at fault."""

    status = 422
    code = "invalid"

    def __init__(
        self, message: str | Promise, *, code: str = "", field: str = "", params: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code or self.code)
        self.raw_message = message
        self.params = params or {}
        self.code = code or self.code
        self.field = field

    @property
    def message(self) -> str:
        text = str(self.raw_message)
        return text % self.params if self.params else text


class Invalid(DomainError):
    """The input cannot be accepted as it stands (422)."""


class Conflict(DomainError):
    """The state of the object does not allow the act now (409)."""

    status = 409
    code = "conflict"


class Forbidden(DomainError):
    """The person sees the object but may not do this to it (403)."""

    status = 403
    code = "forbidden"


class StaleWrite(DomainError):
    """Somebody saved the row in between. `current` is the row as it is now (412)."""

    status = 412
    code = "stale"

    def __init__(self, message: str | Promise, *, current: Any) -> None:
        super().__init__(message)
        self.current = current
