"""Full-text search over what readers see: docs/adr/0011."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log
from typing import Any, Final

from django.db.models import Case, Count, F, FloatField, Q, QuerySet, Sum, Value, When

from metrics.engines import text_terms
from metrics.engines.text_terms import Group
from metrics.knowledge.models import Article, ArticleTerm, KnowledgeWord
from metrics.knowledge.rendering import as_text
from pmo.search import (
    clean,
    lookups,  # noqa: F401 - `begins`
)
from pmo.texts import bilingual

RANKED: Final = 200
"""So many of the best are ordered by freshness and helpfulness too, and shown."""
EXPANDED: Final = 24
EXCERPT: Final = 120

_SPLIT_AT = re.compile(r"[。!?;.!?;\n]")


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool


@dataclass(frozen=True)
class Found:
    article: Article
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    score: float


@dataclass(frozen=True)
class Result:
    query: str
    hits: tuple[Found, ...]
    total: int
    # What was searched instead of a word that nobody has written: typed, taken.
    corrected: tuple[tuple[str, str], ...] = ()


def search(user: Any, query: str, *, today: date, filters: Mapping[str, Any] | None = None, limit: int = 50) -> Result:
    """Articles `user` may read that hold all words of `query`, best first. `filters` are conditions on articles."""
    text = clean(query)
    asked, corrected = _known(text_terms.groups(text))
    rows: QuerySet[Article] = Article.objects.visible_to(user).filter(current__isnull=False).exclude(state="archived")
    if filters:
        rows = rows.filter(**filters)
    scores = _scores(asked, rows) if asked else {}
    if not scores and text:
        # Punctuation, halves of words: whatever stands in a title is found.
        scores = dict.fromkeys(_titled(rows, text), 1.0)
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:RANKED]
    articles = (
        rows.filter(pk__in=best).select_related("current", "owner", "category", "project").prefetch_related("tags")
    )
    ranked = sorted(
        ((_standing(article, scores[article.pk], text, today), article) for article in articles),
        key=lambda pair: (-pair[0], pair[1].pk),
    )
    marks = text_terms.marks(" ".join([text, *(taken for _typed, taken in corrected)]))
    hits = tuple(_hit(article, score, marks) for score, article in ranked[:limit])
    return Result(text, hits, len(scores), corrected)


def related(article: Article, user: Any, limit: int = 5) -> list[Article]:
    """Articles that share tags and weighty terms with this one, most alike first."""
    own = list(
        ArticleTerm.objects.filter(article=article).order_by("-weight", "term").values_list("term", flat=True)[:12]
    )
    rows: QuerySet[Article] = (
        Article.objects.visible_to(user).filter(current__isnull=False).exclude(state="archived").exclude(pk=article.pk)
    )
    alike = (
        ArticleTerm.objects.filter(term__in=own, article__in=rows.values("pk"), weight__gte=10)
        .values("article_id")
        .annotate(score=Sum("weight"), shared=Count("term"))
        .filter(shared__gte=3)
        .order_by("-score", "article_id")
    )
    best = [row["article_id"] for row in alike[:limit]]
    found = rows.select_related("current").in_bulk(best)
    return [found[pk] for pk in best if pk in found]


def _known(asked: Sequence[Group]) -> tuple[list[Group], tuple[tuple[str, str], ...]]:
    """Unfinished and misspelt words replaced by those that articles have."""
    made, corrected = [], []
    for group in asked:
        word = group.terms[0]
        if not group.latin or len(word) < 3 or not word.isascii():
            made.append(group)
            continue
        known = list(KnowledgeWord.objects.filter(word__begins=word).order_by("word")[:EXPANDED])
        terms = [row.word for row in known]
        if not terms and len(word) >= 4:
            alike = KnowledgeWord.objects.filter(word__begins=word[0]).values_list("word", flat=True)
            terms = text_terms.near(word, alike)[:EXPANDED]
            corrected += [(word, term) for term in terms[:1]]
        made.append(replace(group, terms=tuple(terms or [word]), begins=not terms))
    return made, tuple(corrected)


def _scores(asked: Sequence[Group], rows: QuerySet[Article]) -> dict[int, float]:
    """Σ weight × inverse frequency of the matched terms, for articles that meet every group.

    Three queries, and one per unfinished word.
    """
    terms = [term for group in asked if not group.begins for term in group.terms]
    frequency = dict(
        ArticleTerm.objects.filter(term__in=terms).values("term").annotate(n=Count("pk")).values_list("term", "n")
    )
    if not all(_is_written(group, frequency) for group in asked):
        return {}
    size = max(Article.objects.filter(current__isnull=False).count(), 1)
    rarity = {term: log(1 + size / n) for term, n in frequency.items()}
    any_of = Q(term__in=list(rarity))
    met: dict[str, Any] = {}
    for number, group in enumerate(asked):
        where = Q(term__begins=group.terms[0]) if group.begins else Q(term__in=group.terms)
        if group.begins:
            any_of |= where
        met[f"met{number}"] = Count(Case(When(where, then=Value(1))))
    worth = Case(*(When(term=term, then=Value(value)) for term, value in rarity.items()), default=Value(0.5),
                 output_field=FloatField())  # fmt: skip
    found = (
        ArticleTerm.objects.filter(any_of, article__in=rows.order_by().values("pk"))
        .values("article_id")
        .annotate(score=Sum(F("weight") * worth, output_field=FloatField()), **met)
        .filter(**{f"met{number}__gte": group.need for number, group in enumerate(asked)})
    )
    return {row["article_id"]: float(row["score"]) for row in found}


def _is_written(group: Group, frequency: Mapping[str, int]) -> bool:
    """Whether any article could have what the group asks for."""
    if group.begins:
        return ArticleTerm.objects.filter(term__begins=group.terms[0]).exists()
    return sum(term in frequency for term in group.terms) >= group.need


def _titled(rows: QuerySet[Article], text: str) -> Iterable[int]:
    where = Q(current__title__icontains=text) | Q(current__title_en__icontains=text)
    return rows.filter(where).values_list("pk", flat=True)[:RANKED]


def _standing(article: Article, score: float, text: str, today: date) -> float:
    """The score, more for words that stand together in the title, less for what is out of date or helped nobody."""
    version = article.current
    wanted = text_terms.plain(text)
    if version is not None:
        titles = [text_terms.plain(version.title), text_terms.plain(version.title_en)]
        if any(title.startswith(wanted) for title in titles):
            score *= 1.8
        elif any(wanted in title for title in titles):
            score *= 1.5
        elif wanted in text_terms.plain(f"{version.summary} {version.body} {version.summary_en} {version.body_en}"):
            score *= 1.2
        # Laplace: one vote says little.
        score *= 0.85 + 0.3 * (version.helpful + 1) / (version.helpful + version.unhelpful + 2)
    if article.review_by is not None and article.review_by < today:
        score *= 0.8
    return score


def _hit(article: Article, score: float, marks: Sequence[str]) -> Found:
    text = article.shown
    own, other = bilingual(text, "body"), text.body if bilingual(text, "body") == text.body_en else text.body_en
    # The reader's language first; where the words stand in the other one only, that says more.
    sources = [text.summary_label, as_text(own), as_text(other)]
    best = next((s for mark in marks for s in sources if mark in text_terms.plain(s)), sources[1] or sources[0])
    return Found(article, _marked(article.label, marks), _marked(_around(best, marks), marks), score)


def _around(text: str, marks: Sequence[str]) -> str:
    """The stretch of `text` in which the first of `marks` stands, begun at a sentence where one is near."""
    low = text.casefold()
    at = next((place for mark in marks if (place := low.find(mark)) >= 0), 0)
    start = max(at - EXCERPT // 3, 0)
    stops = [match.end() for match in _SPLIT_AT.finditer(text, start, at)] if at else []
    start = stops[-1] if stops else start
    end = min(start + EXCERPT, len(text))
    # Words in Latin letters are not cut in two.
    while 0 < start < at and _inside_word(text, start):
        start += 1
    while end < len(text) and end > at + 1 and _inside_word(text, end):
        end -= 1
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def _inside_word(text: str, at: int) -> bool:
    return all(char.isascii() and char.isalnum() for char in text[at - 1 : at + 1])


def _marked(text: str, marks: Sequence[str]) -> tuple[Piece, ...]:
    if not marks:
        return (Piece(text, False),)
    pattern = re.compile("|".join(re.escape(mark) for mark in marks), re.IGNORECASE)
    pieces, end = [], 0
    for match in pattern.finditer(text):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()], False))
        pieces.append(Piece(match[0], True))
        end = match.end()
    if end < len(text):
        pieces.append(Piece(text[end:], False))
    return tuple(pieces)
