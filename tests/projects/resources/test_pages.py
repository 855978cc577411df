"""The pages of people's time: a way through, and a refusal each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pmo.jobs import runner
from pmo.notify.clock import standing
from pmo.records.models import create
from projects.resources import services
from projects.resources.models import Absence, Allocation, Assignment, Resource
from projects.resources.selectors import resources as selectors
from projects.schedule.models import Plan, Task
from tests.factories import CANARY, World

pytestmark = pytest.mark.usefixtures("today_is_then")

ClientOf = Callable[[Any], Client]
Put = Callable[..., None]
Find = Callable[[str], Task]


def text(response: Any) -> str:
    return str(response.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"resources:{name}", args=args)


@pytest.fixture
def pm(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pm)


@pytest.fixture
def pmo(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pmo)


def test_an_empty_house_says_where_to_begin(pmo: Client) -> None:
    page = text(pmo.get(url("heat")))
    assert "Nobody can be planned yet" in page
    assert url("resource_new") in page


def test_a_role_leads_to_its_people(world: World, pmo: Client, person: Resource) -> None:
    assert f"?by=person&amp;role={person.role}" in text(pmo.get(url("heat") + "?by=role"))
    other = create(Resource(role="tester", name="待招", name_en="Somebody to be found"), now=world.now)
    shown = text(pmo.get(url("heat") + f"?by=person&role={person.role}"))
    assert person.label in shown
    assert other.label not in shown
    assert "everybody" in shown
    assert other.label in text(pmo.get(url("heat") + "?by=person&role=nonsense"))


@pytest.mark.parametrize("query", ["", "?by=role", "?by=unit", "?show=booked", "?by=nonsense&project=x&weeks=9e9"])
def test_the_heat_table(world: World, pmo: Client, person: Resource, put: Put, query: str) -> None:
    put(person, "Analysis", "Interfaces")
    page = text(pmo.get(url("heat") + query))
    assert "200" in page if query in ("", "?by=role", "?by=unit") else "%" in page
    assert "Teams that lack a function" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("what=later&n=2", ["began 2 weeks later", "Finish of its plan"]),
        ("what=pause&n=1", ["paused for 1 week?", "Overloaded person-weeks"]),
        ("what=stop", ["stopped today?", "never"]),
        ("what=team&n=1", ["had a team of 2 instead of 1", "Hours the added people take over"]),
        ("what=team&n=-1", ["nobody would be left to do the work"]),
        ("what=first", ["went before all others?", "Nothing of other projects would have to wait."]),
    ],
)
def test_what_if_says_that_nothing_is_saved(
    world: World, pmo: Client, person: Resource, put: Put, task: Find, query: str, words: list[str]
) -> None:
    put(person, "Analysis", "Interfaces")
    before = task("Analysis").start_on
    page = text(pmo.get(url("heat") + f"?project={world.mine.key}&{query}"))
    for word in (*words, "Nothing is saved."):
        assert word in page
    assert task("Analysis").start_on == before


@pytest.mark.parametrize("query", ["what=later&n=", "what=pause&n=x", "what=team&n=٣", "what=nothing&n=3", "n=2"])
def test_a_question_that_asks_nothing_is_no_question(world: World, pmo: Client, person: Resource, query: str) -> None:
    page = text(pmo.get(url("heat") + f"?project={world.mine.key}&{query}"))
    assert "Nothing is saved." not in page


def test_whoever_may_see_nobody_s_time(world: World, client_of: ClientOf, person: Resource) -> None:
    assert client_of(world.employee).get(url("heat")).status_code == 404
    assert client_of(world.champion).get(person.url).status_code == 404


def test_a_person_s_weeks_with_the_tasks_behind_them(world: World, pmo: Client, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    page = text(pmo.get(person.url + "?week=2026-11-30"))
    for words in ("Analysis", "Interfaces", "40.0 hours above the working time"):
        assert words in page


def test_a_new_role_and_a_refusal(world: World, pmo: Client) -> None:
    values = {"role": "tester", "hours_per_day": "8", "week": ["0", "1", "2"], "skills": "SQL，Excel"}
    assert pmo.post(url("resource_new"), values).status_code == 422
    assert pmo.post(url("resource_new"), {**values, "name": "Tester"}).status_code == 302
    made = Resource.objects.get(name="Tester")
    assert (made.week, made.skills) == ([True] * 3 + [False] * 4, ["SQL", "Excel"])
    edited = {**values, "name": "Tester 2", "version": "1"}
    assert pmo.post(url("resource_edit", made.pk), edited).status_code == 302
    assert pmo.post(url("resource_edit", made.pk), {**edited, "name": "Tester 3"}).status_code == 422


def test_who_has_left_is_not_planned_any_more(world: World, pmo: Client, person: Resource) -> None:
    edited = {"user": world.it.pk, "role": person.role, "hours_per_day": "8", "week": ["0", "1"], "version": "1"}
    heat = url("heat")
    assert pmo.post(url("resource_edit", person.pk), {**edited, "left_on": world.today}).status_code == 302
    assert "Last working day" in text(pmo.get(person.url))
    assert person.url in pmo.get(heat).text
    assert person in selectors.choosable(world.today)
    gone = {**edited, "version": "2", "left_on": world.today - timedelta(days=1)}
    assert pmo.post(url("resource_edit", person.pk), gone).status_code == 302
    assert person.url not in pmo.get(heat).text
    assert person not in selectors.choosable(world.today)


def test_a_promise_of_who_has_left_is_cut_short(world: World, pm: Client, person: Resource) -> None:
    row = services.add_allocation(
        by=world.pm,
        project=world.mine,
        resource=person,
        start_on=world.today - timedelta(days=30),
        finish_on=world.today + timedelta(days=30),
        amount=Decimal(50),
        now=world.now,
    )
    left_on = world.today - timedelta(days=1)
    services.change_resource(by=world.pmo, resource=person, left_on=left_on, now=world.now)
    edited = {"resource": person.pk, "start_on": row.start_on, "finish_on": left_on, "amount": "50", "unit": "percent"}
    assert pm.post(url("allocation_edit", row.pk), {**edited, "version": "1"}).status_code == 302
    assert Allocation.objects.get().finish_on == left_on
    assert pm.post(url("allocation_new", world.mine.key), edited).status_code == 422


def test_people_enter_their_own_absences(world: World, client_of: ClientOf, person: Resource) -> None:
    days = {"start_on": "2026-12-01", "finish_on": "2026-12-02", "kind": "sick"}
    services.add_allocation(
        by=world.pm,
        project=world.mine,
        resource=person,
        start_on=world.today,
        finish_on=date(2026, 12, 31),
        amount=Decimal(50),
        now=world.now,
    )
    own = client_of(world.it)
    assert own.post(url("absent", person.pk), days).status_code == 302
    assert own.post(url("absent", person.pk), days).status_code == 422
    assert client_of(world.pm).post(url("absent", person.pk), days).status_code == 403
    assert "Sick" not in text(client_of(world.pm).get(person.url))
    absence = Absence.objects.get()
    assert own.post(url("present", person.pk, absence.pk)).status_code == 302
    assert not Absence.objects.exists()


def test_a_role_is_filled(world: World, pmo: Client) -> None:
    role = services.add_resource(by=world.pmo, name="Tester", role="tester", now=world.now)
    assert "Somebody was found" in text(pmo.get(role.url))
    assert pmo.post(url("staff", role.pk), {"user": ""}).status_code == 422
    assert pmo.post(url("staff", role.pk), {"user": world.it.pk}).status_code == 302
    assert Resource.objects.get().user == world.it


def test_a_role_nobody_asks_for_is_removed(world: World, pmo: Client, client_of: ClientOf, put: Put) -> None:
    role = services.add_resource(by=world.pmo, name="Tester", role="tester", now=world.now)
    unused = services.add_resource(by=world.pmo, name="Spare", role="tester", now=world.now)
    put(role, "Test")
    assert "Remove the role" not in text(pmo.get(role.url))
    assert pmo.post(url("resource_remove", role.pk)).status_code == 422
    assert "Remove the role" in text(pmo.get(unused.url))
    assert client_of(world.pm).post(url("resource_remove", unused.pk)).status_code == 403
    assert pmo.post(url("resource_remove", unused.pk)).status_code == 302
    assert [row.name for row in Resource.objects.filter(user=None)] == ["Tester"]


def test_the_people_of_a_project(world: World, pm: Client, person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    page = text(pm.get(url("people", world.mine.key)))
    for words in ("The team lacks", "Business expert", "1 unfinished task has nobody assigned"):
        assert words in page
    assert CANARY not in page


def test_who_does_not_see_them(world: World, client_of: ClientOf) -> None:
    for person in (world.stranger, world.employee):
        assert client_of(person).get(url("people", world.mine.key)).status_code == 404


def test_a_promise_of_time(world: World, pm: Client, person: Resource) -> None:
    values = {
        "resource": person.pk,
        "start_on": "2026-12-01",
        "finish_on": "2026-12-31",
        "amount": "50",
        "unit": "percent",
    }
    address = url("allocation_new", world.mine.key)
    assert pm.get(address).status_code == 200
    assert pm.post(address, {**values, "amount": "500"}).status_code == 422
    assert pm.post(address, values).status_code == 302
    row = Allocation.objects.get()
    edited = {**values, "amount": "60", "version": "1"}
    assert pm.post(url("allocation_edit", row.pk), edited).status_code == 302
    assert pm.post(url("allocation_remove", row.pk)).status_code == 302
    assert not Allocation.objects.exists()


def test_people_on_a_task(world: World, pm: Client, client_of: ClientOf, person: Resource, task: Find) -> None:
    row = task("Test")
    assert "Who works on it" in text(pm.get(row.url))
    assert pm.post(url("assign", row.pk), {"resource": person.pk, "percent": "80"}).status_code == 302
    found = Assignment.objects.get()
    assert found.percent == Decimal(80)
    assert pm.post(url("assign", row.pk), {"resource": person.pk, "percent": "0"}).status_code == 422
    assert client_of(world.it).post(url("assign", row.pk), {"resource": person.pk}).status_code == 403
    assert pm.post(url("unassign", row.pk, found.pk)).status_code == 302
    assert pm.post(url("unassign", row.pk, found.pk)).status_code == 404


def test_levelling_from_the_page(
    world: World, pm: Client, client_of: ClientOf, plan: Plan, person: Resource, put: Put
) -> None:
    address = url("levelling", world.mine.key)
    start = url("levelling_start", world.mine.key)
    assert "no levelled plan" in text(client_of(world.it).get(address))
    assert pm.post(start, {"seconds": "5"}).status_code == 409
    put(person, "Analysis", "Interfaces")
    assert pm.post(start, {"seconds": "7"}).status_code == 409
    assert pm.post(start, {"seconds": "5", "others": "on"}).status_code == 302
    assert "Levelling" in text(pm.get(address))
    runner.run_pending(clock=standing(world.now))
    page = text(pm.get(address))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("projects.resources.views.levelling.MOVES_SHOWN", 0)
        folded = text(pm.get(address))
        assert re.search(r"<summary>and \d+ more</summary>", folded)
    assert "Make it the plan" in page
    assert "no shorter plan exists" in page
    assert client_of(world.it).post(url("levelling_apply", world.mine.key)).status_code == 403
    assert pm.post(url("levelling_apply", world.mine.key)).status_code == 302
    assert pm.post(url("levelling_discard", world.mine.key)).status_code == 409
