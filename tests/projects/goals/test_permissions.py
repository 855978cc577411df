"""What belongs to another project does not exist: not in an address, a body, a filter, a choice or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pmo.access import routes
from projects.goals import services
from projects.goals.models import Goal, Kpi, PainPoint, Requirement, SignOff
from projects.goals.policy import ROUTES
from projects.goals.urls import urlpatterns
from tests import factories
from tests.factories import CANARY, World

Browser = Callable[[Any], Client]


@pytest.fixture
def foreign(world: World) -> dict[str, Any]:
    """One object of each kind in the other project, each carrying the canary."""
    pain = services.raise_pain_point(
        by=world.stranger,
        project=world.other,
        now=world.now,
        title=f"{CANARY} 痛点",
        description=CANARY,
        source="interview",
        goals=[world.other_goal],
    )
    row = services.raise_requirement(
        by=world.stranger, project=world.other, now=world.now, title=f"{CANARY} 需求", goal=world.other_goal
    )
    round_ = services.ask_sign_off(
        by=world.stranger, project=world.other, executives=[world.cfo], now=world.now, note=CANARY
    )
    return {"pain": pain, "requirement": row, "sign_off": round_, "goal": world.other_goal, "kpi": world.other_kpi}


def _addresses(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Every address of the room that names an object, for the objects of `found`."""
    pain, goal, kpi = found["pain"].pk, found["goal"].pk, found["kpi"].pk
    row, round_ = found["requirement"].pk, found["sign_off"].pk
    key = found["goal"].project.key
    named = [("GET", name, [key]) for name in ("overview", "project_pain_points", "project_requirements", "export")]
    for name in ("goal_new", "pain_point_new", "requirement_new", "sign_off_ask"):
        named += [("GET", name, [key]), ("POST", name, [key])]
    for name, pk in (("pain_point", pain), ("goal", goal), ("requirement", row), ("sign_off", round_)):
        named.append(("GET", name, [pk]))
    for name, pk in (
        ("pain_point_edit", pain),
        ("goal_edit", goal),
        ("goal_drop", goal),
        ("kpi_new", goal),
        ("kpi_edit", kpi),
        ("kpi_retire", kpi),
        ("requirement_edit", row),
        ("sign_off_sign", round_),
        ("sign_off_decline", round_),
    ):
        named += [("GET", name, [pk]), ("POST", name, [pk])]
    for name, pk in (
        ("pain_point_delete", pain),
        ("pain_point_file", pain),
        ("goal_submit", goal),
        ("goal_achieve", goal),
        ("requirement_assess", row),
        ("requirement_decide", row),
        ("sign_off_withdraw", round_),
    ):
        named.append(("POST", name, [pk]))
    named.append(("POST", "pain_point_file_remove", [pain, 1]))
    return [(method, reverse(f"goals:{name}", args=args)) for method, name, args in named]


def test_every_address_of_the_room_is_tried() -> None:
    tried = {
        "pain_points",
        "requirements",
        "pain_point_choose",
        "requirement_choose",
        "target_preview",
    }
    made = {"pain": _Row(), "goal": _Row(), "kpi": _Row(), "requirement": _Row(), "sign_off": _Row()}
    paths = {path for _method, path in _addresses(made)}
    for pattern in urlpatterns:
        if pattern.name in tried:
            continue
        arguments = [made["goal"].project.key] if "<str:key>" in str(pattern.pattern) else [1]
        if "file_pk" in str(pattern.pattern):
            arguments.append(1)
        assert reverse(f"goals:{pattern.name}", args=arguments) in paths, pattern.name


class _Row:
    pk = 1

    class project:
        key = "X-1"


def test_every_route_is_declared_and_every_declaration_is_a_route() -> None:
    declared = {name.removeprefix("goals:") for name in ROUTES if name.startswith("goals:")}
    assert declared == {pattern.name for pattern in urlpatterns}
    assert all(routes.rule_for(name, next(iter(methods))) is not None for name, methods in ROUTES.items())


@pytest.mark.parametrize("name", ["pm", "owner", "champion", "employee", "admin"])
def test_foreign_objects_do_not_exist(world: World, client_of: Browser, foreign: dict[str, Any], name: str) -> None:
    browser = client_of(getattr(world, name))
    before = _rows()
    for method, path in _addresses(foreign):
        data = {"reason": "x", "comment": "x", "title": "x", "version": 1, "executives": [world.ceo.pk]}
        response = browser.generic(method, path) if method == "GET" else browser.post(path, data)
        # Whoever may never do such a thing is told so before anything is looked up.
        assert response.status_code in (403, 404), (name, method, path, response.status_code)
        assert CANARY not in response.content.decode(), path
        assert CANARY not in str(response.headers)
    assert _rows() == before


def _rows() -> list[Any]:
    return [
        list(model._base_manager.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Goal, Kpi, PainPoint, Requirement, SignOff)
    ]


@pytest.mark.parametrize("name", ["pm", "owner", "champion", "employee", "admin"])
def test_no_page_of_ones_own_shows_the_foreign(
    world: World, client_of: Browser, foreign: dict[str, Any], name: str
) -> None:
    own = services.raise_pain_point(
        by=world.pm, project=world.mine, now=world.now, title="x", source="interview", goals=[world.goal]
    )
    row = services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="x", goal=world.goal)
    asked = services.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo], now=world.now)
    found = {"pain": own, "goal": world.goal, "kpi": world.kpi, "requirement": row, "sign_off": asked}
    browser = client_of(getattr(world, name))
    paths = [path for method, path in _addresses(found) if method == "GET"]
    paths += ["/pain-points/", "/requirements/", "/pain-points/new/", "/requirements/new/"]
    paths += [f"/pain-points/?project=MES-01&q={CANARY}", "/pain-points/?export=xlsx", "/requirements/?project=MES-01"]
    paths += [f"/search/?q={CANARY[:6]}", "/import/goals/?project=MES-01", "/import/goals/template.xlsx?project=MES-01"]
    for path in paths:
        response = browser.get(path)
        body = response.getvalue().decode("utf-8", "replace")
        assert CANARY not in body.replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', ""), (name, path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("goal_new", {"title": "x", "weight": "1", "pain_points": "pain"}),
        ("pain_point_new", {"title": "x", "source": "interview", "goals": "goal"}),
        ("requirement_new", {"title": "x", "goal": "goal"}),
    ],
)
def test_foreign_ids_in_a_body_are_no_choice(
    world: World, client_of: Browser, foreign: dict[str, Any], name: str, data: dict[str, str]
) -> None:
    sent = {key: foreign[value].pk if value in foreign else value for key, value in data.items()}
    factories.make_pain_point(world.now, world.mine, world.pm)
    response = client_of(world.pm).post(reverse(f"goals:{name}", args=["FIN-01"]), {"owner": world.pm.pk, **sent})
    assert response.status_code == 422
    assert CANARY not in response.content.decode()


def test_a_file_of_a_foreign_pain_point_is_not_found(
    world: World, client_of: Browser, foreign: dict[str, Any], pdf: Any
) -> None:
    kept = services.add_evidence(by=world.stranger, pain=foreign["pain"], upload=pdf, now=world.now)
    assert client_of(world.pm).get(f"/files/{kept.pk}/").status_code == 404
    own = services.raise_pain_point(by=world.pm, project=world.mine, now=world.now, title="x", source="interview")
    url = reverse("goals:pain_point_file_remove", args=[own.pk, kept.pk])
    assert client_of(world.pm).post(url).status_code == 404


def test_roles_see_only_their_parts_of_the_stage(world: World, client_of: Browser) -> None:
    services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="只给团队")
    services.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo], now=world.now, note="只给高管")
    text = client_of(world.champion).get("/projects/FIN-01/goals/").content.decode()
    assert "Requirements" not in text.split("<main")[1]
    assert world.ceo.label not in text.split("<main")[1]
    assert "waits for" not in text.split("<main")[1]


def test_anonymous_people_log_in_first(world: World) -> None:
    browser = Client()
    for path in ("/pain-points/", world.goal.url, "/projects/FIN-01/goals/"):
        response = browser.get(path)
        assert response.status_code == 302
        assert "/account/" in response["Location"]


def test_a_read_only_person_changes_nothing(world: World, client_of: Browser) -> None:
    client = factories.make_user(world.now, "client")
    factories.add_member(world.now, world.mine, client, "client")  # type: ignore[arg-type]
    browser = client_of(client)
    assert browser.get("/projects/FIN-01/goals/").status_code == 200
    assert browser.get("/projects/FIN-01/pain-points/").status_code == 404
    assert browser.post(reverse("goals:goal_new", args=["FIN-01"]), {"title": "x"}).status_code == 403
