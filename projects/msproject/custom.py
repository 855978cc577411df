"""What a plan says and Microsoft Project has no place for travels in custom text fields, under aliases of ours.

Whoever opens the file there can show them as columns; when the file comes back they are read by their alias.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# A text field of Microsoft Project holds so much.
LONGEST = 255
# Text21 … Text30 of tasks, as Microsoft numbers them (Text11 is 188743997).
_FIRST_ID, _FIRST_NUMBER = 188_744_007, 21


@dataclass(frozen=True)
class Slot:
    """A custom field: its id and name in the file, and the alias by which it is known again."""

    field_id: int
    field_name: str
    alias: str


def _slots() -> dict[str, list[Slot]]:
    """Slots per word; a long text is cut over several."""
    found: dict[str, list[Slot]] = {}
    number = 0
    for word, pieces in (("acceptance", 5), ("name", 1), ("name_en", 1), ("wave", 1), ("owner", 1)):
        for piece in range(1, pieces + 1):
            alias = f"Luodi {word}" if pieces == 1 else f"Luodi {word} {piece}"
            slot = Slot(_FIRST_ID + number, f"Text{_FIRST_NUMBER + number}", alias)
            found.setdefault(word, []).append(slot)
            number += 1
    return found


SLOTS = _slots()
_WORDS = {slot.alias: (word, place) for word, slots in SLOTS.items() for place, slot in enumerate(slots)}


def definitions() -> Iterator[Slot]:
    for slots in SLOTS.values():
        yield from slots


def most(word: str) -> int:
    """Signs of a word that the fields have room for."""
    return len(SLOTS[word]) * LONGEST


def values(words: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """(field id, text) per field that has something to carry."""
    for word, slots in SLOTS.items():
        text = words.get(word, "")
        for place, slot in enumerate(slots):
            piece = text[place * LONGEST : (place + 1) * LONGEST]
            if piece:
                yield slot.field_id, piece


def known(aliases: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Word and place by the field ids of a file, from the aliases it defines."""
    return {field_id: _WORDS[alias] for field_id, alias in aliases.items() if alias in _WORDS}


def words(found: Mapping[str, str], fields: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    """The words of a row, from its custom fields by id."""
    pieces: dict[str, dict[int, str]] = {}
    for field_id, text in found.items():
        if field_id in fields:
            word, place = fields[field_id]
            pieces.setdefault(word, {})[place] = text
    return {word: "".join(text for _place, text in sorted(parts.items())) for word, parts in pieces.items()}
