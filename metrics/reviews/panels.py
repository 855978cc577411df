"""On the page of a scope item: the review that asked for it."""

from __future__ import annotations

from typing import Any

from metrics.reviews.models import BacklogLink, Review
from pmo.web import panels
from projects.scope.models import ScopeItem


def connect() -> None:
    panels.register("scope_item", "metrics/reviews/_asked_by.html", of_item)


def of_item(item: ScopeItem, user: Any) -> dict[str, Any] | None:
    rows = BacklogLink.objects.filter(item=item, review__in=Review.objects.visible_to(user).values("pk"))
    links = list(rows.select_related("review__project", "review__portfolio", "proposed_by"))
    return {"links": links} if links else None
