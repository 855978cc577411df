"""Themes of free text in two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines.themes import stem, themes

TEXTS = [
    "审批流程太慢，手机上看不清",
    "审批太慢了，经常要催领导",
    "移动端打不开，报销单提交不了",
    "手机上提交报销单很麻烦",
    "希望审批流程能简化",
    "发票识别经常出错",
    "发票识别不准，要手工改",
    "Approvals take too long on the phone",
    "the approval is slow, slow",
    "Invoice recognition is often wrong",
]


def words(texts: list[str]) -> list[tuple[str, ...]]:
    return [theme.words for theme in themes(texts)]


def test_chinese_words_are_found_without_a_dictionary() -> None:
    found = themes(TEXTS)
    assert found[0].words[0] == "审批"
    assert found[0].answers == (0, 1, 4)
    assert ("发票识别",) in [theme.words for theme in found]


def test_english_words_meet_in_their_stem() -> None:
    assert ("approval",) in words(TEXTS)
    assert [stem(w) for w in ("approvals", "crashes", "crashing", "submitted", "status", "entries")] == [
        "approval",
        "crash",
        "crash",
        "submit",
        "status",
        "entry",
    ]


def test_words_without_meaning_make_no_theme() -> None:
    assert words(["我们觉得可以", "我们觉得不可以", "it is very good for us", "it is very bad for us"]) == []


def test_one_answer_counts_once() -> None:
    assert words(["slow slow slow slow", "fine"]) == []


def test_examples_are_typical_and_different() -> None:
    found = themes(["扫码枪不够"] * 4 + ["夜班扫码枪不够用，要排队等", "扫码枪没电"])[0]
    assert "扫码枪" in found.words[0]
    shown = [(["扫码枪不够"] * 4 + ["夜班扫码枪不够用，要排队等", "扫码枪没电"])[i] for i in found.examples]
    assert len(set(shown)) == len(shown)
    assert found.count == 6


def test_words_of_the_same_answers_are_one_theme() -> None:
    assert words(["scanner battery empty", "scanner battery dead", "good training"]) == [("battery", "scanner")]


@pytest.mark.parametrize("texts", [[], [""], ["。，！"], ["😀", "😀"]])
def test_nothing_said_is_no_theme(texts: list[str]) -> None:
    assert themes(texts) == []


@given(st.lists(st.text(alphabet="审批慢报销单太abcde ，。", max_size=12), max_size=15))
def test_themes_point_to_answers_that_contain_them(texts: list[str]) -> None:
    for theme in themes(texts):
        assert theme.count >= 2
        assert set(theme.examples) <= set(theme.answers)
        for index in theme.answers:
            assert any(stem(w)[:3] in texts[index].casefold() for w in theme.words) or len(theme.words) == 4
