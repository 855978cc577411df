"""Pictures and files of an article."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.knowledge import sight
from metrics.knowledge.choices import ARTICLE_FILE
from metrics.knowledge.models import Article
from pmo import files
from pmo.files.models import Attachment
from pmo.records import Conflict

MOST_FILES = 20


@transaction.atomic
def add_file(*, by: Any, article: Article, upload: Any, now: datetime) -> Attachment:
    """Keep a checked file with the article. Raises Forbidden, Conflict (too many) or what `files.store` raises."""
    sight.require(by, "change", article)
    if Attachment.objects.of(ARTICLE_FILE, article.pk).count() >= MOST_FILES:
        raise Conflict(_("An article has at most %(n)s files."), code="too_many", params={"n": MOST_FILES})
    return files.store(
        by=by, upload=upload, now=now, project_id=article.project_id, kind=ARTICLE_FILE, object_id=article.pk
    )


@transaction.atomic
def remove_file(*, by: Any, article: Article, attachment: Attachment, now: datetime) -> None:
    """Raises Forbidden."""
    sight.require(by, "change", article)
    files.delete(by=by, attachment=attachment, now=now)
