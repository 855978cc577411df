"""From draft to readers: put forward, publish, send back, confirm, archive, bring back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from metrics.knowledge import sight
from metrics.knowledge.choices import ArticleState
from metrics.knowledge.models import TEXTS, Article, ArticleVersion
from metrics.knowledge.services.articles import differs
from metrics.knowledge.services.indexing import drop, index
from pmo import audit, notify
from pmo.records import Conflict, Invalid
from pmo.records.models import save
from pmo.texts import Sentence, words


@transaction.atomic
def submit(*, by: Any, article: Article, now: datetime, expected: int | None = None) -> Article:
    """Put the draft forward to those who publish. Raises Forbidden, Conflict or Invalid (empty)."""
    sight.require(by, "change", article)
    _require(article, ArticleState.DRAFT)
    _require_text(article)
    return _turn(by, article, ArticleState.REVIEW, "article.submitted", now, expected)


@transaction.atomic
def send_back(*, by: Any, article: Article, reason: str, now: datetime) -> Article:
    """Give it back to its owner, who is told why. Raises Forbidden, Conflict or Invalid."""
    sight.require(by, "publish", article)
    _require(article, ArticleState.REVIEW)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    _turn(by, article, ArticleState.DRAFT, "article.sent_back", now, reason=reason)
    _tell(by, article, "article.sent_back", {"reason": reason}, now)
    return article


@transaction.atomic
def publish(*, by: Any, article: Article, now: datetime, note: str = "", expected: int | None = None) -> Article:
    """Show the text in hand to its readers, as a new version that is kept; the search finds it from now on.

    Raises Forbidden, Conflict (nothing new, archived), Invalid (empty) or StaleWrite.
    """
    sight.require(by, "publish", article)
    _require(article, ArticleState.DRAFT, ArticleState.REVIEW)
    _require_text(article)
    if not differs(article):
        raise Conflict(_("Nothing has changed since it was published."), code="same")
    last = article.versions.aggregate(last=Max("number"))["last"] or 0
    version = ArticleVersion.objects.create(
        article=article,
        number=last + 1,
        kind=article.kind,
        note=note.strip()[:300],
        published_by=by,
        published_at=now,
        **{field: getattr(article, field) for field in TEXTS},
    )
    article.current, article.state = version, ArticleState.PUBLISHED
    article.reviewed_on, article.reviewed_by = now.date(), by
    save(article, now=now, expected=expected, fields=["current", "state", "reviewed_on", "reviewed_by"])
    index(article)
    after = {"number": version.number, **({"note": version.note} if version.note else {})}
    audit.record(by=by, act="article.published", obj=article, after=after, project_id=article.project_id, now=now)
    _tell(by, article, "article.published", {}, now, period=str(version.number))
    return article


@transaction.atomic
def confirm(
    *, by: Any, article: Article, today: date, review_by: date, now: datetime, expected: int | None = None
) -> Article:
    """What it says still holds; look again by `review_by`. Raises Forbidden, Conflict or Invalid (not in future)."""
    sight.require(by, "change", article)
    if not article.is_read:
        raise Conflict(_("Only what readers see can be confirmed."), code="unpublished")
    if review_by <= today:
        raise Invalid(_("Choose a day in the future."), code="past", field="review_by")
    before = {"review_by": article.review_by and article.review_by.isoformat()}
    article.review_by, article.reviewed_on, article.reviewed_by = review_by, today, by
    save(article, now=now, expected=expected, fields=["review_by", "reviewed_on", "reviewed_by"])
    notify.withdraw(rule="article.review_due", subject=article)
    after = {"review_by": review_by.isoformat()}
    audit.record(
        by=by, act="article.confirmed", obj=article, before=before, after=after, project_id=article.project_id, now=now
    )
    return article


@transaction.atomic
def archive(*, by: Any, article: Article, reason: str, now: datetime) -> Article:
    """Take it away from readers and out of the search; its versions stay. Raises Forbidden, Conflict or Invalid."""
    sight.require(by, "publish", article)
    if article.current_id is None or article.state == ArticleState.ARCHIVED:
        raise Conflict(_("Only what was published can be archived."), code="unpublished")
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    drop(article)
    notify.withdraw(rule="article.review_due", subject=article)
    return _turn(by, article, ArticleState.ARCHIVED, "article.archived", now, reason=reason)


@transaction.atomic
def revive(*, by: Any, article: Article, now: datetime) -> Article:
    """Show the newest publication to readers again. Raises Forbidden or Conflict."""
    sight.require(by, "publish", article)
    _require(article, ArticleState.ARCHIVED)
    index(article)
    state = ArticleState.DRAFT if differs(article) else ArticleState.PUBLISHED
    return _turn(by, article, state, "article.revived", now)


def _require(article: Article, *states: str) -> None:
    if article.state not in states:
        raise Conflict(
            _("This cannot be done now: the article is “%(state)s”."),
            code="state",
            params={"state": article.get_state_display()},
        )


def _require_text(article: Article) -> None:
    if not article.body.strip() and not article.body_en.strip():
        raise Invalid(_("It says nothing yet: write the text first."), code="empty", field="body")


def _turn(
    by: Any, article: Article, state: str, act: str, now: datetime, expected: int | None = None, reason: str = ""
) -> Article:
    before = {"state": article.state}
    article.state = state
    save(article, now=now, expected=expected, fields=["state"])
    audit.record(
        by=by,
        act=act,
        obj=article,
        before=before,
        after={"state": state},
        reason=reason,
        project_id=article.project_id,
        now=now,
    )
    return article


def _tell(by: Any, article: Article, rule: str, params: dict[str, Any], now: datetime, period: str = "") -> None:
    """Tell the owner, unless they did it themselves."""
    if article.owner_id == by.pk:
        return
    notify.promise(
        rule=rule,
        subject=article,
        period=period or now.isoformat(),
        to=article.owner,
        text=Sentence(rule, {"title": words(article.title, article.title_en), **params}),
        url=article.url,
        at=now,
    )
