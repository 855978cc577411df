"""Who may fetch a file: the owner of the object it belongs to decides, through the guard registered for its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from pmo.files.models import Attachment

Guard = Callable[[Any, Attachment], bool]

_guards: dict[str, Guard] = {}


def register_guard(kind: str, guard: Guard) -> None:
    """`guard(user, attachment)` says whether `user` may read files of objects of `kind`."""
    if kind in _guards and _guards[kind] is not guard:
        raise ValueError(f"files of {kind!r} have a guard already")
    _guards[kind] = guard


def register_owner(kind: str, model: type[Model]) -> None:
    """Whoever may see the owning row of `model` may read its files."""

    def guard(user: Any, attachment: Attachment) -> bool:
        rows = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        return bool(rows.filter(pk=attachment.object_id).exists())

    register_guard(kind, guard)


def may_read(user: Any, attachment: Attachment) -> bool:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    guard = _guards.get(attachment.kind)
    if guard is None:
        # Nobody's file yet, or a kind whose room is not installed: only the person who brought it.
        return attachment.uploaded_by_id == user.pk
    return guard(user, attachment)
