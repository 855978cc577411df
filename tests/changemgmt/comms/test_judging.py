"""The plan and its gaps, health, evidence at gates, the table in Excel, what adoption asks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from changemgmt.comms import evidence, excel, health, services
from changemgmt.comms.choices import Topic
from changemgmt.comms.models import Announcement, PlanEntry
from changemgmt.comms.selectors import desk, plan
from metrics.adoption import lens, lens_comms
from metrics.adoption.lens import Asked
from metrics.adoption.standing import Line
from pmo.records import Conflict, Forbidden, Invalid
from projects.gates.choices import Met
from projects.portfolio.choices import Stage, Status
from projects.portfolio.choices import State as ProjectState
from tests import factories
from tests.factories import World

from .conftest import Write


def entry(world: World, topic: str = "why", days: int = 7, **values: Any) -> PlanEntry:
    given = {
        "by": world.change,
        "project": world.mine,
        "topic": topic,
        "title": f"讲{topic}",
        "title_en": f"Tell {topic}",
        "due_on": world.today + timedelta(days=days),
        "now": world.now,
        **values,
    }
    return services.add_entry(**given)


def test_the_first_plan_follows_the_order_of_messages_on_working_days(world: World) -> None:
    made = services.start_plan(
        by=world.change, project=world.mine, start=date(2026, 11, 28), live=date(2027, 3, 1), now=world.now
    )
    assert made[0].topic == Topic.WHY
    assert {one.topic for one in made} == set(Topic)
    assert made[0].due_on == date(2026, 11, 30)
    assert [one.due_on for one in made] == sorted(one.due_on for one in made)
    assert made[0].sender == world.cfo
    with pytest.raises(Conflict):
        services.start_plan(
            by=world.change, project=world.mine, start=date(2026, 11, 28), live=date(2027, 3, 1), now=world.now
        )


def test_late_lines_are_named_and_told_ones_are_not(world: World) -> None:
    late, _coming = entry(world, days=-3), entry(world, "what")
    found = plan.plan(world.mine, world.change, world.today)
    assert [line.entry for line in found.late] == [late]
    assert found.lead.plain().startswith("Late: 1 of 2 messages; the first is “Tell why”")
    services.mark_done(by=world.change, entry=late, on=world.today, today=world.today, now=world.now)
    assert not plan.plan(world.mine, world.change, world.today).late


def test_nothing_is_told_on_a_day_to_come_or_twice(world: World) -> None:
    found = entry(world)
    with pytest.raises(Invalid):
        services.mark_done(
            by=world.change, entry=found, on=world.today + timedelta(days=1), today=world.today, now=world.now
        )
    services.mark_done(by=world.change, entry=found, on=world.today, today=world.today, now=world.now)
    with pytest.raises(Conflict):
        services.mark_done(by=world.change, entry=found, on=world.today, today=world.today, now=world.now)


def test_what_nobody_tells_a_unit_is_named(world: World) -> None:
    for topic in Topic:
        if topic not in (Topic.BENEFIT, Topic.RESULT):
            entry(world, topic, sender=world.cfo)
    (gap,) = plan.plan(world.mine, world.change, world.today).gaps
    assert gap.told == [True, True, True, False, True, False]
    assert gap.sentence is not None
    expected = f"Nothing tells {world.finance.name_en} this: What is in it for me; What the results are"
    assert gap.sentence.plain() == expected


def test_personal_messages_come_from_the_line_and_business_ones_from_executives(world: World) -> None:
    type(world.finance).objects.filter(pk=world.finance.pk).update(head=world.owner)
    entry(world, "why", sender=world.it)
    entry(world, "benefit", sender=world.owner)
    entry(world, "how", sender=world.cfo)
    words = [finding.plain() for finding in plan.plan(world.mine, world.change, world.today).findings]
    assert f"“Tell why” comes from {world.it.name_en}; people want to hear it from an executive" in words
    assert f"“Tell how” comes from {world.cfo.name_en}; people want to hear it from the line manager" in words
    assert not any("Tell benefit" in text for text in words)


def test_a_plan_that_does_not_begin_with_why_is_told_so(world: World) -> None:
    entry(world, "how", days=1)
    entry(world, "why", days=9)
    first = plan.plan(world.mine, world.change, world.today).findings[0]
    assert first.plain() == "The first message is “How I do it”; people first need to know why"


def test_lines_for_foreign_units_are_refused(world: World) -> None:
    with pytest.raises(Invalid):
        entry(world, units=[world.workshop])
    with pytest.raises(Forbidden):
        entry(world, by=world.champion)


def reading(world: World, as_of: date | None = None) -> Any:
    return health.read([world.mine], as_of or world.today).get(world.mine.pk)


def test_a_project_in_planning_that_told_nobody_is_flagged(world: World) -> None:
    world.mine.stage = Stage.PLANNING
    found = reading(world)
    assert found.status == Status.RISK
    assert found.sentence.plain() == "Nothing has been announced to the 4 people it concerns"
    world.mine.stage = Stage.GOALS
    assert reading(world) is None
    world.mine.stage, world.mine.state = Stage.PLANNING, ProjectState.ON_HOLD
    assert reading(world) is None


def test_a_project_without_people_is_not_judged(world: World) -> None:
    world.mine.unit_links.all().delete()
    assert reading(world) is None


def test_who_was_left_out_counts_before_what_is_late(world: World, send: Write) -> None:
    entry(world, days=-3)
    send(roles=["champion"])
    assert reading(world).sentence.plain() == "3 of 4 people it concerns were never addressed"
    send()
    assert reading(world).sentence.plain().startswith("Planned messages that are late: 1")


def test_what_people_had_time_to_read_and_did_not_is_a_risk(world: World, sent: Announcement) -> None:
    assert reading(world).status == Status.OK
    week_later = world.today + timedelta(days=7)
    assert reading(world, week_later).sentence.plain().startswith("Only 0% have read “Why expense control”")
    for person in (world.pm, world.owner, world.employee):
        services.opened(by=person, announcement=sent, now=world.now)
    found = reading(world, week_later)
    assert (found.status, found.fact.plain()) == (Status.OK, "reach 75%")


def test_reach_is_evidence_at_a_gate(world: World, sent: Announcement) -> None:
    none = evidence.reached(world.other, world.today, Decimal(80))
    assert none.status == Met.NOT_AVAILABLE
    for person in (world.pm, world.owner, world.employee):
        services.opened(by=person, announcement=sent, now=world.now)
    assert evidence.reached(world.mine, world.today, Decimal(75)).status == Met.MET
    missed = evidence.reached(world.mine, world.today, Decimal(76))
    assert missed.status == Met.MISSED
    assert missed.sentence.plain() == "3 of 4 people it concerns have read an announcement of the project"


def test_key_dates_are_open_lines_and_scheduled_announcements(world: World, approve: Write) -> None:
    found = services.schedule(by=world.change, announcement=approve(), at=services.next_time(world.now), now=world.now)
    line = entry(world)
    services.mark_done(by=world.change, entry=entry(world, "what"), on=world.today, today=world.today, now=world.now)
    dates = list(desk.key_dates([world.mine.pk], world.today, world.today + timedelta(days=30)))
    assert {one.url for one in dates} == {line.url, found.url}


def rows(*given: dict[str, Any]) -> list[dict[str, Any]]:
    blank = dict.fromkeys(("id", *excel.FIELDS, "units", "done_on"))
    return [{**blank, "_row": number, **row} for number, row in enumerate(given, start=2)]


def test_the_plan_goes_out_to_excel_and_in_again(world: World) -> None:
    known = entry(world)
    context = excel.context(world.change, {"project": "FIN-01"})
    table = rows(
        {"id": known.pk, "title": "改了", "due_on": known.due_on},
        {"topic": "when", "title": "新的", "due_on": date(2027, 1, 4), "units": world.finance.code},
    )
    checked = excel.check(table, context)
    assert (list(checked.errors), list(checked.actions)) == ([], ["update", "create"])
    outcome = excel.commit(table, world.change, context, world.now)
    assert (outcome.created, outcome.updated) == (1, 1)
    known.refresh_from_db()
    assert known.title == "改了"
    again = excel.rows_of(world.mine, world.change)
    assert [row["title"] for row in again] == ["改了", "新的"]
    assert again[1]["units"] == world.finance.code


def test_every_bad_row_of_a_table_is_shown(world: World) -> None:
    context = excel.context(world.change, {"project": "FIN-01"})
    table = rows(
        {"id": 987654, "title": "x", "due_on": world.today},
        {"title": "y", "due_on": world.today, "units": world.workshop.code},
        {"title": "z", "due_on": world.today, "units": "NOPE"},
    )
    errors = excel.check(table, context).errors
    assert [(error.row, error.code) for error in errors] == [(2, "unknown_id"), (3, "foreign"), (4, "unknown")]


def test_an_import_that_only_added_can_be_taken_back(world: World) -> None:
    context = excel.context(world.change, {"project": "FIN-01"})
    outcome = excel.commit(rows({"title": "x", "due_on": world.today}), world.change, context, world.now)
    excel.undo(outcome.undo, world.change, context, world.now)
    assert not PlanEntry.objects.exists()


def test_the_table_is_closed_to_strangers(world: World) -> None:
    with pytest.raises(Http404):
        excel.context(world.stranger, {"project": "FIN-01"})
    with pytest.raises(Forbidden):
        excel.context(world.champion, {"project": "FIN-01"})


def told(world: World) -> Any:
    system = type("System", (), {"project": world.mine, "project_id": world.mine.pk})()
    group = type("Group", (), {"key": str(world.finance.pk), "withheld": False})()
    asked = Asked(system, None, world.today)  # type: ignore[arg-type]
    return lens_comms.told(asked, [Line(group, None, world.finance)]).get(str(world.finance.pk))


def test_a_unit_that_was_told_nothing_has_a_cause_not_to_use_it(world: World, send: Write) -> None:
    factories.make_user(world.now, unit=world.finance)
    never = told(world)
    assert (never.severity, never.sentence.plain()) == (0.9, "The unit was never told anything about it.")
    found = send()
    assert 0 < told(world).severity < 0.9
    for receipt in found.receipts.select_related("user"):
        services.opened(by=receipt.user, announcement=found, now=world.now)
    assert told(world).severity == 0
    may = next(cause.may for cause in lens.causes() if cause.code == "communication")
    assert (may(world.pm, world.mine.pk), may(world.stranger, world.mine.pk)) == (True, False)


def test_of_a_handful_of_people_the_lens_says_nothing(world: World, sent: Announcement) -> None:
    assert told(world) is None
