"""Checked rows as JSON and back, by the kinds of their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pmo.exchange.specs import Ref, TableSpec

_OUT: Mapping[str, Callable[[Any], Any]] = {
    "decimal": str,
    "percent": str,
    "date": date.isoformat,
    "datetime": datetime.isoformat,
    "person": lambda ref: [int(ref), getattr(ref, "text", "")],
    "unit": lambda ref: [int(ref), getattr(ref, "text", "")],
}
_IN: Mapping[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "percent": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "person": lambda pair: Ref(pair[0], pair[1]),
    "unit": lambda pair: Ref(pair[0], pair[1]),
}


def encode(spec: TableSpec, rows: list[dict[str, Any]]) -> list[list[Any]]:
    """Each row as [row number, values…] in column order: short, because ten thousand of them are one field."""
    columns = [(column.name, _OUT.get(column.kind)) for column in spec.columns]
    return [[row["_row"], *(_apply(out, row.get(name)) for name, out in columns)] for row in rows]


def decode(spec: TableSpec, stored: list[list[Any]], sheet: str = "") -> list[dict[str, Any]]:
    columns = [(column.name, _IN.get(column.kind)) for column in spec.columns]
    return [
        {
            "_row": number,
            "_sheet": sheet,
            **{name: _apply(into, v) for (name, into), v in zip(columns, values, strict=True)},
        }
        for number, *values in stored
    ]


def encode_values(spec: TableSpec, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """The present values of a row that would change."""
    kinds = {column.name: column.kind for column in spec.columns}
    return {name: _apply(_OUT.get(kinds[name]), v) for name, v in (values or {}).items() if name in kinds}


def decode_values(spec: TableSpec, stored: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {column.name: column.kind for column in spec.columns}
    return {name: _apply(_IN.get(kinds[name]), v) for name, v in stored.items() if name in kinds}


def _apply(change: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if value is None or change is None else change(value)
