"""Choosing among many: a field lists a hundred rows whole; of more it finds those asked for, where it stands.

A select of twenty thousand people can neither be sent nor read. Beyond `WHOLE` rows a field carries what is chosen and
the first few; its script asks the address of its own page with the field and the words in `LD-Find`, and the same form
answers from the same rows. So whoever may not open the page finds nothing, and nothing is found that could not be
chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest, HttpResponse, JsonResponse

HEADER = "LD-Find"
WHOLE = 100  # rows a field lists without being asked
FIRST = 30  # rows shown of more, before anything is typed
FOUND = 30  # rows of an answer
LONGEST = 80  # characters of a question
ASKING = ("data-find", "data-page", "data-part")  # attributes that say what to ask and where


@dataclass
class Finding:
    """Of one request: where its forms stand, and what one of them is asked."""

    page: str
    part: bool = False
    field: str = ""
    words: str = ""
    answer: list[tuple[str, str]] | None = None


_finding: ContextVar[Finding | None] = ContextVar("finding", default=None)


@dataclass(frozen=True)
class Manner:
    """How rows of a model are found and told apart."""

    columns: tuple[str, ...]
    beside: Callable[[Any], str] | None = None
    related: tuple[str, ...] = ()


_manners: dict[type[Model], Manner] = {}


def searched_by(
    model: type[Model],
    *columns: str,
    beside: Callable[[Any], str] | None = None,
    related: tuple[str, ...] = (),
) -> None:
    """Rows of `model` are found by words in these columns; fields of other models are always listed whole.

    `beside` gives what stands after the name of a row, for two of the same name; it may read the rows in `related`.
    """
    _manners[model] = Manner(columns, beside, related)


def current() -> Finding | None:
    """Of the request that is answered now; None outside of one."""
    return _finding.get()


class FindingMiddleware:
    """Answers with the rows a form of the page found, instead of with the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        finding = Finding(request.get_full_path(), part="HX-Request" in request.headers)
        asked = request.method == "GET" and request.headers.get(HEADER)
        if asked:
            field, _, words = asked.partition("=")
            finding.field, finding.words = field, unquote(words)[:LONGEST]
        token = _finding.set(finding)
        try:
            response = self.get_response(request)
        finally:
            _finding.reset(token)
        if not asked or response.status_code != 200:
            return response
        if finding.answer is None:
            return JsonResponse({"rows": [], "more": False}, status=404)
        return JsonResponse({"rows": finding.answer, "more": len(finding.answer) == FOUND})


def narrow(form: forms.BaseForm, name: str, field: forms.Field) -> None:
    """Let a field of many rows carry only some of them; answer where it is the one asked.

    A field may name in `likely` the keys of rows that come first.
    """
    finding = _finding.get()
    if finding is None or not isinstance(field, forms.ModelChoiceField):
        return
    choices: Any = field.choices
    queryset: QuerySet[Any] | None = field.queryset
    if queryset is None or not isinstance(choices, ModelChoiceIterator) or queryset.model not in _manners:
        return
    queryset = queryset.select_related(*related) if (related := _manners[queryset.model].related) else queryset
    known = f"{type(form).__name__}.{form.add_prefix(name)}"
    if known == finding.field:
        found = matching(queryset, finding.words, _manners[queryset.model].columns)[:FOUND]
        finding.answer = [(str(choices.choice(row)[0]), _label(field, row)) for row in found]
        return
    rows: list[Any] = list(queryset[: WHOLE + 1])
    likely = frozenset(getattr(field, "likely", ()))
    if len(rows) > WHOLE:
        kept = _kept(form, name, field, queryset, likely)
        rows = [*kept, *[row for row in rows[:FIRST] if row not in kept]]
        field.widget.attrs |= {"data-find": known, "data-page": finding.page}
        if finding.part:
            field.widget.attrs["data-part"] = True
    rows.sort(key=lambda row: row.pk not in likely)
    empty = [("", field.empty_label)] if field.empty_label is not None else []
    field.choices = [*empty, *[(choices.choice(row)[0], _label(field, row)) for row in rows]]


def _label(field: forms.ModelChoiceField[Any], row: Any) -> str:
    """As the field says it, and what tells the row from others of its name."""
    label, beside = str(field.label_from_instance(row)), _manners[type(row)].beside
    more = beside(row) if beside else ""
    return label if not more or more in label else f"{label} · {more}"


def matching(queryset: QuerySet[Any], words: str, columns: Sequence[str]) -> QuerySet[Any]:
    """Rows in which every word occurs, in whichever column."""
    for word in words.split():
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        queryset = queryset.filter(anywhere)
    return queryset


def _kept(
    form: forms.BaseForm,
    name: str,
    field: forms.ModelChoiceField[Any],
    queryset: QuerySet[Any],
    likely: frozenset[int],
) -> list[Any]:
    """The rows that are chosen now, whatever was typed in their place, and those likely to be."""
    value = form[name].value()
    several = value if isinstance(value, (list, tuple, set, QuerySet)) else [value]
    keys = [field.prepare_value(one) for one in several if one not in field.empty_values]
    if not keys and not likely:
        return []
    try:
        wanted = Q(**{f"{field.to_field_name or 'pk'}__in": keys}) | Q(pk__in=likely)
        # However many: what is not sent back would be taken away.
        return list(queryset.filter(wanted))
    except (ValueError, TypeError, ValidationError, OverflowError):
        return []
