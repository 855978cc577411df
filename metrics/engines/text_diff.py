"""What changed between two texts, readable in Chinese and English: word by word, in Chinese character by character.

Lines are matched first and only lines that differ are compared inside, so long texts stay quick.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Kind = Literal["same", "added", "removed"]
MOST_TOKENS: Final = 4000
"""Beyond that many tokens a changed block is shown as removed and added as a whole."""
_TOKEN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


def diff(before: str, after: str) -> list[Piece]:
    """Pieces in reading order; without the added ones they are ``before``, without the removed ones ``after``."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a0:a1])))
        else:
            pieces.extend(_inside("".join(old[a0:a1]), "".join(new[b0:b1])))
    return _joined(pieces)


def _inside(before: str, after: str) -> Iterator[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > MOST_TOKENS:
        yield Piece("removed", before)
        yield Piece("added", after)
        return
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a0:a1]))
            continue
        yield Piece("removed", "".join(old[a0:a1]))
        yield Piece("added", "".join(new[b0:b1]))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Without empty pieces; neighbours of one kind are one."""
    made: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if made and made[-1].kind == piece.kind:
            made[-1] = Piece(piece.kind, made[-1].text + piece.text)
        else:
            made.append(piece)
    return made
