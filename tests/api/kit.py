"""Calling the API in tests: a client with a token, and assertions about problem documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from pmo.tokens import services

PROBLEM = "application/problem+json"


def token_for(
    user: Any,
    *,
    read_only: bool = False,
    project_keys: Iterable[str] | None = None,
    days: int = 30,
    now: datetime | None = None,
) -> str:
    """The text of a new token of `user`."""
    _token, plain = services.create_token(
        by=user,
        user=user,
        name="test",
        days=days,
        read_only=read_only,
        project_keys=project_keys,
        now=now or timezone.now(),
    )
    return plain


class ApiClient:
    """Speaks JSON with a bearer token. `etag` becomes If-Match, `key` Idempotency-Key."""

    def __init__(self, user: Any = None, *, token: str = "", language: str = "en", **token_options: Any) -> None:
        self.token = token or (token_for(user, **token_options) if user is not None else "")
        self.language = language
        self.client = Client()

    def request(
        self, method: str, url: str, body: Any = None, *, etag: str = "", key: str = "", raw: Any = None, **extra: Any
    ) -> Any:
        headers = {"Accept-Language": self.language, **extra.pop("headers", {})}
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if etag:
            headers["If-Match"] = etag
        if key:
            headers["Idempotency-Key"] = key
        data = raw if raw is not None else (json.dumps(body) if body is not None else b"")
        content_type = extra.pop("content_type", "application/json")
        return self.client.generic(method, url, data, content_type=content_type, headers=headers, **extra)

    def get(self, url: str, params: dict[str, Any] | None = None, **extra: Any) -> Any:
        return self.client.get(url, params or {}, headers=self._headers(extra), **extra)

    def post(self, url: str, body: Any = None, **extra: Any) -> Any:
        return self.request("POST", url, {} if body is None else body, **extra)

    def put(self, url: str, body: Any, **extra: Any) -> Any:
        return self.request("PUT", url, body, **extra)

    def patch(self, url: str, body: Any, **extra: Any) -> Any:
        return self.request("PATCH", url, body, **extra)

    def delete(self, url: str, **extra: Any) -> Any:
        return self.request("DELETE", url, **extra)

    def upload(self, url: str, data: dict[str, Any], *, key: str = "", **extra: Any) -> Any:
        """multipart/form-data; files are values with a `read` method."""
        headers = self._headers(extra)
        if key:
            headers["Idempotency-Key"] = key
        return self.client.post(url, data, headers=headers, **extra)

    def _headers(self, extra: dict[str, Any]) -> dict[str, str]:
        headers = {"Accept-Language": self.language, **extra.pop("headers", {})}
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        return headers


def assert_problem(
    response: Any, status: int, *, kind: str = "", code: str = "", pointer: str | None = None, parameter: str = ""
) -> dict[str, Any]:
    """The response is a whole problem document with this status, and has an error like that."""
    assert response.status_code == status, (response.status_code, response.content[:2000])
    assert response["Content-Type"] == PROBLEM
    found: dict[str, Any] = json.loads(response.content)
    assert set(found) >= {"type", "title", "status", "detail", "errors"}
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    if kind:
        assert found["type"] == f"urn:luodi:problem:{kind}"
    if code or pointer is not None or parameter:
        fitting = [
            error
            for error in found["errors"]
            if (not code or error["code"] == code)
            and (pointer is None or error["pointer"] == pointer)
            and (not parameter or error.get("parameter") == parameter)
        ]
        assert fitting, found["errors"]
    return found


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
