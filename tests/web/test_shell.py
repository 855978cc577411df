"""The shell around every page: what the rail offers, which theme is drawn, what nobody asks for is not read."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import translation

from pmo.access import routes
from pmo.web import context, nav

USER = SimpleNamespace(is_authenticated=True, pk=7, theme="dark", label="沈薇")


def shell(path: str = "/", user: Any = USER, cookies: dict[str, str] | None = None) -> context.Shell:
    request = RequestFactory().get(path)
    request.user = user
    request.COOKIES.update(cookies or {})
    return context.shell(request)["shell"]


@pytest.fixture
def open_pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Which paths the reader may open, instead of the policy table."""
    pages = {"/": True, "/decisions/": True, "/kpis/": True, "/people/": False}
    monkeypatch.setattr(nav, "may_open", lambda user, path: pages.get(path, False))
    monkeypatch.setattr(nav, "_counters", {"decisions": lambda user, now: 4, "inbox": lambda user, now: 3})
    monkeypatch.setattr(nav, "_followed", [lambda user: [nav.Followed("ERP", "/projects/erp/", "off")]])
    return pages


def test_rail_shows_only_what_may_be_opened(open_pages: dict[str, bool]) -> None:
    groups = shell("/kpis/12/").nav
    assert [[item.url for item in group.items] for group in groups] == [["/", "/decisions/"], ["/kpis/"]]
    assert [item.url for group in groups for item in group.items if item.current] == ["/kpis/"]
    assert groups[0].items[1].count == 4


def test_the_rail_offers_benefits_to_those_who_may_see_them(db: None) -> None:
    from tests import factories
    from tests.conftest import NOW

    world = factories.make_world(NOW)

    def offered(user: Any) -> bool:
        return any(item.url == "/benefits/" for group in shell(user=user).nav for item in group.items)

    assert offered(world.pmo)
    assert not offered(world.employee)


def test_home_is_current_only_on_itself(open_pages: dict[str, bool]) -> None:
    assert shell("/").nav[0].items[0].current
    assert not shell("/elsewhere/").nav[0].items[0].current


def test_a_followed_project_is_the_current_entry(open_pages: dict[str, bool]) -> None:
    open_pages["/projects/"] = True
    page = shell("/projects/erp/goals/")
    assert page.followed[0].current
    assert not any(item.current for group in page.nav for item in group.items)


def test_the_organisation_is_folded_until_one_is_in_it(open_pages: dict[str, bool]) -> None:
    open_pages["/units/"] = True
    assert [(group.folds, group.open) for group in shell("/").nav][-1] == (True, False)
    assert [(group.folds, group.open) for group in shell("/units/").nav][-1] == (True, True)
    assert not any(group.folds for group in shell("/").nav[:-1])


@pytest.mark.django_db
def test_nothing_is_read_for_somebody_not_signed_in(django_assert_num_queries: Any) -> None:
    page = shell("/", AnonymousUser())
    with django_assert_num_queries(0):
        assert (page.nav, page.followed, page.inbox, page.decisions, page.company) == ([], [], 0, 0, "")


@pytest.mark.django_db
def test_company_is_one_query_then_none(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert shell().company == ""
    with django_assert_num_queries(0):
        assert shell().company == ""
    cache.set("shell:company", ("华瑞制造", "Huarui Manufacturing"))
    with translation.override("zh-hans"):
        assert shell().company == "华瑞制造"
    with translation.override("en"):
        assert shell().company == "Huarui Manufacturing"


@pytest.mark.parametrize(
    ("theme", "cookies", "chosen", "shown"),
    [
        ("dark", {}, "dark", "dark"),
        ("", {"luodi_shown": "dark"}, "", "dark"),
        ("", {"luodi_theme": "dark"}, "", "light"),
        ("", {"luodi_shown": '"><script>'}, "", "light"),
        ("purple", {}, "", "light"),
    ],
)
def test_theme_of_a_person(theme: str, cookies: dict[str, str], chosen: str, shown: str) -> None:
    page = shell("/", SimpleNamespace(is_authenticated=True, pk=1, theme=theme), cookies)
    assert (page.theme, page.theme_shown) == (chosen, shown)


def test_theme_before_log_in_comes_from_the_cookie() -> None:
    page = shell("/", AnonymousUser(), {"luodi_theme": "dark"})
    assert (page.theme, page.theme_shown) == ("dark", "dark")


def test_pages_that_do_not_exist_are_not_offered() -> None:
    assert not nav.may_open(USER, "/no/such/page/")


def test_public_pages_need_no_right() -> None:
    nav._rule.cache_clear()
    assert isinstance(nav._rule("/healthz", settings.ROOT_URLCONF), routes.Public)
    assert nav.may_open(USER, "/healthz")


def test_the_scripts_words_are_in_the_pages_language() -> None:
    with translation.override("en"):
        assert shell().js["lang"] == "en"
    with translation.override("zh-hans"):
        assert shell().js["lang"] == "zh"


def test_a_phone_keeps_four_pages_under_the_thumb(open_pages: dict[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [nav.Entry(f"/{n}/", f"Long name {n}", "book", dock=n, short=f"{n}") for n in (6, 5, 4, 3, 2)]
    monkeypatch.setattr(nav, "ENTRIES", [*nav.ENTRIES, *entries])
    open_pages.update({"/2/": True, "/3/": False, "/4/": True, "/5/": True, "/6/": True})
    found = shell("/4/12/").dock
    assert [item.url for item in found] == ["/", "/2/", "/4/", "/5/"]
    assert [item.label for item in found][1:] == ["2", "4", "5"]
    assert [item.url for item in found if item.current] == ["/4/"]


def test_an_employee_finds_learning_feedback_and_announcements_below_every_page(db: None) -> None:
    from tests import factories
    from tests.conftest import NOW

    world = factories.make_world(NOW)
    client = Client()
    client.force_login(world.employee)
    text = client.get("/knowledge/").content.decode()
    dock = text[text.index('class="ld-dock"') :]
    dock = dock[: dock.index("</nav>")]
    assert re.findall(r'<a href="([^"]+)"', dock) == ["/", "/learning/", "/feedback/", "/announcements/", "#rail"]
