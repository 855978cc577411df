"""What the browser tests of the Gantt share: a plan on the screen, its rows as the script knows them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.watching import Watched, until

PLAN = "/projects/MES-02/plan/"
VIEW = "document.querySelector('[data-gantt]').view"
# The first task that nobody finished, as the script knows it.
OPEN = """() => {
  const { model, scale } = document.querySelector('[data-gantt]').view;
  const row = model.rows.find((r) => r.kind === 0 && r.percent === 0);
  return { ...row, x0: scale.left(row.start), x1: scale.right(row.finish), perDay: scale.perDay };
}"""
_ROW = "(id) => ({ ...document.querySelector('[data-gantt]').view.model.byId.get(id) })"


def gantt(open_as: Open, **look: Any) -> Watched:
    page = open_as("pmo", language="en-US", **look)
    page.goto(PLAN)
    until(page.page, "() => Boolean(document.querySelector('[data-gantt]')?.view)")
    return page


def row_of(page: Page, task_id: int) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_ROW, task_id)
    return found


def saved(page: Page, task_id: int, version: int) -> dict[str, Any]:
    """The row once the server's answer to an edit is in the model."""
    newer = f"([id, v]) => {VIEW}.model.byId.get(id)?.version > v"
    until(page, newer, [task_id, version])
    return row_of(page, task_id)


def focus(page: Page, task_id: int) -> None:
    page.evaluate("(id) => document.querySelector('[data-gantt]').view.grid.go(id)", task_id)
    page.locator(f".grow-row[data-id='{task_id}']:not([hidden])").click()


def by_weeks(open_as: Open, **look: Any) -> tuple[Watched, int]:
    """The plan drawn in weeks, with the first open task (its id) focused and in view."""
    watched = gantt(open_as, **look)
    page = watched.page
    page.locator("[data-zoom='week']").click()
    first: int = page.evaluate(OPEN)["id"]
    focus(page, first)
    page.wait_for_timeout(100)
    return watched, first
