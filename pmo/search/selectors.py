from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext, override

from pmo.access import policy
from pmo.records import counting
from pmo.search import registry
from pmo.search.registry import Command, Found, Hit
from pmo.web import nav

MAX_QUERY = 100
MAX_WORDS = 6
PER_GROUP = 5
PER_GROUP_ON_PAGE = 20
COMMANDS_SHOWN = 8


@dataclass(frozen=True)
class Group:
    kind: str
    label: str
    hits: Sequence[Hit]


def clean(query: str) -> str:
    """The query with full-width forms made plain, spaces collapsed and control characters gone."""
    plain = unicodedata.normalize("NFKC", query)
    spaced = "".join(" " if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp") else char for char in plain)
    return " ".join(spaced.split())[:MAX_QUERY].strip()


def words(query: str) -> list[str]:
    return clean(query).split()[:MAX_WORDS]


def long_enough(query: str) -> bool:
    """One Chinese character says enough; a single Latin letter would match nearly everything."""
    text = clean(query)
    return len(text) >= 2 or any(ord(char) > 0x2E80 for char in text)


def match(fields: Iterable[str], query: str) -> Q:
    """Every word of `query` in one of `fields` or another."""
    names = list(fields)
    condition = Q()
    for word in words(query):
        anywhere = Q()
        for name in names:
            anywhere |= Q(**{f"{name}__icontains": word})
        condition &= anywhere
    return condition


def best_first(rows: QuerySet[Any], fields: Sequence[str], query: str) -> QuerySet[Any]:
    """`rows` with equal names first, then names that begin with the query, then the rest."""
    text = clean(query)
    equal, begins = Q(), Q()
    for name in fields:
        equal |= Q(**{f"{name}__iexact": text})
        begins |= Q(**{f"{name}__istartswith": text})
    rank = Case(When(equal, then=Value(0)), When(begins, then=Value(1)), default=Value(2), output_field=IntegerField())
    return rows.order_by(rank, *(rows.query.order_by or rows.model._meta.ordering or ("pk",)))


def find(user: Any, query: str, *, per_group: int = PER_GROUP) -> list[Group]:
    """Hits by kind, commands first. An empty query gives the commands."""
    text = clean(query)
    groups = [Group("command", gettext("Pages and acts"), commands_for(user, text, max(per_group, COMMANDS_SHOWN)))]
    if long_enough(text):
        groups += _found(user, text, per_group)
    return [group for group in groups if group.hits]


def _found(user: Any, text: str, limit: int) -> Iterator[Group]:
    """By source; only those that have something are read."""
    answers = [(source, source.find(user, text, limit)) for source in registry.sources()]
    there = iter(counting.existing([found.rows for _source, found in answers if isinstance(found, Found)]))
    for source, found in answers:
        hits = found if not isinstance(found, Found) else _hits(found, text, limit) if next(there) else ()
        yield Group(source.kind, str(source.label), list(hits))


def _hits(found: Found, text: str, limit: int) -> list[Hit]:
    rows = best_first(found.rows, found.names, text) if found.names else found.rows
    return [found.hit(row) for row in rows[:limit]]


def commands_for(user: Any, query: str, limit: int = COMMANDS_SHOWN) -> list[Hit]:
    """Commands and pages of the rail whose words contain the query and which the user may open."""
    wanted = words(query.casefold())
    found: dict[str, Hit] = {}
    for command in (*registry.commands(), *_pages(user)):
        if command.right is not None and not policy.may(user, command.right[1], command.right[0]):
            continue
        text = _text(command)
        if all(word in text for word in wanted):
            url = command.href()
            found.setdefault(url, Hit(str(command.title), url, str(command.sub), command.icon))
    return list(found.values())[:limit]


def _pages(user: Any) -> Iterator[Command]:
    """The rail as commands, so that every page on it can be jumped to."""
    for entry in nav.ENTRIES:
        if nav.may_open(user, entry.path):
            yield Command(entry.label, entry.path, entry.icon, right=entry.only)


def _text(command: Command) -> str:
    """Everything a command is found by, in every language."""
    parts = list(command.words)
    for code, _name in settings.LANGUAGES:
        with override(code):
            parts += [str(command.title), str(command.sub)]
    return " ".join(parts).casefold()
