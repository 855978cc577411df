"""What a table looks like: columns with kinds, in the words of both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, override

KINDS = frozenset({"text", "integer", "decimal", "percent", "date", "datetime", "choice", "bool", "person", "unit"})
Text = str | Promise

MAX_ROWS = 10_000
MAX_COLUMNS = 200


class Ref(int):
    """The id of a person or unit named in a cell; `text` is what the cell said."""

    text: str

    def __new__(cls, pk: int, text: str = "") -> Ref:
        ref = super().__new__(cls, pk)
        ref.text = text
        return ref

    def __reduce__(self) -> tuple[Any, ...]:
        return (Ref, (int(self), self.text))


@dataclass(frozen=True)
class Column:
    """One column. `label` is its header in the reader's language; on reading, both languages and `name` are known.

    digits     decimal places kept on reading and shown on writing (decimal, percent)
    minimum, maximum   bounds, inclusive, of numbers (Decimal or int) and dates
    choices    (code, label) pairs; the label of either language or the code is read, the code is the value
    help       what to enter, shown as a comment on the header of the template
    example    a value for the example sheet of the template, typed like the column
    """

    name: str
    label: Text
    kind: str = "text"
    required: bool = False
    choices: Sequence[tuple[str, Text]] = ()
    max_length: int = 2_000
    digits: int = 6
    minimum: Decimal | int | date | None = None
    maximum: Decimal | int | date | None = None
    help: Text = ""
    example: Any = None
    width: int = 0
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.name!r} has the unknown kind {self.kind!r}")

    @cached_property
    def headers(self) -> set[str]:
        """Every header this column answers to, folded."""
        return {fold(text) for text in (*in_every_language(self.label), self.name, *self.aliases)}

    @cached_property
    def choice_codes(self) -> dict[str, str]:
        """Folded code or label of any language → code."""
        found: dict[str, str] = {}
        for code, label in self.choices:
            for text in in_every_language(label):
                found.setdefault(fold(text), str(code))
        for code, _label in self.choices:
            found[fold(str(code))] = str(code)
        return found

    @property
    def numeric(self) -> bool:
        return self.kind in ("integer", "decimal", "percent")

    def choice_label(self, code: Any) -> str:
        """The label of `code` in the active language."""
        return next((str(label) for known, label in self.choices if str(known) == str(code)), str(code))


@dataclass(frozen=True)
class TableSpec:
    """A table to read or offer as a template.

    sheet   title of the sheet; the first visible sheet is read when none has it
    key     names of columns whose combination may occur only once in a file
    """

    columns: tuple[Column, ...]
    sheet: Text = ""
    key: tuple[str, ...] = ()
    max_rows: int = MAX_ROWS

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def label(self, name: str) -> str:
        return next((str(column.label) for column in self.columns if column.name == name), name)

    def sheet_names(self) -> list[str]:
        return sorted(in_every_language(self.sheet)) if self.sheet else []


@dataclass(frozen=True)
class Sheet:
    """A sheet to write. A row is a mapping by column name or a sequence in column order."""

    title: Text
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any] | Sequence[Any]]


def in_every_language(text: Text) -> set[str]:
    if isinstance(text, str):
        return {text}
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(str(text))
    return found


def enumerated(items: Sequence[str]) -> str:
    """Words in a row, separated as the active language does it."""
    return (", " if (get_language() or "").startswith("en") else "、").join(items)


def fold(text: str) -> str:
    """What remains of a header or choice when width, case, spaces and the mark of a required field are ignored."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(plain.split()).strip("*:").replace("\u200b", "").replace("\ufeff", "")


def letter(index: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
