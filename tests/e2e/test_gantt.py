"""The Gantt as people use it: keys and pointer alike, undo, two editors at once, a connection that drops."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import PHONE, Open
from tests.e2e.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAN = "/projects/MES-02/plan/"
_VIEW = "document.querySelector('[data-gantt]').view"
# The first task that nobody finished, as the script knows it.
_OPEN = """() => {
  const { model, scale } = document.querySelector('[data-gantt]').view;
  const row = model.rows.find((r) => r.kind === 0 && r.percent === 0);
  return { ...row, x0: scale.left(row.start), x1: scale.right(row.finish), perDay: scale.perDay };
}"""
_ROW = "(id) => ({ ...document.querySelector('[data-gantt]').view.model.byId.get(id) })"


def _until(page: Page, test: str, arg: Any = None) -> None:
    """Until the function holds in the page. Playwright's own waiting evaluates text, which the policy refuses."""
    for _try in range(200):
        if page.evaluate(test, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(test)


def _gantt(open_as: Open, **look: Any) -> Watched:
    page = open_as("pmo", language="en-US", **look)
    page.goto(PLAN)
    _until(page.page, "() => Boolean(document.querySelector('[data-gantt]')?.view)")
    return page


def _row(page: Page, task_id: int) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_ROW, task_id)
    return found


def _saved(page: Page, task_id: int, version: int) -> dict[str, Any]:
    """The row once the server's answer to an edit is in the model."""
    page.wait_for_function(
        "([id, v]) => document.querySelector('[data-gantt]').view.model.byId.get(id)?.version > v",
        arg=[task_id, version],
    )
    return _row(page, task_id)


def _focus(page: Page, task_id: int) -> None:
    page.evaluate("(id) => document.querySelector('[data-gantt]').view.grid.go(id)", task_id)
    page.locator(f".grow-row[data-id='{task_id}']:not([hidden])").click()


def _by_weeks(open_as: Open, **look: Any) -> tuple[Watched, int]:
    """The plan drawn in weeks, with the first open task (its id) focused and in view."""
    watched = _gantt(open_as, **look)
    page = watched.page
    page.locator("[data-zoom='week']").click()
    first: int = page.evaluate(_OPEN)["id"]
    _focus(page, first)
    page.wait_for_timeout(100)
    return watched, first


def test_a_task_is_stretched_by_keys_and_taken_back(open_as: Open) -> None:
    watched = _gantt(open_as)
    page = watched.page
    before = page.evaluate(_OPEN)
    _focus(page, before["id"])
    page.keyboard.press("Shift+ArrowRight")
    longer = _saved(page, before["id"], before["version"])
    assert longer["duration"] == before["duration"] + page.evaluate(
        "document.querySelector('[data-gantt]').view.model.plan.day"
    )
    assert longer["finish"] > before["finish"]
    page.keyboard.press("Control+z")
    back = _saved(page, before["id"], longer["version"])
    assert (back["duration"], back["finish"]) == (before["duration"], before["finish"])
    page.keyboard.press("Control+Shift+z")
    again = _saved(page, before["id"], back["version"])
    assert again["duration"] == longer["duration"]
    page.keyboard.press("Control+z")
    _saved(page, before["id"], again["version"])
    assert not watched.take()


def test_a_bar_is_dragged_with_what_follows_shown_on_the_way(open_as: Open) -> None:
    watched, _id = _by_weeks(open_as)
    page = watched.page
    row = page.evaluate(_OPEN)
    canvas = page.locator(".gcan canvas").bounding_box()
    line = page.locator(f".grow-row[data-id='{row['id']}']").bounding_box()
    assert canvas
    assert line
    x, y = canvas["x"] + (row["x0"] + row["x1"]) / 2, line["y"] + line["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + row["perDay"] * 7, y, steps=8)
    _until(page, f"() => {_VIEW}.ghost?.rows?.size > 0")
    page.mouse.up()
    moved = _saved(page, row["id"], row["version"])
    assert moved["start"] - row["start"] == 7 * 1440
    page.locator("[data-undo]").first.click()
    back = _saved(page, row["id"], moved["version"])
    assert back["start"] == row["start"]
    assert not watched.take()


def _pair(page: Page, first: int) -> list[dict[str, Any]]:
    """Two open tasks without a link between them, and the point of the page in the middle of each bar."""
    pair = page.evaluate(
        f"""(id) => {{
          const {{ model, scale }} = {_VIEW};
          const open = model.shown.filter((r) => r.kind === 0 && r.percent === 0);
          const from = open.find((r) => r.id === id), at = open.indexOf(from);
          const to = open.slice(at + 2).find((r) => !model.links.some((l) => l.from === id && l.to === r.id));
          return [from, to].map((r) => ({{ id: r.id, x: (scale.left(r.start) + scale.right(r.finish)) / 2 }}));
        }}""",
        first,
    )
    return [{**one, "point": _point(page, one)} for one in pair]


def _point(page: Page, one: dict[str, Any]) -> tuple[float, float]:
    canvas = page.locator(".gcan canvas").bounding_box()
    line = page.locator(f".grow-row[data-id='{one['id']}']:not([hidden])").bounding_box()
    assert canvas
    assert line
    return canvas["x"] + one["x"], line["y"] + line["height"] / 2


def _linked(page: Page, pair: list[dict[str, Any]], links: int) -> None:
    """One link more, from the first to the second; taken back again."""
    _until(page, f"(n) => {_VIEW}.model.links.length === n + 1", links)
    ends = page.evaluate(f"() => {_VIEW}.model.links.map((l) => [l.from, l.to])")
    assert [one["id"] for one in pair] in ends
    page.locator("[data-undo]").first.click()
    _until(page, f"(n) => {_VIEW}.model.links.length === n", links)


def test_two_bars_are_linked_by_dragging_with_alt(open_as: Open) -> None:
    watched, first = _by_weeks(open_as)
    page = watched.page
    pair = _pair(page, first)
    links = page.evaluate(f"() => {_VIEW}.model.links.length")
    page.keyboard.down("Alt")
    page.mouse.move(*pair[0]["point"])
    page.mouse.down()
    page.mouse.move(*pair[1]["point"], steps=6)
    page.mouse.up()
    page.keyboard.up("Alt")
    _linked(page, pair, links)
    assert not watched.take()


def test_two_bars_are_linked_by_fingers(open_as: Open) -> None:
    watched, first = _by_weeks(open_as, touch=True)
    page = watched.page
    pair = _pair(page, first)
    links = page.evaluate(f"() => {_VIEW}.model.links.length")
    devtools = page.context.new_cdp_session(page)
    x, y = pair[0]["point"]
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.locator(".glinking:not([hidden])").wait_for()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    stop = page.locator(".glinking button")
    assert (stop.bounding_box() or {})["height"] >= 44
    # The line that asks has moved the drawing down; anywhere on the row of the other is near enough.
    page.touchscreen.tap(*_point(page, {**pair[1], "x": 60}))
    _linked(page, pair, links)
    assert page.locator(".glinking").is_hidden()
    # The same from the menu, with rows of the list; and given up.
    page.locator(f".grow-row[data-id='{first}']:not([hidden])").tap()
    page.locator("summary:has-text('Rows')").tap()
    page.locator("[data-do='linkto']").tap()
    page.locator(f".grow-row[data-id='{pair[1]['id']}']:not([hidden])").tap()
    _linked(page, pair, links)
    page.locator("summary:has-text('Rows')").tap()
    page.locator("[data-do='linkto']").tap()
    stop.tap()
    page.locator(f".grow-row[data-id='{pair[1]['id']}']:not([hidden])").tap()
    assert page.evaluate(f"() => {_VIEW}.model.links.length") == links
    assert page.locator("dialog[open], [data-panel-open]").count() == 0
    assert not watched.take()


def test_rows_are_found_filtered_and_folded(open_as: Open) -> None:
    page = _gantt(open_as).page
    page.locator("[data-gantt-find]").fill("handed over")
    page.keyboard.press("Enter")
    found = page.evaluate(f"() => {_VIEW}.model.byId.get({_VIEW}.grid.focus).name")
    assert "handed over" in found.lower()
    every = page.evaluate(f"() => {_VIEW}.model.shown.length")
    page.locator("summary", has_text="Filter").click()
    page.locator("[data-filter='milestones']").click()
    kinds = page.evaluate(f"() => {_VIEW}.model.shown.map((r) => r.kind)")
    assert 1 in kinds
    assert 0 not in kinds
    page.locator("[data-filter='milestones']").click()
    page.locator("[data-do='collapse']").click()
    assert page.evaluate(f"() => {_VIEW}.model.shown.every((r) => r.level === 1)")
    page.locator("[data-do='expand']").click()
    assert page.evaluate(f"() => {_VIEW}.model.shown.length") == every


def test_the_plan_is_saved_as_a_picture(open_as: Open) -> None:
    watched = _gantt(open_as)
    page = watched.page
    page.locator(".ld-head summary").click()
    with page.expect_download() as download:
        page.locator("[data-gantt-do='png']").click()
    path = download.value.path()
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 20_000
    assert not watched.take()


def test_a_constraint_is_drawn_and_told(open_as: Open) -> None:
    watched, first = _by_weeks(open_as)
    page = watched.page
    before = _row(page, first)
    page.keyboard.press("ArrowRight")
    moved = _saved(page, first, before["version"])
    assert moved["constraint_at"] == moved["start"]
    row = page.locator(f".grow-row[data-id='{first}']:not([hidden])")
    assert "Start no earlier than" in (row.text_content() or "")
    box = page.locator("canvas").bounding_box()
    at = page.evaluate(
        """(id) => { const view = document.querySelector('[data-gantt]').view, row = view.model.byId.get(id);
        return { x: view.scale.left(row.start) + 4, y: view.model.place.get(id) * 21 - view.scroller.scrollTop }; }""",
        first,
    )
    head = page.evaluate("() => document.querySelector('.ghead').getBoundingClientRect().height")
    assert box is not None
    page.mouse.move(box["x"] + at["x"], box["y"] + head + at["y"] + 9)
    assert "Start no earlier than" in (page.locator(".gtip").text_content() or "")
    page.keyboard.press("Control+z")
    _saved(page, first, moved["version"])
    assert not watched.take()


def test_printed_pages_say_what_they_are(open_as: Open) -> None:
    watched = _gantt(open_as)
    page = watched.page
    page.evaluate("() => { window.print = () => {}; }")
    page.locator("[data-gantt-do='print']").click()
    titles = page.evaluate("() => [...document.querySelectorAll('.gprint section p')].map((p) => p.textContent)")
    assert titles[0].startswith("MES-02 MES roll-out · ")
    assert [title.rsplit(" ", 1)[1] for title in titles] == [f"{n}/{len(titles)}" for n in range(1, len(titles) + 1)]
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert not page.evaluate("() => document.querySelector('.gprint')")
    assert not watched.take()


def test_a_plan_is_levelled_looked_at_and_left_as_it_is(open_as: Open) -> None:
    watched = open_as("pmo", language="en-US")
    page = watched.page
    watched.goto("/projects/MES-02/levelling/")
    page.locator("select[name=seconds]").select_option(index=0)
    page.get_by_role("button", name="Compute a levelled plan").click()
    for _try in range(120):
        if page.get_by_role("button", name="Discard").count():
            break
        page.wait_for_timeout(500)
        watched.goto("/projects/MES-02/levelling/")
    page.get_by_role("button", name="Discard").first.click()
    if page.locator("dialog[open] button.pri, dialog[open] .btn.pri").count():
        page.locator("dialog[open] .btn.pri").first.click()
    watched.settle()
    assert "Discarded" in page.locator("body").inner_text()


def test_two_editors_of_one_cell_see_both_versions(open_as: Open) -> None:
    mine, theirs = _gantt(open_as), _gantt(open_as)
    row = mine.page.evaluate(_OPEN)
    _focus(theirs.page, row["id"])
    theirs.page.keyboard.press("Shift+ArrowRight")
    changed = _saved(theirs.page, row["id"], row["version"])
    _focus(mine.page, row["id"])
    mine.page.keyboard.press("Shift+ArrowRight")
    mine.page.keyboard.press("Shift+ArrowRight")
    dialog = mine.page.locator("dialog.ld-dialog[open]").first
    dialog.wait_for()
    assert dialog.locator("tbody tr").count() >= 1
    dialog.locator("button.pri").click()
    _until(mine.page, f"([id, v]) => {_VIEW}.model.byId.get(id).version === v", [row["id"], changed["version"]])
    theirs.page.keyboard.press("Control+z")
    _saved(theirs.page, row["id"], changed["version"])


def test_without_network_an_edit_waits_and_arrives(open_as: Open) -> None:
    watched = _gantt(open_as)
    page = watched.page
    row = page.evaluate(_OPEN)
    _focus(page, row["id"])
    page.context.set_offline(True)
    page.keyboard.press("Shift+ArrowRight")
    page.locator(".ld-toasts >> text=/connection|network/i").first.wait_for()
    assert _row(page, row["id"])["version"] == row["version"]
    page.context.set_offline(False)
    later = _saved(page, row["id"], row["version"])
    assert later["duration"] > row["duration"]
    page.keyboard.press("Control+z")
    _saved(page, row["id"], later["version"])


def test_links_run_around_the_words_at_every_scale(open_as: Open) -> None:
    page = _gantt(open_as).page
    wrong = []
    for zoom in ("day", "week", "month", "quarter", "year", "fit"):
        page.locator(f"[data-zoom='{zoom}']").click()
        for top in (0, 500, 1200, 2400):
            page.evaluate(f"(top) => {{ {_VIEW}.scroller.scrollTop = top; }}", top)
            page.wait_for_timeout(60)
            told = str(page.locator(".gcan canvas").get_attribute("data-check"))
            if not told.endswith("through labels 0"):
                wrong.append(f"{zoom} at {top}: {told}")
    assert not wrong, wrong


def test_the_table_says_what_the_drawing_shows(open_as: Open) -> None:
    page = _gantt(open_as).page
    shown = page.evaluate("document.querySelector('[data-gantt]').view.model.rows.map((r) => r.name)")
    page.goto(f"{page.url}table/")
    listed = page.locator("main table tbody th").all_inner_texts()
    assert [text.strip() for text in listed] == shown[: len(listed)]
    assert len(listed) == min(len(shown), 100)


def test_the_phone_gets_two_columns_and_a_sheet(open_as: Open) -> None:
    watched = _gantt(open_as, size=PHONE)
    assert watched.page.locator("[role=columnheader]").count() == 2
    assert watched.overflow() <= 0
    assert not watched.take()
