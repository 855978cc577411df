"""Articles that must be looked at again: their owner is reminded a week before and once when it is overdue."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.knowledge.choices import ArticleState
from metrics.knowledge.models import Article
from pmo import notify
from pmo.texts import Sentence, day, words

AHEAD = timedelta(days=7)


def remind(*, now: datetime) -> int:
    """Promise what is due; each article, date and step once. Returns how many were new."""
    made = 0
    rows = Article.objects.filter(
        current__isnull=False, review_by__lte=now.date() + AHEAD + timedelta(days=1), owner__is_active=True
    ).exclude(state=ArticleState.ARCHIVED)
    for article in rows.select_related("current", "owner"):
        if article.review_by is None:
            continue
        today = now.astimezone(ZoneInfo(article.owner.time_zone)).date()
        if article.review_by - AHEAD > today:
            continue
        late = article.review_by < today
        params = {"title": words(article.shown.title, article.shown.title_en), "on": day(article.review_by)}
        made += notify.promise(
            rule="article.review_due",
            subject=article,
            period=f"{article.review_by}:{'late' if late else '7d'}",
            to=article.owner,
            text=Sentence("article.review_late" if late else "article.review_due", params),
            url=article.url,
            at=now,
        )
    return made
