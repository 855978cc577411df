"""The beacon in a browser, on a page of another system: batches, the queue of the disconnected, no cookies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.e2e.launching import launched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPT = (Path(__file__).resolve().parents[3] / "static" / "src" / "beacon.js").read_text(encoding="utf-8")
PLACE, DOOR = "https://mes.example.test/", "https://luodi.example.test/api/v1/usage/events/"
HTML = (
    f'<script src="{PLACE}beacon.js" data-url="{DOOR}" data-token="lu_x" data-person="H0011"></script>'
    '<button data-luodi="stop"><b>Stop</b></button>'
)
ALLOWED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}


class Door:
    """Answers as it is told to: a status, or none at all. Keeps what was delivered."""

    def __init__(self) -> None:
        self.status: int | None = 202
        self.headers: dict[str, str] = {}
        self.bodies: list[dict[str, Any]] = []
        self.cookies: list[str | None] = []

    def answer(self, route: Route) -> None:
        if self.status is None:
            route.abort("internetdisconnected")
            return
        self.bodies.append(json.loads(route.request.post_data or ""))
        self.cookies.append(route.request.header_value("cookie"))
        route.fulfill(status=self.status, headers=ALLOWED | self.headers, body="{}")

    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in body["events"]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with the module: the tests after it need the database."""
    with launched() as found:
        yield found


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def page(browser: Browser, door: Door) -> Iterator[Page]:
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": "secret", "url": DOOR}])
    context.route(DOOR, door.answer)
    context.route(PLACE, lambda route: route.fulfill(body=HTML, content_type="text/html"))
    context.route(f"{PLACE}beacon.js", lambda route: route.fulfill(body=SCRIPT, content_type="text/javascript"))
    made = context.new_page()
    made.clock.install()
    made.goto(PLACE)
    made.clock.run_for(2_000)
    yield made
    context.close()


def waiting(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(page.evaluate("localStorage.getItem('luodi-usage')") or "[]")
    return found


def pass_seconds(page: Page, seconds: int) -> None:
    """Timers run, and what they asked for is answered."""
    page.clock.run_for(seconds * 1_000)
    page.wait_for_timeout(200)


def test_what_is_done_goes_out_together_without_cookies(page: Page, door: Door) -> None:
    page.evaluate("luodi('report'); luodi('report', 'view'); luodi('', 'login')")
    page.click("[data-luodi] b")
    assert door.bodies == []
    pass_seconds(page, 6)
    assert len(door.bodies) == 1
    assert door.bodies[0]["token"] == "lu_x"
    found = [(event.get("feature"), event["kind"], event["person"]) for event in door.events()]
    assert found == [
        ("report", "action", "H0011"), ("report", "view", "H0011"), (None, "login", "H0011"),
        ("stop", "click", "H0011"),
    ]  # fmt: skip
    assert len({event["event_id"] for event in door.events()}) == 4
    assert door.cookies == [None]
    assert page.context.cookies(PLACE) == []
    assert waiting(page) == []


def test_the_disconnected_keep_their_events_over_a_reload_and_send_them_at_once_when_back(
    page: Page, door: Door
) -> None:
    door.status = None
    page.evaluate("luodi('report'); luodi('stop')")
    pass_seconds(page, 6)
    kept = [event["event_id"] for event in waiting(page)]
    assert len(kept) == 2
    page.reload()
    pass_seconds(page, 2)
    assert [event["event_id"] for event in waiting(page)] == kept
    door.status = 202
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert [event["event_id"] for event in door.events()] == kept
    assert waiting(page) == []


def test_who_is_told_to_wait_waits(page: Page, door: Door) -> None:
    door.status, door.headers = 429, {"Retry-After": "20"}
    page.evaluate("luodi('report')")
    pass_seconds(page, 6)
    assert len(door.bodies) == 1
    assert len(waiting(page)) == 1
    door.status = 202
    pass_seconds(page, 10)
    assert len(door.bodies) == 1
    pass_seconds(page, 11)
    assert [event["event_id"] for event in door.bodies[0]["events"]] == [
        event["event_id"] for event in door.bodies[1]["events"]
    ]
    assert waiting(page) == []


def test_many_events_go_in_batches(page: Page, door: Door) -> None:
    page.evaluate("for (let n = 0; n < 250; n++) luodi('report')")
    for _ in range(4):
        pass_seconds(page, 6)
    assert [len(body["events"]) for body in door.bodies] == [100, 100, 50]
