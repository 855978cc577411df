"""Pages and the interface: a happy path and a refusal each, and that small groups stay hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from metrics.adoption import services
from metrics.adoption.models import Funnel, FunnelResult
from tests import factories
from tests.api.kit import ApiClient
from tests.metrics.adoption.conftest import Used
from tests.metrics.dashboards.conftest import counted

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _as_of(monkeypatch: pytest.MonkeyPatch, used: Used) -> None:
    monkeypatch.setattr("metrics.adoption.views.setup.timezone.now", lambda: used.setting.now)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_holds_the_rate_against_the_target(used: Used, world: factories.World, client_of: ClientOf) -> None:
    used.target()
    used.refresh()
    page = client_of(world.pm).get(f"/projects/{world.mine.key}/adoption/")
    said = words(page)
    assert page.status_code == 200
    assert "100% of 11 people used MES in the last four weeks: as aimed at" in said
    assert "Reached: 90% since" in said
    # Whoever acts as often as expected, out of how many.
    assert re.search(r"As often as expected .* 11 of 11 people", said)
    # The office has three people, and could be worked out from the line.
    assert said.count("withheld: fewer than 5 people could be told") >= 2
    assert f"/projects/{world.mine.key}/adoption/units/{used.setting.line.pk}/" not in page.content.decode()


def test_without_a_target_the_page_asks_for_one(used: Used, world: factories.World, client_of: ClientOf) -> None:
    said = words(client_of(world.pm).get(f"/projects/{world.mine.key}/adoption/"))
    assert "no target yet" in said
    assert "Without a target there is nothing to forecast" in said


def test_a_project_without_a_system_says_what_to_do(world: factories.World, client_of: ClientOf) -> None:
    client = client_of(world.stranger)
    assert "No system is measured yet" in words(client.get(f"/projects/{world.other.key}/adoption/"))
    assert "No system is measured yet" in words(client.get(f"/projects/{world.other.key}/adoption/activity/"))


@pytest.mark.parametrize("path", ["", "activity/"])
def test_who_is_no_part_of_it_sees_nothing(used: Used, world: factories.World, client_of: ClientOf, path: str) -> None:
    for user in (world.stranger, world.employee, world.admin):
        assert client_of(user).get(f"/projects/{world.mine.key}/adoption/{path}").status_code == 404


def test_a_unit_has_its_page_and_a_withheld_one_tells_nothing(
    used: Used, world: factories.World, client_of: ClientOf
) -> None:
    used.target()
    used.refresh()
    client = client_of(world.pm)
    base = f"/projects/{world.mine.key}/adoption/units"
    said = words(client.get(f"{base}/{world.company.pk}/"))
    assert "Why not?" in said
    assert "Never signed in" in said
    hidden = words(client.get(f"{base}/{used.setting.line.pk}/"))
    assert "Figures of this unit are withheld" in hidden
    assert "Why not?" not in hidden
    assert client.get(f"{base}/999999/").status_code == 404
    assert client_of(world.employee).get(f"{base}/{world.company.pk}/").status_code == 404


def test_a_process_is_defined_and_its_steps_are_counted(
    used: Used, world: factories.World, client_of: ClientOf
) -> None:
    setting = used.setting
    used.deliver([setting.event(500_000 + n, n, 0.9 + 1, feature="query") for n in range(6)])
    setting.count()
    client = client_of(world.pm)
    new = f"/usage/systems/{setting.system.pk}/funnels/new/"
    body = {"name": "班次", "name_en": "Shift", "window_days": "28", "step_1": setting.report.pk}
    assert client.get(new).status_code == 200
    assert client.post(new, body).status_code == 422
    assert client.post(new, {**body, "step_2": setting.report.pk}).status_code == 422
    assert client.post(new, {**body, "step_2": setting.query.pk}).status_code == 302
    funnel = Funnel.objects.get()
    used.refresh()
    result = FunnelResult.objects.get(funnel=funnel)
    assert [step["reached"] for step in result.steps] == [11, 6]
    assert result.steps[1]["share"] == 54.5
    page = client.get(f"/projects/{world.mine.key}/adoption/activity/")
    assert "Shift" in words(page)
    edit = f"/usage/funnels/{funnel.pk}/edit/"
    swapped = {**body, "step_1": setting.query.pk, "step_2": setting.report.pk, "version": funnel.version}
    assert client.post(edit, swapped).status_code == 302
    assert not FunnelResult.objects.exists()
    assert client_of(world.owner).get(edit).status_code == 404
    assert client.post(f"/usage/funnels/{funnel.pk}/delete/").status_code == 302


def test_the_interface_tells_targets_forecasts_and_ranks(used: Used, world: factories.World) -> None:
    used.target()
    used.refresh()
    found = ApiClient(world.pm).get(f"/api/v1/projects/{world.mine.key}/adoption/?to={used.setting.today}").json()
    system = found["systems"][0]
    assert (system["rate"], system["active"], system["eligible"]) == (100.0, 11, 11)
    assert system["target"]["target_share"] == 90.0
    assert system["target"]["gap"] == pytest.approx(100 - system["target"]["today"], abs=0.06)
    assert system["forecast"]["outcome"] == "reached"
    assert system["habits"]["stickiness"] == 100.0
    units = {row["unit"]: row for row in system["units"]}
    assert units[world.company.pk]["rank"] == 1
    assert [(part["dimension"], part["suppressed"], part["rate"]) for part in system["parts"]] == [
        ("role", True, None), ("wave", True, None), ("wave", True, None),
    ]  # fmt: skip
    hidden = units[used.setting.office.pk]
    assert hidden["suppressed"]
    assert (hidden["rate"], hidden["rank"], hidden["forecast"]) == (None, None, None)


def test_status_and_summary_tell_adoption(used: Used, world: factories.World, monkeypatch: pytest.MonkeyPatch) -> None:
    used.refresh()
    monkeypatch.setattr("pmo.web.api.views.timezone.now", lambda: used.setting.now)
    url = f"/api/v1/projects/{world.mine.key}/status/"
    found = ApiClient(world.pm).get(url).json()["adoption"]
    assert (found["rate"], found["eligible"], found["active"], found["target"]) == (100.0, 11, 11, None)
    used.target()
    assert ApiClient(world.pm).get(url).json()["adoption"]["target"] is not None
    total = ApiClient(world.pmo).get("/api/v1/portfolio/summary/").json()["adoption"]
    assert (total["rate"], total["eligible"], total["projects"]) == (100.0, 11, 1)
    assert ApiClient(world.stranger).get("/api/v1/portfolio/summary/").json()["adoption"] is None


def test_more_units_cost_no_more_queries(used: Used, world: factories.World, client_of: ClientOf) -> None:
    used.target()
    used.refresh()
    client = client_of(world.pm)
    url = f"/projects/{world.mine.key}/adoption/"

    def asked() -> int:
        client.get(url)
        with counted() as found:
            assert client.get(url).status_code == 200
        return len(found)

    few = asked()
    for _n in range(6):
        unit = factories.make_unit(used.setting.now, parent=world.company)
        factories.make_user(used.setting.now, unit=unit)
        used.target(unit=unit)
    from metrics.usage.services import add_rule

    add_rule(
        by=world.pm, system=used.setting.system, unit=world.company, from_on=used.setting.today, position=9,
        now=used.setting.now,
    )  # fmt: skip
    used.setting.count()
    services.refresh(used.setting.system, now=used.setting.now)
    assert asked() == few
