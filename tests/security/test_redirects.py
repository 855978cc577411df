"""Nobody is sent off the site by a link to it."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client

from tests.factories import World
from tests.security.payloads import REDIRECTS

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def _stays(location: str) -> bool:
    """As a browser reads it: backslashes are slashes, tabs and line ends are dropped."""
    read = re.sub(r"[\t\r\n]", "", location.replace("\\", "/"))
    found = urlsplit(urljoin("http://testserver/me/x/", read))
    return (found.scheme, found.netloc) == ("http", "testserver")


@pytest.mark.parametrize("wanted", REDIRECTS)
def test_signing_in_stays_here(world: World, wanted: str) -> None:
    client = Client()
    answer = client.post(f"/account/login/?next={quote(wanted)}", {"login": "pm", "password": PASSWORD, "next": wanted})
    assert answer.status_code == 302
    assert _stays(answer["Location"]), answer["Location"]


@pytest.mark.parametrize("wanted", REDIRECTS)
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/me/language/", {"language": "en"}),
        ("/me/theme/", {"theme": "dark"}),
        ("/inbox/read-all/", {}),
        ("/views/projects/save/", {"name": "x", "query": "state=active"}),
    ],
)
def test_acts_that_go_back_stay_here(world: World, path: str, data: dict[str, str], wanted: str) -> None:
    client = Client()
    client.force_login(world.pm)
    for referrer in ("", wanted):
        answer = client.post(f"{path}?next={quote(wanted)}", {**data, "next": wanted}, headers={"Referer": referrer})
        assert answer.status_code in (204, 302), answer.status_code
        assert _stays(answer.get("Location", "/")), answer["Location"]
        assert "evil.example" not in answer.get("HX-Redirect", "")


def test_the_page_one_wanted_is_reached_after_signing_in(world: World) -> None:
    client = Client()
    first = client.get("/kpis/?status=off")
    assert first.status_code == 302
    answer = client.post(first["Location"], {"login": "pm", "password": PASSWORD, "next": "/kpis/?status=off"})
    assert answer["Location"] == "/kpis/?status=off"
