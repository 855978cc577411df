"""Files of a task: who adds, sees and removes them, and what becomes of them with the task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pmo.records import Conflict, Forbidden
from projects.schedule import services
from projects.schedule.models import Plan, Task
from tests.api.kit import ApiClient, assert_problem
from tests.factories import World

Find = Callable[[str], Task]
Browser = Callable[[Any], Client]


def paper(name: str = "minutes.txt", text: str = "Agreed.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def build(world: World, plan: Plan, task: Find) -> Task:
    """A task of somebody who does not steer the plan."""
    op = {"op": "set", "id": task("Build").pk, "fields": {"owner": world.it.pk}}
    services.apply(by=world.pm, plan=plan, ops=[op], now=world.now)
    return task("Build")


def read(answer: Any) -> bytes:
    """To the end, which also closes the file."""
    return b"".join(answer.streaming_content)


def test_the_owner_adds_and_removes_what_is_theirs(world: World, build: Task, client_of: Browser) -> None:
    it = client_of(world.it)
    assert it.post(f"{build.url}files/", {"file": paper()})["Location"] == build.url
    page = it.get(build.url).content.decode()
    assert "minutes.txt" in page
    link = page.split('href="/files/')[1].split('"')[0]
    assert read(it.get(f"/files/{link}")) == b"Agreed."
    remove = page.split(f'action="{build.url}files/')[1].split('"')[0]
    assert it.post(f"{build.url}files/{remove}").status_code == 302
    assert "minutes.txt" not in it.get(build.url).content.decode().split('id="h-history"')[0]


def test_what_is_no_document_is_refused_beside_its_field(build: Task, world: World, client_of: Browser) -> None:
    answer = client_of(world.it).post(f"{build.url}files/", {"file": paper("run.exe", "MZ")})
    assert answer.status_code == 422
    assert "id_file" in answer.content.decode()


def test_others_neither_add_nor_remove(world: World, build: Task, task: Find, client_of: Browser) -> None:
    kept = services.add_file(by=world.pm, task=build, upload=paper(), now=world.now)
    with pytest.raises(Forbidden):
        services.remove_file(by=world.it, task=build, attachment=kept, now=world.now)
    with pytest.raises(Forbidden):
        services.add_file(by=world.it, task=task("Test"), upload=paper(), now=world.now)
    assert client_of(world.it).post(f"{task('Test').url}files/", {"file": paper()}).status_code == 403
    assert client_of(world.it).post(f"{task('Test').url}files/{kept.pk}/remove/").status_code == 403
    assert client_of(world.pm).post(f"{task('Test').url}files/{kept.pk}/remove/").status_code == 404
    stranger = client_of(world.stranger)
    assert stranger.post(f"{build.url}files/", {"file": paper()}).status_code == 404
    assert stranger.get(f"/files/{kept.pk}/").status_code == 404


def test_a_closed_project_keeps_its_files(world: World, build: Task) -> None:
    kept = services.add_file(by=world.pm, task=build, upload=paper(), now=world.now)
    build.plan.project.state = "closed"
    for act in (
        lambda: services.add_file(by=world.pm, task=build, upload=paper(), now=world.now),
        lambda: services.remove_file(by=world.pm, task=build, attachment=kept, now=world.now),
    ):
        with pytest.raises(Conflict):
            act()


def test_they_go_and_come_back_with_the_task(world: World, plan: Plan, build: Task, client_of: Browser) -> None:
    kept = services.add_file(by=world.pm, task=build, upload=paper(), now=world.now)
    pm = client_of(world.pm)
    services.apply(by=world.pm, plan=plan, ops=[{"op": "delete", "ids": [build.pk]}], now=world.now)
    assert pm.get(f"/files/{kept.pk}/").status_code == 404
    services.undo(by=world.pm, plan=plan, now=world.now)
    assert read(pm.get(f"/files/{kept.pk}/")) == b"Agreed."


def test_programs_read_them_with_what_they_may(world: World, build: Task) -> None:
    kept = services.add_file(by=world.pm, task=build, upload=paper(), now=world.now)
    address = f"/api/v1/tasks/{build.pk}/files/"
    (shown,) = ApiClient(world.it).get(address).json()
    assert (shown["id"], shown["name"], shown["may_remove"]) == (kept.pk, "minutes.txt", False)
    assert shown["uploaded_by"]["id"] == world.pm.pk
    assert ApiClient(world.pm).get(address).json()[0]["may_remove"]
    assert_problem(ApiClient(world.stranger).get(address), 404)
