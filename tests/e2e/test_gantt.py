"""The Gantt as people use it: keys, undo, two editors at once, a connection that drops."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import PHONE, Open
from tests.e2e.gantt import OPEN, VIEW, by_weeks, focus, gantt, row_of, saved
from tests.e2e.watching import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_task_is_stretched_by_keys_and_taken_back(open_as: Open) -> None:
    watched = gantt(open_as)
    page = watched.page
    before = page.evaluate(OPEN)
    focus(page, before["id"])
    page.keyboard.press("Shift+ArrowRight")
    longer = saved(page, before["id"], before["version"])
    assert longer["duration"] == before["duration"] + page.evaluate(
        "document.querySelector('[data-gantt]').view.model.plan.day"
    )
    assert longer["finish"] > before["finish"]
    page.keyboard.press("Control+z")
    back = saved(page, before["id"], longer["version"])
    assert (back["duration"], back["finish"]) == (before["duration"], before["finish"])
    page.keyboard.press("Control+Shift+z")
    again = saved(page, before["id"], back["version"])
    assert again["duration"] == longer["duration"]
    page.keyboard.press("Control+z")
    saved(page, before["id"], again["version"])
    assert not watched.take()


def test_rows_are_found_filtered_and_folded(open_as: Open) -> None:
    page = gantt(open_as).page
    page.locator("[data-gantt-find]").fill("handed over")
    page.keyboard.press("Enter")
    found = page.evaluate(f"() => {VIEW}.model.byId.get({VIEW}.grid.focus).name")
    assert "handed over" in found.lower()
    every = page.evaluate(f"() => {VIEW}.model.shown.length")
    page.locator("summary", has_text="Filter").click()
    page.locator("[data-filter='milestones']").click()
    kinds = page.evaluate(f"() => {VIEW}.model.shown.map((r) => r.kind)")
    assert 1 in kinds
    assert 0 not in kinds
    page.locator("[data-filter='milestones']").click()
    page.locator("[data-do='collapse']").click()
    assert page.evaluate(f"() => {VIEW}.model.shown.every((r) => r.level === 1)")
    page.locator("[data-do='expand']").click()
    assert page.evaluate(f"() => {VIEW}.model.shown.length") == every


def test_a_constraint_is_drawn_and_told(open_as: Open) -> None:
    watched, first = by_weeks(open_as)
    page = watched.page
    before = row_of(page, first)
    page.keyboard.press("ArrowRight")
    moved = saved(page, first, before["version"])
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
    saved(page, first, moved["version"])
    assert not watched.take()


def test_all_projects_stand_above_their_waves_and_milestones(open_as: Open) -> None:
    watched = open_as("pmo", language="en-US")
    page = watched.page
    page.goto("/schedule/")
    until(page, "() => Boolean(document.querySelector('[data-gantt]')?.view)")
    rows = page.evaluate(f"() => {VIEW}.model.rows.map((r) => [r.id, r.parent, r.level, r.kind, r.name])")
    by_id = {row[0]: row for row in rows}
    waves = [row for row in rows if row[2] == 2 and row[3] == 2]
    assert waves
    assert all(by_id[row[1]][2] == 1 for row in waves)
    assert {row[3] for row in rows if row[1] in {wave[0] for wave in waves}} == {1}
    page.locator("summary", has_text="Filter").click()
    page.locator("[data-do='collapse']").click()
    assert page.evaluate(f"() => {VIEW}.model.shown.every((r) => r.level === 1)")
    # Read-only: a key that moves a task in a plan opens or folds here, and sends nothing.
    assert page.locator("[data-do='undo']").count() == 0
    page.locator(".grow-row:not([hidden])").first.dblclick()
    page.wait_for_url("**/projects/*/plan/")
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
    mine, theirs = gantt(open_as), gantt(open_as)
    row = mine.page.evaluate(OPEN)
    focus(theirs.page, row["id"])
    theirs.page.keyboard.press("Shift+ArrowRight")
    changed = saved(theirs.page, row["id"], row["version"])
    focus(mine.page, row["id"])
    mine.page.keyboard.press("Shift+ArrowRight")
    mine.page.keyboard.press("Shift+ArrowRight")
    dialog = mine.page.locator("dialog.ld-dialog[open]").first
    dialog.wait_for()
    assert dialog.locator("tbody tr").count() >= 1
    dialog.locator("button.pri").click()
    until(mine.page, f"([id, v]) => {VIEW}.model.byId.get(id).version === v", [row["id"], changed["version"]])
    theirs.page.keyboard.press("Control+z")
    saved(theirs.page, row["id"], changed["version"])


def test_without_network_an_edit_waits_and_arrives(open_as: Open) -> None:
    watched = gantt(open_as)
    page = watched.page
    row = page.evaluate(OPEN)
    focus(page, row["id"])
    page.context.set_offline(True)
    page.keyboard.press("Shift+ArrowRight")
    page.locator(".ld-toasts >> text=/connection|network/i").first.wait_for()
    assert row_of(page, row["id"])["version"] == row["version"]
    page.context.set_offline(False)
    later = saved(page, row["id"], row["version"])
    assert later["duration"] > row["duration"]
    page.keyboard.press("Control+z")
    saved(page, row["id"], later["version"])


def test_links_run_around_the_words_at_every_scale(open_as: Open) -> None:
    page = gantt(open_as).page
    wrong = []
    for zoom in ("hour", "day", "week", "month", "quarter", "year", "fit"):
        page.locator(f"[data-zoom='{zoom}']").click()
        for top in (0, 500, 1200, 2400):
            page.evaluate(f"(top) => {{ {VIEW}.scroller.scrollTop = top; }}", top)
            page.wait_for_timeout(60)
            told = str(page.locator(".gcan canvas").get_attribute("data-check"))
            if not told.endswith("through labels 0"):
                wrong.append(f"{zoom} at {top}: {told}")
    assert not wrong, wrong


def test_the_table_says_what_the_drawing_shows(open_as: Open) -> None:
    page = gantt(open_as).page
    shown = page.evaluate("document.querySelector('[data-gantt]').view.model.rows.map((r) => r.name)")
    page.goto(f"{page.url}table/")
    listed = page.locator("main table tbody th").all_inner_texts()
    assert [text.strip() for text in listed] == shown[: len(listed)]
    assert len(listed) == min(len(shown), 100)


def test_the_phone_gets_two_columns_and_a_sheet(open_as: Open) -> None:
    watched = gantt(open_as, size=PHONE)
    assert watched.page.locator("[role=columnheader]").count() == 2
    # Room to read a name by, even of a row three levels down.
    deep = watched.page.locator(".grow-row[aria-level='3']:not([hidden]) .ld-clip").first
    box = deep.bounding_box()
    assert box
    assert box["width"] >= 60
    assert watched.overflow() <= 0
    assert not watched.take()
