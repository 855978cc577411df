"""A file of Microsoft Project becomes the plan, whole or not at all; a plan becomes a file and comes back the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pmo.jobs import runner
from pmo.records import Forbidden, Invalid
from pmo.texts import Sentence
from projects.engines.worktime import to_moment
from projects.msproject import exporting, reading, services, writing
from projects.msproject.choices import ImportState
from projects.msproject.document import Document, FileTask
from projects.msproject.importing import to_plan
from projects.msproject.models import PlanImport
from projects.msproject.people import with_people
from projects.resources import services as resources
from projects.resources.choices import WorkRole
from projects.resources.models import Assignment, Resource
from projects.schedule import services as schedule
from projects.schedule.choices import EditKind
from projects.schedule.models import Baseline, BaselineTask, Plan, Task, TaskLink
from tests.api.kit import ApiClient, assert_problem
from tests.factories import World
from tests.projects.msproject.files import link, project, standard, stream, task

Browser = Callable[[Any], Client]
URL = "/projects/FIN-01/plan/import/"

ROWS = (
    task(0, "Roll-out", level=0)
    + task(1, "Phase", "<Summary>1</Summary>")
    + task(2, "Design", level=2)
    + task(3, "Build", link(2, lag="4800"), level=2)
    + task(4, "Go-live", "<Milestone>1</Milestone>" + link(3), duration="PT0H0M0S")
)
PEOPLE = "".join(
    f"<Resource><UID>{uid}</UID><Name>{name}</Name><Type>1</Type></Resource>"
    for uid, name in ((1, "Person X"), (2, "Nobody"))
)
WORK = "".join(
    f"<Assignment><UID>{n}</UID><TaskUID>{row}</TaskUID><ResourceUID>{who}</ResourceUID></Assignment>"
    for n, row, who in ((1, 2, 1), (2, 3, 2))
)


def upload(data: bytes, name: str = "plan.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/xml")


@pytest.fixture
def at_once(world: World) -> Callable[[], None]:
    """Run the waiting jobs as a worker would."""

    def work() -> None:
        runner.run_pending(clock=lambda: max(world.now, timezone.now()))

    return work


def test_dates_are_those_of_the_file() -> None:
    document = reading.read(stream(project(ROWS)))
    plan = to_plan(document).plan
    assert [(t.uid, t.level, t.duration, t.is_milestone) for t in plan.tasks] == [
        (1, 1, 0, False),
        (2, 2, 960, False),
        (3, 2, 960, False),
        (4, 1, 0, True),
    ]
    assert plan.calendar_uid == 1
    assert not plan.calendars[0].follows_company
    assert to_plan(document, company_calendar=True).plan.calendar_uid is None


class TestTaken:
    def taken(self, world: World, data: bytes, **more: Any) -> Plan:
        made = services.upload(by=world.pm, project=world.mine, upload=upload(data), now=world.now, **more)
        return services.take(PlanImport.objects.get(pk=made.pk), world.now)

    def test_a_plan_with_links_and_owner(self, world: World) -> None:
        world.it.name = "Person X"
        world.it.save(update_fields=["name"])
        plan = self.taken(world, project(ROWS, resources=PEOPLE, assignments=WORK))
        tasks = {t.name: t for t in Task.objects.filter(plan=plan).select_related("owner")}
        assert tasks["Design"].owner == world.it
        assert tasks["Build"].owner is None
        assert [tasks[name].finish_on for name in ("Design", "Build", "Go-live")] == [
            date(2026, 3, 3),
            date(2026, 3, 6),
            date(2026, 3, 6),
        ]
        assert tasks["Design"].start == to_moment(date(2026, 3, 2)) + 480
        assert tasks["Phase"].is_summary
        assert TaskLink.objects.get(successor=tasks["Build"]).lag == 480

    def test_people_work_on_their_tasks(self, world: World) -> None:
        world.it.name = "Person X"
        world.it.save(update_fields=["name"])
        half = WORK.replace("</Assignment>", "<Units>0.5</Units></Assignment>")
        self.taken(world, project(ROWS, resources=PEOPLE, assignments=half))
        found = {a.task.name: a for a in Assignment.objects.select_related("task", "resource__user")}
        assert found["Design"].resource.user == world.it
        assert (found["Build"].resource.name, found["Build"].resource.role) == ("Nobody", WorkRole.VENDOR)
        assert [found[name].percent for name in ("Design", "Build")] == [50, 50]

    def test_a_name_that_two_people_share_names_neither(self, world: World) -> None:
        for person in (world.it, world.change):
            person.name = "Person X"
            person.save(update_fields=["name"])
        self.taken(world, project(ROWS, resources=PEOPLE, assignments=WORK))
        found = Assignment.objects.select_related("resource").get(task__name="Design")
        assert (found.resource.user, found.resource.name) == (None, "Person X")
        assert found.task.owner is None

    def test_the_same_place_is_taken_when_the_file_comes_again(self, world: World) -> None:
        for _again in range(2):
            self.taken(world, project(ROWS, resources=PEOPLE, assignments=WORK))
        assert Resource.objects.filter(name="Nobody").count() == 1
        assert Assignment.objects.filter(resource__name="Nobody").count() == 1

    def test_an_absence_moves_the_imported_task(self, world: World) -> None:
        world.it.name = "Person X"
        world.it.save(update_fields=["name"])
        person = resources.resource_of(world.it, now=world.now)
        day = date(2026, 3, 2)
        resources.add_absence(by=world.it, resource=person, start_on=day, finish_on=day, now=world.now)
        plan = self.taken(world, project(ROWS, resources=PEOPLE, assignments=WORK))
        assert Task.objects.get(plan=plan, name="Design").finish_on == date(2026, 3, 4)

    def test_who_may_not_plan_people_leaves_the_unknown_out(self, world: World) -> None:
        document = reading.read(stream(project(ROWS, resources=PEOPLE, assignments=WORK)))
        codes = {
            who: {left.code for left in with_people(to_plan(document), who).left_out} for who in (world.pm, world.it)
        }
        assert "placeholders" in codes[world.pm]
        assert "unknown_people" in codes[world.it]

    def test_people_on_summaries_and_without_a_share_are_listed(self, world: World) -> None:
        odd = (
            "<Assignment><UID>8</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment>"
            "<Assignment><UID>9</UID><TaskUID>3</TaskUID><ResourceUID>1</ResourceUID><Units>0</Units></Assignment>"
        )
        document = reading.read(stream(project(ROWS, resources=PEOPLE, assignments=odd)))
        found = with_people(to_plan(document), world.pm)
        assert found.assignments == ()
        assert {(left.code, left.where) for left in found.left_out if left.code != "placeholders"} == {
            ("summary_people", ("Phase",)),
            ("no_share", ("Build",)),
        }

    def test_undo_brings_the_old_plan_back_with_its_people(self, world: World) -> None:
        plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=world.today, now=world.now)
        schedule.apply(by=world.pm, plan=plan, ops=[{"op": "add", "fields": {"name": "Old"}}], now=world.now)
        old = Task.objects.select_related("plan__project", "plan__work_calendar").get(plan=plan)
        person = resources.resource_of(world.it, now=world.now)
        resources.assign(by=world.pm, task=old, resource=person, percent=Decimal(40), now=world.now)
        schedule.take_baseline(by=world.pm, plan=plan, now=world.now)
        self.taken(world, project(ROWS, resources=PEOPLE, assignments=WORK))
        assert not Assignment.objects.filter(resource=person).exists()
        schedule.undo(by=world.pm, plan=plan, now=world.now)
        assert [(a.task.name, a.percent) for a in Assignment.objects.all()] == [("Old", 40)]
        assert BaselineTask.objects.get(task__name="Old").task_id == old.pk
        schedule.redo(by=world.pm, plan=plan, now=world.now)
        assert {(a.task.name, a.resource.name) for a in Assignment.objects.all()} >= {("Build", "Nobody")}

    def test_a_name_changed_in_the_other_program_wins(self) -> None:
        words = {"name": "Alt", "name_en": "Old"}
        documents = [Document(start=0, tasks=(FileTask(1, name, words=words),)) for name in ("Old", "Neu")]
        rows = [to_plan(reading.read(stream(writing.write(one)))).plan.tasks[0] for one in documents]
        assert [(row.name, row.name_en) for row in rows] == [("Alt", "Old"), ("Neu", "")]

    def test_working_times_of_one_person_are_listed(self) -> None:
        own = (
            "<Calendar><UID>7</UID><Name>X</Name><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>"
            "<WeekDays><WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></Calendar>"
        )
        people = PEOPLE.replace("<Type>1</Type>", "<Type>1</Type><CalendarUID>7</CalendarUID>", 1)
        document = reading.read(stream(project(ROWS, calendars=standard() + own, resources=people)))
        assert [(left.code, left.where) for left in to_plan(document).left_out] == [("people_calendars", ("Person X",))]

    def test_a_holiday_of_the_file_counts(self, world: World) -> None:
        day_off = (
            "<Exceptions><Exception><TimePeriod><FromDate>2026-03-03T00:00:00</FromDate>"
            "<ToDate>2026-03-03T23:59:00</ToDate></TimePeriod><DayWorking>0</DayWorking></Exception></Exceptions>"
        )
        plan = self.taken(world, project(ROWS, calendars=standard(day_off)))
        assert Task.objects.get(plan=plan, name="Design").finish_on == date(2026, 3, 4)

    def test_the_old_plan_comes_back_by_undo(self, world: World) -> None:
        plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=world.today, now=world.now)
        schedule.apply(by=world.pm, plan=plan, ops=[{"op": "add", "fields": {"name": "Old"}}], now=world.now)
        self.taken(world, project(ROWS))
        assert not Task.objects.filter(plan=plan, name="Old").exists()
        schedule.undo(by=world.pm, plan=plan, now=world.now)
        assert list(Task.objects.filter(plan=plan).values_list("name", flat=True)) == ["Old"]

    def test_a_cycle_imports_nothing(self, world: World) -> None:
        looped = task(1, "A", link(2)) + task(2, "B", link(1))
        with pytest.raises(Invalid, match="cycle"):
            self.taken(world, project(looped))
        assert not Task.objects.filter(plan__project=world.mine).exists()

    def test_who_may(self, world: World) -> None:
        with pytest.raises(Forbidden):
            services.upload(by=world.it, project=world.mine, upload=upload(project(ROWS)), now=world.now)

    def test_out_and_in_again(self, world: World) -> None:
        plan = self.taken(world, project(ROWS))
        design = Task.objects.select_related("plan__project", "plan__work_calendar").get(plan=plan, name="Design")
        said = {
            "percent": 50,
            "name_en": "The design",
            "acceptance": "Signed by the business owner. " * 20,
            "wave": 2,
            "owner": world.owner.pk,
        }
        schedule.apply(by=world.pm, plan=plan, ops=[{"op": "set", "id": design.pk, "fields": said}], now=world.now)
        person = resources.resource_of(world.it, now=world.now)
        resources.assign(by=world.pm, task=design, resource=person, now=world.now)
        schedule.take_baseline(by=world.pm, plan=plan, now=world.now)
        plan.refresh_from_db()
        told = ("name", "name_en", "acceptance", "wave", "owner", "start", "finish", "percent")
        before = list(Task.objects.filter(plan=plan).order_by("position").values_list(*told))
        document = reading.read(stream(writing.write(exporting.document_of(plan))))
        assert document.left_out == ()
        imported = with_people(to_plan(document), world.pm)
        assert imported.left_out == ()
        schedule.replace_plan(
            by=world.pm,
            project=world.mine,
            draft=imported.plan,
            kind=EditKind.IMPORT,
            now=world.now,
            summary=Sentence("schedule.edit.import", {"file": "x"}),
        )
        again = Task.objects.filter(plan=plan).order_by("position").values_list(*told)
        assert list(again) == before
        assert Baseline.objects.filter(plan=plan).count() == 2


class TestPages:
    def test_look_first_then_import(self, world: World, client_of: Browser, at_once: Callable[[], None]) -> None:
        pm = client_of(world.pm)
        assert pm.get(URL).status_code == 200
        response = pm.post(URL, {"file": upload(project(ROWS, resources=PEOPLE, assignments=WORK))})
        found = PlanImport.objects.get()
        assert response["Location"] == found.url
        at_once()
        page = pm.get(found.url).content.decode()
        assert "Resources that are nobody here" in page
        assert "Nobody" in page
        assert not Plan.objects.filter(project=world.mine).exists()
        pm.post(f"{found.url}confirm/", {})
        at_once()
        found.refresh_from_db()
        assert found.state == ImportState.IMPORTED
        assert Plan.objects.get(project=world.mine).tasks.count() == 4
        assert pm.post(f"{found.url}confirm/", {}).status_code == 409
        export = pm.get("/projects/FIN-01/plan/export.xml")
        assert reading.read(stream(export.content)).tasks[1].name == "Design"

    def test_a_bad_file_says_why(self, world: World, client_of: Browser, at_once: Callable[[], None]) -> None:
        pm = client_of(world.pm)
        pm.post(URL, {"file": upload(project(task(1, "数据迁移", "<PercentComplete>101</PercentComplete>")))})
        at_once()
        page = pm.get(PlanImport.objects.get().url).content.decode()
        assert "数据迁移" in page
        assert "101" in page
        bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><Project>&a;</Project>'
        assert pm.post(URL, {"file": upload(bomb)}).status_code == 422
        assert pm.post(URL, {"file": upload(b"PK\x03\x04")}).status_code == 422
        assert pm.post(URL, {"file": upload(b"", "x.txt")}).status_code == 422

    def test_binary_files_without_java(
        self, world: World, client_of: Browser, at_once: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("projects.msproject.mpp.shutil.which", lambda name: None)
        pm = client_of(world.pm)
        pm.post(URL, {"file": upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.mpp")})
        at_once()
        assert "need Java" in pm.get(PlanImport.objects.get().url).content.decode()

    def test_put_aside(self, world: World, client_of: Browser, at_once: Callable[[], None]) -> None:
        pm = client_of(world.pm)
        pm.post(URL, {"file": upload(project(ROWS))})
        at_once()
        found = PlanImport.objects.get()
        pm.post(f"{found.url}discard/")
        found.refresh_from_db()
        assert found.state == ImportState.DISCARDED

    def test_others(self, world: World, client_of: Browser) -> None:
        made = services.upload(by=world.pm, project=world.mine, upload=upload(project(ROWS)), now=world.now)
        assert client_of(world.it).get(URL).status_code == 403
        assert client_of(world.it).get(made.url).status_code == 403
        for path in (URL, made.url, "/projects/FIN-01/plan/export.xml"):
            assert client_of(world.stranger).get(path).status_code == 404


class TestInterface:
    def test_import_and_export(self, world: World, at_once: Callable[[], None]) -> None:
        api = ApiClient(world.pm)
        response = api.upload("/api/v1/projects/FIN-01/schedule/import/", {"file": upload(project(ROWS))})
        assert response.status_code == 202, response.content
        at_once()
        job = api.get(response["Location"]).json()
        assert job["state"] == "done", job
        document = api.get("/api/v1/projects/FIN-01/schedule/").json()
        assert [row["name"] for row in document["tasks"]] == ["Phase", "Design", "Build", "Go-live"]
        assert document["finish_on"] == "2026-03-06"
        exported = api.get("/api/v1/projects/FIN-01/schedule/export.xml", headers={"Accept": "text/xml"})
        assert len(reading.read(stream(exported.content)).tasks) == 4
        assert_problem(ApiClient(world.stranger).get("/api/v1/projects/FIN-01/schedule/export.xml"), 404)
