"""One installation and one browser for all browser tests of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.installation import Installation
from tests.e2e.launching import launched
from tests.e2e.watching import Watched

PASSWORD = "luodi-demo-2026"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# People of the demo read Chinese by choice; here the browser decides, so that both languages and themes are seen.
_UNDECIDED = "from pmo.accounts.models import User; User.objects.update(language='', theme='')"


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with Installation() as made:
        made.manage("shell", "-v", "0", "-c", _UNDECIDED)
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


Open = Callable[..., Watched]


@pytest.fixture(scope="session")
def _contexts() -> Iterator[dict[Any, BrowserContext]]:
    made: dict[Any, BrowserContext] = {}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def open_as(installation: Installation, browser: Browser, _contexts: dict[Any, BrowserContext]) -> Iterator[Open]:
    """A watched page in which the person is signed in."""
    pages: list[Watched] = []

    def make(
        username: str,
        *,
        language: str = "zh-CN",
        theme: str = "light",
        size: dict[str, int] | None = None,
        touch: bool = False,
    ) -> Watched:
        size = size or DESK
        key = (username, language, theme, size["width"], touch)
        if key not in _contexts:
            _contexts[key] = browser.new_context(
                base_url=installation.url,
                locale=language,
                color_scheme=theme,  # type: ignore[arg-type]
                viewport=size,  # type: ignore[arg-type]
                timezone_id="Asia/Shanghai",
                has_touch=touch,
                reduced_motion="reduce",
            )
            page = _contexts[key].new_page()
            page.goto("/account/login/")
            page.locator("input[name=login]").fill(username)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main button[type=submit], form button[type=submit]").last.click()
            page.wait_for_url(f"{installation.url}/")
            page.close()
        watched = Watched(_contexts[key].new_page(), installation.url)
        pages.append(watched)
        return watched

    yield make
    for page in pages:
        page.page.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")
