from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.portfolio import services
from projects.portfolio.models import Portfolio, Project, ProjectMember
from projects.portfolio.policy import ROUTES
from projects.portfolio.urls import urlpatterns
from tests import factories
from tests.factories import CANARY, World

Browser = Callable[[Any], Client]
KEY = "FIN-01"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _text(response: Any) -> str:
    return str(response.content.decode())


def _data(world: World, **values: Any) -> dict[str, Any]:
    return {
        "name": "新项目",
        "key": "NEW-1",
        "portfolio": world.portfolio.pk,
        "manager": world.pm.pk,
        "sponsor": world.cfo.pk,
        "units": [world.finance.pk],
        **values,
    }


def test_every_route_is_declared() -> None:
    declared = {name.removeprefix("portfolio:") for name in ROUTES if name.startswith("portfolio:")}
    assert declared == {pattern.name for pattern in urlpatterns}


def test_a_project_is_proposed_and_changed(world: World, pm: Client) -> None:
    assert pm.get("/projects/new/").status_code == 200
    response = pm.post("/projects/new/", _data(world))
    project = Project.objects.get(key="NEW-1")
    assert response["Location"] == project.url
    edit = reverse("portfolio:edit", args=["NEW-1"])
    assert f'name="version" value="{project.version}"' in _text(pm.get(edit))
    changed = _data(world, name="改名", version=project.version)
    assert pm.post(edit, changed).status_code == 302
    assert Project.objects.get(key="NEW-1").name == "改名"
    stale = pm.post(edit, {**changed, "name": "又改"})
    assert stale.status_code == 422
    assert "Someone else changed this" in _text(stale)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"key": "fin 01"}, "Capital letters and digits"),
        ({"key": "FIN-01"}, "already exists"),
        ({"start_on": "2026-05-02", "target_finish_on": "2026-05-01"}, "The target finish lies before the start."),
        ({"people_affected": "-4"}, "greater than or equal to 0"),
        ({"name": ""}, "This field is required."),
        ({"manager": "99999"}, "Select a valid choice."),
    ],
)
def test_a_refused_proposal_keeps_what_was_typed(world: World, pm: Client, values: dict[str, str], text: str) -> None:
    response = pm.post("/projects/new/", _data(world, summary="打字打了很久", **values))
    assert response.status_code == 422
    assert text in _text(response)
    assert "打字打了很久" in _text(response)
    assert not Project.objects.filter(summary="打字打了很久").exists()


def test_the_list_filters_and_exports_only_the_visible(world: World, pm: Client) -> None:
    text = _text(pm.get("/projects/"))
    assert "Expense control" in text
    assert CANARY not in text
    for query in ({"q": CANARY}, {"state": "closed"}, {"manager": world.stranger.pk}, {"mine": "1"}, {"sort": "-name"}):
        response = pm.get("/projects/", query)
        assert response.status_code == 200
        assert CANARY not in _text(response).replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "")
    assert pm.get("/projects/", {"export": "xlsx"})["Content-Type"].endswith("sheet")


def test_the_team_page_adds_and_removes(world: World, pm: Client) -> None:
    url = reverse("portfolio:team", args=[KEY])
    assert world.champion.label in _text(pm.get(url))
    assert pm.post(url, {"user": world.employee.pk, "role": "champion"})["Location"] == url
    member = ProjectMember.objects.get(user=world.employee)
    twice = pm.post(url, {"user": world.employee.pk, "role": "champion"})
    assert twice.status_code == 422
    assert "This person already has this part." in _text(twice)
    assert pm.post(url, {"user": world.employee.pk, "role": "sponsor"}).status_code == 422
    assert pm.post(reverse("portfolio:remove_member", args=[KEY, member.pk])).status_code == 302
    assert not ProjectMember.objects.filter(user=world.employee).exists()
    named = ProjectMember.objects.get(project=world.mine, role="manager")
    refused = pm.post(reverse("portfolio:remove_member", args=[KEY, named.pk]))
    assert refused.status_code == 409
    assert "Name somebody else in the project" in _text(refused)
    foreign = ProjectMember.objects.get(project=world.other)
    assert pm.post(reverse("portfolio:remove_member", args=[KEY, foreign.pk])).status_code == 404


def test_one_person_is_shown_the_project_by_the_pmo(world: World, client_of: Browser, pm: Client) -> None:
    pmo = client_of(world.pmo)
    share = reverse("portfolio:share", args=[KEY])
    assert pmo.post(share, {"user": world.employee.pk, "reason": ""}).status_code == 422
    assert pmo.post(share, {"user": world.employee.pk, "reason": "审计"}).status_code == 302
    assert world.employee.label in _text(pmo.get(reverse("portfolio:team", args=[KEY])))
    assert client_of(world.employee).get(reverse("portfolio:team", args=[KEY])).status_code == 200
    assert pmo.post(reverse("portfolio:unshare", args=[KEY, world.employee.pk])).status_code == 302
    assert client_of(world.employee).get(reverse("portfolio:team", args=[KEY])).status_code == 404
    assert pm.post(share, {"user": world.employee.pk, "reason": "x"}).status_code == 403


def test_stages_are_planned_and_the_project_moves(world: World, pm: Client) -> None:
    url = reverse("portfolio:stages", args=[KEY])
    assert pm.get(url).status_code == 200
    day = (world.today + timedelta(days=20)).isoformat()
    assert pm.post(url, {"change_finish": day})["Location"] == url
    assert day in _text(pm.get(url))
    early = (world.today + timedelta(days=1)).isoformat()
    refused = pm.post(url, {"change_finish": day, "improvement_finish": early})
    assert refused.status_code == 422
    assert "would finish before the stage before it" in _text(refused)
    back = pm.post(reverse("portfolio:advance", args=[KEY]), {"stage": "goals"})
    assert back.status_code == 422
    assert "Say why the project goes back." in _text(back)
    assert pm.post(reverse("portfolio:advance", args=[KEY]), {"stage": "change"}).status_code == 302
    silent = pm.post(reverse("portfolio:state", args=[KEY]), {"state": "closed"})
    assert silent.status_code == 422
    assert pm.post(reverse("portfolio:state", args=[KEY]), {"state": "closed", "reason": "完成"}).status_code == 302


def test_following_comes_back_to_where_one_was(world: World, pm: Client) -> None:
    url = reverse("portfolio:follow", args=[KEY])
    assert pm.post(url, {"on": "1", "next": "/projects/"})["Location"] == "/projects/"
    assert pm.post(url, {"on": "0", "next": "https://evil.example/"})["Location"] == world.mine.url


def test_the_settings_of_a_portfolio(world: World, client_of: Browser, pm: Client) -> None:
    url = reverse("portfolio:settings", args=[world.portfolio.code])
    pmo = client_of(world.pmo)
    assert pmo.get(url).status_code == 200
    data = {
        "name": "组合",
        "code": world.portfolio.code,
        "currency": "CNY",
        "pace_ok": "0.9",
        "pace_risk": "0.7",
        "chance_ok": "0.5",
        "chance_risk": "0.2",
        "silence_days": "14",
        "version": world.portfolio.version,
    }
    assert pmo.post(url, {**data, "pace_risk": "0.95"}).status_code == 422
    assert pmo.post(url, {**data, "silence_days": "0"}).status_code == 422
    assert pmo.post(url, data).status_code == 302
    assert pm.get(url).status_code in (403, 404)


def test_portfolios_are_offered_in_the_language_that_is_read(pm: Client) -> None:
    text = _text(pm.get("/projects/new/"))
    assert ">Portfolio</option>" in text
    assert ">组合</option>" not in text


def test_a_company_begins_with_its_first_portfolio(world: World, client_of: Browser, pm: Client) -> None:
    Project.objects.all().delete()
    Portfolio.objects.all().delete()
    pmo, url = client_of(world.pmo), reverse("portfolio:portfolio_new")
    for path in ("/portfolio/", "/projects/new/"):
        assert url in _text(pmo.get(path)), path
    assert "Ask the PMO lead" in _text(pm.get("/projects/new/"))
    data = {
        "name": "2027 组合",
        "code": "2027",
        "currency": "CNY",
        "pace_ok": "0.95",
        "pace_risk": "0.75",
        "chance_ok": "0.5",
        "chance_risk": "0.2",
        "silence_days": "30",
    }
    refused = pmo.post(url, {**data, "code": "20/27"})
    assert refused.status_code == 422
    assert "the code stands in addresses" in _text(refused)
    assert 'href="/portfolio/">Cancel</a>' in _text(refused)
    made = pmo.post(url, data)
    assert made["Location"] == "/portfolio/?portfolio=2027"
    assert "2027 组合" in _text(pmo.get(made["Location"], follow=True))
    assert pmo.get(reverse("portfolio:settings", args=["2027"])).status_code == 200
    portfolio = Portfolio.objects.get(code="2027")
    assert pm.post("/projects/new/", _data(world, portfolio=portfolio.pk)).status_code == 302
    for person in (world.pm, world.ceo, world.admin):
        assert client_of(person).post(url, {**data, "code": "2028"}).status_code in (403, 404)
    assert list(Portfolio.objects.values_list("code", flat=True)) == ["2027"]


@pytest.mark.parametrize("name", ["pm", "owner", "champion", "employee", "admin"])
def test_a_foreign_project_does_not_exist(world: World, client_of: Browser, name: str) -> None:
    browser = client_of(getattr(world, name))
    for route in ("edit", "team", "stages", "history"):
        response = browser.get(reverse(f"portfolio:{route}", args=["MES-01"]))
        assert response.status_code in (403, 404)
        assert CANARY not in _text(response)
    for route in ("edit", "team", "stages", "advance", "state", "follow", "share"):
        response = browser.post(reverse(f"portfolio:{route}", args=["MES-01"]), {"name": "x", "stage": "change"})
        assert response.status_code in (403, 404)
        assert CANARY not in _text(response)
    for path in ("/projects/", "/projects/new/", f"/search/?q={CANARY[:6]}", reverse("portfolio:edit", args=[KEY])):
        assert CANARY not in _text(browser.get(path))


def test_history_stands_with_the_project(world: World, pm: Client) -> None:
    services.change_project(by=world.pm, project=world.mine, now=world.now, name="改名")
    text = _text(pm.get(reverse("portfolio:history", args=[KEY])))
    assert "changed the project" in text
    assert "改名" in text


def test_nothing_typed_becomes_markup(world: World, client_of: Browser, pm: Client) -> None:
    Project.objects.filter(pk=world.mine.pk).update(name=EVIL, name_en=EVIL, summary=EVIL, summary_en=EVIL)
    services.set_state(by=world.pm, project=Project.objects.get(key=KEY), state="on_hold", reason=EVIL, now=world.now)
    for path in ("/projects/", *(reverse(f"portfolio:{r}", args=[KEY]) for r in ("edit", "team", "stages", "history"))):
        text = _text(pm.get(path))
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
    response = pm.post("/projects/new/", _data(world, name="", key=EVIL, summary=EVIL, portfolio=EVIL))
    assert response.status_code == 422
    assert "<script>alert" not in _text(response)


def test_the_list_asks_as_often_for_fifty_as_for_one(world: World, pm: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert pm.get("/projects/").status_code == 200
        return len(found)

    count()
    one = count()
    for _n in range(50):
        sponsor = factories.make_user(world.now)
        factories.make_project(world.now, world.portfolio, manager=world.pm, sponsor=sponsor)
    assert count() == one


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(world: World, client_of: Browser, language: str) -> None:
    type(world.pmo).objects.filter(pk=world.pmo.pk).update(language=language)
    browser = client_of(world.pmo)
    paths = ["/projects/", "/projects/new/", reverse("portfolio:settings", args=[world.portfolio.code])]
    paths += [reverse(f"portfolio:{r}", args=[KEY]) for r in ("edit", "team", "stages", "history")]
    for path in paths:
        response = browser.get(path)
        assert response.status_code == 200, path
        assert response["Content-Language"] == language
