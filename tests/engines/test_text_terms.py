"""Terms and differences of texts in Chinese and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import text_terms
from metrics.engines.text_diff import diff

TEXT = st.text(st.sampled_from("报工月末结账 MESreport。,\n23"), max_size=60)


def test_terms_of_a_mixed_text() -> None:
    assert list(text_terms.terms("MES报工流程 Reports, 2026")) == [
        "mes",
        "报工",
        "工流",
        "流程",
        "程",
        "report",
        "2026",
    ]


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        ("report reports reported reporting", "report"),
        ("invoice invoices invoiced invoicing", "invoic"),
        ("company companies", "company"),
        ("stop stops stopped stopping", "stop"),
        ("close closes closed closing", "clos"),
        ("process processes", "process"),
        ("bus", "bus"),
        ("is", "is"),
        ("x9", "x9"),
    ],
)
def test_forms_of_a_word_have_one_stem(words: str, stem: str) -> None:
    assert {text_terms.stem(word) for word in words.split()} == {stem}


def test_one_slip_is_near_two_are_not() -> None:
    known = ["report", "reporter", "retort"]
    assert text_terms.near("reprot", known) == ["report"]
    assert text_terms.near("repor", known) == ["report"]
    assert text_terms.near("reeport", known) == ["report"]
    assert text_terms.near("rport", known) == ["report"]
    assert text_terms.near("rprt", known) == []
    assert text_terms.near("report", known) == ["retort"]


@given(TEXT)
def test_a_text_is_found_by_itself(text: str) -> None:
    terms = list(text_terms.terms(text))
    for group in text_terms.groups(text):
        hits = [term for term in group.terms if term in terms]
        begun = [term for term in terms if term.startswith(group.terms[0])]
        assert len(hits) >= group.need or (group.begins and begun)


@given(TEXT, TEXT)
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    pieces = diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@given(TEXT)
def test_nothing_changed_is_one_piece(text: str) -> None:
    assert all(piece.kind == "same" for piece in diff(text, text))


def test_chinese_differs_by_character_and_english_by_word() -> None:
    assert [(p.kind, p.text) for p in diff("先扫码,open the form", "先扫工单码,open the new form")] == [
        ("same", "先扫"),
        ("added", "工单"),
        ("same", "码,open the "),
        ("added", "new "),
        ("same", "form"),
    ]
