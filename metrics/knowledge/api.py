"""Published articles and their search for programs. Articles are written on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.knowledge.choices import ArticleKind
from metrics.knowledge.models import Article
from metrics.knowledge.selectors.home import published
from metrics.knowledge.selectors.search import search
from metrics.knowledge.serializers import ArticleOut, HitOut, hit
from pmo.web import api


class ArticleViewSet(api.ReadViewSet):
    """What is published for the caller in the knowledge base."""

    kind = "article"
    model = Article
    serializer_class = ArticleOut
    filters = {
        "kind": api.Choice("kind", ArticleKind.choices, "Kind of article"),
        "project": api.Text("project__key", "Key of the project"),
        "tag": api.Text("tags__name", "Name of a tag"),
    }
    search_fields = ["current__title", "current__title_en"]
    ordering_fields = {"published": "current__published_at", "review_by": "review_by"}
    default_ordering = ["-current__published_at"]

    def visible(self, user: Any) -> QuerySet[Article]:
        return published(user).select_related("current", "owner", "category", "project").prefetch_related("tags")

    @api.read(
        detail=False,
        response=HitOut,
        many=True,
        params={
            "q": api.Text(help="Words in Chinese or English; all must be found", max_length=100),
            "kind": api.Choice(None, ArticleKind.choices, "Kind of article"),
        },
    )
    def search(self, request: Request, **kwargs: Any) -> Response:
        """Full-text search, best first, at most fifty."""
        filters = {"kind": self.params["kind"]} if self.params.get("kind") else {}
        found = search(request.user, self.params.get("q") or "", today=timezone.localdate(), filters=filters)
        return self.answer([hit(one) for one in found.hits])


routes = [("knowledge/articles", ArticleViewSet, "article")]
urlpatterns: list[Any] = []
