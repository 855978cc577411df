"""Pictures and files of an article."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.knowledge import sight
from metrics.knowledge.choices import ARTICLE_FILE
from metrics.knowledge.models import Article
from pmo import files
from pmo.files import formats, pictures
from pmo.files.models import Attachment
from pmo.records import Conflict, DomainError

MOST_FILES = 20


@transaction.atomic
def add_file(*, by: Any, article: Article, upload: Any, now: datetime) -> Attachment:
    """Keep a checked file with the article; pictures are drawn anew, without what the camera wrote beside.

    Raises Forbidden, Conflict (too many) or what `files.store` and `pictures.redrawn` raise.
    """
    sight.require(by, "change", article)
    if Attachment.objects.of(ARTICLE_FILE, article.pk).count() >= MOST_FILES:
        raise Conflict(_("An article has at most %(n)s files."), code="too_many", params={"n": MOST_FILES})
    return files.store(
        by=by, upload=_kept(upload), now=now, project_id=article.project_id, kind=ARTICLE_FILE, object_id=article.pk
    )


def _kept(upload: Any) -> Any:
    found = formats.by_name(upload.name or "")
    if found is None or found.code not in pictures.ACCEPTED:
        return upload
    try:
        made = pictures.redrawn(upload)
    except DomainError as error:
        error.field = "file"
        raise
    return ContentFile(made.content, name=f"{PurePath(upload.name).stem}.jpg")


@transaction.atomic
def remove_file(*, by: Any, article: Article, attachment: Attachment, now: datetime) -> None:
    """Raises Forbidden."""
    sight.require(by, "change", article)
    files.delete(by=by, attachment=attachment, now=now)
