"""One request of one actor, and everything it did: answer, what was written, what leaked."""

from __future__ import annotations

import hashlib
import io
import re
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from pmo.audit.models import AuditEntry
from tests.factories import CANARY
from tests.matrix.rights import sees_other
from tests.matrix.sides import FOREIGN_KEY, PRIVATE
from tests.matrix.subjects import Target
from tests.matrix.zoo import Zoo

_WRITE = re.compile(r"^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)\"?", re.I)
# Sessions and the day a token was last used say nothing about the business.
NOT_BUSINESS = {"django_session", "pmo_apitoken", "pmo_loginfailure"}
_PASSING = re.compile(
    r'nonce-?[=\s]?"?[A-Za-z0-9_+/=-]{16,}"?|csrfmiddlewaretoken"[^>]*value="[^"]*"|"csrf[^"]*"\s*:\s*"[^"]*"'
    r'|data-csrf="[^"]*"|content="[A-Za-z0-9]{64}"|hx-headers=\'[^\']*\'|X-CSRFToken[^,}]*'
    r"|\b[0-9a-f]{32}\b",
    re.I,
)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    path: str
    error: str = ""
    written: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    audited: int = 0

    @property
    def to_login(self) -> bool:
        if self.status == 401:
            return True
        return self.status == 302 and self.headers.get("Location", "").startswith("/account/login/")

    def text(self) -> str:
        """Everything a person or program could read in it, workbooks unpacked."""
        head = "\n".join(f"{k}: {v}" for k, v in self.headers.items())
        if self.body[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(self.body)) as book:
                parts = [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
            return head + "\n".join(parts)
        return head + "\n" + self.body.decode("utf-8", "replace")

    def comparable(self) -> tuple[int, str, str]:
        """What is left when the address and what is new in every answer are taken out."""
        text = self.body.decode("utf-8", "replace")
        for place in (self.path, self.path.partition("?")[0]):
            text = text.replace(place, "PATH")
        head = {k: v for k, v in self.headers.items() if k not in ("X-Request-ID", "Set-Cookie", "Content-Length")}
        said = _PASSING.sub("", str(sorted(head.items())).replace(self.path, "PATH"))
        return self.status, _PASSING.sub("", text), said


class Watch:
    """Tables that statements wrote to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITE.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


_known: dict[tuple[int, str], str] = {}
_programs = Client(raise_request_exception=False)


def fingerprint(table: str) -> str:
    """Count and hash of every row."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = sorted(repr(row) for row in cursor.fetchall())
    return f"{len(rows)}:{hashlib.sha256(''.join(rows).encode()).hexdigest()}"


def remember(zoo: Zoo) -> None:
    """The state every cell starts from."""
    for table in connection.introspection.table_names():
        if table not in NOT_BUSINESS:
            _known[id(zoo), table] = fingerprint(table)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def ask(
    zoo: Zoo,
    name: str,
    route: str,
    method: str,
    target: Target | None = None,
    *,
    query: str = "",
    data: Any = None,
    headers: dict[str, str] | None = None,
    compare: bool = True,
) -> Answer:
    """Send the request as `name` and look at what it did; the database is afterwards as before."""
    path = reverse(route, kwargs=dict(target.arguments) if target else None)
    asked = "&".join(filter(None, [target.query if target else "", query]))
    if asked:
        path += f"?{asked}"
    return send(zoo, name, method, path, data=data, headers=headers, api=route.startswith("api:"), compare=compare)


def send(
    zoo: Zoo,
    name: str,
    method: str,
    path: str,
    *,
    data: Any = None,
    headers: dict[str, str] | None = None,
    api: bool = False,
    compare: bool = True,
) -> Answer:
    """`compare`: say which tables have other rows than before; whoever was let in may change them."""
    watch = Watch()
    with undone():
        entries = AuditEntry.objects.count()
        with connection.execute_wrapper(watch):
            response = _call(zoo, name, method, path, data, headers or {}, api)
        answer = _answer(response, path)
        answer.written = watch.tables - NOT_BUSINESS
        if compare and answer.written and any(place == id(zoo) for place, _table in _known):
            answer.changed = {t for t in answer.written if fingerprint(t) != _known[id(zoo), t]}
            answer.audited = AuditEntry.objects.count() - entries
    if answer.written:
        # What was remembered of it is undone. Otherwise it stays: one person's must never show to another.
        cache.clear()
    return answer


def _call(zoo: Zoo, name: str, method: str, path: str, data: Any, headers: dict[str, str], api: bool) -> Any:
    if not api:
        client = zoo.clients[name]
        kept = client.cookies.output()
        try:
            if method == "GET":
                return client.get(path, headers=headers)
            return client.generic(
                method,
                path,
                data if isinstance(data, bytes) else _form(data or {}),
                content_type="application/x-www-form-urlencoded",
                headers=headers,
            )
        finally:
            client.cookies.clear()
            client.cookies.load(kept.replace("Set-Cookie: ", "").replace("\r\n", "; "))
    # The application is loaded once; a program keeps nothing between its calls.
    _programs.cookies.clear()
    given = {"Accept-Language": "en", **headers}
    if name in zoo.tokens:
        given["Authorization"] = f"Bearer {zoo.tokens[name]}"
    if method != "GET":
        given.setdefault("If-Match", "*")
    if method == "GET":
        return _programs.get(path, headers=given)
    return _programs.generic(method, path, data or b"{}", content_type="application/json", headers=given)


def _form(data: dict[str, Any]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(data, doseq=True).encode()


def _answer(response: Any, path: str) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    error = ""
    if response.status_code >= 500:
        found = getattr(response, "exc_info", None)
        error = "".join(traceback.format_exception(*found)[-4:]) if found else ""
    heads = dict(response.headers)
    cookies = response.cookies.output()
    if cookies:
        heads["Set-Cookie"] = cookies
    return Answer(response.status_code, heads, body, path, error)


# Whoever proposes a project chooses among all portfolios: their names are no secret inside the company.
PROPOSING = "/projects/new/"


# Where people of a unit are told who helps them with a project that concerns it, and ask for help with it.
TOLD = ("/champions/", "/support/new/")
# And what earns them points in it.
EARNING = "/points/"


def leaks(name: str, answer: Answer) -> list[str]:
    """Foreign words in the answer that this actor must not read. What was asked does not count."""
    needles = [] if name == "stranger" else [PRIVATE]
    if not sees_other(name):
        needles += [CANARY, FOREIGN_KEY]
    needles = [needle for needle in needles if needle not in answer.path]
    text = answer.text() if needles else ""
    if answer.path.startswith(PROPOSING):
        text = text.replace(f"{CANARY} 组合", "").replace(f"{CANARY} portfolio", "")
    if name == "mixed" and answer.path.startswith(TOLD):
        # Works in the unit that the foreign project concerns: its name, and nothing else of it.
        for word in (f"{CANARY} 车间", f"{CANARY} MES", FOREIGN_KEY):
            text = text.replace(word, "")
    if name == "mixed" and answer.path == EARNING:
        for word in (f"{CANARY} 规则", f"{CANARY}  rule"):
            text = text.replace(word, "")
    found = [needle for needle in needles if needle in text]
    return [f"{needle} … {_around(text, needle)!r}" for needle in found]


def _around(text: str, needle: str) -> str:
    at = text.index(needle)
    return text[max(0, at - 90) : at + 60]
