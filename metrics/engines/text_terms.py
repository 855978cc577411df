"""Terms of a text for a word index in Chinese and English, and what a query asks of it. No model, no dictionary.

Chinese, Japanese and Korean are written without spaces, so a run of such characters gives its overlapping pairs
(bigrams), and its last character alone: every two-character word of a text is a term of it, and every single
character begins one. Words of other scripts are lower-cased and lose an English plural or verb ending.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

LONGEST: Final = 32
"""Characters of a term; longer words are cut."""
PART: Final = 0.6
"""Share of the pairs of a run of three characters or more that must stand in a text: 月末结账 finds 月末的结账."""

_CJK: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
_RUN: Final = re.compile(rf"([{_CJK}]+)|((?:(?![{_CJK}])[^\W_])+)")


@dataclass(frozen=True)
class Group:
    """One word of a query: at least ``need`` of ``terms`` must be terms of a text.

    ``begins``: the one term stands for all that begin with it (a single Chinese character, an unfinished word).
    ``latin``: the word may be misspelt.
    """

    terms: tuple[str, ...]
    need: int
    begins: bool = False
    latin: bool = False


def plain(text: str) -> str:
    """``text`` with full-width forms made plain, in lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def terms(text: str) -> Iterator[str]:
    """Terms of ``text`` in their order, repeated as often as they occur."""
    for cjk, word in _runs(text):
        if cjk:
            yield from _pairs(cjk)
            yield cjk[-1]
        else:
            yield stem(word)[:LONGEST]


def groups(query: str) -> list[Group]:
    """What ``query`` asks for, word by word; all must be met. Empty for a query without letters."""
    found: list[Group] = []
    for cjk, word in _runs(query):
        if cjk and len(cjk) == 1:
            found.append(Group((cjk,), 1, begins=True))
        elif cjk:
            pairs = tuple(dict.fromkeys(_pairs(cjk)))
            found.append(Group(pairs, ceil(PART * len(pairs)) if len(pairs) > 2 else len(pairs)))
        else:
            found.append(Group((stem(word)[:LONGEST],), 1, begins=True, latin=True))
    return list(dict.fromkeys(found))


def marks(query: str) -> list[str]:
    """What is to be marked in a text that was found with ``query``: longest first, in lower case."""
    found: set[str] = set()
    for cjk, word in _runs(query):
        if cjk:
            found.add(cjk)
            found.update(_pairs(cjk))
        else:
            found.update((word, stem(word)))
    return sorted(found, key=lambda mark: (-len(mark), mark))


def stem(word: str) -> str:
    """``word`` without an English plural or verb ending: reports, reported, reporting → report."""
    if not word.isascii() or len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ings", "ing", "edly", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and _has_vowel(word[: -len(ending)]):
            return _undouble(word[: -len(ending)])
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def near(word: str, known: Iterable[str]) -> list[str]:
    """Those of ``known`` one slip away: a letter too many, missing, wrong, or two of them swapped."""
    return [other for other in known if other != word and _one_slip(word, other)]


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Runs of Chinese characters and words of other scripts; one of the two is empty."""
    return ((match[1] or "", match[2] or "") for match in _RUN.finditer(plain(text)))


def _pairs(run: str) -> Iterator[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


def _has_vowel(text: str) -> bool:
    return any(letter in "aeiouy" for letter in text)


def _undouble(text: str) -> str:
    if len(text) > 3 and text[-1] == text[-2] and text[-1] not in "lsz":
        return text[:-1]
    return text[:-1] if text.endswith("e") and len(text) > 4 else text


def _one_slip(a: str, b: str) -> bool:
    """Whether the optimal string alignment distance is one (Damerau 1964)."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        swapped = len(rest_a) > 1 and rest_a[0] == rest_b[1] and rest_a[1] == rest_b[0] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]
