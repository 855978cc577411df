"""Two people on one row: the second is told, sees both versions, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.goals import services
from tests.factories import World
from tests.projects.goals.conftest import reload

Browser = Callable[[Any], Client]


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _rows(world: World) -> dict[str, tuple[Any, str, dict[str, Any], Callable[..., Any]]]:
    """Per kind: the row, its form's address, what the person sends, and what the other saves first."""
    pain = services.raise_pain_point(
        by=world.pm, project=world.mine, now=world.now, title="痛", source="interview", hours_per_month=5
    )
    requirement = services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="求")
    kpi = world.kpi
    return {
        "pain": (
            pain,
            reverse("goals:pain_point_edit", args=[pain.pk]),
            {"title": "我的", "source": "other", "hours_per_month": "7", "owner": world.pm.pk, "status": "open"},
            lambda: services.change_pain_point(by=world.pmo, pain=reload(pain), now=world.now, title="别人的"),
        ),
        "goal": (
            world.goal,
            reverse("goals:goal_edit", args=[world.goal.pk]),
            {"title": "我的", "owner": world.owner.pk, "weight": "2"},
            lambda: services.change_goal(by=world.pmo, goal=reload(world.goal), now=world.now, title="别人的"),
        ),
        "kpi": (
            kpi,
            reverse("goals:kpi_edit", args=[kpi.pk]),
            {
                "goal": kpi.goal_id,
                "name": "我的",
                "kind": "reach",
                "unit": "天",
                "decimals": "1",
                "baseline": "5",
                "baseline_on": kpi.baseline_on.isoformat(),
                "target": "-40%",
                "due_on": kpi.due_on.isoformat(),
                "cadence": "monthly",
                "weight": "1",
                "owner": world.owner.pk,
            },
            lambda: services.change_kpi(by=world.pmo, kpi=reload(kpi), now=world.now, name="别人的", target_text="2.5"),
        ),
        "requirement": (
            requirement,
            reverse("goals:requirement_edit", args=[requirement.pk]),
            {"title": "我的", "goal": world.goal.pk},
            lambda: services.change_requirement(
                by=world.pmo, requirement=reload(requirement), now=world.now, title="别人的"
            ),
        ),
    }


@pytest.mark.parametrize("kind", ["pain", "goal", "kpi", "requirement"])
def test_the_later_one_sees_both_and_decides(world: World, pm: Client, kind: str) -> None:
    row, url, mine, other = _rows(world)[kind]
    seen = row.version
    other()
    refused = pm.post(url, {**mine, "version": seen})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Someone else changed this in the meantime." in text
    assert "Both versions" in text
    assert "<td>我的</td><td>别人的</td>" in text
    assert "Manager" not in text
    if kind == "kpi":
        assert "<td>-40%</td><td>2.5</td>" in text
    name = "name" if kind == "kpi" else "title"
    assert getattr(reload(row), name) == "别人的"
    # What the browser sends when the box is ticked: the old version first, the chosen one after it.
    ticked = [seen, reload(row).version]
    assert text.index(f'name="version" value="{seen}"') < text.index(f'name="version" value="{ticked[1]}"')
    assert pm.post(url, {**mine, "version": ticked}).status_code == 302
    assert getattr(reload(row), name) == "我的"


def test_a_button_on_an_old_page_is_refused(world: World, pm: Client, add_kpi: Any) -> None:
    seen = world.goal.version
    services.change_goal(by=world.pmo, goal=reload(world.goal), now=world.now, title="别人的")
    response = pm.post(reverse("goals:goal_submit", args=[world.goal.pk]), {"version": seen})
    assert response.status_code == 412
    assert "Someone else changed this" in response.content.decode()
    assert reload(world.goal).status == "draft"


def test_assessment_and_decision_carry_their_version(world: World, client_of: Browser) -> None:
    row = services.raise_requirement(
        by=world.pm, project=world.mine, now=world.now, title="x", goal=world.goal, business_owner=world.owner
    )
    seen = row.version
    services.change_requirement(by=world.pm, requirement=reload(row), now=world.now, title="另一个")
    url = reverse("goals:requirement_assess", args=[row.pk])
    refused = client_of(world.it).post(url, {"feasibility": "feasible", "effort_days": "3", "version": seen})
    assert refused.status_code == 422
    assert "Someone else changed this" in refused.content.decode()
    assert 'value="3"' in refused.content.decode()
    assert reload(row).status == "raised"
