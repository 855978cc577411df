"""Every page, in both languages, light and dark, on a desk and on a phone: usable by everybody, and quiet."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import DESK, PHONE, Open
from tests.e2e.crawling import reachable
from tests.e2e.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# Each page is seen in one of these by each person, by different persons in different ones.
LOOKS = (
    ("zh-CN", "light", DESK),
    ("en-US", "dark", PHONE),
    ("zh-CN", "dark", DESK),
    ("en-US", "light", PHONE),
    ("zh-CN", "light", PHONE),
    ("en-US", "dark", DESK),
)
_axe = Axe()


def test_the_checker_finds_a_planted_fault(open_as: Open) -> None:
    page = open_as("pm")
    page.goto("/")
    page.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/x.png\">')")
    assert any(found.startswith("image-alt") for found in _violations(page))
    page.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b onclick=\"1\">x</b>')")
    page.page.evaluate("document.body.lastElementChild.click()")
    assert any("policy" in problem for problem in page.take())


def _violations(page: Watched) -> list[str]:
    found: list[dict[str, Any]] = _axe.run(page.page, options=RULES).response["violations"]
    return [
        f"{v['id']} ({v['impact']}, {len(v['nodes'])}×): {v['nodes'][0]['target']} {v['nodes'][0]['html'][:140]}"
        for v in found
    ]


@pytest.mark.parametrize(("username", "first_look"), [("pmo", 0), ("ceo", 1), ("pm", 3)])
def test_pages_are_accessible_and_quiet(username: str, first_look: int, open_as: Open) -> None:
    routes = reachable(open_as(username))
    assert len(routes) >= 25, sorted(routes)
    wrong: list[str] = []
    pages: dict[int, Watched] = {}
    for n, (name, path) in enumerate(sorted(routes.items())):
        look = (n + first_look) % len(LOOKS)
        language, theme, size = LOOKS[look]
        if look not in pages:
            pages[look] = open_as(username, language=language, theme=theme, size=size)
        page = pages[look]
        at = f"{name} {path} [{language} {theme} {size['width']}]"
        answer = page.goto(path)
        page.settle()
        if answer is None or answer.status != 200:
            wrong.append(f"{at}: answers {answer.status if answer else None}")
            continue
        wrong += [f"{at}: {problem}" for problem in page.take()]
        if size is PHONE and (wide := page.overflow()) > 0:
            wrong.append(f"{at}: {wide} px wider than the window")
        if name != "api:docs":  # a page of Swagger UI's
            wrong += [f"{at}: {violation}" for violation in _violations(page)]
    assert not wrong, f"{len(wrong)} problems on {len(routes)} pages\n" + "\n".join(wrong)


def test_plain_pages_are_accessible_and_quiet(open_as: Open, browser: Any, installation: Any) -> None:
    """Before signing in, and where there is nothing."""
    wrong = []
    for language, theme, size in LOOKS[:4]:
        context = browser.new_context(
            base_url=installation.url, locale=language, color_scheme=theme, viewport=size, reduced_motion="reduce"
        )
        page = Watched(context.new_page(), installation.url)
        for path in ("/account/login/", "/account/password/reset/", "/account/password/reset/done/"):
            page.goto(path)
            page.settle()
            at = f"{path} [{language} {theme} {size['width']}]"
            wrong += [f"{at}: {problem}" for problem in [*page.take(), *_violations(page)]]
            if page.overflow() > 0:
                wrong.append(f"{at}: wider than the window")
        context.close()
    page = open_as("pm", language="en-US", theme="dark", size=PHONE)
    page.goto("/projects/NOPE-1/")
    wrong += [f"404: {violation}" for violation in _violations(page)]
    assert not wrong, "\n".join(wrong)
