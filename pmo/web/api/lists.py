"""What every list takes: search, ordering, page. Built from a viewset's declarations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from pmo.web.api.pages import MAX_PAGE_SIZE
from pmo.web.api.params import Integer, Param
from pmo.web.api.problems import bad_parameter

MAX_TERMS = 8

PAGES: Mapping[str, Param] = {
    "page": Integer(help="Which page, from 1", min_value=1),
    "page_size": Integer(help="Rows per page", min_value=1, max_value=MAX_PAGE_SIZE),
}


class Search(Param):
    """Words that must all occur, in any of the fields."""

    max_length = 200

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = list(fields)
        super().__init__(help="Words that must all occur, in any of: " + ", ".join(self.fields))
        self.schema = {"type": "string", "maxLength": self.max_length}

    def parse(self, name: str, text: str) -> list[str]:
        if len(text) > self.max_length:
            raise bad_parameter(name, "too_long", max=self.max_length)
        return text.split()[:MAX_TERMS]

    def apply(self, rows: QuerySet[Any], user: Any, value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        found = reduce(
            and_, (reduce(or_, (Q(**{f"{field}__icontains": term}) for field in self.fields)) for term in value)
        )
        if any(_many(rows.model, field) for field in self.fields):
            # A join to many rows would repeat the row; DISTINCT would cost the index of the ordering.
            return rows.filter(pk__in=rows.model._base_manager.filter(found).values("pk"))
        return rows.filter(found)


def _many(model: type[Model], path: str) -> bool:
    """Whether the lookup goes through a relation with several rows."""
    for step in path.split("__"):
        field = model._meta.get_field(step)
        if not field.is_relation:
            return False
        if field.many_to_many or field.one_to_many:
            return True
        model = field.related_model  # type: ignore[assignment]
    return False


class Ordering(Param):
    """Names separated by commas, a minus sign reverses. The id decides ties, so that pages never overlap."""

    def __init__(self, fields: Mapping[str, str], default: Iterable[str]) -> None:
        self.fields = dict(fields)
        self.fallback = list(default)
        names = "|".join(sorted(self.fields))
        super().__init__(help="Order of the rows; a minus sign reverses")
        self.schema = {"type": "string", "pattern": f"^-?({names})(,-?({names})){{0,4}}$"}

    def parse(self, name: str, text: str) -> list[str]:
        parts = text.split(",")
        if len(parts) > 5 or any(part.removeprefix("-") not in self.fields for part in parts):
            raise bad_parameter(name, "unknown_ordering", known=", ".join(sorted(self.fields)))
        return [("-" if part.startswith("-") else "") + self.fields[part.removeprefix("-")] for part in parts]

    def apply(self, rows: QuerySet[Any], user: Any, value: list[str]) -> QuerySet[Any]:
        return rows.order_by(*value, "pk")


def list_params(
    filters: Mapping[str, Param],
    search_fields: Iterable[str],
    ordering_fields: Iterable[str] | Mapping[str, str],
    default_ordering: Iterable[str],
) -> dict[str, Param]:
    """Every parameter a list knows."""
    found: dict[str, Param] = dict(filters)
    if fields := list(search_fields):
        found["search"] = Search(fields)
    orders = dict(ordering_fields) if isinstance(ordering_fields, Mapping) else {f: f for f in ordering_fields}
    if orders:
        found["ordering"] = Ordering(orders, default_ordering)
    return {**found, **PAGES}
