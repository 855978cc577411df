"""Choosing one of many, as somebody who types, clicks, goes away and comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPTION = ".ld-choices [role=option]:visible"


def begun(open_as: Open, **how: object) -> Page:
    page = open_as("pmo", **how)
    page.goto("/projects/new/")
    return page.page


def value(page: Page) -> str:
    return page.locator("select[name=sponsor]").input_value()


def test_a_name_is_typed_and_taken_by_key(open_as: Open) -> None:
    page = begun(open_as)
    field = page.locator("#id_sponsor")
    field.fill("王")
    expect(page.locator(OPTION).first).to_contain_text("王")
    second = page.locator(OPTION).nth(1).inner_text()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(second)
    assert value(page)
    expect(page.locator(OPTION)).to_have_count(0)


def test_a_finger_takes_one_on_a_phone(open_as: Open) -> None:
    page = begun(open_as, size=PHONE, touch=True)
    field = page.locator("#id_sponsor")
    field.tap()
    first = page.locator(OPTION).nth(1)
    box = first.bounding_box()
    assert box
    assert box["height"] >= 44
    name = first.inner_text()
    first.tap()
    expect(field).to_have_value(name)


def test_escape_and_nonsense_change_nothing(open_as: Open) -> None:
    page = begun(open_as)
    field = page.locator("#id_sponsor")
    field.fill("王")
    expect(page.locator(OPTION).first).to_contain_text("王")
    page.locator(OPTION).first.click()
    chosen, kept = field.input_value(), value(page)
    field.fill("没有这个人")
    expect(page.locator(".ld-choices .hint:visible")).to_contain_text("没有这个人")
    field.press("Escape")
    expect(field).to_have_value(chosen)
    field.fill("没有这个人")
    field.press("Tab")
    expect(field).to_have_value(chosen)
    assert value(page) == kept


def test_nobody_is_taken_from_a_list_that_answers_older_words(open_as: Open) -> None:
    page = begun(open_as)
    field = page.locator("#id_sponsor")
    field.fill("王")
    expect(page.locator(OPTION).first).to_contain_text("王")
    # Typed on and left before the answer is there.
    field.fill("王刚没有")
    field.press("Tab")
    assert value(page) == ""


def test_an_emptied_field_means_nobody(open_as: Open) -> None:
    page = begun(open_as)
    field = page.locator("#id_sponsor")
    field.fill("王")
    expect(page.locator(OPTION).first).to_contain_text("王")
    field.press("Enter")
    assert value(page)
    field.fill("")
    field.press("Tab")
    assert value(page) == ""


def test_the_label_leads_to_the_field_that_is_typed_in(open_as: Open) -> None:
    page = begun(open_as)
    page.locator("label[for=id_business_owner]").click()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"


def test_a_draft_brings_back_whom_the_page_does_not_list(open_as: Open) -> None:
    page = begun(open_as)
    field = page.locator("#id_sponsor")
    listed = page.locator("select[name=sponsor] option").count()
    field.fill("周")
    expect(page.locator(OPTION).first).to_contain_text("周")
    page.locator(OPTION).first.click()
    chosen, kept = field.input_value(), value(page)
    assert page.locator("select[name=sponsor] option").count() == listed + 1
    expect(page.locator("[data-draft-note]")).to_contain_text("草稿")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="恢复草稿").click()
    expect(page.locator("#id_sponsor")).to_have_value(chosen)
    assert value(page) == kept


def test_boxes_of_others_appear_as_one_types(open_as: Open) -> None:
    watched = open_as("pmo")
    watched.goto("/reviews/new/")
    page = watched.page
    boxes = page.locator(".ld-checklist label:visible")
    before = boxes.count()
    page.locator(".ld-checkfind").fill("周")
    expect(boxes.first).to_contain_text("周")
    name = boxes.last.inner_text().strip()
    boxes.last.click()
    page.locator(".ld-checkfind").fill("王")
    expect(boxes.filter(has_text="王").first).to_be_visible()
    expect(boxes.filter(has_text=name)).to_have_count(1)
    page.locator(".ld-checkfind").fill("")
    assert boxes.count() > before


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_filter_is_looked_for_when_its_menu_is_opened(open_as: Open, size: dict[str, int]) -> None:
    watched = open_as("pmo", size=size)
    watched.goto("/risks/")
    page = watched.page
    page.locator("details.filters summary").click()
    menu = page.locator("details.filters .ld-menu-form")
    box = menu.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    field = page.locator("#f-project")
    field.click()
    expect(page.locator(OPTION).first).to_have_text("不限")
    assert page.locator(OPTION).count() > 2
    field.fill("mes")
    expect(page.locator(OPTION)).to_have_count(1)
    field.press("Enter")
    chosen = field.input_value()
    menu.locator("button[type=submit]").click()
    expect(page.locator(".ld-chip").filter(has_text=chosen)).to_be_visible()
    page.locator("details.filters summary").click()
    expect(page.locator("#f-project")).to_have_value(chosen)
