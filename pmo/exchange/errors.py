"""What can be wrong with a table: the file as a whole, or single cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override

from pmo.records import DomainError
from pmo.texts.sentence import show


class BadFile(DomainError):
    """The file cannot be read as a table at all (422)."""

    code = "bad_file"

    def __init__(self, message: str | Promise, *, code: str = "", params: dict[str, Any] | None = None) -> None:
        super().__init__(message, code=code, field="file", params=params)


def msgid(message: str | Promise) -> str:
    """The English original of a text, which is what is stored."""
    if isinstance(message, Promise):
        with override("en"):
            return str(message)
    return message


@dataclass(frozen=True)
class CellError:
    """One bad cell. `row` is the number the sheet shows; `column` the name in the TableSpec ("" for the whole row).

    `message` is the English message id; its translation is looked up when the text is read. `params` fill it and may
    be typed as for sentences (`texts.day(…)`, `texts.name(…)`).
    """

    row: int
    column: str
    code: str
    message: str | Promise
    params: Mapping[str, Any] = field(default_factory=dict)
    value: str = ""
    sheet: str = ""
    letter: str = ""

    @property
    def text(self) -> str:
        template = gettext(msgid(self.message))
        return template % {name: show(value) for name, value in self.params.items()} if self.params else template

    def at(self, sheet: str, letters: Mapping[str, str]) -> CellError:
        """The same error with the sheet and the column letter filled in."""
        return replace(self, sheet=self.sheet or sheet, letter=self.letter or letters.get(self.column, ""))

    def to_json(self) -> list[Any]:
        params = {name: str(value) if isinstance(value, Promise) else value for name, value in self.params.items()}
        return [
            self.row, self.column, self.code, msgid(self.message), params, self.value[:80], self.sheet, self.letter,
        ]  # fmt: skip

    @classmethod
    def from_json(cls, data: list[Any]) -> CellError:
        return cls(*data)
