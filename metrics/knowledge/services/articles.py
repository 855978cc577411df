"""Write articles: the text in hand. What readers see changes only by publishing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.knowledge import sight
from metrics.knowledge.choices import AUDIENCE_ROLES, ArticleState, Audience
from metrics.knowledge.models import TEXTS, Article, ArticleRole, ArticleVersion
from metrics.knowledge.services.desk import add_tags
from metrics.knowledge.services.indexing import index
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from projects.portfolio.models import Project

FIELDS = (*TEXTS, "kind", "category", "audience", "project", "system", "owner", "review_by")


@transaction.atomic
def create_article(
    *,
    by: Any,
    now: datetime,
    tags: Iterable[str] = (),
    units: Iterable[Any] = (),
    roles: Iterable[str] = (),
    **values: Any,
) -> Article:
    """A draft; nobody but its owner and the editors sees it. Raises Forbidden or Invalid."""
    policy.require(by, "add", "article")
    article = Article(**{**values, "owner": values.get("owner") or by})
    if article.project_id is not None and not Project.objects.visible_to(by).filter(pk=article.project_id).exists():
        raise Forbidden(_("You do not see this project."))
    wanted, places = _check(article, roles, units)
    create(article, now=now)
    _set_many(article, tags, places, wanted, now)
    audit.record(
        by=by, act="article.created", obj=article, after=state_of(article), project_id=article.project_id, now=now
    )
    return article


@transaction.atomic
def change_article(
    *,
    by: Any,
    article: Article,
    now: datetime,
    expected: int | None = None,
    tags: Iterable[str] | None = None,
    units: Iterable[Any] | None = None,
    roles: Iterable[str] | None = None,
    **values: Any,
) -> Article:
    """Change the text in hand. A published article stays as it is for readers until this is published too.

    Who may read it, its tags and its category hold at once. Raises Forbidden, Conflict (archived), Invalid or
    StaleWrite.
    """
    sight.require(by, "change", article)
    if article.state == ArticleState.ARCHIVED:
        raise Conflict(_("The article is archived; bring it back first."), code="archived")
    before = state_of(article)
    moved_to = values.get("project")
    if moved_to is not None and moved_to.pk != article.project_id:
        policy.require(by, "add", "article", project_id=moved_to.pk)
    for field, value in values.items():
        setattr(article, field, value)
    wanted, places = _check(
        article,
        [row.role for row in article.roles.all()] if roles is None else roles,
        article.units.all() if units is None else units,
    )
    if any(field in TEXTS or field == "kind" for field in values):
        article.state = ArticleState.DRAFT if differs(article) else ArticleState.PUBLISHED
    save(article, now=now, expected=expected, fields=[*values, "state"])
    _set_many(article, tags, places, wanted, now)
    if tags is not None and article.is_read:
        index(article)
    audit.record(
        by=by,
        act="article.changed",
        obj=article,
        before=before,
        after=state_of(article),
        project_id=article.project_id,
        now=now,
    )
    return article


@transaction.atomic
def restore_version(
    *, by: Any, article: Article, version: ArticleVersion, now: datetime, expected: int | None = None
) -> Article:
    """Take an earlier publication as the text in hand; readers see it when it is published anew.

    Raises Forbidden, Conflict (archived, or it says the same) or StaleWrite.
    """
    if version.article_id != article.pk:
        raise Invalid(_("This version belongs to another article."), code="foreign")
    texts = {field: getattr(version, field) for field in (*TEXTS, "kind")}
    if all(getattr(article, field) == value for field, value in texts.items()):
        raise Conflict(_("This version says what the article says now."), code="same")
    return change_article(by=by, article=article, now=now, expected=expected, **texts)


@transaction.atomic
def delete_article(*, by: Any, article: Article, now: datetime) -> None:
    """Only a draft that was never published; what people have read is archived. Raises Forbidden or Conflict."""
    sight.require(by, "change", article)
    if article.versions.exists():
        raise Conflict(_("It has been published; archive it instead."), code="published")
    audit.record(
        by=by, act="article.deleted", obj=article, before=state_of(article), project_id=article.project_id, now=now
    )
    article.delete()


def differs(article: Article) -> bool:
    """Whether the text in hand is another than readers see."""
    current = article.current
    return current is None or any(getattr(article, field) != getattr(current, field) for field in (*TEXTS, "kind"))


def state_of(article: Article) -> dict[str, Any]:
    return {
        **audit.snapshot(article, FIELDS),
        "tags": sorted(tag.name for tag in article.tags.all()),
        "units": sorted(unit.name for unit in article.units.all()),
        "roles": sorted(row.role for row in article.roles.all()),
    }


def _check(article: Article, roles: Iterable[str], units: Iterable[Any]) -> tuple[list[str], list[Any]]:
    """Roles and units the article is for, or the reason why it cannot be like this."""
    wanted, places = sorted(set(roles)), list(units)
    if not article.title.strip() and not article.title_en.strip():
        raise Invalid(_("Give it a title in Chinese or in English."), code="required", field="title")
    if not set(wanted) <= {str(role) for role in AUDIENCE_ROLES}:
        raise Invalid(_("There is no such role."), code="unknown_role", field="roles")
    if article.audience == Audience.UNITS and not places:
        raise Invalid(_("Say which units it is for."), code="required", field="units")
    if article.audience == Audience.ROLES and not wanted:
        raise Invalid(_("Say which roles it is for."), code="required", field="roles")
    if article.audience == Audience.PROJECT and article.project_id is None:
        raise Invalid(_("Say which project it belongs to."), code="required", field="project")
    return wanted, places


def _set_many(
    article: Article, tags: Iterable[str] | None, units: Iterable[Any], roles: Iterable[str], now: datetime
) -> None:
    if tags is not None:
        article.tags.set(add_tags(names=tags, now=now))
    article.units.set(units)
    known = {row.role for row in article.roles.all()}
    article.roles.exclude(role__in=roles).delete()
    ArticleRole.objects.bulk_create(ArticleRole(article=article, role=role) for role in roles if role not in known)
