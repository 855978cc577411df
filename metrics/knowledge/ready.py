"""Wires the room to the outside: words of the history, messages, files, search, the rail."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

ACTS = {
    "article.created": N_("wrote the article"),
    "article.changed": N_("changed the article"),
    "article.deleted": N_("deleted the draft"),
    "article.submitted": N_("put the article forward"),
    "article.sent_back": N_("sent the article back"),
    "article.published": N_("published the article"),
    "article.confirmed": N_("confirmed that it still holds"),
    "article.archived": N_("archived the article"),
    "article.revived": N_("brought the article back"),
    "article.asked": N_("asked a question"),
    "article.answered": N_("answered a question"),
    "article.question_removed": N_("removed a question"),
    "article.faq_made": N_("made an article of a question"),
    "article_tag.renamed": N_("renamed the tag"),
    "article_tag.merged": N_("merged the tag"),
    "article_category.saved": N_("saved the category"),
    "article_category.deleted": N_("deleted the category"),
    "article_search.settled": N_("settled a search without result"),
}


def connect() -> None:
    from metrics.knowledge import (
        champion_answers,
        excel,
        own_data,
        panels,
        sentences,  # noqa: F401 - registers the sentences
        support_articles,
    )
    from metrics.knowledge.choices import ARTICLE_FILE
    from metrics.knowledge.models import Article
    from pmo import exchange, search
    from pmo.audit.words import register_acts
    from pmo.files.guards import register_owner
    from pmo.notify import groups
    from pmo.web import nav

    champion_answers.connect()
    panels.connect()
    exchange.register(excel.IMPORTER)
    support_articles.connect()
    own_data.connect()
    register_acts(ACTS)
    groups.register(
        groups.Group("article", _("Knowledge base"), _("Questions and answers, articles to look at again.")),
        prefixes=("article",),
    )
    register_owner(ARTICLE_FILE, Article)
    nav.register(nav.Entry("/knowledge/", _("Knowledge base"), "book", nav.OWN, key="k"))
    search.register("article", _("Knowledge base"), find, order=20)
    for title, route, icon, right in (
        (_("Knowledge base"), "knowledge:home", "book", None),
        (_("New article"), "knowledge:new", "plus", ("article", "add")),
        (_("Editors' desk"), "knowledge:desk", "check", ("article", "publish")),
    ):
        search.register_command(
            search.Command(
                title=title,
                url=partial(reverse, route),
                icon=icon,
                right=right,
                words=("知识库", "文章", "FAQ", "how-to", "help", "帮助"),
            )
        )


def find(user: Any, query: str, limit: int) -> list[Any]:
    """Published articles, by the room's own index."""
    from metrics.knowledge.selectors.search import search as look
    from pmo import search

    result = look(user, query, today=timezone.localdate(), limit=limit)
    return [
        search.Hit(hit.article.label, hit.article.url, str(hit.article.get_kind_display()), "book")
        for hit in result.hits
    ]
