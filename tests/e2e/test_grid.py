"""The outline as a grid: rows and cells by keyboard alone, several at once, and from a spreadsheet."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.gantt import VIEW, focus
from tests.e2e.watching import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GRID = "/projects/MES-02/plan/grid/"
_ROWS = f"""() => {VIEW}.model.rows.map(({{ id, name, level, duration, owner, parent }}) => (
  {{ id, name, level, duration, owner, parent }}))"""
# A spreadsheet's cells as the clipboard hands them over.
_PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""


@pytest.fixture
def page(open_as: Open) -> Any:
    """The grid; whatever a test does is taken back at its end."""
    watched = open_as("pmo", language="en-US")
    watched.goto(GRID)
    until(watched.page, "() => Boolean(document.querySelector('[data-gantt]')?.view)")
    before = rows(watched.page)
    yield watched.page
    for _step in range(30):
        if rows(watched.page) == before:
            break
        version = watched.page.evaluate(f"() => {VIEW}.model.plan.version")
        watched.page.locator("[data-undo]").first.click()
        until(watched.page, f"(v) => {VIEW}.model.plan.version > v", version)
    assert rows(watched.page) == before
    assert not watched.take()


def rows(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(_ROWS)
    return found


def edited(page: Page, act: Any) -> None:
    """Do something, and wait until the server accepted it."""
    version = page.evaluate(f"() => {VIEW}.model.plan.version")
    act()
    until(page, f"(v) => {VIEW}.model.plan.version > v", version)
    page.wait_for_timeout(60)


def to_column(page: Page, name: str) -> None:
    page.evaluate(f"(name) => {{ const {{ grid }} = {VIEW}; grid.column = grid.columns.indexOf(name); }}", name)


def last_leaf(page: Page) -> dict[str, Any]:
    return [row for row in rows(page) if row["level"] > 1][-1]


def insert(page: Page, name: str) -> dict[str, Any]:
    edited(page, lambda: page.keyboard.press("Insert"))
    page.locator("input.gedit").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type(name)
    edited(page, lambda: page.keyboard.press("Enter"))
    return next(row for row in rows(page) if row["name"] == name)


def test_a_row_is_inserted_named_indented_and_outdented(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    made = insert(page, "Dry run of the cut-over")
    assert made["level"] == leaf["level"]
    focus(page, made["id"])
    edited(page, lambda: page.keyboard.press("Alt+Shift+ArrowLeft"))
    assert next(row for row in rows(page) if row["id"] == made["id"])["level"] == leaf["level"] - 1
    edited(page, lambda: page.keyboard.press("Alt+Shift+ArrowRight"))
    assert next(row for row in rows(page) if row["id"] == made["id"])["level"] == leaf["level"]


def test_cells_are_typed_and_the_next_one_follows(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    to_column(page, "duration")
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("9d")
    edited(page, lambda: page.keyboard.press("Enter"))
    day = page.evaluate(f"() => {VIEW}.model.plan.day")
    assert next(row for row in rows(page) if row["id"] == leaf["id"])["duration"] == 9 * day


def test_an_owner_is_typed_by_name(page: Page) -> None:
    leaf = last_leaf(page)
    other = page.evaluate(
        f"(id) => Object.entries({VIEW}.model.people).find(([pk]) => Number(pk) !== id)", leaf["owner"]
    )
    focus(page, leaf["id"])
    to_column(page, "owner")
    page.keyboard.press("F2")
    assert page.locator("datalist option").count() > 1
    page.keyboard.press("Control+a")
    page.keyboard.type(other[1])
    edited(page, lambda: page.keyboard.press("Enter"))
    assert next(row for row in rows(page) if row["id"] == leaf["id"])["owner"] == int(other[0])


def test_a_value_is_filled_down_over_a_selection(page: Page) -> None:
    first = last_leaf(page)
    focus(page, first["id"])
    ids = [first["id"], insert(page, "One")["id"], insert(page, "Two")["id"]]
    order = [row["id"] for row in rows(page)]
    ids.sort(key=order.index)
    top = next(row for row in rows(page) if row["id"] == ids[0])
    focus(page, ids[0])
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    to_column(page, "duration")
    edited(page, lambda: page.keyboard.press("Control+d"))
    assert {row["duration"] for row in rows(page) if row["id"] in ids} == {top["duration"]}


def test_a_row_is_moved_among_its_siblings(page: Page) -> None:
    found = rows(page)
    parent = last_leaf(page)["parent"]
    siblings = [row["id"] for row in found if row["parent"] == parent]
    focus(page, siblings[0])
    edited(page, lambda: page.keyboard.press("Alt+ArrowDown"))
    assert [row["id"] for row in rows(page) if row["parent"] == parent] == [siblings[1], siblings[0], *siblings[2:]]
    edited(page, lambda: page.keyboard.press("Alt+ArrowUp"))
    assert [row["id"] for row in rows(page) if row["parent"] == parent] == siblings


def test_cells_of_a_spreadsheet_are_pasted(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    to_column(page, "name")
    edited(page, lambda: page.evaluate(_PASTE, "Pasted name\t4d"))
    day = page.evaluate(f"() => {VIEW}.model.plan.day")
    pasted = next(row for row in rows(page) if row["id"] == leaf["id"])
    assert (pasted["name"], pasted["duration"]) == ("Pasted name", 4 * day)


def test_dates_are_pasted_as_excel_writes_them(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    made = insert(page, "To be dated")
    focus(page, made["id"])
    to_column(page, "start")
    edited(page, lambda: page.evaluate(_PASTE, "2027/3/8\t2027年3月12日"))
    day = page.evaluate(f"() => {VIEW}.model.plan.day")
    assert next(row for row in rows(page) if row["id"] == made["id"])["duration"] == 5 * day


def test_a_heading_says_which_column_is_which(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    made = insert(page, "Under a heading")
    focus(page, made["id"])
    edited(page, lambda: page.evaluate(_PASTE, "WBS\tDuration\tTask\n9.9\t6d\tNamed below a heading"))
    day = page.evaluate(f"() => {VIEW}.model.plan.day")
    found = next(row for row in rows(page) if row["id"] == made["id"])
    assert (found["name"], found["duration"]) == ("Named below a heading", 6 * day)


# Copied and pasted again in one go, as the browser's own clipboard does it.
_COPY_PASTE = """() => {
  const data = new DataTransfer();
  for (const kind of ['copy', 'paste']) {
    const event = new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  }
  return data.getData('text/plain');
}"""


def test_copied_rows_are_made_again_with_the_links_among_them(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    one, two = insert(page, "Copied one"), insert(page, "Copied two")
    first, second = sorted((one, two), key=lambda row: [r["id"] for r in rows(page)].index(row["id"]))
    focus(page, first["id"])
    page.keyboard.press("Shift+ArrowDown")
    edited(page, lambda: page.keyboard.press("Control+F2"))
    before = {row["id"] for row in rows(page)}
    copied: list[str] = []
    edited(page, lambda: copied.append(page.evaluate(_COPY_PASTE)))
    made = [row for row in rows(page) if row["id"] not in before]
    assert [row["name"] for row in made] == [first["name"], second["name"]]
    assert {row["level"] for row in made} == {first["level"]}
    links = page.evaluate(f"() => {VIEW}.model.links.map(({{ from, to }}) => [from, to])")
    assert [made[0]["id"], made[1]["id"]] in links
    assert copied[0].splitlines()[0].split("\t")[:3] == ["Row", "WBS", "Task"]
    focus(page, first["id"])
    page.keyboard.press("Shift+ArrowDown")
    edited(page, lambda: page.keyboard.press("Control+Shift+F2"))
    links = page.evaluate(f"() => {VIEW}.model.links.map(({{ from, to }}) => [from, to])")
    assert [first["id"], second["id"]] not in links


def test_what_is_typed_on_a_cell_begins_its_new_text(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    to_column(page, "duration")
    page.keyboard.type("7d")
    edited(page, lambda: page.keyboard.press("Enter"))
    day = page.evaluate(f"() => {VIEW}.model.plan.day")
    assert next(row for row in rows(page) if row["id"] == leaf["id"])["duration"] == 7 * day


def test_the_cells_of_a_summary_are_reached_by_keys(page: Page) -> None:
    summary = next(row for row in rows(page) if row["parent"] is None)
    focus(page, summary["id"])
    to_column(page, "name")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"() => {VIEW}.grid.columns[{VIEW}.grid.column]") == "start"
    to_column(page, "name")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(f"(id) => {VIEW}.model.collapsed.has(id)", summary["id"])
    page.keyboard.press("ArrowRight")
    assert not page.evaluate(f"(id) => {VIEW}.model.collapsed.has(id)", summary["id"])


def _process_key(page: Page) -> Any:
    """What an input method lets a page see of a key: that it was one."""
    devtools = page.context.new_cdp_session(page)
    devtools.send(
        "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "code": "KeyS", "windowsVirtualKeyCode": 229}
    )
    return devtools


def _compose(devtools: Any, text: str) -> None:
    devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def test_text_composed_with_an_input_method_begins_the_cell_without_losing_a_sign(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    to_column(page, "name")
    devtools = _process_key(page)
    for composed in ("s", "sh", "shu", "shu'ju"):
        _compose(devtools, composed)
    field = page.locator("input.gkeep.open")
    assert field.input_value() == "shu'ju"
    page.keyboard.press("ArrowDown")  # would choose another candidate; the row stays
    devtools.send("Input.insertText", {"text": "数据"})
    _process_key(page)
    _compose(devtools, "qianyi")
    devtools.send("Input.insertText", {"text": "迁移"})
    page.keyboard.type("2")
    assert field.input_value() == "数据迁移2"
    assert page.evaluate(f"() => {VIEW}.grid.focus") == leaf["id"]
    edited(page, lambda: page.keyboard.press("Enter"))
    assert next(row for row in rows(page) if row["id"] == leaf["id"])["name"] == "数据迁移2"


def test_a_composition_given_up_leaves_the_cell_as_it_was(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    to_column(page, "name")
    devtools = _process_key(page)
    _compose(devtools, "shu")
    page.locator("input.gkeep.open").wait_for()
    _compose(devtools, "")
    page.locator("input.gkeep:not(.open)").wait_for(state="attached")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(f"() => {VIEW}.grid.focus") != leaf["id"]
    assert next(row for row in rows(page) if row["id"] == leaf["id"])["name"] == leaf["name"]


def test_the_field_over_the_cells_says_which_one_it_is(page: Page) -> None:
    leaf = last_leaf(page)
    focus(page, leaf["id"])
    to_column(page, "name")
    page.keyboard.press("ArrowRight")
    field = page.locator("input.gkeep")
    told = field.get_attribute("aria-label") or ""
    assert told.startswith(f"{leaf['name']}, Duration: ")
    cell = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert told.endswith(cell.inner_text())
    summary = next(row for row in rows(page) if row["parent"] is None)
    focus(page, summary["id"])
    to_column(page, "duration")
    page.keyboard.press("Home")
    assert field.get_attribute("readonly") is not None
