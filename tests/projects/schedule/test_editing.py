"""A plan changes through operations: everything follows, or nothing happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio.choices import State
from projects.portfolio.models import Project
from projects.schedule import services
from projects.schedule.choices import Constraint, LinkKind
from projects.schedule.models import MilestoneMove, Plan, PlanEdit, Task, TaskLink
from tests.factories import World
from tests.projects.schedule.conftest import day

Edit = Callable[..., services.Outcome]
Find = Callable[[str], Task]


def outline(plan: Plan) -> list[tuple[str, str, int]]:
    rows = Task.objects.filter(plan=plan).order_by("position")
    return [(task.wbs, task.name, task.level) for task in rows]


def test_rows_are_scheduled_and_rolled_up(plan: Plan, task: Find) -> None:
    assert outline(plan) == [
        ("1", "Build phase", 1),
        ("1.1", "Analysis", 2),
        ("1.2", "Build", 2),
        ("1.3", "Test", 2),
        ("2", "Go-live", 1),
        ("3", "Training", 1),
    ]
    assert [task(name).finish_on for name in ("Analysis", "Build", "Test", "Go-live")] == [
        date(2026, 12, 2),
        date(2026, 12, 9),
        date(2026, 12, 11),
        date(2026, 12, 11),
    ]
    phase = task("Build phase")
    assert phase.is_summary
    assert (phase.start_on, phase.finish_on, phase.duration) == (date(2026, 11, 30), date(2026, 12, 11), 10 * 480)
    assert task("Go-live").is_milestone
    assert task("Test").critical
    assert not task("Training").critical
    assert task("Training").total_float == 8 * 480
    assert (plan.finish_on, plan.task_count) == (date(2026, 12, 11), 5)


def test_an_edit_moves_what_follows(plan: Plan, edit: Edit, task: Find) -> None:
    outcome = edit({"op": "set", "id": task("Build").pk, "fields": {"duration": "8d"}})
    assert {row.name for row in outcome.changed} == {"Build phase", "Build", "Test", "Go-live", "Training"}
    assert task("Go-live").finish_on == date(2026, 12, 16)
    assert task("Build").version == 2
    assert task("Test").version == 1
    plan.refresh_from_db()
    assert plan.finish_on == date(2026, 12, 16)


def test_the_calendar_of_the_company_counts(edit: Edit, task: Find) -> None:
    """New Year's Day 2027 is off."""
    edit({"op": "set", "id": task("Build").pk, "fields": {"duration": "25d"}})
    assert task("Build").finish_on == date(2027, 1, 7)


def test_moves_of_milestones_are_kept(edit: Edit, task: Find, world: World) -> None:
    edit({"op": "set", "id": task("Build").pk, "fields": {"duration": "6d"}})
    edit({"op": "set", "id": task("Build").pk, "fields": {"duration": "5d"}})
    moves = [(m.from_on, m.to_on, m.workdays, m.moved_by) for m in MilestoneMove.objects.order_by("id")]
    assert moves == [
        (date(2026, 12, 11), date(2026, 12, 14), 1, world.pm),
        (date(2026, 12, 14), date(2026, 12, 11), -1, world.pm),
    ]


def test_dragging_sets_a_start(edit: Edit, task: Find) -> None:
    edit({"op": "move", "id": task("Training").pk, "start": day(date(2026, 12, 3))})
    row = task("Training")
    assert (row.constraint, row.start_on) == (Constraint.SNET, date(2026, 12, 3))
    edit({"op": "set", "id": row.pk, "fields": {"finish": "2026-12-07"}})
    assert (task("Training").duration, task("Training").finish_on) == (3 * 480, date(2026, 12, 7))


def test_links_by_text(edit: Edit, task: Find) -> None:
    edit({"op": "predecessors", "id": task("Training").pk, "text": "2SS+1d; 3FF-50%"})
    links = {
        x.predecessor.name: (x.kind, x.lag, x.lag_percent) for x in TaskLink.objects.filter(successor=task("Training"))
    }
    assert links == {"Analysis": (LinkKind.SS, 480, None), "Build": (LinkKind.FF, 0, Decimal(-50))}
    edit({"op": "predecessors", "id": task("Training").pk, "text": ""})
    assert not TaskLink.objects.filter(successor=task("Training")).exists()


class TestOutline:
    def test_indent_and_outdent(self, plan: Plan, edit: Edit, task: Find) -> None:
        edit({"op": "indent", "ids": [task("Training").pk]})
        assert outline(plan)[-2:] == [("2", "Go-live", 1), ("2.1", "Training", 2)]
        assert task("Go-live").is_summary
        edit({"op": "outdent", "ids": [task("Training").pk]})
        assert outline(plan)[-1] == ("3", "Training", 1)

    def test_reorder_takes_the_rows_below_along(self, plan: Plan, edit: Edit, task: Find) -> None:
        edit({"op": "reorder", "ids": [task("Build phase").pk], "after": task("Training").pk})
        assert [name for _wbs, name, _level in outline(plan)] == [
            "Go-live", "Training", "Build phase", "Analysis", "Build", "Test",
        ]  # fmt: skip

    def test_delete_takes_rows_below_and_links_along(self, plan: Plan, edit: Edit, task: Find) -> None:
        edit({"op": "delete", "ids": [task("Build phase").pk]})
        assert [name for _wbs, name, _level in outline(plan)] == ["Go-live", "Training"]
        assert not TaskLink.objects.filter(plan=plan).exists()
        assert task("Go-live").start_on == date(2026, 11, 30)

    def test_insert_before(self, plan: Plan, edit: Edit, task: Find) -> None:
        edit({"op": "add", "before": task("Build").pk, "fields": {"name": "Design"}})
        assert outline(plan)[2] == ("1.2", "Design", 2)

    @pytest.mark.parametrize("op", ["indent", "outdent"])
    def test_refused_at_the_edge(self, edit: Edit, task: Find, op: str) -> None:
        with pytest.raises(Invalid, match=f"cannot_{op}"):
            edit({"op": op, "ids": [task("Build phase").pk]})

    def test_not_into_itself(self, edit: Edit, task: Find) -> None:
        with pytest.raises(Invalid, match="into_itself"):
            edit({"op": "reorder", "ids": [task("Build phase").pk], "after": task("Test").pk})


class TestProgress:
    def test_who_reads_english_renames_the_english_name(self, edit: Edit, task: Find) -> None:
        pk = task("Build").pk
        edit({"op": "set", "id": pk, "fields": {"name": "搭建", "name_en": "Build"}})
        with override("en"):
            edit({"op": "set", "id": pk, "fields": {"label": "Construction"}})
        with override("zh-hans"):
            edit({"op": "set", "id": pk, "fields": {"label": "建设"}})
            edit({"op": "add", "fields": {"label": "新任务"}})
        row = Task.objects.get(pk=pk)
        assert (row.name, row.name_en) == ("建设", "Construction")
        assert Task.objects.get(name="新任务").name_en == ""
        with pytest.raises(Invalid, match="required"):
            edit({"op": "set", "id": pk, "fields": {"label": " "}})

    def test_an_owner_is_typed_by_name(self, world: World, edit: Edit, task: Find) -> None:
        pk = task("Build").pk
        edit({"op": "set", "id": pk, "fields": {"owner": f" {world.it.name.upper()} "}})
        assert task("Build").owner == world.it
        for text, code in (("Nobody of this name", "unknown_person"), (world.it.name, "ambiguous_person")):
            if code == "ambiguous_person":
                world.owner.name_en = world.it.name
                world.owner.save(update_fields=["name_en"])
            with pytest.raises(Invalid, match=code):
                edit({"op": "set", "id": pk, "fields": {"owner": text}})

    def test_the_owner_reports(self, world: World, edit: Edit, task: Find) -> None:
        edit({"op": "set", "id": task("Training").pk, "fields": {"owner": world.it.pk}})
        services.report_progress(by=world.it, task=task("Training"), values={"percent": 50}, now=world.now)
        row = task("Training")
        assert (row.percent, row.actual_start) == (Decimal(50), day(date(2026, 11, 30)))
        with pytest.raises(Forbidden):
            services.report_progress(by=world.it, task=task("Build"), values={"percent": 50}, now=world.now)

    def test_done_and_undone(self, edit: Edit, task: Find) -> None:
        edit({"op": "set", "id": task("Analysis").pk, "fields": {"percent": 100}})
        assert task("Analysis").actual_finish == task("Analysis").finish
        assert task("Build phase").percent == Decimal(30)
        edit({"op": "set", "id": task("Analysis").pk, "fields": {"percent": 0}})
        assert (task("Analysis").actual_start, task("Analysis").actual_finish) == (None, None)


class TestRefused:
    def untouched(self, plan: Plan, edit: Edit, *ops: dict[str, Any]) -> Invalid:
        before = list(Task.objects.filter(plan=plan).order_by("position").values())
        with pytest.raises(Invalid) as caught:
            edit(*ops)
        assert list(Task.objects.filter(plan=plan).order_by("position").values()) == before
        return caught.value

    def test_a_cycle_by_name(self, plan: Plan, edit: Edit, task: Find) -> None:
        error = self.untouched(plan, edit, {"op": "link", "from": task("Test").pk, "to": task("Analysis").pk})
        assert "Analysis → Build → Test → Analysis" in error.message or "→ Test →" in error.message

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"percent": 101}, "out_of_range"),
            ({"percent": "half"}, "not_a_number"),
            ({"duration": "soon"}, "bad_duration"),
            ({"duration": "9999999d"}, "too_long"),
            ({"duration": -1}, "out_of_range"),
            ({"name": " "}, "required"),
            ({"name": "x" * 201}, "too_long"),
            ({"constraint": "MSO"}, "required"),
            ({"constraint": 9}, "bad_constraint"),
            ({"constraint_at": "2199-01-01"}, "out_of_range"),
            ({"deadline_at": "someday"}, "not_a_date"),
            ({"actual_start": "2026-12-04", "actual_finish": "2026-12-01"}, "finish_before_start"),
            ({"wave": 0}, "out_of_range"),
            ({"priority": 1001}, "out_of_range"),
            ({"owner": 10**9}, "unknown_person"),
            ({"calendar": 10**9}, "unknown_calendar"),
            ({"critical": True}, "unknown_field"),
            ({"predecessors": "99"}, "unknown_row"),
            ({"predecessors": "2XX"}, "bad_predecessor"),
            ({"predecessors": "2FS+99999999d"}, "too_long"),
        ],
    )
    def test_values(self, plan: Plan, edit: Edit, task: Find, fields: dict[str, Any], code: str) -> None:
        error = self.untouched(plan, edit, {"op": "set", "id": task("Training").pk, "fields": fields})
        assert error.code == code

    def test_summaries_follow_their_rows(self, plan: Plan, edit: Edit, task: Find) -> None:
        for fields in ({"duration": "2d"}, {"percent": 10}, {"is_milestone": True}):
            op = {"op": "set", "id": task("Build phase").pk, "fields": fields}
            assert self.untouched(plan, edit, op).code == "summary_field"

    def test_links_to_other_plans(self, world: World, plan: Plan, edit: Edit, task: Find) -> None:
        other = services.open_plan(by=world.stranger, project=world.other, start_on=world.today, now=world.now)
        services.apply(by=world.stranger, plan=other, ops=[{"op": "add", "fields": {"name": "Secret"}}], now=world.now)
        secret = Task.objects.get(plan=other)
        error = self.untouched(plan, edit, {"op": "link", "from": secret.pk, "to": task("Test").pk})
        assert error.code == "unknown_task"
        assert "Secret" not in error.message

    def test_nonsense(self, plan: Plan, edit: Edit) -> None:
        for op, code in (
            ({"op": "explode"}, "unknown_operation"),
            ({"op": "delete", "ids": []}, "required"),
            ({"op": "set", "id": "x", "fields": {}}, "unknown_task"),
            ({"op": "set", "fields": {"name": "x"}}, "unknown_task"),
            ({"op": "unlink", "id": 10**9}, "unknown_link"),
        ):
            assert self.untouched(plan, edit, op).code == code

    @pytest.mark.parametrize(
        ("op", "field"),
        [
            ({"op": "set", "version": "newest", "fields": {"name": "x"}}, "version"),
            ({"op": "set", "version": [1], "fields": {"name": "x"}}, "version"),
            ({"op": "set", "fields": {"name": "x", "colour": "red"}}, "colour"),
            ({"op": "set", "fields": {"duration": float("inf")}}, "duration"),
            ({"op": "reorder", "level": -1}, "level"),
            ({"op": "reorder", "level": 21}, "level"),
            ({"op": "reorder", "level": {"deep": 1}}, "level"),
            ({"op": "add", "level": "top"}, "level"),
            ({"op": "link", "lag": [2]}, "lag"),
            ({"op": "link", "percent": "half"}, "percent"),
            ({"op": "link", "percent": "NaN"}, "percent"),
            ({"op": "link", "percent": {}}, "percent"),
            ({"op": "link", "percent": 10**9}, "percent"),
        ],
    )
    def test_values_of_the_wrong_kind_are_named(
        self, plan: Plan, edit: Edit, task: Find, op: dict[str, Any], field: str
    ) -> None:
        training, test = task("Training").pk, task("Test").pk
        error = self.untouched(plan, edit, {"id": training, "ids": [training], "from": training, "to": test, **op})
        assert error.field == field

    def test_a_lag_in_percent_is_given_as_a_number(self, plan: Plan, edit: Edit, task: Find) -> None:
        edit({"op": "link", "from": task("Training").pk, "to": task("Test").pk, "kind": "SS", "percent": 50})
        assert TaskLink.objects.get(successor=task("Test"), predecessor=task("Training")).lag_percent == 50

    def test_a_lag_of_a_thousand_million(self, plan: Plan, edit: Edit, task: Find) -> None:
        op = {"op": "link", "from": task("Training").pk, "to": task("Test").pk, "lag": 10**9}
        assert self.untouched(plan, edit, op).code == "too_long"

    def test_more_rows_than_a_plan_holds(self, plan: Plan, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("projects.schedule.services.board.MOST_ROWS", 6)
        assert self.untouched(plan, edit, {"op": "add", "fields": {"name": "x"}}).code == "too_many_rows"


class TestRights:
    def test_who_may_not_change(self, world: World, plan: Plan) -> None:
        for user in (world.it, world.owner, world.ceo, world.stranger):
            with pytest.raises(Forbidden):
                services.apply(by=user, plan=plan, ops=[{"op": "add"}], now=world.now)

    def test_closed_projects_stay(self, world: World, plan: Plan, edit: Edit) -> None:
        Project.objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
        with pytest.raises(Conflict, match="project_closed"):
            edit({"op": "add"})

    def test_two_editors(self, edit: Edit, task: Find) -> None:
        row = task("Build")
        edit({"op": "set", "id": row.pk, "version": row.version, "fields": {"name": "Build it"}})
        with pytest.raises(StaleWrite) as caught:
            edit({"op": "set", "id": row.pk, "version": row.version, "fields": {"name": "Construct"}})
        assert caught.value.current.name == "Build it"

    def test_history(self, plan: Plan, edit: Edit, task: Find, world: World) -> None:
        edit({"op": "set", "id": task("Build").pk, "fields": {"duration": "6d"}})
        entry = AuditEntry.objects.order_by("-pk").first()
        assert entry is not None
        assert (entry.act, entry.actor, entry.project_id) == ("plan.edit", world.pm, world.mine.pk)

    def test_nothing_changed_leaves_no_trace(self, edit: Edit, task: Find) -> None:
        before = PlanEdit.objects.count()
        outcome = edit({"op": "set", "id": task("Build").pk, "fields": {"name": "Build"}})
        assert outcome.edit is None
        assert PlanEdit.objects.count() == before


def test_a_preview_writes_nothing(world: World, plan: Plan, task: Find) -> None:
    op = {"op": "set", "id": task("Build").pk, "fields": {"duration": "8d"}}
    outcome = services.preview(by=world.pm, plan=plan, ops=[op])
    assert {row.name: row.finish_on for row in outcome.changed}["Go-live"] == date(2026, 12, 16)
    assert task("Go-live").finish_on == date(2026, 12, 11)


def test_a_simulation_tells_what_would_happen(plan: Plan, task: Find) -> None:
    op = {"op": "set", "id": task("Build").pk, "fields": {"duration": "8d"}}
    found = services.simulate(plan, [op])
    assert (found.finish_before, found.finish_after, found.workdays) == (date(2026, 12, 11), date(2026, 12, 16), 3)
    assert {move.name: move.workdays for move in found.moved} == {"Build": 3, "Test": 3, "Go-live": 3}
    assert "Build" in found.critical
