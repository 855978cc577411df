"""Themes of free text: which words many people use, in Chinese and English, with examples. No model, no dictionary.

Chinese is written without spaces, so its words are found in the texts: runs of 2–6 characters that several people
use, that hold together better than chance (mutual information, Church & Hanks 1990), that end where their neighbours
change, and are not part of a longer run that is used as often. English words are lower-cased and lose a plural or
verb ending. Each answer counts once per word. Words that mostly stand in the same answers make one theme (Jaccard ≥
½), named by its commonest ones; a word whose answers nearly all belong to a larger theme is a part of that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

CJK: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
LATIN: Final = re.compile(r"[a-z][a-z0-9]*(?:[-'][a-z0-9]+)*")

LONGEST: Final = 6
TOGETHER: Final = 0.5
MOSTLY: Final = 0.8
"""Share of its uses from which on a run counts as a part of the longer one around it."""
COHESION: Final = 1.0
"""Bits by which two halves of a word must go together more often than by chance."""

# Characters that join words but begin and end none: particles, pronouns, measure words.
_EDGES: Final = frozenset(
    "的了是在有和就不也都很还要会能可以我你您他她它们这那个些为与及或但而把被让给从到对于上下里中后前时没无太再又才只更最吗呢吧啊呀嘛着过等之其一二三两多少几每各种么什怎去来做用得"
)
_COMMON_ZH: Final = """
我们 你们 他们 这个 那个 这些 那些 没有 可以 不能 不会 但是 因为 所以 如果 就是 还是 或者 以及 一个 一些
一下 有点 有些 非常 比较 觉得 感觉 希望 建议 需要 应该 能够 已经 现在 目前 之后 之前 时候 什么 怎么
为什么 不知道 问题 东西 地方 方面 情况 大家 自己 其他 很多 经常 总是 有时 时间
"""
_COMMON_EN: Final = """
a about after again all also am an and any are as at be because been before being but by can cannot could did do
does doing don't down each even every few for from further get gets getting got had has have having he her here
hers him his how i i'm if in into is isn't it it's its just like lot made make makes many me more most much must my
need needs no nor not now of off often on once one only or other our out over own per please quite rather really
same she should so some still such than that that's the their them then there these they thing things this those
through to too under until up us use used using very want was we were what when where which while who why will with
would you your
"""
_STOP_ZH: Final = frozenset(_COMMON_ZH.split())
_STOP_EN: Final = frozenset(_COMMON_EN.split())


@dataclass(frozen=True)
class Theme:
    """``words``: commonest first; ``answers``: indices of the texts; ``examples``: indices of typical ones."""

    words: tuple[str, ...]
    answers: tuple[int, ...]
    examples: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.answers)


def themes(texts: Sequence[str], *, least: int = 2, limit: int = 12, examples: int = 3) -> list[Theme]:
    """Themes of ``texts`` that at least ``least`` of them touch, largest first; at most ``limit``. Deterministic."""
    found = words_of(texts, least)
    order = sorted(found, key=lambda word: (-len(found[word]), -len(word), word))
    groups: list[tuple[list[str], set[int]]] = []
    for word in order:
        rows = found[word]
        home = next((group for group in groups if _alike(rows, found[group[0][0]])), None)
        if home is not None:
            # 报工界面 beside 报工 says nothing more.
            if not any(known in word for known in home[0]):
                home[0].append(word)
            home[1].update(rows)
        elif not any(len(rows & theirs) >= MOSTLY * len(rows) for _words, theirs in groups):
            groups.append(([word], set(rows)))
    groups.sort(key=lambda group: (-len(group[1]), group[0][0]))
    return [_theme(texts, words, found, answers, examples) for words, answers in groups[:limit]]


def words_of(texts: Sequence[str], least: int = 2) -> dict[str, set[int]]:
    """Words that at least ``least`` texts contain → indices of those texts."""
    folded = [text.casefold() for text in texts]
    return {**_latin(folded, least), **_chinese(folded, least)}


def _latin(texts: Iterable[str], least: int) -> dict[str, set[int]]:
    places: dict[str, set[int]] = defaultdict(set)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for number, text in enumerate(texts):
        for word in LATIN.findall(text):
            if len(word) > 1 and word not in _STOP_EN:
                root = stem(word)
                places[root].add(number)
                spelled[root][word] += 1
    # Shown as most people write it, the shortest of equals.
    return {
        min(spelled[root], key=lambda w: (-spelled[root][w], len(w), w)): rows
        for root, rows in places.items()
        if len(rows) >= least
    }


def stem(word: str) -> str:
    """The word without its plural or verb ending: approvals → approval, crashes and crashing → crash."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("ing", ""), ("ed", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _single(word[: -len(ending)] + instead)
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _single(root: str) -> str:
    """submitted → submit: the doubled last letter goes."""
    doubled = len(root) > 3 and root[-1] == root[-2] and root[-1] not in "aeiouls"
    return root[:-1] if doubled else root


def _chinese(texts: Iterable[str], least: int) -> dict[str, set[int]]:
    runs = [(number, run) for number, text in enumerate(texts) for run in CJK.findall(text)]
    single: Counter[str] = Counter(char for _n, run in runs for char in run)
    total = sum(single.values())
    places: dict[str, set[int]] = defaultdict(set)
    often: Counter[str] = Counter()
    before: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for number, run in runs:
        for length in range(2, LONGEST + 1):
            for start in range(len(run) - length + 1):
                gram = run[start : start + length]
                places[gram].add(number)
                often[gram] += 1
                before[gram][run[start - 1 : start]] += 1
                after[gram][run[start + length : start + length + 1]] += 1
    kept = {
        gram: rows
        for gram, rows in places.items()
        if len(rows) >= least
        and _is_word(gram)
        and _ends(before[gram], often[gram])
        and _ends(after[gram], often[gram])
        and _holds(gram, often, single, total)
    }
    return {gram: rows for gram, rows in kept.items() if not _inside_longer(gram, rows, kept)}


def _is_word(gram: str) -> bool:
    if gram[0] in _EDGES or gram[-1] in _EDGES or gram in _STOP_ZH:
        return False
    # 打不开 is a word; 扫码枪不够 is a sentence.
    return len(gram) < 4 or not any(char in _EDGES for char in gram)


def _ends(neighbours: Counter[str], times: int) -> bool:
    """Whether a word may end here: what stands beside it changes, or is no part of words."""
    (char, count) = neighbours.most_common(1)[0]
    return not char or char in _EDGES or count < MOSTLY * times


def _holds(gram: str, often: Counter[str], single: Counter[str], total: int) -> bool:
    """The weakest cut of the run still holds: log2 of p(whole) over p(left)·p(right)."""
    for cut in range(1, len(gram)):
        left, right = gram[:cut], gram[cut:]
        a = single[left] if cut == 1 else often[left]
        b = single[right] if len(right) == 1 else often[right]
        if log2(often[gram] * total / (a * b)) < COHESION:
            return False
    return True


def _inside_longer(gram: str, rows: set[int], kept: dict[str, set[int]]) -> bool:
    """审批流 inside 审批流程 when nearly all who write the one write the other."""
    return any(
        len(other) > len(gram) and gram in other and len(rows & theirs) >= MOSTLY * len(rows)
        for other, theirs in kept.items()
    )


def _alike(one: set[int], other: set[int]) -> bool:
    return len(one & other) / len(one | other) >= TOGETHER


def _theme(
    texts: Sequence[str], words: list[str], found: dict[str, set[int]], answers: set[int], examples: int
) -> Theme:
    """Examples: who says most of the theme's words, the middle length first; never the same text twice."""
    middle = sorted(len(texts[i]) for i in answers)[len(answers) // 2]
    order = sorted(answers, key=lambda i: (-sum(i in found[w] for w in words), abs(len(texts[i]) - middle), i))
    chosen: list[int] = []
    for index in order:
        if all(texts[index].strip() != texts[other].strip() for other in chosen):
            chosen.append(index)
    return Theme(tuple(words[:4]), tuple(sorted(answers)), tuple(chosen[:examples]))
