"""Pages: who sees them, what they say, what they refuse; Excel both ways; the interface."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from changemgmt.readiness import excel, services
from changemgmt.readiness.models import Blackout, Impact, PulseRound, PulseSeat, Stakeholder, StakeholderAction
from pmo.exchange import ImportContext
from pmo.exchange.models import ImportBatch
from projects.schedule import services as schedule
from tests.factories import World

from .conftest import Plant

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
In = Callable[[Any], Client]


def html(reply: Any) -> str:
    return str(reply.content.decode())


def test_the_page_of_what_changes_says_how_large_it_is(world: World, group: Make, hit: Make, client_of: In) -> None:
    url = reverse("readiness:affected", args=[world.mine.key])
    assert "Nobody has said yet whose work changes" in html(client_of(world.pm).get(url))
    hit(group())
    page = html(client_of(world.pm).get(url))
    assert "17 people" in page
    assert "/ 60" in page
    assert "scanner" in page


def test_an_empty_cell_of_the_map_leads_to_its_own_aspect(world: World, group: Make, hit: Make, client_of: In) -> None:
    row = group()
    hit(row, aspect="technology")
    page = html(client_of(world.pm).get(reverse("readiness:affected", args=[world.mine.key])))
    new = reverse("readiness:impact_new", args=[row.pk])
    cells = page[page.index("rd-map") : page.index("</table>", page.index("rd-map"))]
    asked = re.findall(rf"{new}\?aspect=(\w+)", cells)
    assert asked == ["process", "role", "structure", "location", "behaviour", "measures"]


def test_the_pages_of_a_plan_warn_of_bad_times_for_people(
    world: World, plant: Plant, group: Make, hit: Make, client_of: In
) -> None:
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=world.today, now=world.now)
    row = {"op": "add", "key": "a", "level": 1, "fields": {"name": "Go-live", "duration": "0d"}}
    schedule.apply(by=world.pm, plan=plan, ops=[row], now=world.now)
    told = reverse("readiness:collisions", args=[world.mine.key])
    client = client_of(world.pm)
    for name in ("plan", "table", "milestones"):
        assert f'hx-get="{told}"' in html(client.get(reverse(f"schedule:{name}", args=[world.mine.key])))

    def note() -> str:
        return html(client.get(told, headers={"HX-Request": "true"}))

    assert "bad time" not in note()
    hit(group("Early", units=[plant.early]))
    services.add_blackout(
        by=world.pmo, kind="own", name="Stock count", starts_on=world.today, ends_on=world.today + timedelta(days=60),
        now=world.now,
    )  # fmt: skip
    assert "1 date of this plan comes at a bad time for people" in note()
    assert "Stock count" in note()
    # Opened by itself it is no page: all is told on that of what changes.
    assert client.get(told).headers["Location"].startswith(reverse("readiness:affected", args=[world.mine.key]))
    assert client_of(world.stranger).get(told).status_code == 404


def test_the_unit_reads_what_changes_but_not_who_is_against_it(
    world: World, group: Make, hit: Make, client_of: In
) -> None:
    row = group(current=2, note="SECRET")
    hit(row)
    client = client_of(world.owner)
    page = html(client.get(reverse("readiness:affected", args=[world.mine.key])))
    assert row.name in page
    assert "SECRET" not in page
    for url in (row.url, reverse("readiness:grid", args=[world.mine.key]), reverse("readiness:stakeholders")):
        assert client.get(url).status_code == 404
    assert client_of(world.stranger).get(reverse("readiness:affected", args=[world.mine.key])).status_code == 404


def test_a_group_is_made_described_and_removed(world: World, plant: Plant, client_of: In) -> None:
    client = client_of(world.pm)
    data = {
        "kind": "group", "name": "Operators", "chosen_units": [plant.plant.pk], "power": 2, "interest": 5,
        "current": 3, "desired": 4,
    }  # fmt: skip
    url = reverse("readiness:stakeholder_new", args=[world.mine.key])
    assert client.get(url).status_code == 200
    assert client.post(url, {**data, "chosen_units": []}).status_code == 422
    reply = client.post(url, data)
    row = Stakeholder.objects.get()
    assert reply.headers["Location"] == row.url
    assert "17" in html(client.get(row.url))
    impact = reverse("readiness:impact_new", args=[row.pk])
    assert client.post(impact, {"aspect": "process", "level": 2, "after": "scan"}).status_code == 422
    days = {"starts_on": world.today.isoformat(), "ends_on": (world.today + timedelta(days=30)).isoformat()}
    assert client.post(impact, {"aspect": "process", "level": 2, "after": "scan", **days}).status_code == 302
    made = Impact.objects.get()
    edit = reverse("readiness:impact", args=[made.pk])
    assert (
        client.post(edit, {"aspect": "process", "level": 3, "after": "scan", "version": 1, **days}).status_code == 302
    )
    stale = client.post(edit, {"aspect": "process", "level": 1, "after": "scan", "version": 1, **days})
    assert stale.status_code == 422
    assert "Both versions" in html(stale)
    assert client.post(reverse("readiness:impact_remove", args=[made.pk])).status_code == 302
    change = {**data, "name": "All operators", "version": row.version}
    assert client.post(reverse("readiness:stakeholder_edit", args=[row.pk]), change).status_code == 302
    assert client.post(reverse("readiness:stakeholder_remove", args=[row.pk])).status_code == 302
    assert not Stakeholder.objects.exists()


def test_the_grid_shows_everybody_and_its_parts(world: World, group: Make, client_of: In) -> None:
    group("Operators", power=2, interest=5)
    services.add_stakeholder(
        by=world.pm, project=world.mine, kind="person", name="Head of painting", power=4, interest=4, current=2,
        now=world.now,
    )  # fmt: skip
    url = reverse("readiness:grid", args=[world.mine.key])
    page = html(client_of(world.pm).get(url))
    assert page.count('class="rd-pt') >= 2
    assert "Head of painting" in page
    part = html(client_of(world.pm).get(url, {"box": "inform"}))
    assert "Operators</a>" in part
    assert "Head of painting</a>" not in part
    listed = client_of(world.pm).get(reverse("readiness:stakeholders"), {"current": "2"})
    assert "Head of painting" in html(listed)
    assert "Operators" not in html(listed)
    assert client_of(world.pm).get(reverse("readiness:stakeholders"), {"export": "xlsx"}).content[:2] == b"PK"


def test_an_action_is_finished_by_its_owner_on_the_phone(world: World, group: Make, client_of: In) -> None:
    row = group()
    client = client_of(world.pm)
    url = reverse("readiness:action_new", args=[row.pk])
    data = {"text": "Teach", "owner": world.owner.pk, "due_on": (world.today + timedelta(days=3)).isoformat()}
    assert client.post(url, data).status_code == 302
    action = StakeholderAction.objects.get()
    mine = client_of(world.owner)
    page = html(mine.get(action.url))
    assert "Teach" in page
    assert row.name not in page
    assert client_of(world.employee).get(action.url).status_code == 404
    assert mine.get(reverse("readiness:action_edit", args=[action.pk])).status_code == 403
    assert mine.post(reverse("readiness:action_drop", args=[action.pk]), {"reason": ""}).status_code == 422
    assert mine.post(reverse("readiness:action_finish", args=[action.pk]), {"outcome": "went well"}).status_code == 302
    assert "went well" in html(mine.get(action.url))
    assert mine.post(reverse("readiness:action_finish", args=[action.pk])).status_code == 422


def test_the_map_of_load_and_a_unit(world: World, plant: Plant, group: Make, hit: Make, client_of: In) -> None:
    client = client_of(world.pm)
    assert "No running project changes" in html(client.get(reverse("readiness:load")))
    hit(group("Early", units=[plant.early]))
    page = html(client.get(reverse("readiness:load")))
    assert "Nobody is asked for more change than they carry" in page
    unit = reverse("readiness:unit_load", args=[plant.early.pk])
    assert "Early" in html(client.get(unit))
    capacity = reverse("readiness:capacity", args=[plant.early.pk])
    assert client.get(capacity).status_code == 403
    lead = client_of(world.pmo)
    assert lead.post(capacity, {"points": "0"}).status_code == 422
    assert lead.post(capacity, {"points": "6", "reason": "new people"}).status_code == 302
    assert "is asked for more than it carries" in html(client.get(unit))
    assert client_of(world.employee).get(unit).status_code == 404


def test_blackouts_are_kept_by_the_pmo(world: World, client_of: In) -> None:
    client = client_of(world.pmo)
    url = reverse("readiness:blackout_new")
    data = {"kind": "year_end", "days_before": 5, "days_after": 5}
    assert client.post(url, {**data, "kind": "own"}).status_code == 422
    assert client.post(url, data).status_code == 302
    row = Blackout.objects.get()
    page = html(client.get(reverse("readiness:load")))
    assert "Year-end" in page
    edit = reverse("readiness:blackout", args=[row.pk])
    assert client.post(edit, {**data, "days_after": 8, "version": row.version}).status_code == 302
    assert client_of(world.pm).get(edit).status_code == 403
    assert client.post(reverse("readiness:blackout_remove", args=[row.pk])).status_code == 302


def test_five_taps(world: World, plant: Plant, group: Make, client_of: In) -> None:
    row = group()
    client = client_of(world.pm)
    url = reverse("readiness:round_new", args=[world.mine.key])
    assert client.get(url).status_code == 200
    assert client.post(url, {"groups": [row.pk]}).status_code == 422
    closes = (world.today + timedelta(days=3650)).isoformat()
    assert client.post(url, {"groups": [row.pk], "closes_on": closes}).status_code == 422
    person = plant.people["early"][0]
    found = services.start_round(
        by=world.pm, project=world.mine, groups=[row], closes_at=_soon(), now=_soon() - timedelta(days=3)
    )
    mine = client_of(person)
    page = html(mine.get(found.answer_url))
    assert page.count('type="radio"') == 25
    given = {f"e{n}": "4" for n in range(5)}
    missing = mine.post(found.answer_url, {**given, "e3": ""})
    assert missing.status_code == 422
    assert "One of the five is missing" in html(missing)
    assert mine.post(found.answer_url, given).headers["Location"] == reverse("readiness:thanks", args=[found.pk])
    assert mine.get(found.answer_url).status_code == 302
    assert mine.get(reverse("readiness:thanks", args=[found.pk])).status_code == 200
    assert client.get(found.answer_url).status_code == 404
    assert mine.get(found.url).status_code == 404
    assert "1 of 17" in html(client.get(reverse("readiness:pulse", args=[world.mine.key])))


def _soon() -> Any:
    from django.utils import timezone

    return timezone.now() + timedelta(days=2)


def test_results_say_where_people_stop_and_what_helps(
    world: World, plant: Plant, group: Make, asked: Make, answer: Make, client_of: In
) -> None:
    found = asked(group())
    answer(found, plant.people["early"], (5, 5, 2, 2, 2))
    answer(found, plant.people["late"])
    client = client_of(world.pm)
    assert client.post(reverse("readiness:round_close", args=[found.pk])).status_code == 302
    late = client_of(plant.people["early"][0])
    assert "This pulse is closed" in html(late.get(reverse("readiness:thanks", args=[found.pk]), follow=True))
    for url in (found.url, reverse("readiness:pulse", args=[world.mine.key])):
        page = html(client.get(url))
        assert "43% are ready" in page
        assert "Train by role" in page
    assert client.post(reverse("readiness:round_close", args=[found.pk])).status_code == 302
    assert client.post(reverse("readiness:round_cancel", args=[found.pk]), {"reason": "x"}).status_code == 422
    assert client_of(world.owner).get(found.url).status_code == 200
    assert client_of(world.owner).get(reverse("readiness:round_new", args=[world.mine.key])).status_code == 403


def test_a_round_is_called_off_with_a_reason(world: World, group: Make, asked: Make, client_of: In) -> None:
    found = asked(group())
    url = reverse("readiness:round_cancel", args=[found.pk])
    assert client_of(world.pm).post(url, {}).status_code == 422
    assert client_of(world.pm).post(url, {"reason": "wrong group"}).status_code == 302
    assert PulseRound.objects.get().status == "cancelled"
    assert not PulseSeat.objects.filter(answer__isnull=False).exists()


# ---- Excel ----------------------------------------------------------------------------------------------------------


def test_what_goes_out_comes_in_unchanged(world: World, group: Make, hit: Make, client_of: In) -> None:
    row = group(current=2, roles=["champion"], note="x")
    hit(row)
    services.change_stakeholder(by=world.pm, stakeholder=row, roles=[], now=world.now)
    context = ImportContext(user=world.pm, params={}, title="", back_url="/", project_id=world.mine.pk, obj=world.mine)
    for plans, rows in (
        (excel.holder_plans, excel.holder_rows(world.mine, world.pm)),
        (excel.impact_plans, excel.impact_rows(world.mine, world.pm)),
    ):
        numbered = [{"_row": n, **one} for n, one in enumerate(rows, 2)]
        (plan,) = plans(numbered, context)
        assert (plan.action, plan.errors) == ("unchanged", [])
    for name in ("impacts_export", "stakeholders_export"):
        reply = client_of(world.pm).get(reverse(f"readiness:{name}", args=[world.mine.key]))
        book = load_workbook(io.BytesIO(reply.content))
        assert book.worksheets[0].max_row == 2


def test_rows_become_stakeholders_and_impacts(world: World, plant: Plant, group: Make, hit: Make) -> None:
    hit(group("Known"))
    context = ImportContext(user=world.pm, params={}, title="", back_url="/", project_id=world.mine.pk, obj=world.mine)
    empty: dict[str, Any] = dict.fromkeys(column.name for column in excel.HOLDERS.columns)
    rows = [
        {**empty, "_row": 2, "name": "Known", "current": "resistant"},
        {**empty, "_row": 3, "name": "New", "kind": "group", "units": plant.early.code, "power": 4},
        {**empty, "_row": 4, "name": "Odd", "kind": "group", "units": "NOWHERE"},
        {**empty, "_row": 5, "name": "Lost", "number": "H-77"},
    ]
    plans = excel.holder_plans(rows, context)
    assert [plan.action for plan in plans[:2]] == ["update", "create"]
    assert [error.code for error in plans[2].errors] == ["unknown_unit", "nobody"]
    assert plans[3].errors[0].code == "unknown_stakeholder"
    excel.commit_holders(rows[:2], world.pm, context, world.now)
    assert Stakeholder.objects.get(name="Known").current == 2
    assert Stakeholder.objects.get(name="New").power == 4
    none: dict[str, Any] = dict.fromkeys(column.name for column in excel.IMPACTS.columns)
    days = {"starts_on": world.today, "ends_on": world.today}
    lines = [
        {**none, "_row": 2, "group": "H-01", "aspect": "process", "level": "low"},
        {**none, "_row": 3, "group": "New", "aspect": "role", "level": "medium", "after": "leads", **days},
        {**none, "_row": 4, "group": "Nobody", "aspect": "role", "level": "low"},
        {**none, "_row": 5, "group": "New", "aspect": "process", "level": "high", "after": "x"},
    ]
    found = excel.impact_plans(lines, context)
    assert [plan.action for plan in found[:2]] == ["update", "create"]
    assert [plan.errors[0].code for plan in found[2:]] == ["unknown_group", "required"]
    excel.commit_impacts(lines[:2], world.pm, context, world.now)
    assert sorted(Impact.objects.values_list("aspect", "level")) == [("process", 1), ("role", 2)]


def test_a_workbook_is_checked_before_it_is_taken(world: World, group: Make, client_of: In) -> None:
    group("Known")
    client = client_of(world.pm)
    url = reverse("exchange:upload", args=["stakeholders"]) + f"?project={world.mine.key}"
    book = client.get(reverse("readiness:stakeholders_export", args=[world.mine.key])).content
    reply = client.post(url, {"file": SimpleUploadedFile("people.xlsx", book)})
    assert reply.status_code == 302
    assert ImportBatch.objects.count() == 1
    assert client_of(world.owner).get(url).status_code in (403, 404)


# ---- the interface ------------------------------------------------------------------------------------------------


def test_programs_read_and_write(world: World, group: Make, hit: Make, asked: Make, client_of: In) -> None:
    row = group()
    hit(row)
    client = client_of(world.pm)
    (found,) = client.get("/api/v1/stakeholders/", {"project": world.mine.key}).json()["results"]
    assert (found["code"], found["gap"], len(found["units"])) == ("H-01", 1, 1)
    (impact,) = client.get("/api/v1/impacts/", {"level_min": 3}).json()["results"]
    assert (impact["group"], impact["aspect"]) == (row.pk, "process")
    asked(row)
    (pulse,) = client.get("/api/v1/readiness/").json()["results"]
    assert (pulse["invited"], pulse["whole"], pulse["groups"]) == (17, None, [])
    assert client.get("/api/v1/stakeholders/", {"colour": "red"}).status_code == 400
    body = {"project": world.mine.key, "name": "Head", "kind": "person", "power": 9}
    refused = client.post("/api/v1/stakeholders/", body, content_type="application/json")
    assert refused.status_code in (400, 422)
    made = client.post("/api/v1/stakeholders/", {**body, "power": 4}, content_type="application/json")
    assert made.status_code == 201
