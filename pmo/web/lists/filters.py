"""Filters of a list: read from the URL, shown as chips, applied to the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pmo.texts import pick
from pmo.web import finding

Apply = Callable[[QuerySet[Any], Any, HttpRequest], QuerySet[Any]]


@dataclass(frozen=True)
class Filter:
    """Base: subclasses read `values` from the query and narrow the rows."""

    name: str
    label: str | Promise
    apply: Apply | None = None

    widget = "select"

    def params(self) -> tuple[str, ...]:
        return (self.name,)

    def read(self, query: QueryDict) -> Any:
        """The asked value, or None. Nonsense in the URL counts as not asked."""
        raise LookupError(self.name)

    def narrow(self, rows: QuerySet[Any], value: Any, request: HttpRequest) -> QuerySet[Any]:
        return self.apply(rows, value, request) if self.apply else rows.filter(**{self.name: value})

    def shown(self, value: Any, request: HttpRequest) -> str:
        return str(value)

    def options(self, request: HttpRequest) -> Sequence[tuple[str, str]]:
        return ()


@dataclass(frozen=True)
class Choice(Filter):
    """One or several of fixed choices: `?status=open&status=late`."""

    choices: Iterable[tuple[str, str | Promise]] = ()
    lookup: str = ""

    def _labels(self) -> dict[str, str]:
        return {str(code): str(label) for code, label in self.choices}

    def read(self, query: QueryDict) -> list[str] | None:
        known = self._labels()
        return [code for code in query.getlist(self.name) if code in known] or None

    def narrow(self, rows: QuerySet[Any], value: Any, request: HttpRequest) -> QuerySet[Any]:
        if self.apply:
            return self.apply(rows, value, request)
        return rows.filter(**{f"{self.lookup or self.name}__in": value})

    def shown(self, value: Any, request: HttpRequest) -> str:
        labels = self._labels()
        return _(", ").join(labels[code] for code in value)

    def options(self, request: HttpRequest) -> Sequence[tuple[str, str]]:
        return list(self._labels().items())


@dataclass(frozen=True)
class Flag(Filter):
    """A yes/no condition: `?mine=1`."""

    widget = "flag"

    def read(self, query: QueryDict) -> bool | None:
        return True if query.get(self.name) == "1" else None

    def shown(self, value: Any, request: HttpRequest) -> str:
        return ""


@dataclass(frozen=True)
class Ref(Filter):
    """Rows pointing to one visible object: `?project=12`.

    What can be chosen are the rows of `rows_for(request)`, whose label is the columns `named`, Chinese and English.
    A page that nobody filters asks for none of them (see `pmo.web.finding`).
    """

    rows_for: Callable[[HttpRequest], QuerySet[Any]] | None = None
    lookup: str = ""
    key: str = "pk"
    named: tuple[str, str] = ("name", "name_en")

    def read(self, query: QueryDict) -> str | None:
        return query.get(self.name) or None

    def _find(self, value: str, request: HttpRequest) -> Model | None:
        try:
            return self._rows(request).filter(**{self.key: value}).first()
        except (ValueError, OverflowError):
            return None

    def _rows(self, request: HttpRequest) -> QuerySet[Any]:
        if self.rows_for is None:
            raise LookupError(self.name)
        return self.rows_for(request)

    def narrow(self, rows: QuerySet[Any], value: Any, request: HttpRequest) -> QuerySet[Any]:
        found = self._find(value, request)
        if found is None:
            return rows.none()
        if self.apply:
            return self.apply(rows, found, request)
        return rows.filter(**{self.lookup or self.name: found})

    def shown(self, value: Any, request: HttpRequest) -> str:
        found = self._find(value, request)
        return getattr(found, "label", "") or _("unknown")

    def options(self, request: HttpRequest) -> Sequence[tuple[str, str]]:
        """What is chosen; the others are found when somebody looks for them."""
        value = self.read(request.GET)
        return () if value is None else ((value, self.shown(value, request)),)

    def found(self, request: HttpRequest, words: str) -> list[tuple[str, str]]:
        """The first rows with all these words, all rows without words. Only their names are read, no objects made."""
        columns = self.named if self.key == "pk" else (*self.named, self.key)
        rows = finding.matching(self._rows(request), words, columns).values_list(self.key, *self.named)
        return [(str(key), pick(zh, en) or str(key)) for key, zh, en in rows[: finding.FOUND]]


@dataclass(frozen=True)
class DateRange(Filter):
    """`?due_from=2026-01-01&due_to=2026-03-31`, either end may be open."""

    lookup: str = ""
    widget: str = field(default="range", init=False)

    def params(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, query: QueryDict) -> tuple[date | None, date | None] | None:
        low, high = (_day(query.get(p, "")) for p in self.params())
        return (low, high) if low or high else None

    def narrow(self, rows: QuerySet[Any], value: Any, request: HttpRequest) -> QuerySet[Any]:
        low, high = value
        path = self.lookup or self.name
        if low:
            rows = rows.filter(**{f"{path}__gte": low})
        return rows.filter(**{f"{path}__lte": high}) if high else rows

    def shown(self, value: Any, request: HttpRequest) -> str:
        low, high = value
        return f"{low or '…'} – {high or '…'}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
