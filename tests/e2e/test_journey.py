"""The main job from end to end, as people do it: from a real process log to progress that everybody sees."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import DESK, Open
from tests.e2e.installation import ROOT, Installation
from tests.e2e.test_typed_text import call, token_of
from tests.e2e.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DATA = Path(os.environ.get("REFERENCE_DATA") or ROOT.parent / "shared" / "data")
LOG = DATA / "bpic2020" / "DomesticDeclarations.xes.gz"


def test_the_lead_signs_in_in_chinese_and_reads_where_it_stands(open_as: Open) -> None:
    page = open_as("pm")
    page.goto("/")
    assert page.page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.page.get_by_role("navigation").first.is_visible()
    page.goto("/portfolio/")
    page.settle()
    text = page.page.locator("main").inner_text()
    assert re.search(r"[\u4e00-\u9fff]{2}", text)
    assert not page.take()


def test_pages_read_and_forms_work_without_scripts(installation: Installation, browser: object) -> None:
    context = browser.new_context(base_url=installation.url, java_script_enabled=False, locale="en-US")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto("/account/login/?next=/projects/")
    page.locator("input[name=login]").fill("pm")
    page.locator("input[name=password]").fill("luodi-demo-2026")
    page.locator("form button[type=submit]").last.click()
    assert page.url.endswith("/projects/")
    assert page.locator("main table tbody tr").count() > 0
    page.locator("main table tbody a").first.click()
    assert page.locator("h1").count() == 1
    context.close()


def _until_analysed(page: Watched, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if page.page.locator("#h-s").count():
            return
        page.page.wait_for_timeout(1000)
        page.page.reload()
    raise AssertionError(page.page.locator("main").inner_text()[:1500])


@pytest.mark.reference
@pytest.mark.skipif(not LOG.exists(), reason="the reference data is not here (REFERENCE_DATA)")
def test_from_a_real_log_to_progress_everybody_sees(installation: Installation, open_as: Open) -> None:
    token = token_of(installation, "pmo")
    project = call(installation, token, "GET", "projects/")["results"][0]
    key = project["key"]
    goal = next(g for g in call(installation, token, "GET", f"goals/?project={key}")["results"])

    page = open_as("pmo", language="en-US", size=DESK)
    tab = page.page

    # The log goes in through the form, the worker analyses it.
    page.goto(f"/processes/new/?project={key}")
    tab.locator("input[name=name]").fill("真实报销流程")
    tab.locator("input[name=name_en]").fill("Real declarations")
    tab.locator("input[name=file]").set_input_files(str(LOG))
    tab.locator("main form button[type=submit]").last.click()
    tab.wait_for_url(re.compile(r"/processes/\d+/"))
    _until_analysed(page)
    process = int(re.search(r"/processes/(\d+)/", tab.url)[1])  # type: ignore[index]

    # The answers of the published log stand on the page.
    text = tab.locator("main").inner_text()
    for figure in ("10,357", "55,628", "11,371", "9,999", "9,914", "8,061", "2,747"):
        assert figure in text, figure
    assert re.search(r"\b7\.3\b", text)
    found = call(installation, token, "GET", f"processes/{process}/analysis/")
    assert (found["cases"], found["events"]) == (10357, 55628)
    cycle = found["cycle_time"]
    assert round(cycle["mean"], 3) == 11.087
    assert round(cycle["median"], 3) == 7.312
    assert round(cycle["p90"], 2) == 18.91

    # The slowest hand-over becomes a pain point with its evidence.
    tab.locator("a[href*='finding=']").first.click()
    tab.locator("section[aria-labelledby=h-p] input[name=hours_per_month]").fill("320")
    tab.locator("section[aria-labelledby=h-p] button[type=submit]").first.click()
    tab.wait_for_url(re.compile(r"/processes/\d+/"))
    pains = call(installation, token, "GET", f"pain-points/?project={key}&page_size=200")["results"]
    assert any(p["source"] == "process_analysis" for p in pains)

    # The median becomes a KPI whose baseline is measured, and whose months are its first values.
    page.goto(f"/processes/{process}/?follow=median")
    tab.locator("section[aria-labelledby=h-k] select[name=goal]").select_option(str(goal["id"]))
    tab.locator("section[aria-labelledby=h-k] input[name=target]").fill("-30%")
    tab.locator("section[aria-labelledby=h-k] input[name=due_on]").fill("2027-12-31")
    owner = tab.locator("section[aria-labelledby=h-k] select[name=owner]")
    if not owner.input_value():
        owner.select_option(index=1)
    tab.locator("section[aria-labelledby=h-k] button[type=submit]").click()
    tab.wait_for_url(re.compile(r"/kpis/\d+/"))
    kpi = int(re.search(r"/kpis/(\d+)/", tab.url)[1])  # type: ignore[index]
    definition = call(installation, token, "GET", f"kpis/{kpi}/")
    assert round(definition["baseline"], 2) == 7.31
    values = call(installation, token, "GET", f"kpis/{kpi}/measurements/")
    assert values["count"] >= 12

    # The worker computes progress within seconds; the page, the project and the interface say the same.
    progress = None
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and progress is None:
        progress = call(installation, token, "GET", f"kpis/{kpi}/progress/").get("progress")
        time.sleep(1)
    assert progress is not None
    page.goto(f"/kpis/{kpi}/")
    page.settle()
    assert tab.locator("main [data-chart]").count() >= 1
    page.goto(f"/projects/{key}/")
    page.settle()
    assert definition["name_en"] in tab.locator("main").inner_text()
    page.goto("/portfolio/")
    page.settle()
    assert project["name_en"] in tab.locator("main").inner_text() or key in tab.locator("main").inner_text()
    status = call(installation, token, "GET", f"projects/{key}/status/")
    assert str(kpi) in str(status) or definition["name_en"] in str(status)
    assert not page.take()
