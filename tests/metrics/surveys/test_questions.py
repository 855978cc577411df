"""What a valid answer is, and who is asked what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.surveys.choices import QuestionKind
from metrics.surveys.questions import Condition, Question, asked, check, load, minutes
from metrics.surveys.samples import SAMPLES
from metrics.surveys.services.questionnaires import check_set

NPS = Question("n", QuestionKind.NPS, "推荐？", required=True)
WHY = Question("w", QuestionKind.TEXT, "为什么？", required=True, show_if=Condition("n", 0, 6))
ONE = Question("o", QuestionKind.SINGLE, "哪个？", options=(("甲", "A"), ("乙", "B")))
SOME = Question("s", QuestionKind.MULTIPLE, "哪些？", options=(("甲", "A"), ("乙", "B"), ("丙", "C")))
LINES = Question("m", QuestionKind.MATRIX, "看法", rows=(("快", "fast"), ("准", "right")))
SUS = Question("u", QuestionKind.SUS, "可用性")
ALL = [NPS, WHY, ONE, SOME, LINES, SUS]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n", 11),
        ("n", -1),
        ("n", "9"),
        ("n", True),
        ("o", 0),
        ("o", 3),
        ("s", [4]),
        ("s", [1, 1]),
        ("s", 1),
        ("m", [1]),
        ("m", [6, 1]),
        ("u", [3] * 9),
        ("u", [3] * 9 + [None]),
        ("w", 3),
        ("w", "字" * 2001),
    ],
)
def test_impossible_answers_are_refused(key: str, value: Any) -> None:
    found = check(ALL, {"n": 3, "w": "慢", key: value})
    assert key in found.errors
    assert key not in found.values


def test_good_answers_are_kept_as_given() -> None:
    given_ = {"n": 3, "w": " 慢 ", "o": 2, "s": [3, 1], "m": [None, 4], "u": [3] * 10}
    found = check(ALL, given_)
    assert not found.errors
    assert found.values == {**given_, "w": "慢"}


def test_what_must_be_answered_is_asked_for() -> None:
    assert set(check(ALL, {}).errors) == {"n"}
    assert set(check(ALL, {"n": 5}).errors) == {"w"}


def test_what_is_not_asked_is_not_kept() -> None:
    found = check(ALL, {"n": 9, "w": "不该留下"})
    assert found.values == {"n": 9}
    assert not found.errors


def test_empty_answers_are_no_answers() -> None:
    assert check(ALL, {"n": 9, "s": [], "m": [None, None], "o": None}).values == {"n": 9}


def test_any_of_several_choices_may_lead_on() -> None:
    after = Question("x", QuestionKind.TEXT, "…", show_if=Condition("s", 2, 2))
    assert asked(after, {"s": [1, 2]})
    assert not asked(after, {"s": [1, 3]})
    assert not asked(after, {})


def test_the_samples_can_be_asked_as_they_are() -> None:
    for sample in SAMPLES.values():
        check_set(sample.questions)
        assert all(q.text_en for q in sample.questions)
        assert [Question.from_json(q.to_json()) for q in sample.questions] == list(sample.questions)
        assert 1 <= minutes(sample.questions) <= 3


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.text(max_size=5), lambda inner: st.lists(inner, max_size=11)
)


@given(st.dictionaries(st.sampled_from(["n", "w", "o", "s", "m", "u", "?"]), anything))
def test_whatever_arrives_only_valid_answers_are_kept(given_: dict[str, Any]) -> None:
    found = check(ALL, given_)
    again = check(load([q.to_json() for q in ALL]), found.values)
    assert again.values == found.values
    assert set(again.errors) <= set(found.errors) | {"w"}
