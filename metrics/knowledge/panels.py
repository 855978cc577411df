"""On the pages of pain points and feedback: the articles that came of them, and the button that writes one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from changemgmt.feedback import sight
from changemgmt.feedback.models import Feedback
from metrics.knowledge.models import Article
from pmo.access import policy
from pmo.web import panels
from projects.goals.models import PainPoint

TEMPLATE = "metrics/knowledge/_came_of_it.html"


def connect() -> None:
    panels.register("pain_point", TEMPLATE, of_pain_point)
    panels.register("feedback", TEMPLATE, of_feedback)


def of_pain_point(pain: PainPoint, user: Any) -> dict[str, Any] | None:
    return _panel(user, reverse("knowledge:from_pain_point", args=[pain.pk]), True, pain_point=pain)


def of_feedback(item: Feedback, user: Any) -> dict[str, Any] | None:
    """What was decided teaches something; before that there is nothing to write."""
    ripe = item.decided_on is not None and sight.may(user, "answer", item)
    return _panel(user, reverse("knowledge:from_feedback", args=[item.pk]), ripe, feedback=item)


def _panel(user: Any, write_url: str, ripe: bool, **source: Any) -> dict[str, Any] | None:
    rows = list(Article.objects.visible_to(user).filter(**source).order_by("pk")[:5])
    may_write = ripe and policy.may(user, "add", "article")
    if not rows and not may_write:
        return None
    return {"articles": rows, "write_url": write_url if may_write else ""}
