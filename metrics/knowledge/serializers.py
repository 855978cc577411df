"""Shapes of articles in the interface: what readers see, never the text somebody works on."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from metrics.knowledge.models import Article
from metrics.knowledge.selectors.search import Found
from pmo.web import api


class ArticleOut(api.ModelSerializer):
    title = serializers.CharField(source="shown.title")
    title_en = serializers.CharField(source="shown.title_en")
    summary = serializers.CharField(source="shown.summary")
    summary_en = serializers.CharField(source="shown.summary_en")
    body = serializers.CharField(source="shown.body", help_text="Markdown")
    body_en = serializers.CharField(source="shown.body_en", help_text="Markdown")
    category = api.KeyField("category", key="name", allow_null=True)
    project = api.KeyField("project", allow_null=True)
    owner = api.PersonField("owner")
    tags = serializers.SerializerMethodField()
    number = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = [
            "id",
            "kind",
            "title",
            "title_en",
            "summary",
            "summary_en",
            "body",
            "body_en",
            "category",
            "tags",
            "project",
            "owner",
            "number",
            "reviewed_on",
            "review_by",
            "version",
        ]
        read_only_fields = fields

    def get_tags(self, article: Article) -> list[str]:
        """Names of its tags."""
        return [tag.name for tag in article.tags.all()]

    def get_number(self, article: Article) -> int:
        """Number of the publication."""
        return article.current.number if article.current is not None else 0


class HitOut(api.Serializer):
    id = api.IntegerField()
    title = api.CharField()
    kind = api.CharField()
    excerpt = api.CharField(help_text="Where the words stand, without marks")
    score = api.NumberField()
    url = api.CharField()


def hit(found: Found) -> dict[str, Any]:
    return {
        "id": found.article.pk,
        "title": found.article.label,
        "kind": found.article.kind,
        "excerpt": "".join(piece.text for piece in found.excerpt),
        "score": round(found.score, 2),
        "url": found.article.url,
    }
