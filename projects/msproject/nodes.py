"""Typed reads of XML elements, whatever their namespace. A value that is none of its type names element and row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from projects.msproject import units
from projects.msproject.errors import MspdiError

T = TypeVar("T")


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


class Node:
    """An element and the words by which messages call its row."""

    def __init__(self, element: Element, row: str = "") -> None:
        self.element = element
        self.row = row
        self._texts: dict[str, str] | None = None

    @classmethod
    def of_texts(cls, texts: dict[str, str]) -> Node:
        """A node that has only these texts: the heading of a file read in pieces."""
        node = cls(Element("Project"))
        node._texts = texts
        return node

    @property
    def texts(self) -> dict[str, str]:
        """First text of each direct child."""
        if self._texts is None:
            self._texts = {}
            for child in self.element:
                self._texts.setdefault(local(child.tag), (child.text or "").strip())
        return self._texts

    def all(self, *path: str) -> Iterator[Node]:
        """Descendants along a path of local names."""
        found = [self.element]
        for name in path:
            found = [child for parent in found for child in parent if local(child.tag) == name]
        return (Node(element, self.row) for element in found)

    def has(self, name: str) -> bool:
        return any(local(child.tag) == name for child in self.element)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def raw(self, name: str) -> str:
        """A text with its blanks: a piece of a longer one."""
        return next((child.text or "" for child in self.element if local(child.tag) == name), "")

    def flag(self, name: str) -> bool:
        return self.text(name) in ("1", "true")

    def get(self, name: str, convert: Callable[[str], T]) -> T | None:
        """The converted value; None when the element is missing or empty. Raises MspdiError bad_value."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return convert(raw)
        except units.BadValue as error:
            raise self.bad(name, raw) from error

    def integer(self, name: str, default: int) -> int:
        found = self.get(name, units.integer)
        return default if found is None else found

    def bad(self, name: str, value: Any) -> MspdiError:
        return MspdiError("bad_value", row=self.row, element=name, value=str(value)[:80])
