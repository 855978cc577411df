"""Text people typed is shown as text: in every page that shows it, in every language of injection we know."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from pmo.access import routes
from tests.matrix import probe
from tests.matrix.expected import Outcome, expected
from tests.matrix.subjects import subjects_of, targets
from tests.matrix.zoo import Zoo
from tests.routes import Route, all_routes
from tests.security import stored
from tests.security.payloads import MARK, RAW, XSS

pytestmark = pytest.mark.django_db

PAGES = [r for r in all_routes() if not r.is_api and "GET" in routes.table().get(r.name, {})]
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I)
SCRIPT_ADDRESS = re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.I)
SCRIPT = re.compile(r"<script\b[^>]*>", re.I)


@pytest.fixture(scope="module")
def poisoned(zoo: Zoo) -> Iterator[Zoo]:
    """A world in which every text is an attack."""
    with probe.undone():
        changed = stored.fill(lambda n: XSS[n % len(XSS)])
        assert changed > 300
        cache.clear()  # what is remembered is from before the attack
        yield zoo


@pytest.fixture
def _django_db_helper(poisoned: Zoo) -> None:
    """The module's transaction; the mark only asks for the tables."""


def _addresses(route: Route, zoo: Zoo) -> Iterator[tuple[str, object]]:
    """(actor, target) of a page for people who see it with most of its buttons."""
    names = ("pmo", "pm", "owner", "cfo")
    if not route.arguments:
        yield from ((name, None) for name in names if expected(name, route.name, "GET", None, "own") is Outcome.OPEN)
        return
    for subject in subjects_of(route.name):
        for target in targets(subject, zoo):
            if target.relation == "own":
                yield from (
                    (n, target) for n in names if expected(n, route.name, "GET", subject, "own") is Outcome.OPEN
                )


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_pages_show_typed_text_as_text(route: Route, poisoned: Zoo) -> None:
    wrong = []
    for name, target in _addresses(route, poisoned):
        got = probe.ask(poisoned, name, route.name, "GET", target)  # type: ignore[arg-type]
        at = f"{name} {got.path} → {got.status}"
        if got.status >= 500:
            wrong.append(f"{at}: {got.error}")
            continue
        if not got.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = got.body.decode()
        wrong += [f"{at}: {raw!r} stands in the page: {_around(text, raw)}" for raw in RAW if raw in text]
        for pattern in (HANDLER, SCRIPT_ADDRESS):
            if found := pattern.search(_without_attributes(text)):
                wrong.append(f"{at}: {text[found.start() : found.start() + 120]!r}")
        strange = [tag for tag in SCRIPT.findall(text) if "nonce=" not in tag and "application/json" not in tag]
        if strange:
            wrong.append(f"{at}: scripts without a nonce: {strange[:2]}")
    assert not wrong, "\n".join(wrong)


def test_the_attacks_are_really_shown(poisoned: Zoo) -> None:
    """Pages about one object show the attack, escaped; otherwise the test above would prove nothing."""
    shown = 0
    for route in PAGES:
        for name, target in _addresses(route, poisoned):
            if name == "pm" and target is not None:
                got = probe.ask(poisoned, name, route.name, "GET", target)  # type: ignore[arg-type]
                shown += MARK in got.body.decode("utf-8", "replace")
    assert shown >= 35


def _without_attributes(text: str) -> str:
    """Quoted values may hold anything: what counts is markup outside of them."""
    return re.sub(r'="[^"]*"', '=""', text)


def _around(text: str, raw: str) -> str:
    at = text.index(raw)
    return repr(text[max(0, at - 80) : at + 80])
