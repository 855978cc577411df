"""What editors keep in order: tags, categories, and searches that found nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from metrics.knowledge.models import Article, KnowledgeCategory, KnowledgeTag, MissedSearch
from metrics.knowledge.services.indexing import index
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.search import clean

MOST_TAGS = 12
# Numbers of people and things, and addresses: nothing an article could be missing.
_PERSONAL = re.compile(r"\d{6,}|@")


def add_tags(*, names: Iterable[str], now: datetime) -> list[KnowledgeTag]:
    """The tags of these names; those that are not there yet are made. A name is known in either language.

    Raises Invalid (too many, too long). Part of the act that asks for it, which leaves the history.
    """
    wanted = list(dict.fromkeys(filter(None, (" ".join(name.split()) for name in names))))
    if len(wanted) > MOST_TAGS:
        raise Invalid(_("At most %(n)s tags."), code="too_many", field="tags", params={"n": MOST_TAGS})
    known = {}
    for tag in KnowledgeTag.objects.all():
        known[tag.name_en.casefold()] = tag
        known[tag.name.casefold()] = tag
    found: dict[int, KnowledgeTag] = {}
    for name in wanted:
        if len(name) > 40:
            raise Invalid(_("A tag has at most 40 characters."), code="too_long", field="tags")
        tag = known.get(name.casefold()) or create(KnowledgeTag(name=name), now=now)
        found[tag.pk] = tag
    return list(found.values())


@transaction.atomic
def rename_tag(
    *, by: Any, tag: KnowledgeTag, name: str, name_en: str, now: datetime, expected: int | None = None
) -> KnowledgeTag:
    """Call it otherwise, everywhere at once. Raises Forbidden, Invalid, Conflict (taken) or StaleWrite."""
    policy.require(by, "change", "knowledge")
    name, name_en = " ".join(name.split()), " ".join(name_en.split())
    if not name:
        raise Invalid(_("Give it a name."), code="required", field="name")
    if KnowledgeTag.objects.filter(name__iexact=name).exclude(pk=tag.pk).exists():
        raise Conflict(_("There is a tag of this name; merge the two."), code="taken", field="name")
    before = audit.snapshot(tag, ("name", "name_en"))
    tag.name, tag.name_en = name, name_en
    save(tag, now=now, expected=expected, fields=["name", "name_en"])
    _reindex(Article.objects.filter(tags=tag))
    after = audit.snapshot(tag, ("name", "name_en"))
    audit.record(by=by, act="article_tag.renamed", obj=tag, before=before, after=after, now=now)
    return tag


@transaction.atomic
def merge_tag(*, by: Any, tag: KnowledgeTag, into: KnowledgeTag, now: datetime) -> KnowledgeTag:
    """Articles with `tag` have `into` instead; `tag` is gone. Raises Forbidden or Invalid (itself)."""
    policy.require(by, "change", "knowledge")
    if tag.pk == into.pk:
        raise Invalid(_("Choose another tag to merge it into."), code="same", field="into")
    touched = list(Article.objects.filter(tags=tag).values_list("pk", flat=True))
    into.articles.add(*touched)
    after = {"into": into.name, "articles": len(touched)}
    audit.record(by=by, act="article_tag.merged", obj=tag, before={"name": tag.name}, after=after, now=now)
    tag.delete()
    _reindex(Article.objects.filter(pk__in=touched))
    return into


@transaction.atomic
def save_category(
    *, by: Any, category: KnowledgeCategory, now: datetime, expected: int | None = None, **values: Any
) -> KnowledgeCategory:
    """Make or change a shelf. Raises Forbidden, Invalid (inside itself, three deep, name taken) or StaleWrite."""
    policy.require(by, "change", "knowledge")
    before = audit.snapshot(category, ("name", "name_en", "position")) if category.pk else {}
    for field, value in values.items():
        setattr(category, field, value)
    parent = category.parent
    if not category.name.strip():
        raise Invalid(_("Give it a name."), code="required", field="name")
    if KnowledgeCategory.objects.filter(name__iexact=category.name).exclude(pk=category.pk).exists():
        raise Invalid(_("There is a category of this name."), code="taken", field="name")
    if parent is not None and (
        parent.parent_id is not None or parent.pk == category.pk or (category.pk and category.children.exists())
    ):
        raise Invalid(_("Categories stand at most two deep."), code="too_deep", field="parent")
    if category.pk:
        save(category, now=now, expected=expected, fields=values)
    else:
        create(category, now=now)
    after = audit.snapshot(category, ("name", "name_en", "position"))
    audit.record(by=by, act="article_category.saved", obj=category, before=before, after=after, now=now)
    return category


@transaction.atomic
def delete_category(*, by: Any, category: KnowledgeCategory, now: datetime) -> None:
    """Only an empty one. Raises Forbidden or Conflict."""
    policy.require(by, "change", "knowledge")
    if category.articles.exists() or category.children.exists():
        raise Conflict(_("Articles or categories stand in it; move them first."), code="used")
    before = {"name": category.name}
    audit.record(by=by, act="article_category.deleted", obj=category, before=before, now=now)
    category.delete()


@transaction.atomic
def count_missed(*, query: str, today: date) -> bool:
    """Count a search that found nothing: its words alone. What looks like a number of a person or an address is not
    kept. Whether it was counted."""
    words = clean(query).casefold()[:60].strip()
    if len(words) < 2 or _PERSONAL.search(words):
        return False
    values = {"times": F("times") + 1, "last_on": today}
    if not MissedSearch.objects.filter(query=words).update(**values):
        _row, made = MissedSearch.objects.get_or_create(query=words, defaults={"last_on": today})
        if not made:
            MissedSearch.objects.filter(query=words).update(**values)
    return True


@transaction.atomic
def settle_missed(*, by: Any, missed: MissedSearch, now: datetime) -> None:
    """Take it off the editors' list: it is answered now, or asks for nothing. Raises Forbidden."""
    policy.require(by, "change", "knowledge")
    missed.settled = True
    missed.save(update_fields=["settled"])
    after = {"query": missed.query, "times": missed.times}
    audit.record(by=by, act="article_search.settled", obj=missed, after=after, now=now)


def _reindex(rows: Iterable[Article]) -> None:
    for article in rows:
        if article.is_read:
            index(article)
