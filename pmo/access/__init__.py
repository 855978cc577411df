"""Roles, rights and who sees which row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmo.access.scopes import Access


def of(user: Any) -> Access:
    """See `pmo.access.scopes.of`; importable before the models are loaded."""
    from pmo.access import scopes

    return scopes.of(user)


def get_visible_or_404(rows: Any, user: Any, **lookup: Any) -> Any:
    """The row (of a model or queryset) if `user` may see it; otherwise what a row that does not exist gives."""
    from django.http import Http404

    manager = getattr(rows, "objects", rows)
    try:
        found = manager.visible_to(user).filter(**lookup).first()
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found
