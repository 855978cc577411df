"""Keep the word index: one row per article and term, written with the publication it is of."""

from __future__ import annotations

from collections import Counter
from typing import Final

from metrics.engines import text_terms
from metrics.knowledge.models import Article, ArticleTerm, KnowledgeWord
from metrics.knowledge.rendering import as_text

TITLE, TAG, SUMMARY, BODY = 40, 25, 10, 3
MOST_IN_BODY: Final = 4
"""Beyond that many times a word of the text counts no more."""


def weights(article: Article) -> dict[str, int]:
    """Terms of the current publication with their weight: where they stand counts more than how often."""
    version = article.current
    if version is None:
        return {}
    found: Counter[str] = Counter()
    for text, weight in ((version.title, TITLE), (version.title_en, TITLE)):
        found.update(dict.fromkeys(text_terms.terms(text), weight))
    for tag in article.tags.all():
        found.update(dict.fromkeys(text_terms.terms(f"{tag.name} {tag.name_en}"), TAG))
    for text in (version.summary, version.summary_en):
        found.update(dict.fromkeys(text_terms.terms(text), SUMMARY))
    for text in (version.body, version.body_en):
        times = Counter(text_terms.terms(as_text(text)))
        found.update({term: BODY * min(n, MOST_IN_BODY) for term, n in times.items()})
    return dict(found)


def index(article: Article) -> None:
    """Write the terms of what readers see; within the transaction of its cause."""
    drop(article)
    found = weights(article)
    ArticleTerm.objects.bulk_create(
        [ArticleTerm(article=article, term=term, weight=weight) for term, weight in found.items()], batch_size=2000
    )
    latin = [KnowledgeWord(word=term) for term in found if term.isascii() and term.isalpha() and len(term) > 2]
    KnowledgeWord.objects.bulk_create(latin, ignore_conflicts=True)


def drop(article: Article) -> None:
    ArticleTerm.objects.filter(article=article).delete()
