"""Was this helpful: one vote per reader and version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.knowledge.models import Article, ArticleVersion, ArticleVote
from pmo.records import Conflict, Forbidden


@transaction.atomic
def vote(*, by: Any, article: Article, helpful: bool, now: datetime, note: str = "") -> ArticleVote:
    """Say whether what readers see helped, or change one's mind. Raises Conflict when nothing is published, Forbidden
    for somebody who does not see it.

    The history says nothing of it: it would show the owner who thinks what.
    """
    version = article.current
    if not Article.objects.visible_to(by).filter(pk=article.pk).exists() or getattr(by, "read_only", False):
        raise Forbidden(_("Your role does not allow this."))
    if version is None or not article.is_read:
        raise Conflict(_("Only what is published can be judged."), code="unpublished")
    # Counting two votes at a time would lose one.
    ArticleVersion.objects.select_for_update().get(pk=version.pk)
    made, _new = ArticleVote.objects.update_or_create(
        version=version, user=by, defaults={"helpful": helpful, "note": note.strip()[:300], "voted_at": now}
    )
    version.helpful = version.votes.filter(helpful=True).count()
    version.unhelpful = version.votes.filter(helpful=False).count()
    version.save(update_fields=["helpful", "unhelpful"])
    return made
