"""Query parameters: declared with a type, parsed strictly, documented from the same declaration."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from pmo.web.api import words
from pmo.web.api.problems import Problem, bad_parameter

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
MAX_ID = 2**63 - 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Apply = Callable[[Any, Any, Any], Any]


class Param:
    """One query parameter. `lookup` says how it filters: an ORM lookup, or a function (rows, user, value) → rows."""

    schema: Mapping[str, Any] = {"type": "string"}

    def __init__(
        self,
        lookup: str | Apply | None = None,
        help: str = "",
        *,
        required: bool = False,
        default: Any = None,
        example: Any = None,
    ) -> None:
        self.lookup = lookup
        self.help = help
        self.required = required
        self.default = default
        self.example = example

    def parse(self, name: str, text: str) -> Any:
        raise NotImplementedError

    def apply(self, rows: QuerySet[Any], user: Any, value: Any) -> QuerySet[Any]:
        if self.lookup is None:
            return rows
        if callable(self.lookup):
            found: QuerySet[Any] = self.lookup(rows, user, value)
            return found
        return rows.filter(**{self.lookup: value})

    def describe(self) -> dict[str, Any]:
        """The parameter's JSON schema."""
        found = dict(self.schema)
        if self.default is not None:
            found["default"] = self.default
        return found


class Text(Param):
    def __init__(self, *args: Any, max_length: int = 200, pattern: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_length = max_length
        self.schema = {"type": "string", "maxLength": max_length, "minLength": 1}
        if pattern:
            self.schema = {**self.schema, "pattern": f"^{pattern}$"}

    def parse(self, name: str, text: str) -> str:
        if len(text) > self.max_length:
            raise bad_parameter(name, "too_long", max=self.max_length)
        if not text.strip():
            raise bad_parameter(name, "blank")
        return text.strip()


class Id(Param):
    schema: Mapping[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_ID, "format": "int64"}

    def parse(self, name: str, text: str) -> int:
        return _integer(name, text, 1, MAX_ID)


class Ids(Param):
    """Several ids, separated by commas."""

    limit = 100
    schema: Mapping[str, Any] = {"type": "string", "pattern": r"^[1-9]\d{0,17}(,[1-9]\d{0,17}){0,99}$"}

    def parse(self, name: str, text: str) -> list[int]:
        parts = text.split(",")
        if len(parts) > self.limit:
            raise bad_parameter(name, "too_many", max=self.limit)
        return [_integer(name, part, 1, MAX_ID) for part in parts]


class Integer(Param):
    def __init__(self, *args: Any, min_value: int = 0, max_value: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.min_value, self.max_value = min_value, max_value
        self.schema = {"type": "integer", "minimum": min_value, "maximum": max_value}

    def parse(self, name: str, text: str) -> int:
        return _integer(name, text, self.min_value, self.max_value)


class Number(Param):
    def __init__(self, *args: Any, min_value: int = -(10**12), max_value: int = 10**12, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.min_value, self.max_value = min_value, max_value
        self.schema = {"type": "number", "minimum": min_value, "maximum": max_value}

    def parse(self, name: str, text: str) -> Decimal:
        try:
            value = Decimal(text) if len(text) <= 40 and text.isascii() and "_" not in text else Decimal("NaN")
        except InvalidOperation:
            value = Decimal("NaN")
        if not math.isfinite(value):
            raise bad_parameter(name, "not_a_number")
        if not self.min_value <= value <= self.max_value:
            raise bad_parameter(name, "out_of_range", min=self.min_value, max=self.max_value)
        return value


class Choice(Param):
    """One of fixed values; with `many=True` several, separated by commas (the lookup then gets a list: use `__in`)."""

    def __init__(
        self, lookup: str | Apply | None, choices: Iterable[Any], help: str = "", *, many: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(lookup, help, **kwargs)
        self.many = many
        self.values = [str(choice[0] if isinstance(choice, (tuple, list)) else choice) for choice in choices]
        if many:
            one = "|".join(map(re.escape, self.values))
            self.schema = {"type": "string", "pattern": f"^({one})(,({one})){{0,{len(self.values)}}}$"}
        else:
            self.schema = {"type": "string", "enum": self.values}

    def parse(self, name: str, text: str) -> Any:
        parts = text.split(",") if self.many else [text]
        for part in parts:
            if part not in self.values:
                raise bad_parameter(name, "unknown_choice", known=", ".join(self.values))
        return parts if self.many else text


class Flag(Param):
    schema: Mapping[str, Any] = {"type": "boolean"}
    _values: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}

    def parse(self, name: str, text: str) -> bool:
        try:
            return self._values[text]
        except KeyError:
            raise bad_parameter(name, "not_a_flag") from None


class Date(Param):
    schema: Mapping[str, Any] = {"type": "string", "format": "date"}

    def parse(self, name: str, text: str) -> date:
        if not _DAY.fullmatch(text):
            raise bad_parameter(name, "not_a_date")
        try:
            value = date.fromisoformat(text)
        except ValueError:
            raise bad_parameter(name, "not_a_date") from None
        if not FIRST_DAY <= value <= LAST_DAY:
            raise bad_parameter(name, "date_out_of_range", min=FIRST_DAY, max=LAST_DAY)
        return value


def read(query: QueryDict, declared: Mapping[str, Param]) -> dict[str, Any]:
    """Every declared parameter's value (its default when absent). Raises a 400 problem for anything else."""
    for name in query:
        if name not in declared:
            raise _unknown(name, declared)
        if len(query.getlist(name)) > 1:
            raise bad_parameter(name, "repeated_parameter")
    return {name: _value(query, name, param) for name, param in declared.items()}


def _value(query: QueryDict, name: str, param: Param) -> Any:
    if name not in query:
        if param.required:
            raise bad_parameter(name, "required")
        return param.default
    text = str(query[name])
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise bad_parameter(name, "bad_text")
    return param.parse(name, text)


def _unknown(name: str, declared: Mapping[str, Param]) -> Problem:
    shown = name[:60].encode("utf-8", "replace").decode().replace("\x00", "�")
    if not declared:
        return bad_parameter(shown, "unknown_parameter", words.PARAMETER["no_parameters"])
    return bad_parameter(shown, "unknown_parameter", known=", ".join(sorted(declared)))


def _integer(name: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"-?[0-9]{1,19}", text):
        raise bad_parameter(name, "not_an_integer")
    value = int(text)
    if not low <= value <= high:
        raise bad_parameter(name, "out_of_range", min=low, max=high)
    return value
