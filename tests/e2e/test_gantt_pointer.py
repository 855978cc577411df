"""Bars under mouse and finger: moved, stretched, linked, let go of."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.e2e.conftest import Open
from tests.e2e.gantt import OPEN, VIEW, by_weeks, row_of, saved
from tests.e2e.watching import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_bar_is_dragged_with_what_follows_shown_on_the_way(open_as: Open) -> None:
    watched, _id = by_weeks(open_as)
    page = watched.page
    row = page.evaluate(OPEN)
    canvas = page.locator(".gcan canvas").bounding_box()
    line = page.locator(f".grow-row[data-id='{row['id']}']").bounding_box()
    assert canvas
    assert line
    x, y = canvas["x"] + (row["x0"] + row["x1"]) / 2, line["y"] + line["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + row["perDay"] * 7, y, steps=8)
    until(page, f"() => {VIEW}.ghost?.rows?.size > 0")
    page.mouse.up()
    moved = saved(page, row["id"], row["version"])
    assert moved["start"] // 1440 == _worked(page, row["start"], 1)
    page.locator("[data-undo]").first.click()
    back = saved(page, row["id"], moved["version"])
    assert back["start"] == row["start"]
    assert not watched.take()


def _bar(page: Page, row: dict[str, Any]) -> tuple[float, float, float]:
    """Left and right end of a bar on the page, and the height its row has there."""
    canvas = page.locator(".gcan canvas").bounding_box()
    line = page.locator(f".grow-row[data-id='{row['id']}']:not([hidden])").bounding_box()
    assert canvas
    assert line
    return canvas["x"] + row["x0"], canvas["x"] + row["x1"], line["y"] + line["height"] / 2


def _worked(page: Page, moment: int, by: int) -> int:
    """The day of a moment a week later, or the worked one next to it (`by`: 1 after, -1 before)."""
    day: int = page.evaluate(
        f"([day, by]) => {{ while (!{VIEW}.model.work.worked(day)) day += by; return day; }}", [moment // 1440 + 7, by]
    )
    return day


def test_a_bar_is_stretched_by_its_end(open_as: Open) -> None:
    watched, _id = by_weeks(open_as)
    page = watched.page
    page.locator("[data-zoom='month']").click()
    row = page.evaluate(OPEN)
    _left, right, y = _bar(page, row)
    page.mouse.move(right - 2, y)
    page.mouse.down()
    page.mouse.move(right - 2 + row["perDay"] * 7, y, steps=8)
    until(page, f"() => {VIEW}.ghost?.rows?.size > 0")
    page.mouse.up()
    longer = saved(page, row["id"], row["version"])
    assert longer["start"] == row["start"]
    assert longer["finish"] // 1440 == _worked(page, row["finish"], -1)
    assert longer["finish"] > row["finish"]
    page.keyboard.press("Control+z")
    back = saved(page, row["id"], longer["version"])
    assert (back["finish"], back["duration"]) == (row["finish"], row["duration"])
    assert not watched.take()


@pytest.mark.parametrize("how", ["escape", "right button"])
def test_a_drag_given_up_leaves_the_plan_as_it_was(open_as: Open, how: str) -> None:
    watched, _id = by_weeks(open_as)
    page = watched.page
    row = page.evaluate(OPEN)
    left, right, y = _bar(page, row)
    button: Any = "right" if how == "right button" else "left"
    page.mouse.move((left + right) / 2, y)
    page.mouse.down(button=button)
    page.mouse.move((left + right) / 2 + row["perDay"] * 14, y, steps=8)
    if how == "escape":
        until(page, f"() => {VIEW}.ghost?.rows?.size > 0")
        page.keyboard.press("Escape")
    assert page.evaluate(f"() => {VIEW}.ghost") is None
    page.mouse.up(button=button)
    page.wait_for_timeout(300)
    assert row_of(page, row["id"])["version"] == row["version"]
    assert not watched.take()


def test_a_bar_held_by_a_finger_is_moved_and_its_end_stretched(open_as: Open) -> None:
    watched, _id = by_weeks(open_as, touch=True)
    page = watched.page
    devtools = page.context.new_cdp_session(page)

    def finger(kind: str, *at: float) -> None:
        points = [dict(zip("xy", at, strict=True))] if at else []
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    page.locator("[data-zoom='month']").tap()
    for at, moved, kept, by in ((0.3, "start", "duration", 1), (1.0, "finish", "start", -1)):
        row = page.evaluate(OPEN)
        left, right, y = _bar(page, row)
        x = left + (right - left) * at - (3 if at == 1.0 else 0)
        finger("touchStart", x, y)
        page.locator(".glinking:not([hidden])").wait_for()
        for step in range(1, 8):
            finger("touchMove", x + row["perDay"] * step, y)
        assert page.locator(".glinking").is_hidden()
        finger("touchEnd")
        after = saved(page, row["id"], row["version"])
        assert after[moved] // 1440 == _worked(page, row[moved], by)
        assert after[kept] == row[kept]
        page.locator("[data-undo]").first.tap()
        assert saved(page, row["id"], after["version"])[moved] == row[moved]
    assert not watched.take()


def _pair(page: Page, first: int) -> list[dict[str, Any]]:
    """Two open tasks without a link between them, and the point of the page in the middle of each bar."""
    pair = page.evaluate(
        f"""(id) => {{
          const {{ model, scale }} = {VIEW};
          const open = model.shown.filter((r) => r.kind === 0 && r.percent === 0);
          const from = open.find((r) => r.id === id), at = open.indexOf(from);
          const to = open.slice(at + 2).find((r) => !model.links.some((l) => l.from === id && l.to === r.id));
          return [from, to].map((r) => ({{ id: r.id, x: (scale.left(r.start) + scale.right(r.finish)) / 2 }}));
        }}""",
        first,
    )
    # Where work has gone on, the second may stand below the window.
    for one in reversed(pair):
        _line(page, one["id"]).scroll_into_view_if_needed()
    return [{**one, "point": _point(page, one)} for one in pair]


def _line(page: Page, task_id: int) -> Locator:
    return page.locator(f".grow-row[data-id='{task_id}']:not([hidden])")


def _point(page: Page, one: dict[str, Any]) -> tuple[float, float]:
    canvas = page.locator(".gcan canvas").bounding_box()
    line = _line(page, one["id"]).bounding_box()
    assert canvas
    assert line
    return canvas["x"] + one["x"], line["y"] + line["height"] / 2


def _linked(page: Page, pair: list[dict[str, Any]], links: int) -> None:
    """One link more, from the first to the second; taken back again."""
    until(page, f"(n) => {VIEW}.model.links.length === n + 1", links)
    ends = page.evaluate(f"() => {VIEW}.model.links.map((l) => [l.from, l.to])")
    assert [one["id"] for one in pair] in ends
    page.locator("[data-undo]").first.click()
    until(page, f"(n) => {VIEW}.model.links.length === n", links)


def test_two_bars_are_linked_by_dragging_with_alt(open_as: Open) -> None:
    watched, first = by_weeks(open_as)
    page = watched.page
    pair = _pair(page, first)
    links = page.evaluate(f"() => {VIEW}.model.links.length")
    page.keyboard.down("Alt")
    page.mouse.move(*pair[0]["point"])
    page.mouse.down()
    page.mouse.move(*pair[1]["point"], steps=6)
    page.mouse.up()
    page.keyboard.up("Alt")
    _linked(page, pair, links)
    assert not watched.take()


def test_two_bars_are_linked_by_fingers(open_as: Open) -> None:
    watched, first = by_weeks(open_as, touch=True)
    page = watched.page
    pair = _pair(page, first)
    links = page.evaluate(f"() => {VIEW}.model.links.length")
    devtools = page.context.new_cdp_session(page)
    x, y = pair[0]["point"]
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.locator(".glinking:not([hidden])").wait_for()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    stop = page.locator(".glinking button")
    assert (stop.bounding_box() or {})["height"] >= 44
    # The line that asks has moved the drawing down; anywhere on the row of the other is near enough.
    _line(page, pair[1]["id"]).scroll_into_view_if_needed()
    page.touchscreen.tap(*_point(page, {**pair[1], "x": 60}))
    _linked(page, pair, links)
    assert page.locator(".glinking").is_hidden()
    # The same from the menu, with rows of the list; and given up.
    _line(page, first).tap()
    page.locator("summary:has-text('Rows')").tap()
    page.locator("[data-do='linkto']").tap()
    _line(page, pair[1]["id"]).tap()
    _linked(page, pair, links)
    page.locator("summary:has-text('Rows')").tap()
    page.locator("[data-do='linkto']").tap()
    stop.tap()
    _line(page, pair[1]["id"]).tap()
    assert page.evaluate(f"() => {VIEW}.model.links.length") == links
    assert page.locator("dialog[open], [data-panel-open]").count() == 0
    assert not watched.take()
