"""What a caller may know about itself."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pmo.access import scopes
from pmo.tokens.models import ApiToken
from pmo.web import api


class TokenOut(api.ModelSerializer):
    """The token in use, never its text."""

    class Meta:
        model = ApiToken
        fields = ["name", "hint", "read_only", "scoped", "created_at", "expires_at"]
        read_only_fields = fields


class MeOut(api.Serializer):
    """The caller: person, roles, language, and the token in use."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    email = serializers.CharField()
    language = serializers.CharField(help_text="zh-hans, en, or empty for the product's own")
    time_zone = serializers.CharField()
    roles = serializers.SerializerMethodField(help_text="Company-wide roles")
    token = serializers.SerializerMethodField(help_text="null in a browser session")

    def get_roles(self, user: Any) -> list[str]:
        return sorted(role.value for role in scopes.of(user).roles)

    def get_token(self, user: Any) -> Any:
        token = self.context["request"].auth
        return TokenOut(token, context=self.context).data if isinstance(token, ApiToken) else None
