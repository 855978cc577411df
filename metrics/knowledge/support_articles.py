"""Articles suggested to whoever is about to ask the support desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from changemgmt.support import articles
from changemgmt.support.articles import Hit
from metrics.knowledge.models import Article
from metrics.knowledge.selectors.search import search


def connect() -> None:
    articles.register(find, one)


def find(user: Any, words: str, today: date, limit: int) -> list[Hit]:
    return [_hit(found.article) for found in search(user, words, today=today, limit=limit).hits]


def one(user: Any, key: str) -> Hit | None:
    """The published article, if the person may read it."""
    if not key.isdigit() or len(key) > 18:
        return None
    rows = Article.objects.visible_to(user).filter(current__isnull=False).exclude(state="archived")
    found = rows.filter(pk=int(key)).select_related("current").first()
    return _hit(found) if found is not None else None


def _hit(article: Article) -> Hit:
    return Hit(str(article.pk), article.label, article.url)
