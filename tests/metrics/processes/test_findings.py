"""Findings: pain points with their evidence, KPIs with a measured baseline, and what later logs bring to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from metrics.kpis.models import DirtyKpi, Measurement
from metrics.processes import selectors, services
from metrics.processes.choices import EDGE, FEED, LogStatus
from metrics.processes.models import EventLog, Process
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from pmo.texts import Sentence
from projects.goals import evidence
from projects.goals.models import Kpi, PainPoint
from tests import factories
from tests.metrics.processes.conftest import approvals, file, xes

World = factories.World
Work = Callable[[], int]


def bring(world: World, process: Process, work: Work, cases: Any) -> EventLog:
    log = services.upload_log(by=world.pm, process=process, upload=file(xes(cases)), now=world.now).log
    work()
    log.refresh_from_db()
    assert log.status == LogStatus.READY
    return log


def follow(world: World, process: Process, **options: Any) -> Kpi:
    given = {"figure": "median", "target": "2", "due_on": date(2027, 3, 31), "owner": world.owner, **options}
    return services.figure_to_kpi(by=world.pm, process=process, goal=world.goal, now=world.now, **given)


def values(kpi: Kpi) -> dict[str, tuple[Decimal, int | None]]:
    rows = Measurement.objects.filter(kpi=kpi, replaced_by=None, withdrawn=False).order_by("measured_on")
    return {m.measured_on.isoformat(): (m.value, m.sample_size) for m in rows}


# --- pain points -----------------------------------------------------------------------------------------------------


def test_a_hand_over_becomes_a_pain_point_with_its_figures(world: World, ready: EventLog) -> None:
    pain = services.finding_to_pain_point(
        by=world.pm, log=ready, source="Checked", target="Paid", goal=world.goal, units=[world.finance],
        hours_per_month=Decimal(40), now=world.now,
    )  # fmt: skip
    assert (pain.source, pain.evidence_kind, pain.evidence_id) == ("process_analysis", EDGE, ready.pk)
    assert pain.title == "从核对到付款，平均要等 3.2 天"
    assert pain.title_en == "From Checked to Paid it takes 3.2 days on average"
    # 36 times in six months, from the first to the last event.
    assert pain.frequency_per_month == Decimal("6.00")
    assert list(pain.goals.all()) == [world.goal]
    assert list(pain.units.all()) == [world.finance]
    note = pain.evidence_note
    assert (note["cases"], note["source"], note["target"], note["log"]) == (36, "Checked", "Paid", 1)
    said = Sentence.from_json(note)
    assert said is not None
    assert said.plain().startswith("Checked → Paid: 36 times in 6 months, median 3.19 days")
    with translation.override("zh-hans"):
        assert said.plain().startswith("核对 → 付款：6 个月 36 次，中位 3.19 天")
    assert AuditEntry.objects.filter(act="pain_point.raised").count() == 1


def test_its_evidence_opens_for_those_who_may(world: World, ready: EventLog) -> None:
    found = evidence.resolve(world.pm, EDGE, [ready.pk])[ready.pk]
    assert found.url == ready.url
    assert found.label.startswith("Reimbursement, process log 1 of ")
    assert evidence.resolve(world.stranger, EDGE, [ready.pk]) == {}


def test_an_own_title_is_kept(world: World, ready: EventLog) -> None:
    pain = services.finding_to_pain_point(
        by=world.pm, log=ready, source="Checked", target="Paid", title="付款太慢", now=world.now
    )
    assert (pain.title, pain.title_en) == ("付款太慢", "")


def test_what_the_log_does_not_know_is_no_finding(world: World, ready: EventLog) -> None:
    with pytest.raises(Invalid):
        services.finding_to_pain_point(by=world.pm, log=ready, source="Paid", target="Moon", now=world.now)
    with pytest.raises(Invalid):
        services.finding_to_pain_point(
            by=world.pm, log=ready, source="Checked", target="Paid", goal=world.other_goal, now=world.now
        )
    with pytest.raises(Forbidden):
        services.finding_to_pain_point(by=world.stranger, log=ready, source="Checked", target="Paid", now=world.now)
    assert not PainPoint.objects.exists()


# --- KPIs ------------------------------------------------------------------------------------------------------------


def test_the_baseline_is_measured_over_the_whole_log(world: World, ready: EventLog) -> None:
    kpi = follow(world, ready.process)
    whole = ready.analysis.result["cycle"]["median"]
    assert kpi.baseline == Decimal(str(whole))
    assert kpi.baseline_on == date(2026, 6, 30)
    assert (kpi.target, kpi.unit, kpi.unit_en, kpi.cadence) == (Decimal(2), "天", "days", "monthly")
    assert (kpi.feed_kind, kpi.feed_id, kpi.feed_figure) == (FEED, ready.process_id, "median")
    assert (kpi.name, kpi.name_en) == ("报销审批周期中位数", "Reimbursement: median cycle time")
    assert kpi.source_note == "流程日志 1：37 单，2026-01 至 2026-07"
    assert kpi.owner == world.owner


def test_every_complete_month_is_a_measurement(world: World, ready: EventLog) -> None:
    kpi = follow(world, ready.process)
    months = {m["month"]: m for m in ready.analysis.result["months"] if m["complete"]}
    found = values(kpi)
    assert list(found) == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]
    assert found["2026-02-28"] == (Decimal(str(months["2026-02"]["median"])), 6)
    row = Measurement.objects.filter(kpi=kpi).first()
    assert row is not None
    assert (row.source, row.source_ref) == ("process_log", str(ready.pk))
    assert DirtyKpi.objects.filter(kpi=kpi).exists()


@pytest.mark.parametrize(
    ("figure", "baseline", "unit", "february"),
    [
        ("mean", None, "天", None),
        ("p90", None, "天", None),
        ("cases", Decimal(6), "单", Decimal(6)),
        ("rework", Decimal("16.2162"), "%", Decimal("16.6667")),
    ],
)
def test_other_figures(
    world: World, ready: EventLog, figure: str, baseline: Decimal | None, unit: str, february: Decimal | None
) -> None:
    kpi = follow(world, ready.process, figure=figure, target="1")
    assert kpi.unit == unit
    if baseline is not None:
        assert kpi.baseline == baseline
    if february is not None:
        assert values(kpi)["2026-02-28"][0] == february


def test_a_relative_target_keeps_its_words(world: World, ready: EventLog) -> None:
    kpi = follow(world, ready.process, figure="cases", target="−50 %")
    assert (kpi.target, kpi.target_words) == (Decimal(3), "−50%")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"target": "soon"}, "target"),
        ({"target": "NaN"}, "target"),
        ({"target": "1" + "0" * 400}, "target"),
        ({"due_on": date(2026, 6, 30)}, "due_on"),
        ({"due_on": date(9999, 12, 31)}, "due_on"),
        ({"figure": "moon"}, "figure"),
    ],
)
def test_nonsense_makes_no_kpi(world: World, ready: EventLog, options: dict[str, Any], field: str) -> None:
    before = Kpi.objects.count()
    with pytest.raises(Invalid) as refused:
        follow(world, ready.process, **options)
    assert refused.value.field == field
    assert Kpi.objects.count() == before


def test_target_and_baseline_must_differ(world: World, ready: EventLog) -> None:
    with pytest.raises(Invalid) as refused:
        follow(world, ready.process, figure="cases", target="6")
    assert refused.value.code == "target_is_baseline"


def test_a_figure_is_followed_once_per_goal(world: World, ready: EventLog) -> None:
    follow(world, ready.process)
    with pytest.raises(Conflict):
        follow(world, ready.process)


def test_goals_of_others_are_refused(world: World, ready: EventLog) -> None:
    with pytest.raises(Invalid):
        services.figure_to_kpi(
            by=world.pmo, process=ready.process, goal=world.other_goal, figure="median", target="2",
            due_on=date(2027, 3, 31), owner=world.owner, now=world.now,
        )  # fmt: skip


def test_without_a_log_there_is_nothing_to_follow(world: World, process: Process) -> None:
    with pytest.raises(Conflict):
        follow(world, process)


# --- newer logs ------------------------------------------------------------------------------------------------------


def test_a_newer_log_adds_its_months(world: World, ready: EventLog, work: Work) -> None:
    kpi = follow(world, ready.process)
    before = values(kpi)
    bring(world, ready.process, work, approvals(8))
    after = values(kpi)
    assert list(after)[:6] == list(before)
    assert [after[day] for day in before] == list(before.values())
    assert list(after)[6:] == ["2026-07-31", "2026-08-31"]
    # The old months are equal, so nothing was written for them, and the baseline stays what was agreed.
    assert Measurement.objects.filter(kpi=kpi).count() == 8
    kpi.refresh_from_db()
    assert kpi.baseline_on == date(2026, 6, 30)


def test_a_changed_month_is_corrected_with_its_history(world: World, ready: EventLog, work: Work) -> None:
    kpi = follow(world, ready.process, figure="cases", target="3")
    cases = approvals(6)
    cases.append(
        ("late", [("Submitted", datetime(2026, 3, 9, tzinfo=UTC)), ("Paid", datetime(2026, 3, 20, tzinfo=UTC))])
    )
    log = bring(world, ready.process, work, cases)
    assert values(kpi)["2026-03-31"] == (Decimal(7), 7)
    rows = Measurement.objects.filter(kpi=kpi, measured_on="2026-03-31").order_by("pk")
    assert [(r.value, r.source_ref, r.replaced_by_id is None) for r in rows] == [
        (Decimal(6), str(ready.pk), False),
        (Decimal(7), str(log.pk), True),
    ]
    assert Measurement.objects.filter(kpi=kpi).count() == 7


def test_the_same_months_again_change_nothing(world: World, ready: EventLog, work: Work) -> None:
    kpi = follow(world, ready.process)
    services.analyse_again(by=world.pm, log=ready, now=world.now)
    work()
    assert Measurement.objects.filter(kpi=kpi).count() == 6


def test_a_log_that_begins_within_a_month_does_not_overwrite_it(world: World, ready: EventLog, work: Work) -> None:
    kpi = follow(world, ready.process, figure="cases", target="3")
    part = [c for c in approvals(8) if c[1][0][1] >= datetime(2026, 6, 4, tzinfo=UTC)]
    bring(world, ready.process, work, part)
    found = values(kpi)
    assert found["2026-06-30"] == (Decimal(6), 6)
    assert found["2026-07-31"] == (Decimal(6), 6)


def test_an_old_log_read_again_does_not_overwrite_a_newer_one(world: World, ready: EventLog, work: Work) -> None:
    kpi = follow(world, ready.process, figure="cases", target="3")
    cases = approvals(6)
    cases.append(
        ("late", [("Submitted", datetime(2026, 3, 9, tzinfo=UTC)), ("Paid", datetime(2026, 3, 20, tzinfo=UTC))])
    )
    bring(world, ready.process, work, cases)
    services.analyse_again(by=world.pm, log=ready, now=world.now)
    work()
    assert values(kpi)["2026-03-31"][0] == Decimal(7)


def test_a_withdrawn_log_takes_its_months_along(world: World, ready: EventLog, work: Work) -> None:
    kpi = follow(world, ready.process)
    before = values(kpi)
    wrong = bring(world, ready.process, work, approvals(8, days=9.0))
    assert values(kpi)["2026-03-31"] != before["2026-03-31"]
    services.withdraw_log(by=world.pm, log=wrong, reason="测试环境的日志", now=world.now)
    assert values(kpi) == before


def test_months_of_the_future_stay_out(world: World, process: Process, work: Work) -> None:
    bring(world, process, work, approvals(4, begin=datetime(2026, 9, 1, tzinfo=UTC)))
    kpi = follow(world, process, due_on=date(2027, 6, 30))
    # It is 23 November: the log's clock runs ahead.
    assert list(values(kpi)) == ["2026-09-30", "2026-10-31"]


def test_a_kpi_that_cannot_be_measured_stops_nobody(world: World, ready: EventLog, work: Work) -> None:
    retired = follow(world, ready.process)
    kept = follow(world, ready.process, figure="mean")
    Kpi.objects.filter(pk=retired.pk).update(retired_at=world.now)
    bring(world, ready.process, work, approvals(8))
    assert (len(values(retired)), len(values(kept))) == (6, 8)
    world.mine.state = "closed"
    world.mine.save()
    with pytest.raises(Conflict):
        services.upload_log(by=world.pm, process=Process.objects.get(), upload=file(xes(approvals(9))), now=world.now)


def test_a_followed_process_is_not_deleted(world: World, ready: EventLog) -> None:
    follow(world, ready.process)
    with pytest.raises(Conflict):
        services.delete_process(by=world.pm, process=ready.process, now=world.now)
    assert Process.objects.count() == 1


def test_made_from_an_older_log_it_has_the_newest_months_too(world: World, ready: EventLog, work: Work) -> None:
    bring(world, ready.process, work, approvals(8, days=5.0))
    kpi = follow(world, ready.process, log=ready)
    assert kpi.baseline == Decimal(str(ready.analysis.result["cycle"]["median"]))
    found = values(kpi)
    assert list(found)[-1] == "2026-08-31"
    assert found["2026-01-31"][0] > Decimal(5)


def test_a_withdrawn_log_makes_no_kpi(world: World, ready: EventLog) -> None:
    services.withdraw_log(by=world.pm, log=ready, reason="测试环境", now=world.now)
    with pytest.raises(Conflict):
        follow(world, ready.process, log=ready)


def test_nobody_knows_a_share_of_returns_that_no_step_names(world: World, process: Process, work: Work) -> None:
    cases = [(name, [event for event in events if event[0] != "Rejected"]) for name, events in approvals(3)]
    bring(world, process, work, cases)
    with pytest.raises(Conflict) as refused:
        follow(world, process, figure="rework", target="1")
    assert refused.value.code == "no_returns"


def test_the_project_says_where_its_process_stands(world: World, ready: EventLog, work: Work) -> None:
    bring(world, ready.process, work, approvals(8))
    facts = selectors.stage_facts([world.mine, world.other], world.today)
    assert [s.plain() for s in facts[world.mine.pk]] == ["Reimbursement: median 4.2 days"]
    assert world.other.pk not in facts
