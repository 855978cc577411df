"""Three points of tasks: one, many at once, in and out of Excel, and back with an undone removal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pmo import exchange
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from projects.simulation import excel, services
from projects.simulation.models import TaskEstimate
from projects.simulation.selectors import estimates as selectors
from tests.factories import World
from tests.projects.simulation.conftest import fresh, points

Find = Callable[[str], Task]


def test_an_estimate_is_entered_changed_and_taken_away(world: World, plan: Plan, task: Find) -> None:
    made = services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 5, 9), now=world.now)
    assert (made.low, made.likely, made.high, made.version) == (1920, 2400, 4320, 1)
    again = services.set_estimate(
        by=world.pm, task=task("Test"), points=points(4, 5, 7, shape="pert"), now=world.now, expected=1
    )
    assert (again.pk, again.shape, again.version) == (made.pk, "pert", 2)
    services.remove_estimate(by=world.pm, estimate=again, now=world.now)
    assert not TaskEstimate.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (points(5, 4, 6), "points_order"),
        (points(0, 0, 0), "points_sign"),
        (points(1, 2, 900_000), "too_long"),
        (points(1, 2, 3, shape="round"), "required"),
    ],
)
def test_points_that_make_no_estimate(world: World, plan: Plan, task: Find, wanted: object, code: str) -> None:
    with pytest.raises(Invalid) as error:
        services.set_estimate(by=world.pm, task=task("Test"), points=wanted, now=world.now)  # type: ignore[arg-type]
    assert error.value.code == code


def test_a_milestone_cannot_be_estimated(world: World, plan: Plan, task: Find) -> None:
    with pytest.raises(Conflict, match="no_duration"):
        services.set_estimate(by=world.pm, task=task("Go-live"), points=points(1, 2, 3), now=world.now)


def test_who_may_estimate(world: World, plan: Plan, task: Find) -> None:
    for person in (world.ceo, world.it, world.stranger):
        with pytest.raises(Forbidden):
            services.set_estimate(by=person, task=task("Test"), points=points(1, 2, 3), now=world.now)


def test_a_stale_estimate_is_refused(world: World, plan: Plan, task: Find) -> None:
    services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 5, 9), now=world.now)
    services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 5, 8), now=world.now)
    with pytest.raises(StaleWrite):
        services.set_estimate(by=world.pmo, task=task("Test"), points=points(1, 2, 3), now=world.now, expected=1)
    wanted = {task("Test").pk: points(1, 2, 3), task("Analysis").pk: points(1, 2, 3)}
    with pytest.raises(StaleWrite):
        services.save_estimates(
            by=world.pmo, project=world.mine, wanted=wanted, now=world.now, versions={task("Test").pk: 1}
        )
    assert TaskEstimate.objects.count() == 1


def test_many_at_once_change_only_what_differs(world: World, plan: Plan, task: Find) -> None:
    a, b, c = (task(name).pk for name in ("Analysis", "Interfaces", "Test"))
    wanted = {a: points(4, 5, 9), b: points(6, 8, 12), c: None}
    assert services.save_estimates(by=world.pm, project=world.mine, wanted=wanted, now=world.now) == 2
    assert services.save_estimates(by=world.pm, project=world.mine, wanted=wanted, now=world.now) == 0
    assert services.save_estimates(by=world.pm, project=world.mine, wanted={a: None}, now=world.now) == 1
    assert [row.task_id for row in TaskEstimate.objects.all()] == [b]


def test_tasks_of_another_project_are_refused(world: World, plan: Plan, task: Find) -> None:
    other = schedule.open_plan(by=world.stranger, project=world.other, start_on=plan.start_on or world.now.date(),
                               now=world.now)  # fmt: skip
    schedule.apply(by=world.stranger, plan=other, ops=[{"op": "add", "fields": {"duration": "3d"}}], now=world.now)
    foreign = Task.objects.get(plan=other)
    with pytest.raises(Conflict, match="gone"):
        services.save_estimates(by=world.pm, project=world.mine, wanted={foreign.pk: points(1, 2, 3)}, now=world.now)


def test_an_estimate_comes_back_with_its_task(world: World, plan: Plan, task: Find) -> None:
    services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 5, 9), now=world.now)
    ops = [{"op": "delete", "ids": [task("Test").pk]}]
    schedule.apply(by=world.pm, plan=fresh(plan), ops=ops, now=world.now)
    assert not TaskEstimate.objects.exists()
    schedule.undo(by=world.pm, plan=fresh(plan), now=world.now)
    assert TaskEstimate.objects.get().task.name == "Test"


def test_lines_show_the_band_where_nothing_was_estimated(world: World, plan: Plan, task: Find) -> None:
    services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 6, 14, shape="pert"), now=world.now)
    lines = {line.task.name: line for line in selectors.lines_of(fresh(plan))[1]}
    assert list(lines) == ["Analysis", "Interfaces", "Test"]
    assert [str(p) for p in lines["Interfaces"].points or ()] == ["7.2", "8", "10"]
    assert (lines["Test"].mean, lines["Test"].sigma) == (pytest.approx(7.0), pytest.approx(10 / 6))


def test_out_to_excel_and_in_again(world: World, plan: Plan, task: Find, client: Client) -> None:
    services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 5, 9), now=world.now)
    client.force_login(world.pm)
    answer = client.get(f"/projects/{world.mine.key}/estimates/excel/")
    assert answer.status_code == 200
    rows = excel.rows_of(fresh(plan))
    assert [row["name"] for row in rows] == ["Analysis", "Interfaces", "Test"]
    context = excel.context(world.pm, {"project": world.mine.key})
    typed = [{**row, "_row": n} for n, row in enumerate(rows, start=2)]
    assert excel.check(typed, context).actions == ["unchanged"] * 3
    typed[0] |= {"low": rows[2]["low"], "likely": rows[2]["likely"], "high": rows[2]["high"], "shape": "pert"}
    typed[2] |= dict.fromkeys(("low", "likely", "high"))
    assert excel.check(typed, context).actions == ["create", "unchanged", "update"]
    outcome = excel.commit(typed, world.pm, context, world.now)
    assert (outcome.created, outcome.updated, outcome.unchanged) == (1, 1, 1)
    assert [row.task.name for row in TaskEstimate.objects.all()] == ["Analysis"]


def test_what_is_wrong_in_excel_is_said_by_row(world: World, plan: Plan) -> None:
    context = excel.context(world.pm, {"project": world.mine.key})
    rows = [{**row, "_row": n} for n, row in enumerate(excel.rows_of(fresh(plan)), start=2)]
    rows[0] |= {"low": 5, "likely": 4, "high": 6}
    rows[1] |= {"low": 5}
    rows[2] |= {"id": 77}
    rows.append({**rows[0], "_row": 5, "low": 1, "likely": 2, "high": 3})
    rows.append({**rows[3], "_row": 6})
    found = {(error.row, error.code) for error in excel.check(rows, context).errors}
    assert found == {(2, "points_order"), (3, "points_missing"), (4, "unknown_id"), (6, "twice")}


def test_the_file_can_be_uploaded(world: World, plan: Plan, client: Client) -> None:
    client.force_login(world.pm)
    data = exchange.write_xlsx([exchange.Sheet(excel.SPEC.sheet, excel.SPEC.columns, excel.rows_of(fresh(plan)))])
    url = exchange.import_url(excel.KIND, project=world.mine.key)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"file": SimpleUploadedFile("e.xlsx", BytesIO(data).getvalue())})
    assert answer.status_code == 302
    client.force_login(world.it)
    assert client.get(url).status_code == 403
