"""A column of a list: how it is shown, sorted and exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


def follow(row: Any, path: str) -> Any:
    """`a__b__c` along attributes; None as soon as one is missing."""
    for step in path.split("__"):
        if row is None:
            return None
        row = getattr(row, step, None)
    return row


@dataclass(frozen=True)
class Column:
    """One column.

    name    key in the URL, and the attribute path when `value` is not given
    label   header
    value   what the row shows here (and exports, unless `export` is given)
    cell    draws the inside of the cell: a function of row and value, or a template that sees both (several times
            slower: for lists of few rows); plain text without it
    missing the word for no value, "none" unless given
    sort    ORM field(s) to order by; "" = not sortable
    kind    text | integer | decimal | percent | date | datetime — alignment and type in exports
    header  the row's name: drawn as <th scope="row"> linking to `row.url`
    """

    name: str
    label: str | Promise
    value: Callable[[Any], Any] | None = None
    cell: str | Callable[[Any, Any], str] = ""
    missing: str | Promise = ""
    sort: str | tuple[str, ...] = ""
    kind: str = "text"
    header: bool = False
    nowrap: bool = False
    optional: bool = False
    export: Callable[[Any], Any] | None = None
    in_export: bool = True
    in_page: bool = True

    @property
    def numeric(self) -> bool:
        return self.kind in ("integer", "decimal", "percent")

    @property
    def css(self) -> str:
        names = ["n"] if self.numeric else []
        if self.nowrap or self.kind in ("date", "datetime"):
            names.append("ld-nw")
        return " ".join(names)

    def of(self, row: Any) -> Any:
        return self.value(row) if self.value else follow(row, self.name)

    def exported(self, row: Any) -> Any:
        value = self.export(row) if self.export else self.of(row)
        return str(value) if isinstance(value, Promise) else value

    @property
    def order_fields(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort
