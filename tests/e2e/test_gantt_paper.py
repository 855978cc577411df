"""The Gantt as picture and on paper."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Open
from tests.e2e.gantt import VIEW, gantt
from tests.e2e.watching import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_plan_is_saved_as_a_picture(open_as: Open) -> None:
    watched = gantt(open_as)
    page = watched.page
    page.locator(".ld-head summary").click()
    with page.expect_download() as download:
        page.locator("[data-gantt-do='png']").click()
    path = download.value.path()
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 20_000
    assert not watched.take()


def test_printed_pages_say_what_they_are(open_as: Open) -> None:
    watched = gantt(open_as)
    page = watched.page
    page.evaluate("() => { window.print = () => {}; }")
    page.locator("[data-gantt-do='print']").click()
    titles = page.evaluate("() => [...document.querySelectorAll('.gprint section p')].map((p) => p.textContent)")
    assert titles[0].startswith("MES-02 MES roll-out · ")
    assert [title.rsplit(" ", 1)[1] for title in titles] == [f"{n}/{len(titles)}" for n in range(1, len(titles) + 1)]
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert not page.evaluate("() => document.querySelector('.gprint')")
    assert not watched.take()


def test_paper_is_white_in_the_dark(open_as: Open) -> None:
    page = gantt(open_as, theme="dark").page
    shown = "() => document.documentElement.dataset.bsTheme"
    assert page.evaluate(shown) == "dark"
    page.evaluate("() => { window.print = () => {}; }")
    page.locator("[data-gantt-do='print']").click()
    corner = page.evaluate(
        """async () => {
          const image = document.querySelector('.gprint img');
          await image.decode();
          const g = document.createElement('canvas').getContext('2d');
          g.drawImage(image, 0, 0);
          return [...g.getImageData(2, 2, 1, 1).data];
        }"""
    )
    assert min(corner) > 240
    assert page.evaluate(shown) == "dark"
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(shown) == "light"
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(shown) == "dark"


def test_a_plan_too_long_for_one_picture_becomes_several(open_as: Open) -> None:
    page = gantt(open_as).page
    page.evaluate(
        f"""() => {{
          const {{ model }} = {VIEW}, rows = model.shown.slice();
          while (model.shown.length < 1600) model.shown.push(...rows);
          window.saved = [];
          HTMLAnchorElement.prototype.click = function () {{ window.saved.push(this.download); }};
        }}"""
    )
    page.evaluate("() => document.querySelector('[data-gantt-do=\"png\"]').click()")
    until(page, "() => window.saved.length === 2")
    assert [name[-7:] for name in page.evaluate("window.saved")] == ["1-2.png", "2-2.png"]
