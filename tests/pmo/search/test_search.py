"""Finding by name, doing by name: ranked, scoped to the reader, as page, fragment and JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from pmo import search
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records import models as records
from pmo.search import registry, selectors
from pmo.search.ready import commands, people, units
from pmo.web import nav


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("li.wei", password="x", name="李伟", name_en="Li Wei", employee_no="E1001")


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_commands", [])
    monkeypatch.setattr(nav, "ENTRIES", [])
    search.register("user", _("People"), people, order=80)
    search.register("unit", _("Units"), units, order=81)


def unit(code: str, name: str, name_en: str = "") -> Unit:
    return records.create(Unit(code=code, name=name, name_en=name_en), now=timezone.now())


def titles(user: User, query: str) -> list[str]:
    return [hit.title for group in selectors.find(user, query) for hit in group.hits]


@pytest.mark.parametrize("query", ["李伟", "伟", "li wei", "LI", "e1001", "ｌｉ．ｗｅｉ", "  李伟  ", "Wei Li"])
def test_people_by_name_number_and_login(user: User, query: str) -> None:
    with override("zh-hans"):
        assert titles(user, query) == ["李伟"]


@pytest.mark.parametrize("query", ["财务", "务部", "finance", "FIN", "fin 财务"])
def test_units_by_name_and_code(user: User, query: str) -> None:
    unit("FIN", "财务部", "Finance")
    unit("HR", "人力资源部", "Human resources")
    with override("zh-hans"):
        assert titles(user, query) == ["财务部"]


def test_equal_names_first_then_beginnings(user: User) -> None:
    for code, name in (("A1", "第二生产部"), ("A2", "生产部"), ("A3", "生产部质检"), ("A4", "新生产部")):
        unit(code, name)
    assert titles(user, "生产部") == ["生产部", "生产部质检", "第二生产部", "新生产部"]


@pytest.mark.parametrize("query", ["%", "_", "%%", "' OR 1=1 --", "\\", "\x00ab", "x" * 5_000, "a " * 500, "<script>"])
def test_no_query_is_a_pattern_or_a_fault(client: Client, user: User, query: str) -> None:
    unit("FIN", "财务部")
    page = client.get("/search/", {"q": query})
    assert page.status_code == 200
    found = page.content.decode().split('id="search-results"')[1].split("</main>")[0]
    assert "财务部" not in found
    assert "<script>" not in found


def test_a_single_latin_letter_is_too_short(client: Client, user: User) -> None:
    unit("B", "bb")
    assert titles(user, "b") == []
    assert client.get("/search/?q=b").status_code == 200


def test_limits(user: User) -> None:
    for number in range(30):
        unit(f"U{number}", f"车间 {number}")
    (group,) = selectors.find(user, "车间")
    assert len(group.hits) == selectors.PER_GROUP


def test_commands_are_offered_to_those_who_may(user: User) -> None:
    search.register_command(search.Command(_("Units"), "/units/", "units", words=("部门", "unit tree")))
    search.register_command(search.Command("New unit", lambda: "/units/new/", "plus", right=("unit", "add")))
    assert len(titles(user, "")) == 1
    assert [hit.url for hit in selectors.commands_for(user, "unit")] == ["/units/"]
    assert [hit.url for hit in selectors.commands_for(user, "部门")] == ["/units/"]
    boss = User.objects.create_user("boss", password="x", name="沈薇")
    RoleGrant.objects.create(user=boss, role=Role.PMO_LEAD, granted_at=timezone.now())
    assert [hit.url for hit in selectors.commands_for(boss, "unit")] == ["/units/", "/units/new/"]


def test_pages_of_the_rail_are_commands_for_those_who_may_open_them(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        nav.Entry("/units/", _("Units"), "units"),
        nav.Entry("/nowhere/", "Units nowhere", "x"),
        nav.Entry("/people/", "Units hidden", "x", only=("unit", "add")),
    ]
    monkeypatch.setattr(nav, "ENTRIES", entries)
    assert [hit.url for hit in selectors.commands_for(user, "units")] == ["/units/"]
    search.register_command(search.Command("Units, all", "/units/", "units"))
    assert [hit.title for hit in selectors.commands_for(user, "units")] == ["Units, all"]


def test_hits_are_only_what_the_provider_lets_the_reader_see(client: Client, user: User) -> None:
    def secret(reader: Any, query: str, limit: int) -> list[search.Hit]:
        return [search.Hit("canary-7731", "/x/")] if reader.username == "boss" else []

    search.register("secret", "Secret", secret)
    assert b"canary-7731" not in client.get("/search/?q=canary").content.split(b"search-results")[1]
    boss = User.objects.create_user("boss", password="x", name="沈薇")
    assert titles(boss, "canary") == ["canary-7731"]


def test_json_for_the_palette(client: Client, user: User) -> None:
    unit("FIN", "财务部")
    answer = client.get("/search/?q=财务", headers={"Accept": "application/json"})
    assert answer["Content-Type"] == "application/json"
    (group,) = answer.json()["groups"]
    (hit,) = group["hits"]
    assert (group["kind"], hit["title"], hit["sub"], hit["icon"]) == ("unit", "财务部", "FIN", "units")
    assert client.get(hit["url"]).status_code == 200
    assert "Accept" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]


def test_the_fragment_and_the_page(client: Client, user: User) -> None:
    unit("FIN", "财务部")
    fragment = client.get("/search/?q=财务", headers={"HX-Request": "true"}).content.decode()
    page = client.get("/search/?q=财务").content.decode()
    assert "财务部" in fragment
    assert "<html" not in fragment
    assert "财务部" in page
    assert 'role="search"' in page
    nothing = client.get("/search/?q=不存在的").content.decode()
    assert "不存在的" in nothing


def test_rows_that_are_found_cost_no_further_queries(user: User, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        unit(f"U{number}", f"车间 {number}")
    titles(user, "车间")
    with django_assert_max_num_queries(4):
        titles(user, "车间")


def test_anonymous_is_sent_to_log_in(db: None) -> None:
    assert Client().get("/search/?q=x").status_code == 302


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        search.register("user", "People", units)


def test_pages_of_ones_own_and_acts_on_the_directory_are_found_by_name(user: User) -> None:
    for command in commands():
        search.register_command(command)
    boss = User.objects.create_user("boss", password="x", name="沈薇")
    RoleGrant.objects.create(user=boss, role=Role.PMO_LEAD, granted_at=timezone.now())
    with override("zh-hans"):
        for query in ("偏好", "令牌", "设置", "收件箱", "密码"):
            assert titles(user, query), query
        assert titles(user, "导入") == []
        assert titles(boss, "导入") == ["导入人员", "导入单位"]
    client = Client()
    client.force_login(boss)
    for command in commands():
        assert client.get(command.href()).status_code == 200, command.href()


def test_values_are_found_by_their_beginning_alone(db: None) -> None:
    from metrics.knowledge.models import KnowledgeWord
    from pmo.search import lookups  # noqa: F401 - `begins`

    KnowledgeWord.objects.bulk_create(
        [KnowledgeWord(word=word) for word in ("ab", "abc", "ab%c", "aB", "b", "报工", "报")]
    )

    def begins(text: str) -> set[str]:
        return set(KnowledgeWord.objects.filter(word__begins=text).values_list("word", flat=True))

    assert begins("ab") == {"ab", "abc", "ab%c"}
    assert begins("ab%") == {"ab%c"}
    assert begins("报") == {"报工", "报"}
    assert begins("报销") == set()


def test_what_has_nothing_is_not_read(user: User, django_assert_num_queries: Any) -> None:
    unit("FIN", "财务部", "Finance")
    with django_assert_num_queries(3):  # what the reader may see, which kinds have anything, the units
        assert titles(user, "财务") == ["Finance"]
    with django_assert_num_queries(1):
        assert titles(user, "没有这个") == []
