"""Problems, decisions and actions as lists and pages read them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.risks.choices import ActionStatus, IssueStatus
from projects.risks.models import Issue, ResponseAction, Risk


def visible(user: Any) -> QuerySet[Issue]:
    return Issue.objects.visible_to(user).select_related("project__portfolio", "owner", "raised_by", "settled_by")


def visible_actions(user: Any) -> QuerySet[ResponseAction]:
    rows = ResponseAction.objects.visible_to(user)
    return rows.select_related("project__portfolio", "owner", "risk", "issue")


def actions_of(about: Risk | Issue, user: Any) -> list[ResponseAction]:
    """Open ones first, by their day."""
    side = "risk" if isinstance(about, Risk) else "issue"
    rows = list(visible_actions(user).filter(**{side: about}).order_by("due_on", "pk"))
    return sorted(rows, key=lambda action: action.status != ActionStatus.OPEN)


def open_issues(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    return rows.filter(status=IssueStatus.OPEN)
