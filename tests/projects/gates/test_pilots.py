"""Pilots and their samples, roll-out without one, kill criteria, reminders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from pmo.access.roles import Role
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from projects.gates import evidence, sampling, services
from projects.gates.choices import Met
from projects.gates.models import Gate, GateCondition, GateDecision, KillAlarm, Pilot, PilotCriterion, Vote
from projects.gates.selectors import pilots as selectors
from projects.gates.services import pilots
from projects.goals import readings
from projects.goals.models import Kpi
from projects.goals.readings import KpiReading, Measured
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import Project
from tests import factories
from tests.factories import World

Make = Callable[..., PilotCriterion]


def run_and_count(world: World, pilot: Pilot, criterion: PilotCriterion, **counted: Any) -> Any:
    if Pilot.objects.get(pk=pilot.pk).status == "planned":
        pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    pilots.count(by=world.pm, criterion=criterion, measured_on=world.today, now=world.now, **counted)
    return selectors.judged(pilot)[0]


def test_a_share_says_whether_its_sample_is_enough(world: World, pilot: Pilot, criterion: Make) -> None:
    row = run_and_count(world, pilot, criterion(), hits=18, sample=20)
    assert (row.value, row.low, row.high) == (Decimal("90.0"), Decimal("69.9"), Decimal("97.21"))
    assert row.verdict == "met_unsure"
    assert "62" in row.sentence.plain()
    again = run_and_count(world, pilot, row.criterion, hits=180, sample=200)
    assert again.verdict == "met"


def test_defects_count_against_a_maximum(world: World, pilot: Pilot, criterion: Make) -> None:
    made = criterion("rate", "3", about="defects", at_least=False)
    row = run_and_count(world, pilot, made, hits=5, periods=Decimal(4))
    assert (row.value, row.verdict) == (Decimal("1.25"), "met")
    assert run_and_count(world, pilot, row.criterion, hits=30, periods=Decimal(4)).verdict == "missed"


def test_a_mean_comes_from_its_single_values(world: World, pilot: Pilot, criterion: Make) -> None:
    made = criterion("mean", "4", about="satisfaction")
    row = run_and_count(world, pilot, made, values=[Decimal(n) for n in (1, 2, 3, 4, 5)])
    assert (row.value, row.low, row.high) == (Decimal("3.0"), Decimal("1.04"), Decimal("4.96"))
    assert row.verdict == "missed_unsure"


def test_a_kpi_is_read_from_whoever_measures(world: World, pilot: Pilot, criterion: Make) -> None:
    criterion("kpi", "3", about="kpi", kpi=world.kpi, at_least=False)
    assert selectors.judged(pilot)[0].verdict == ""

    def source(ids: Any) -> dict[int, KpiReading]:
        return {pk: KpiReading(pk, "ok", current=Decimal("2.5"), current_on=world.today, count=4) for pk in ids}

    readings._sources.append(source)
    try:
        row = selectors.judged(pilot)[0]
    finally:
        readings._sources.remove(source)
    assert (row.value, row.low, row.verdict) == (Decimal("2.5"), None, "met_unsure")
    assert "none was measured in the pilot" in row.sentence.plain()


def sampled(monkeypatch: pytest.MonkeyPatch, pilot: Pilot, *rows: tuple[str, int | None]) -> None:
    """As if these values had been measured day by day from the pilot's first day on."""
    found = [
        Measured(pilot.start_on + timedelta(days=n), Decimal(value), cases) for n, (value, cases) in enumerate(rows)
    ]
    monkeypatch.setattr(readings, "_samplers", [lambda spans: dict.fromkeys(spans, found)])


def test_a_kpi_measured_in_the_pilot_has_an_interval(
    monkeypatch: pytest.MonkeyPatch, world: World, pilot: Pilot, criterion: Make
) -> None:
    criterion("kpi", "4", about="kpi", kpi=world.kpi, at_least=False)
    sampled(monkeypatch, pilot, *((str(n), None) for n in (1, 2, 3, 4, 5)))
    row = selectors.judged(pilot)[0]
    assert (row.value, row.low, row.high, row.n) == (Decimal("3.0"), Decimal("1.04"), Decimal("4.96"), 5)
    assert row.verdict == "met_unsure"
    assert "mean of 5 values" in str(row.basis)
    sampled(monkeypatch, pilot, ("3", None))
    single = selectors.judged(pilot)[0]
    assert (single.value, single.low, single.verdict) == (Decimal(3), None, "met_unsure")
    assert "single value has no interval" in single.sentence.plain()


def test_a_percentage_with_known_cases_is_a_share_of_all_of_them(
    monkeypatch: pytest.MonkeyPatch, world: World, pilot: Pilot, criterion: Make
) -> None:
    Kpi.objects.filter(pk=world.kpi.pk).update(unit="%")
    criterion("kpi", "80", about="kpi", kpi=world.kpi)
    sampled(monkeypatch, pilot, ("80", 10), ("100", 10))
    row = selectors.judged(pilot)[0]
    # 18 of 20, as in the test of shares.
    assert (row.value, row.low, row.high, row.n) == (Decimal("90.0"), Decimal("69.9"), Decimal("97.21"), 20)
    sampled(monkeypatch, pilot, ("80", 10), ("100", None))
    assert "mean of 2 values" in str(selectors.judged(pilot)[0].basis)


def test_what_is_about_a_kpi_names_it_however_it_is_counted(world: World, criterion: Make) -> None:
    for measure in ("share", "kpi"):
        with pytest.raises(Invalid, match="required") as refused:
            criterion(measure, about="kpi")
        assert refused.value.field == "kpi"
    assert criterion("share", about="kpi", kpi=world.kpi).kpi == world.kpi


def test_nobody_who_carries_the_project_out_gives_the_verdict(world: World, pilot: Pilot, criterion: Make) -> None:
    run_and_count(world, pilot, criterion(), hits=18, sample=20)
    given: dict[str, Any] = {"pilot": pilot, "verdict": "roll_out", "note": "It works", "now": world.now}
    # An executive who works along as business expert may judge pilots, and is one of the team all the same.
    expert = factories.make_user(world.now, "expert", Role.EXECUTIVE, unit=world.finance)
    factories.add_member(world.now, world.mine, expert, TeamRole.BUSINESS_EXPERT)
    with pytest.raises(Forbidden, match="on_team"):
        pilots.judge(by=expert, **given)
    # So is whoever leads the PMO and this project.
    factories.add_member(world.now, world.mine, world.pmo, TeamRole.IT_ENGINEER)
    with pytest.raises(Forbidden, match="on_team"):
        pilots.judge(by=world.pmo, **given)
    world.mine.members.filter(user=world.pmo).delete()
    Project.objects.filter(pk=world.mine.pk).update(manager=world.pmo)
    with pytest.raises(Forbidden, match="on_team"):
        pilots.judge(by=world.pmo, **given)
    assert pilots.judge(by=world.owner, **given).verdict == "roll_out"


def test_what_runs_keeps_its_beginning_and_may_only_take_longer(world: World, pilot: Pilot, criterion: Make) -> None:
    row = criterion()
    pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    for values, field in (
        ({"start_on": pilot.start_on + timedelta(days=1)}, "start_on"),
        ({"finish_on": pilot.finish_on - timedelta(days=1)}, "finish_on"),
    ):
        with pytest.raises(Conflict, match="begun") as refused:
            pilots.change_pilot(by=world.pm, pilot=Pilot.objects.get(pk=pilot.pk), now=world.now, **values)
        assert refused.value.field == field
    longer = Pilot.objects.select_related("project").get(pk=pilot.pk)
    pilots.change_pilot(by=world.pm, pilot=longer, finish_on=world.today + timedelta(days=9), now=world.now)
    pilots.count(by=world.pm, criterion=row, hits=20, sample=20, measured_on=world.today, now=world.now)
    given: dict[str, Any] = {"pilot": longer, "note": "It looks good", "now": world.now}
    for verdict in ("roll_out", "changed"):
        with pytest.raises(Conflict, match="not_over") as early:
            pilots.judge(by=world.cfo, verdict=verdict, **given)
        assert early.value.field == "verdict"
    assert pilots.judge(by=world.cfo, verdict="stop", **given).verdict == "stop"


def test_the_history_names_the_criterion_also_when_nothing_else_changed(
    world: World, pilot: Pilot, criterion: Make
) -> None:
    row = criterion()
    for _time in range(2):
        run_and_count(world, pilot, row, hits=18, sample=20)
        entry = AuditEntry.objects.filter(act="pilot.counted").latest("pk")
        assert entry.after["criterion"] == row.name


def test_defects_told_by_people_who_take_part_are_offered_where_they_are_counted(
    world: World, pilot: Pilot, criterion: Make
) -> None:
    defects = criterion("rate", "3", about="defects", at_least=False)
    pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    for kind, days in (("defect", 3), ("defect", 9), ("problem", 4), ("defect", 40)):
        at = world.now - timedelta(days=days)
        pilots.give_feedback(by=world.champion, pilot=pilot, kind=kind, text="x", now=at)
    found = sampling.of(defects, world.pm, world.today)
    assert found is not None
    # From 30 days ago to yesterday: 30 days; what was said before does not belong to it.
    assert (found.hits, found.periods, found.on) == (2, Decimal("4.29"), pilot.finish_on)
    assert "Defects told in the feedback: 2" in found.sentence.plain()
    assert sampling.of(criterion_of(pilot, "share"), world.pm, world.today) is None


def criterion_of(pilot: Pilot, measure: str) -> PilotCriterion:
    return PilotCriterion(pilot=pilot, measure=measure, about="defects")


def test_a_kpi_of_another_project_is_refused(world: World, criterion: Make) -> None:
    with pytest.raises(Invalid, match="foreign"):
        criterion("kpi", "3", about="kpi", kpi=world.other_kpi)


def test_targets_stay_once_it_runs(world: World, pilot: Pilot, criterion: Make) -> None:
    with pytest.raises(Conflict, match="no_criteria"):
        pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    made = criterion()
    pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    with pytest.raises(Conflict, match="begun"):
        criterion()
    with pytest.raises(Conflict, match="begun"):
        pilots.remove_criterion(by=world.pm, criterion=made, now=world.now)


def test_impossible_counts_are_refused_also_by_the_database(world: World, pilot: Pilot, criterion: Make) -> None:
    made = criterion()
    pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    with pytest.raises(Invalid, match="range"):
        pilots.count(by=world.pm, criterion=made, measured_on=world.today, hits=21, sample=20, now=world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PilotCriterion.objects.filter(pk=made.pk).update(hits=21, sample=20)


def test_a_verdict_needs_something_counted_and_the_right_person(world: World, pilot: Pilot, criterion: Make) -> None:
    made = criterion()
    pilots.set_running(by=world.pm, pilot=pilot, now=world.now)
    given = {"pilot": pilot, "verdict": "roll_out", "note": "Fine", "now": world.now}
    with pytest.raises(Conflict, match="nothing_counted"):
        pilots.judge(by=world.cfo, **given)
    pilots.count(by=world.pm, criterion=made, measured_on=world.today, hits=18, sample=20, now=world.now)
    with pytest.raises(Forbidden):
        pilots.judge(by=world.pm, **given)
    found = pilots.judge(by=world.cfo, **given)
    assert found.frozen[0]["verdict"] == "met_unsure"
    assert Message.objects.filter(rule="pilot.verdict_given", recipient=world.pm).exists()
    with pytest.raises(Conflict, match="over"):
        pilots.write_findings(by=world.pm, pilot=pilot, findings="x", now=world.now)


# --- whether roll-out may begin -------------------------------------------------------------------------------------


def test_roll_out_waits_for_a_pilot(world: World, judged: Callable[..., Pilot]) -> None:
    blocked = selectors.rollout_blocked(world.mine)
    assert blocked is not None
    assert world.cfo.label in blocked.plain()
    judged("roll_out")
    assert selectors.rollout_blocked(world.mine) is None
    assert evidence.read("pilot_verdict", world.mine, world.today, None).status == Met.MET


@pytest.mark.parametrize("verdict", ["repeat", "stop"])
def test_a_pilot_that_says_no_keeps_it_waiting(world: World, judged: Callable[..., Pilot], verdict: str) -> None:
    judged(verdict)
    blocked = selectors.rollout_blocked(world.mine)
    assert blocked is not None
    assert "T-01" in blocked.plain()


def test_only_the_sponsor_signs_the_exception_and_only_where_it_is_needed(
    world: World, judged: Callable[..., Pilot]
) -> None:
    given = {"project": world.mine, "reason": "The law", "instead": "Two weeks in parallel", "now": world.now}
    for person in (world.pm, world.ceo, world.pmo):
        with pytest.raises(Forbidden):
            pilots.sign_exception(by=person, **given)
    with pytest.raises(Invalid):
        pilots.sign_exception(by=world.cfo, **{**given, "instead": " "})
    pilots.sign_exception(by=world.cfo, **given)
    assert selectors.rollout_blocked(world.mine) is None
    found = evidence.read("pilot_verdict", world.mine, world.today, None)
    assert found.status == Met.MET
    assert "by exception" in found.sentence.plain()
    with pytest.raises(Conflict, match="exists"):
        pilots.sign_exception(by=world.cfo, **given)
    judged("roll_out")
    # A pilot later does not hide it.
    assert selectors.standing(world.mine).exception is not None


def test_no_exception_where_a_pilot_opens_the_way(world: World, judged: Callable[..., Pilot]) -> None:
    judged("changed")
    with pytest.raises(Conflict, match="not_needed"):
        pilots.sign_exception(by=world.cfo, project=world.mine, reason="x", instead="y", now=world.now)


# --- kill criteria --------------------------------------------------------------------------------------------------


def test_an_alarm_is_raised_once_told_once_and_cleared(world: World) -> None:
    services.add_kill_criterion(by=world.pmo, project=world.mine, kind="team", why="Nobody answers", now=world.now)
    assert services.watch(now=world.now) == 0
    world.mine.business_owner = None
    world.mine.save()
    assert [services.watch(now=world.now) for _ in range(3)] == [1, 0, 0]
    told = Message.objects.filter(rule="gate.kill", channel="inbox").values_list("recipient__username", flat=True)
    assert sorted(told) == ["cfo", "pmo"]
    world.mine.business_owner = world.owner
    world.mine.save()
    services.watch(now=world.now)
    assert KillAlarm.objects.get().cleared_at == world.now
    world.mine.business_owner = None
    world.mine.save()
    later = world.now + timedelta(days=1)
    assert services.watch(now=later) == 1
    assert Message.objects.filter(rule="gate.kill", channel="inbox").count() == 4


def test_a_kpi_off_track_is_a_kill_criterion_too(world: World) -> None:
    services.add_kill_criterion(by=world.pmo, project=world.mine, kpi=world.kpi, why="No use", now=world.now)

    def source(ids: Any) -> dict[int, KpiReading]:
        return {pk: KpiReading(pk, "off") for pk in ids}

    assert services.watch(now=world.now) == 0
    readings._sources.append(source)
    try:
        assert services.watch(now=world.now) == 1
    finally:
        readings._sources.remove(source)


def test_the_sponsor_answers_or_stops(world: World) -> None:
    services.add_kill_criterion(by=world.pmo, project=world.mine, kind="team", why="Nobody answers", now=world.now)
    world.mine.business_owner = None
    world.mine.save()
    services.watch(now=world.now)
    alarm = KillAlarm.objects.select_related("criterion__project").get()
    with pytest.raises(Forbidden):
        services.answer_alarm(by=world.ceo, alarm=alarm, answer="x", stop=True, now=world.now)
    services.answer_alarm(by=world.cfo, alarm=alarm, answer="No owner, no project", stop=True, now=world.now)
    world.mine.refresh_from_db()
    assert world.mine.state == "cancelled"


def test_kill_criteria_are_agreed_by_the_pmo_on_one_thing(world: World) -> None:
    given = {"project": world.mine, "why": "x", "now": world.now}
    with pytest.raises(Forbidden):
        services.add_kill_criterion(by=world.pm, kind="team", **given)
    with pytest.raises(Invalid, match="one_of_two"):
        services.add_kill_criterion(by=world.pmo, kind="team", kpi=world.kpi, **given)
    with pytest.raises(Invalid, match="foreign"):
        services.add_kill_criterion(by=world.pmo, kpi=world.other_kpi, **given)


# --- reminders ------------------------------------------------------------------------------------------------------


def told(rule: str) -> list[str]:
    rows = Message.objects.filter(rule=rule, channel="inbox").order_by("pk")
    return sorted(rows.values_list("recipient__username", flat=True))


def test_keepers_and_manager_hear_of_a_gate_seven_three_and_one_days_before(world: World, gate: Gate) -> None:
    day = world.now - timedelta(days=5)
    for _day in range(10):
        services.remind(now=day)
        services.remind(now=day)
        day += timedelta(days=1)
    assert told("gate.remind.soon") == ["ceo"] * 3 + ["pm"] * 3 + ["pmo"] * 3


def test_whoever_has_spoken_is_left_in_peace_and_who_has_not_is_asked(world: World, gate: Gate) -> None:
    Vote.objects.create(
        gate=gate, round=1, person=world.ceo, outcome="go", watermark="0", given_at=world.now
    )  # fmt: skip
    services.remind(now=world.now + timedelta(days=4))
    assert told("gate.remind.soon") == ["pm", "pmo"]
    services.remind(now=world.now + timedelta(days=8))
    assert told("gate.remind.missing") == ["pmo"]


def test_conditions_are_chased_until_they_are_met(world: World, gate: Gate) -> None:
    common: dict[str, Any] = {"gate": gate, "round": 1, "outcome": "conditional", "watermark": "0"}
    vote = Vote.objects.create(**common, person=world.ceo, given_at=world.now)
    decision = GateDecision.objects.create(**common, decided_at=world.now, decided_by=world.ceo)
    Gate.objects.filter(pk=gate.pk).update(status="conditional")
    condition = GateCondition.objects.create(
        gate=gate, vote=vote, decision=decision, text="Name the data owner", owner=world.owner,
        due_on=world.today + timedelta(days=10), created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    services.remind(now=world.now)
    assert told("gate.remind.condition") == []
    for days in (8, 9, 12, 13, 20):
        services.remind(now=world.now + timedelta(days=days))
    assert told("gate.remind.condition") == ["owner"]
    assert told("gate.remind.condition_late") == ["owner", "owner"]
    services.close_condition(by=world.owner, condition=condition, note="Done", now=world.now)
    assert services.remind(now=world.now + timedelta(days=40)) == 0
