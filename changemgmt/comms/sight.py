"""Which announcements somebody may see: what roles and ownership give, and what was addressed to them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from changemgmt.comms.choices import SENT
from pmo.access import scopes


def condition(model: Any, user: Any, verb: str) -> Q | None:
    """The announcements `user` may `verb`; None means all. Reading reaches whatever was sent to the person."""
    where = scopes.condition(model, user, verb)
    access = scopes.of(user)
    if where is None or not access.active or verb != "view":
        return where
    receipts = model._meta.get_field("receipts").related_model.objects
    where |= Q(state__in=SENT, pk__in=receipts.filter(user_id=access.user_id).values("announcement_id"))
    if access.token_projects is not None:
        where &= Q(project_id__in=access.token_projects)
    return where
