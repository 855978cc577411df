"""The pages of scope and changes: a way through, and a refusal each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from projects.schedule.models import Task
from projects.scope import services
from projects.scope.models import ChangeLine, ChangeRequest, ScopeBaseline, ScopeItem
from tests.factories import CANARY, World

ClientOf = Callable[[Any], Client]
Agreed = dict[str, ScopeItem]
Find = Callable[[str], Task]


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def pm(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pm)


def url(name: str, *args: Any) -> str:
    return reverse(f"scope:{name}", args=args)


def test_an_empty_scope_says_where_to_begin(world: World, pm: Client) -> None:
    page = text(pm.get(url("tree", world.mine.key)))
    assert "Nothing is in scope yet" in page
    assert url("item_new", world.mine.key) in page


def test_the_tree_shows_modules_growth_and_what_is_out(
    world: World, pm: Client, agreed: Agreed, add: Callable[..., ScopeItem]
) -> None:
    add("Cards", parent=agreed["claims"], reason="The bank offers it", goals=[])
    services.take_out(by=world.pm, item=agreed["archive"], reason="Next year", now=world.now)
    page = text(pm.get(url("tree", world.mine.key)))
    for words in ("Travel", "new since the baseline", "Next year", "−50.0%", "without a goal"):
        assert words in page
    assert CANARY not in page


def test_whoever_may_not_see_the_scope_gets_a_404(world: World, client_of: ClientOf, agreed: Agreed) -> None:
    for person in (world.stranger, world.employee, world.admin):
        assert client_of(person).get(url("tree", world.mine.key)).status_code == 404
        assert client_of(person).get(agreed["travel"].url).status_code == 404


def test_a_new_item(world: World, pm: Client) -> None:
    address = url("item_new", world.mine.key)
    values = {"title": "Travel", "priority": "must", "wave": "1", "effort_days": "8", "goals": [world.goal.pk]}
    assert pm.post(address, values).status_code == 302
    item = ScopeItem.objects.get()
    assert (item.title, item.effort_days, list(item.goals.all())) == ("Travel", Decimal(8), [world.goal])


def test_wave_1_without_a_goal_is_refused_beside_the_field(world: World, pm: Client) -> None:
    answer = pm.post(url("item_new", world.mine.key), {"title": "Rights", "priority": "must", "wave": "1"})
    assert answer.status_code == 422
    assert "Nothing without a goal goes into wave 1" in text(answer)
    assert not ScopeItem.objects.exists()


def test_it_is_edited_against_the_version_that_was_read(world: World, pm: Client, agreed: Agreed) -> None:
    item = agreed["travel"]
    values = {"title": "Trips", "priority": "must", "wave": "1", "effort_days": "10", "goals": [world.goal.pk]}
    assert pm.post(url("item_edit", item.pk), {**values, "version": "1"}).status_code == 302
    stale = pm.post(url("item_edit", item.pk), {**values, "title": "Journeys", "version": "1"})
    assert stale.status_code == 422
    assert "Both versions" in text(stale)


def test_out_and_back(world: World, pm: Client, agreed: Agreed) -> None:
    item = agreed["travel"]
    assert pm.get(url("item_out", item.pk)).status_code == 200
    assert pm.post(url("item_out", item.pk), {"reason": ""}).status_code == 422
    assert pm.post(url("item_out", item.pk), {"reason": "Bought"}).status_code == 302
    assert "Bought" in text(pm.get(item.url))
    assert pm.post(url("item_back", item.pk), {"reason": "Not bought"}).status_code == 302
    item.refresh_from_db()
    assert item.state == "in"


def test_a_baseline_from_the_page_and_none_of_nothing(world: World, pm: Client, add: Callable[..., ScopeItem]) -> None:
    assert pm.post(url("baseline", world.mine.key)).status_code == 409
    add("Travel")
    assert pm.post(url("baseline", world.mine.key), {"note": "As signed"}).status_code == 302
    assert ScopeBaseline.objects.get().note == "As signed"


def test_deleting_what_was_agreed_is_refused_with_the_reason(world: World, pm: Client, agreed: Agreed) -> None:
    answer = pm.post(url("item_delete", agreed["travel"].pk))
    assert answer.status_code == 409
    assert "take it out of scope" in text(answer)


def test_the_table_holds_what_is_in_and_out(world: World, pm: Client, agreed: Agreed) -> None:
    services.take_out(by=world.pm, item=agreed["archive"], reason="Next year", now=world.now)
    answer = pm.get(url("export", world.mine.key))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = {row[2]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["Travel"][1] == "Claims"
    assert rows["Archive"][-1] == "Next year"


def test_a_change_asks_for_its_project_first(world: World, pm: Client) -> None:
    page = reverse("scope:change_choose")
    assert page in pm.get(reverse("scope:changes")).content.decode()
    chosen = pm.get(page, {"project": "FIN-01"})
    assert chosen["Location"] == reverse("scope:change_new", args=["FIN-01"])
    assert pm.get(page, {"project": "MES-01"}).status_code == 422


def test_a_change_from_raising_to_approval(world: World, client_of: ClientOf, agreed: Agreed, task: Find) -> None:
    owner, pm, cfo = client_of(world.owner), client_of(world.pm), client_of(world.cfo)
    assert owner.post(url("change_new", world.mine.key), {"title": "Cards", "reason": "Asked for"}).status_code == 302
    change = ChangeRequest.objects.get()
    line = {
        "title": "Cards",
        "parent": agreed["claims"].pk,
        "priority": "should",
        "wave": "2",
        "effort_days": "20",
        "goal": world.goal.pk,
        "days": "4",
        "task": task("Build").pk,
        "before_task": task("Test").pk,
    }
    assert owner.get(url("line_new", change.pk, "add-item")).status_code == 200
    assert owner.post(url("line_new", change.pk, "add-item"), line).status_code == 302
    page = text(owner.get(change.url))
    assert "+4" in page
    assert "Go-live" in page
    assert "Record the decision" not in page
    assess = {"assessment": "Can be done", "cost": "50000"}
    assert pm.post(url("change_assess", change.pk), assess).status_code == 302
    assert "Record the decision" in text(cfo.get(change.url))
    assert cfo.post(url("change_decide", change.pk), {"status": "approved"}).status_code == 302
    assert ScopeItem.objects.filter(title="Cards").exists()
    assert "What it did" in text(cfo.get(change.url))


def test_refusals_of_a_change(world: World, client_of: ClientOf, raised: ChangeRequest) -> None:
    owner, cfo = client_of(world.owner), client_of(world.cfo)
    assert owner.post(url("change_new", world.mine.key), {"title": "x", "reason": ""}).status_code == 422
    assert owner.post(url("change_assess", raised.pk), {"assessment": "x"}).status_code == 403
    assert cfo.post(url("change_decide", raised.pk), {"status": "approved"}).status_code == 422
    assert owner.get(url("line_new", raised.pk, "nonsense")).status_code == 404
    assert client_of(world.stranger).get(raised.url).status_code == 404


def test_a_line_is_removed(world: World, client_of: ClientOf, raised: ChangeRequest, task: Find) -> None:
    line = services.add_line(by=world.owner, change=raised, kind="remove_task", task=task("Training"), now=world.now)
    assert client_of(world.owner).post(url("line_remove", raised.pk, line.pk)).status_code == 302
    assert client_of(world.owner).post(url("line_remove", raised.pk, line.pk)).status_code == 404
    assert not ChangeLine.objects.exists()


def test_withdrawn_and_edited(world: World, client_of: ClientOf, raised: ChangeRequest) -> None:
    owner = client_of(world.owner)
    values = {"title": "Less", "reason": "Enough", "version": "1"}
    assert owner.post(url("change_edit", raised.pk), values).status_code == 302
    assert owner.post(url("change_withdraw", raised.pk)).status_code == 302
    assert owner.post(url("change_withdraw", raised.pk)).status_code == 422


def test_the_lists(world: World, client_of: ClientOf, raised: ChangeRequest, agreed: Agreed) -> None:
    foreign = services.raise_change(
        by=world.stranger, project=world.other, title=f"{CANARY} change", reason="x", now=world.now
    )
    for address in (url("changes"), url("project_changes", world.mine.key)):
        page = text(client_of(world.pm).get(address))
        assert "C-01" in page
        assert foreign.title not in page
    assert client_of(world.stranger).get(url("project_changes", world.mine.key)).status_code == 404


def test_what_waits_for_a_person(world: World, client_of: ClientOf, raised: ChangeRequest, task: Find) -> None:
    services.add_line(by=world.owner, change=raised, kind="remove_task", task=task("Test"), now=world.now)
    services.assess_change(by=world.pm, change=raised, assessment="Fine", now=world.now)
    page = text(client_of(world.cfo).get(reverse("dashboards:decisions")))
    assert "C-01 More" in page
    assert "3 working days earlier" in page
