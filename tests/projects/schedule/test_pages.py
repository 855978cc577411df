"""Each page does its job, and refuses what it must."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from projects.schedule import services
from projects.schedule.models import Baseline, MilestoneFeed, Plan, PlanCalendar, PlanTemplate, Task, TaskLink
from tests.factories import CANARY, World

Browser = Callable[[Any], Client]
Find = Callable[[str], Task]
KEY = "FIN-01"
PLAN = f"/projects/{KEY}/plan/"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def text(response: Any) -> str:
    return str(response.content.decode())


def send(client: Client, name: str, *ops: dict[str, Any]) -> Any:
    body = json.dumps({"ops": list(ops)})
    return client.post(reverse(f"schedule:{name}", args=[KEY]), body, content_type="application/json")


class TestBegin:
    def test_a_template_becomes_the_plan(self, world: World, pm: Client) -> None:
        page = pm.get(PLAN)
        assert "Begin a plan" in text(page)
        template = PlanTemplate.objects.get(code="finance")
        pm.post(f"{PLAN}begin/", {"template": template.pk, "start_on": "2026-12-01"})
        plan = Plan.objects.get(project=world.mine)
        assert plan.tasks.count() == len(template.rows)
        assert Task.objects.filter(plan=plan, is_milestone=True).exclude(acceptance="").exists()

    def test_an_empty_plan(self, world: World, pm: Client) -> None:
        response = pm.post(f"{PLAN}begin/", {"template": "", "start_on": "2026-12-01"})
        assert response["Location"] == PLAN
        assert Plan.objects.get(project=world.mine).task_count == 0
        assert pm.get(PLAN).status_code == 200

    def test_refused(self, world: World, pm: Client, client_of: Browser) -> None:
        assert pm.post(f"{PLAN}begin/", {"start_on": "soon"}).status_code == 422
        assert client_of(world.it).post(f"{PLAN}begin/", {"start_on": "2026-12-01"}).status_code == 403
        assert client_of(world.stranger).get(PLAN).status_code == 404
        assert "has not planned" in text(client_of(world.it).get(PLAN))


class TestPlan:
    def test_gantt_grid_and_table(self, plan: Plan, pm: Client) -> None:
        page = text(pm.get(PLAN))
        assert "Finish expected on" in page
        assert 'data-gantt="/projects/FIN-01/plan/data.json"' in page
        assert 'data-mode="grid"' in text(pm.get(f"{PLAN}grid/"))
        table = text(pm.get(f"{PLAN}table/"))
        assert "Analysis" in table
        assert "2026-12-02" in table

    def test_data(self, plan: Plan, pm: Client) -> None:
        response = pm.get(f"{PLAN}data.json")
        data = response.json()
        rows = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
        assert [(row["name"], row["kind"]) for row in rows][:2] == [("Build phase", 2), ("Analysis", 0)]
        assert len(data["links"]) == 3
        assert data["plan"]["can"]["change"]
        assert pm.get(f"{PLAN}data.json", headers={"If-None-Match": response["ETag"]}).status_code == 304

    @pytest.mark.parametrize("written", ["SS+50%", "FS+2ed", "FS+10m", "SS-2w", "FF", ""])
    def test_a_lag_edited_in_the_grid_stays_what_it_is(self, plan: Plan, pm: Client, task: Find, written: str) -> None:
        link = TaskLink.objects.get(successor=task("Build"))
        send(pm, "ops", {"op": "predecessors", "id": task("Build").pk, "text": f"2{written}"})
        tails = {to: tail for _pk, _from, to, _kind, tail in pm.get(f"{PLAN}data.json").json()["links"]}
        assert tails[task("Build").pk] == written
        answer = send(
            pm, "ops", {"op": "predecessors", "id": task("Build").pk, "text": f"2{tails[task('Build').pk]}, 6"}
        )
        assert written in [tail for _pk, _from, to, _kind, tail in answer.json()["links"] if to == task("Build").pk]
        now = TaskLink.objects.get(pk=link.pk)
        assert (now.lag_percent is not None) == written.endswith("%")
        assert now.lag_elapsed == written.endswith("ed")

    def test_readers_cannot_change(self, world: World, plan: Plan, client_of: Browser) -> None:
        reader = client_of(world.it)
        data = reader.get(f"{PLAN}data.json").json()
        assert not data["plan"]["can"]["change"]
        assert "ops" not in data["urls"]
        assert send(reader, "ops", {"op": "add"}).status_code == 403
        for name in ("undo", "redo", "preview"):
            assert send(reader, name).status_code == 403

    def test_strangers_find_nothing(self, world: World, plan: Plan, client_of: Browser) -> None:
        stranger = client_of(world.stranger)
        for path in ("", "grid/", "table/", "data.json", "settings/"):
            assert stranger.get(f"{PLAN}{path}").status_code == 404
        assert send(stranger, "ops", {"op": "add"}).status_code == 404
        assert stranger.get(f"/projects/{KEY}/milestones/").status_code == 404

    def test_edits_answer_with_what_changed(self, plan: Plan, pm: Client, task: Find) -> None:
        build = task("Build")
        op = {"op": "set", "id": build.pk, "version": build.version, "fields": {"duration": "8d"}}
        shown = send(pm, "preview", op).json()
        assert "edit" not in shown
        assert task("Build").duration == build.duration
        done = send(pm, "ops", op).json()
        assert len(done["rows"]) == len(shown["rows"])
        assert done["undo"]
        assert "headline" in done
        undone = send(pm, "undo").json()
        assert undone["redo"]
        assert task("Build").duration == build.duration
        send(pm, "redo")
        assert task("Build").duration == 8 * 480

    def test_two_editors_see_both_versions(self, world: World, plan: Plan, pm: Client, task: Find) -> None:
        build = task("Build")
        op = {"op": "set", "id": build.pk, "version": build.version, "fields": {"name": "Mine"}}
        services.apply(by=world.pmo, plan=plan, ops=[{**op, "fields": {"name": "Theirs"}}], now=world.now)
        response = send(pm, "ops", op)
        assert response.status_code == 412
        stale = response.json()["stale"]
        assert stale["fields"] == [{"label": "Task", "yours": "Mine", "theirs": "Theirs"}]
        assert world.pmo.label in stale["by"]
        assert send(pm, "ops", *stale["again"]).status_code == 200
        assert task("Mine")

    def test_refusals_are_sentences(self, plan: Plan, pm: Client, task: Find) -> None:
        link = {"op": "link", "from": task("Test").pk, "to": task("Analysis").pk}
        response = send(pm, "ops", link)
        assert response.status_code == 422
        assert "wait for each other" in response.json()["detail"]
        bad = pm.post(f"{PLAN}ops/", "{", content_type="application/json")
        assert (bad.status_code, bad.json()["code"]) == (422, "not_json")
        assert pm.post(f"{PLAN}ops/", "[]", content_type="application/json").status_code == 422


class TestTask:
    def test_page_and_form(self, plan: Plan, pm: Client, task: Find) -> None:
        page = text(pm.get(task("Test").url))
        assert "Follows <b>Build</b>" in page
        edit = reverse("schedule:task_edit", args=[task("Test").pk])
        form = pm.get(edit)
        assert 'value="3"' in text(form)
        data = {
            "version": task("Test").version,
            "name": "Acceptance test",
            "duration": "3d",
            "predecessors": "3",
            "constraint": "0",
            "priority": "500",
            "active": "on",
        }
        assert pm.post(edit, data)["Location"] == task("Acceptance test").url
        assert task("Acceptance test").duration == 3 * 480
        refused = pm.post(edit, {**data, "version": task("Acceptance test").version, "duration": "soon"})
        assert refused.status_code == 422
        assert "is no duration" in text(refused)

    def test_its_history_says_who_changed_what(self, world: World, plan: Plan, pm: Client, task: Find) -> None:
        build = task("Build")
        values = {"duration": "8d", "owner": world.it.pk, "constraint": "SNET", "constraint_at": "2026-12-14"}
        for fields in (values, {"notes": "x" * 500}):
            op = {"op": "set", "id": build.pk, "fields": fields}
            services.apply(by=world.pm, plan=plan, ops=[op], now=world.now)
        page = pm.get(build.url).content.decode()
        for words in ("changed tasks (1)", "<b>8d</b>", world.it.label, "<b>2026-12-14</b>", "Start no earlier than"):
            assert words in page, words
        assert "x" * 121 not in page.partition('id="h-history"')[2]
        assert "changed tasks" not in pm.get(task("Test").url).content.decode()

    def test_a_stale_form_shows_both(self, world: World, plan: Plan, pm: Client, task: Find) -> None:
        row = task("Test")
        edit = reverse("schedule:task_edit", args=[row.pk])
        op = {"op": "set", "id": row.pk, "fields": {"name": "Theirs"}}
        services.apply(by=world.pmo, plan=plan, ops=[op], now=world.now)
        data = {"version": row.version, "name": "Mine", "duration": "2d", "predecessors": "3", "constraint": "0"}
        response = pm.post(edit, {**data, "priority": "500", "active": "on"})
        assert response.status_code == 422
        assert "Theirs" in text(response)
        assert "Mine" in text(response)

    def test_summaries_offer_what_is_theirs(self, plan: Plan, pm: Client, task: Find) -> None:
        page = text(pm.get(reverse("schedule:task_edit", args=[task("Build phase").pk])))
        assert 'name="duration"' not in page

    def test_owners_report_progress(self, world: World, plan: Plan, pm: Client, client_of: Browser, task: Find) -> None:
        row = task("Training")
        op = {"op": "set", "id": row.pk, "fields": {"owner": world.it.pk}}
        services.apply(by=world.pm, plan=plan, ops=[op], now=world.now)
        url = reverse("schedule:task_progress", args=[row.pk])
        owner = client_of(world.it)
        assert 'name="percent"' in text(owner.get(row.url))
        owner.post(url, {"version": task("Training").version, "percent": "60", "actual_start": "2026-11-30"})
        assert task("Training").percent == 60
        assert owner.post(url, {"percent": "101"}).status_code == 422
        other = reverse("schedule:task_progress", args=[task("Build").pk])
        assert owner.post(other, {"percent": "10"}).status_code == 403
        assert client_of(world.stranger).post(url, {"percent": "10"}).status_code == 404

    def test_delete(self, plan: Plan, pm: Client, task: Find, world: World, client_of: Browser) -> None:
        url = reverse("schedule:task_delete", args=[task("Training").pk])
        assert client_of(world.it).post(url).status_code == 403
        pm.post(url)
        assert not Task.objects.filter(plan=plan, name="Training").exists()


class TestBaselines:
    URL = f"/projects/{KEY}/baselines/"

    def test_taken_compared_chosen_deleted(self, world: World, plan: Plan, pm: Client, task: Find) -> None:
        assert "No baseline yet" in text(pm.get(self.URL))
        pm.post(self.URL, {"name": "Board", "note": "As agreed"})
        op = {"op": "set", "id": task("Build").pk, "fields": {"duration": "8d"}}
        services.apply(by=world.pm, plan=plan, ops=[op], now=world.now)
        page = text(pm.get(self.URL))
        assert "+3" in page
        assert "3 working days behind the baseline" in text(pm.get(PLAN))
        assert "it begins at Build" in text(pm.get(PLAN))
        pm.post(self.URL, {"name": "Second"})
        first, second = Baseline.objects.filter(plan=plan).order_by("number")
        assert (first.is_current, second.is_current) == (False, True)
        assert "Nothing moved" in text(pm.get(self.URL))
        assert "+3" in text(pm.get(self.URL, {"before": 1, "after": 2}))
        pm.post(reverse("schedule:baseline_choose", args=[first.pk]))
        pm.post(reverse("schedule:baseline_delete", args=[first.pk]))
        second.refresh_from_db()
        assert second.is_current

    def test_refused(self, world: World, plan: Plan, client_of: Browser) -> None:
        reader = client_of(world.it)
        assert reader.post(self.URL, {}).status_code == 403
        made = services.take_baseline(by=world.pm, plan=plan, now=world.now)
        for name in ("choose", "delete"):
            url = reverse(f"schedule:baseline_{name}", args=[made.pk])
            assert reader.post(url).status_code == 403
            assert client_of(world.stranger).post(url).status_code == 404


class TestMilestones:
    def test_of_a_project_and_of_all(self, world: World, plan: Plan, pm: Client, client_of: Browser) -> None:
        assert "Go-live" in text(pm.get(f"/projects/{KEY}/milestones/"))
        for show in ("open", "late", "slipped", "mine", "all", "nonsense"):
            assert pm.get("/milestones/", {"show": show}).status_code == 200
        assert "Go-live" in text(pm.get("/milestones/"))
        assert "Go-live" not in text(client_of(world.stranger).get("/milestones/"))

    def test_each_view_shows_what_it_says(self, world: World, plan: Plan, pm: Client) -> None:
        shown = lambda view: "Go-live" in text(pm.get("/milestones/", {"show": view}))  # noqa: E731
        assert (shown("open"), shown("late"), shown("slipped"), shown("mine")) == (True, False, False, False)
        services.take_baseline(by=world.pm, plan=plan, now=world.now)
        assert not shown("slipped")
        task = Task.objects.get(plan=plan, name="Go-live")
        Task.objects.filter(pk=task.pk).update(owner=world.pm, finish=task.finish + 1440)
        assert shown("slipped")
        assert shown("mine")
        Task.objects.filter(pk=task.pk).update(finish_on=world.today - timedelta(days=1))
        assert shown("late")
        Task.objects.filter(pk=task.pk).update(percent=100)
        assert [shown(view) for view in ("open", "late", "slipped")] == [False, False, False]
        assert shown("all")

    def test_many_milestones_come_in_pages(
        self, world: World, plan: Plan, pm: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ops = [{"op": "add", "key": f"m{n}", "fields": {"name": f"Stone {n}", "duration": "0d"}} for n in range(3)]
        services.apply(by=world.pm, plan=plan, ops=ops, now=world.now)
        monkeypatch.setattr("projects.schedule.views.milestones.PER_PAGE", 2)
        first, second = (text(pm.get("/milestones/", {"page": n})) for n in (1, 2))
        assert sum(f">{name}<" in first for name in ("Stone 0", "Stone 1", "Stone 2", "Go-live")) == 2
        assert sum(f">{name}<" in second for name in ("Stone 0", "Stone 1", "Stone 2", "Go-live")) == 2

    def test_calendar_links(self, world: World, plan: Plan, pm: Client) -> None:
        made = pm.post("/milestones/feeds/open/", {"project": KEY})
        feed = MilestoneFeed.objects.get()
        secret = next(line for line in text(made).split('"') if line.endswith(".ics"))
        assert feed.token_hash not in secret
        anonymous = Client()
        answer = anonymous.get(secret)
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        assert [(str(e["SUMMARY"]), e.decoded("DTSTART")) for e in events] == [("FIN-01 Go-live", date(2026, 12, 11))]
        assert anonymous.get(f"{secret[:-6]}xx.ics").status_code == 404
        pm.post(reverse("schedule:feed_revoke", args=[feed.pk]))
        assert anonymous.get(secret).status_code == 404

    def test_a_link_shows_what_its_owner_may_see(self, world: World, plan: Plan, client_of: Browser) -> None:
        _feed, token = services.open_feed(by=world.stranger, now=world.now)
        assert b"Go-live" not in Client().get(reverse("schedule:feed", args=[token])).content
        assert client_of(world.stranger).post("/milestones/feeds/open/", {"project": KEY}).status_code == 404
        mine, _token = services.open_feed(by=world.pm, now=world.now)
        url = reverse("schedule:feed_revoke", args=[mine.pk])
        assert client_of(world.stranger).post(url).status_code == 404

    def test_a_person_who_left_reads_nothing(self, world: World, plan: Plan) -> None:
        _feed, token = services.open_feed(by=world.pm, now=world.now)
        world.pm.is_active = False
        world.pm.save(update_fields=["is_active"])
        assert Client().get(reverse("schedule:feed", args=[token])).status_code == 404


class TestSettings:
    DATA = {
        "start_on": "2026-12-07",
        "status_on": "",
        "hours": "08:00-12:00, 13:00-17:00",
        "hours_per_day": "8",
        "hours_per_week": "40",
        "critical_days": "1",
    }

    def test_a_later_start_moves_everything(self, plan: Plan, pm: Client, task: Find) -> None:
        url = f"{PLAN}settings/"
        assert "09:00-12:00, 13:00-18:00" in text(pm.get(url))
        pm.post(url, {**self.DATA, "version": plan.version})
        assert task("Go-live").finish_on == date(2026, 12, 18)
        stale = pm.post(url, {**self.DATA, "version": plan.version})
        assert stale.status_code == 422
        assert pm.post(url, {**self.DATA, "hours": "12-9"}).status_code == 422

    def test_calendars_for_tasks(self, plan: Plan, pm: Client, task: Find, world: World) -> None:
        new = f"{PLAN}calendars/new/"
        days = {f"day{n}": "22:00-24:00" for n in range(7)}
        assert pm.post(new, {"name": "Nights", **days, "exceptions": "soon off"}).status_code == 422
        pm.post(new, {"name": "Nights", **days, "exceptions": "2026-12-01..2026-12-02 off"})
        calendar = PlanCalendar.objects.get(plan=plan)
        assert calendar.exceptions == {"2026-12-01": [], "2026-12-02": []}
        op = {"op": "set", "id": task("Training").pk, "fields": {"calendar": calendar.pk, "duration": "4h"}}
        services.apply(by=world.pm, plan=plan, ops=[op], now=world.now)
        assert task("Training").finish_on == date(2026, 12, 3)
        edit = reverse("schedule:calendar", args=[KEY, calendar.uid])
        assert "2026-12-01 off" in text(pm.get(edit))
        pm.post(edit, {"name": "Nights", **days, "exceptions": ""})
        assert task("Training").finish_on == date(2026, 12, 1)
        pm.post(reverse("schedule:calendar_delete", args=[KEY, calendar.uid]))
        assert task("Training").calendar_id is None
        assert pm.get(edit).status_code == 404

    def test_refused(self, world: World, plan: Plan, client_of: Browser) -> None:
        for path in ("settings/", "calendars/new/"):
            assert client_of(world.it).get(f"{PLAN}{path}").status_code == 403


class TestTemplates:
    def test_saved_shown_deleted(self, world: World, plan: Plan, pm: Client, client_of: Browser) -> None:
        pm.post(f"{PLAN}save-template/", {"name": "Ours", "name_en": "Ours", "description": ""})
        saved = PlanTemplate.objects.get(name="Ours")
        assert [row["name"] for row in saved.rows][:2] == ["Build phase", "Analysis"]
        assert saved.rows[2]["after"] == [[2, "FS", 0.0]]
        assert "Analysis" in text(pm.get(reverse("schedule:template", args=[saved.pk])))
        assert "Ours" in text(pm.get("/plan-templates/"))
        url = reverse("schedule:template_delete", args=[saved.pk])
        assert pm.post(url).status_code == 403
        client_of(world.pmo).post(url)
        assert not PlanTemplate.objects.filter(pk=saved.pk).exists()
        delivered = PlanTemplate.objects.get(code="oa")
        client_of(world.pmo).post(reverse("schedule:template_delete", args=[delivered.pk]))
        assert PlanTemplate.objects.filter(pk=delivered.pk).exists()

    def test_refused(self, world: World, plan: Plan, pm: Client, client_of: Browser) -> None:
        assert pm.post(f"{PLAN}save-template/", {"name": ""}).status_code == 422
        assert client_of(world.it).get(f"{PLAN}save-template/").status_code == 404


def test_the_schedule_of_all_projects(world: World, plan: Plan, pm: Client, client_of: Browser) -> None:
    other = services.open_plan(by=world.stranger, project=world.other, start_on=world.today, now=world.now)
    services.apply(by=world.stranger, plan=other, ops=[{"op": "add", "fields": {"name": CANARY}}], now=world.now)
    assert "FIN-01" in text(pm.get("/schedule/data.json"))
    assert "Go-live" in text(pm.get("/schedule/data.json"))
    for path in ("/schedule/", "/schedule/data.json"):
        assert CANARY not in text(pm.get(path))
        assert "Go-live" not in text(client_of(world.stranger).get(path))


def test_milestones_stand_below_the_wave_they_end(
    world: World, plan: Plan, pm: Client, edit: Callable[..., Any], task: Find
) -> None:
    services.take_baseline(by=world.pm, plan=plan, now=world.now)
    edit(
        {"op": "set", "id": task("Analysis").pk, "fields": {"wave": 1, "percent": 100}},
        {"op": "set", "id": task("Build").pk, "fields": {"wave": 1, "duration": "6d"}},
        {"op": "set", "id": task("Test").pk, "fields": {"wave": 2}},
        {"op": "add", "before": task("Build phase").pk, "fields": {"name": "Agreed", "duration": "0d"}},
        {"op": "add", "after": task("Training").pk, "fields": {"name": "Early win", "duration": "0d", "wave": 1}},
    )
    data = pm.get("/schedule/data.json").json()
    rows = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
    names = {row["id"]: row["name"] for row in rows}
    below = {row["name"]: (row["level"], names.get(row["parent"], "")[:6]) for row in rows}
    assert below["Agreed"] == (2, "FIN-01")
    assert below["Early win"] == (3, "Wave 1")
    assert below["Go-live"] == (3, "Wave 2")
    first = next(row for row in rows if row["name"] == "Wave 1")
    # Three of nine days of work are done; it ends a day later than agreed.
    assert (round(first["percent"]), first["slip"]) == (33, 1)
    assert first["baseline_finish"] < first["finish"]
    assert data["urls"]["pages"][str(first["id"])] == PLAN


@pytest.mark.parametrize("path", ["", "grid/", "table/", "data.json"])
def test_large_plans_cost_the_same_number_of_queries(world: World, plan: Plan, pm: Client, path: str) -> None:
    pm.get(f"{PLAN}{path}")
    with CaptureQueriesContext(connection) as small:
        pm.get(f"{PLAN}{path}")
    ops = [{"op": "add", "fields": {"name": f"More {n}", "owner": world.it.pk}} for n in range(60)]
    services.apply(by=world.pm, plan=plan, ops=ops, now=world.now + timedelta(minutes=1))
    pm.get(f"{PLAN}{path}")
    with CaptureQueriesContext(connection) as large:
        pm.get(f"{PLAN}{path}")
    assert len(large) <= len(small) + 1  # the names of owners, where there were none before
