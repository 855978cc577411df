"""Each page does its job, refuses what it must, and loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.goals.models import Goal, Kpi, SignOff
from projects.goals.readings import KpiReading
from tests import factories
from tests.factories import World
from tests.projects.goals.conftest import reload

Browser = Callable[[Any], Client]
KEY = "FIN-01"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _text(response: Any) -> str:
    return str(response.content.decode())


def _kpi_data(world: World, **values: Any) -> dict[str, Any]:
    return {
        "name": "一次通过率",
        "kind": "reach",
        "unit": "%",
        "decimals": "1",
        "baseline": "87.7",
        "baseline_on": world.today.isoformat(),
        "target": "97.3",
        "due_on": (world.today + timedelta(days=120)).isoformat(),
        "cadence": "monthly",
        "weight": "2",
        "owner": world.owner.pk,
        **values,
    }


def test_a_goal_is_added_changed_submitted_and_dropped(world: World, pm: Client) -> None:
    pain = factories.make_pain_point(world.now, world.mine, world.pm)
    page = pm.get(f"/projects/{KEY}/goals/new/", {"pain": pain.pk})
    assert "checked" in _text(page)
    data = {"title": "快一倍", "owner": world.owner.pk, "weight": "3", "pain_points": [pain.pk]}
    response = pm.post(f"/projects/{KEY}/goals/new/", data)
    goal = Goal.objects.get(title="快一倍")
    assert response["Location"] == goal.url
    refused = pm.post(reverse("goals:goal_submit", args=[goal.pk]), {"version": goal.version})
    assert refused.status_code == 422
    assert "at least one complete KPI" in _text(refused)
    pm.post(reverse("goals:kpi_new", args=[goal.pk]), _kpi_data(world))
    assert pm.post(reverse("goals:goal_submit", args=[goal.pk]), {"version": goal.version}).status_code == 302
    assert reload(goal).status == "submitted"
    edit = reverse("goals:goal_edit", args=[goal.pk])
    assert pm.get(edit).status_code == 200
    assert pm.post(edit, {**data, "title": "快两倍", "version": reload(goal).version}).status_code == 302
    assert reload(goal).title == "快两倍"
    drop = reverse("goals:goal_drop", args=[goal.pk])
    assert pm.get(drop).status_code == 200
    assert pm.post(drop, {"reason": "", "version": reload(goal).version}).status_code == 422
    assert pm.post(drop, {"reason": "并入", "version": reload(goal).version})["Location"] == goal.url
    text = _text(pm.get(goal.url))
    assert "Dropped" in text
    assert edit not in text


def test_a_goal_is_declared_achieved(world: World, pm: Client, signed: SignOff, reading: Callable[..., None]) -> None:
    url = reverse("goals:goal_achieve", args=[world.goal.pk])
    assert url in _text(pm.get(world.goal.url))
    reading()
    refused = pm.post(url, {"version": reload(world.goal).version})
    assert refused.status_code == 409
    assert "has not reached its target" in _text(refused)
    reading(**{f"kpi{world.kpi.pk}": KpiReading(world.kpi.pk, "done")})
    assert pm.post(url, {"version": reload(world.goal).version}).status_code == 302
    assert reload(world.goal).status == "achieved"


def test_a_kpi_is_added_with_a_relative_target_and_checkpoints(world: World, pm: Client) -> None:
    url = reverse("goals:kpi_new", args=[world.goal.pk])
    assert pm.get(url).status_code == 200
    between = (world.today + timedelta(days=60)).isoformat()
    data = _kpi_data(world, baseline="420", target="−30 %", cp_on_0=between, cp_value_0="350")
    assert pm.post(url, data)["Location"] == world.goal.url
    kpi = Kpi.objects.get(name="一次通过率")
    assert (kpi.target, kpi.target_words) == (294, "−30%")
    assert kpi.checkpoints == [{"on": between, "value": "350"}]
    edit = reverse("goals:kpi_edit", args=[kpi.pk])
    text = _text(pm.get(edit))
    assert 'value="−30%"' in text
    assert "down to 294%" in text
    assert f'value="{between}"' in text
    changed = {
        **data,
        "version": kpi.version,
        "goal": world.goal.pk,
        "baseline": "400",
        "cp_on_0": "",
        "cp_value_0": "",
    }
    assert pm.post(edit, changed)["Location"] == world.goal.url
    assert (reload(kpi).target, reload(kpi).checkpoints) == (280, [])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"target": "87.7"}, "Target and baseline are both 87.7%; enter a different target."),
        ({"target": "lots"}, "“lots” is not a number."),
        ({"baseline": "1e400"}, "This number is too large."),
        ({"baseline": "NaN"}, "“NaN” is not a number."),
        ({"baseline": "", "target": "-30%"}, "A relative target needs a baseline first."),
        ({"due_on": "2026-11-23"}, "The due date must lie after the day of the baseline, 2026-11-23."),
        ({"due_on": "9999-01-01"}, "Enter a date between 1990 and 2200."),
        ({"due_on": "0000-01-01"}, "Enter a valid date."),
        ({"cp_on_0": "2026-12-24"}, "Which value by then?"),
        ({"cp_value_0": "90"}, "On which day?"),
        ({"cp_on_0": "2030-01-01", "cp_value_0": "90"}, "Checkpoint 2030-01-01"),
        ({"kind": "within", "lower": "5", "upper": "4"}, "The lower bound 5% must lie below the upper one."),
        ({"kind": "miracle"}, "Select a valid choice."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_refused_kpi_says_what_is_wrong_and_keeps_the_rest(
    world: World, pm: Client, values: dict[str, str], message: str
) -> None:
    data = _kpi_data(world, source_note="打字打了很久", **values)
    response = pm.post(reverse("goals:kpi_new", args=[world.goal.pk]), data)
    assert response.status_code == 422
    text = _text(response)
    assert message in text
    assert "打字打了很久" in text
    assert not Kpi.objects.filter(name="一次通过率").exists()


def test_only_the_fields_of_its_kind_count(world: World, pm: Client) -> None:
    data = _kpi_data(world, kind="above", lower="95", upper="3", target="not a number at all")
    pm.post(reverse("goals:kpi_new", args=[world.goal.pk]), data)
    kpi = Kpi.objects.get(name="一次通过率")
    assert (kpi.lower, kpi.upper, kpi.target) == (95, None, None)


def test_a_signed_kpi_warns_before_it_is_changed(world: World, pm: Client, signed: SignOff) -> None:
    assert "Executives have signed this KPI" in _text(pm.get(reverse("goals:kpi_edit", args=[world.kpi.pk])))


def test_a_kpi_is_retired_with_a_reason(world: World, pm: Client) -> None:
    url = reverse("goals:kpi_retire", args=[world.kpi.pk])
    assert pm.get(url).status_code == 200
    assert pm.post(url, {"version": world.kpi.version}).status_code == 422
    assert pm.post(url, {"reason": "口径变了", "version": world.kpi.version})["Location"] == world.goal.url
    assert world.kpi.label in _text(pm.get(world.goal.url))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"target": "-30%", "baseline": "420", "unit": "h"}, "down to 294 h (−30%)"),
        ({"target": "90", "baseline": "30", "unit": "%"}, "up to 90%"),
        ({"target": "5", "baseline": "5"}, "Target and baseline are both 5"),
        ({"target": "-30%"}, "A relative target needs a baseline first."),
        ({"target": "abc", "baseline": "1"}, "is not a number"),
        ({"target": "<script>", "baseline": "1"}, "“&lt;script&gt;” is not a number"),
        ({}, ""),
        ({"target": "2", "baseline": "x"}, "is not a number"),
    ],
)
def test_the_target_says_what_it_stands_for_while_it_is_typed(pm: Client, asked: dict[str, str], said: str) -> None:
    response = pm.get(reverse("goals:target_preview"), asked)
    assert response.status_code == 200
    assert said in _text(response)
    assert "<script>" not in _text(response)
