"""Who may work on an article, who publishes it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.knowledge.models import Article
from pmo.access import policy
from pmo.records import Forbidden


def may(user: Any, verb: str, article: Article) -> bool:
    """Whether `user` may change or publish it: by role or ownership, without a project also who keeps the base."""
    if policy.may(user, verb, article):
        return True
    return article.project_id is None and policy.may(user, "change", "knowledge")


def require(user: Any, verb: str, article: Article) -> None:
    """Raise Forbidden unless `may`."""
    if not may(user, verb, article):
        raise Forbidden(_("Your role does not allow this."))
