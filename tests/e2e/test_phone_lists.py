"""Lists on a phone: every row a card that says what its values are, nothing to the right of the screen."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import PHONE, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_CARDS = """() => [...document.querySelectorAll('.ld-t.cards')].map((table) => ({
  beyond: [table.closest('.ld-scroll')].reduce((sum, box) => (box ? box.scrollWidth - box.clientWidth : sum), 0),
  labels: [...table.querySelectorAll('tbody tr:first-child td[data-label]')].map((cell) => (
    getComputedStyle(cell, '::before').content)),
}))"""


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_rows_are_read_without_moving_sideways(open_as: Open, language: str) -> None:
    watched = open_as("pmo", language=language, size=PHONE)
    for path in (
        "/projects/FK-01/scope/",
        "/projects/FK-01/changes/",
        "/changes/",
        "/projects/MES-02/plan/table/",
        "/projects/MES-02/baselines/",
        "/projects/FK-01/people/",
        "/schedule/",
        "/requirements/",
        "/projects/",
    ):
        watched.goto(path)
        tables = watched.page.evaluate(_CARDS)
        assert tables, path
        assert all(table["beyond"] <= 1 for table in tables), (path, tables)
        assert any(len(table["labels"]) > 2 and "none" not in table["labels"] for table in tables), (path, tables)
    assert not watched.take()


def test_a_name_without_a_place_to_break_breaks_anywhere(open_as: Open) -> None:
    watched = open_as("pmo", language="en-US", size=PHONE)
    for path in ("/projects/FK-01/plan/", "/projects/FK-01/scope/", "/changes/1/", "/capacity/1/", "/tasks/133/"):
        watched.goto(path)
        watched.page.evaluate(
            """() => {
              for (const words of document.querySelectorAll('main h1, main .ld-facts dd, main .ld-spine .ds')) {
                words.textContent = 'Verylongname_without_a_break_'.repeat(7);
              }
            }"""
        )
        assert watched.overflow() <= 0, path
    assert not watched.take()
