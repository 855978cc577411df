"""Golden values by hand on a small log, laws on any log, and the known answers of the published one."""

import os
from datetime import UTC
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.engines import process_mining as mining
from metrics.processes.readers import read_log

HOUR = 3_600_000_000
DAY = 24 * HOUR
JANUARY = 1_704_067_200_000_000  # 2024-01-01 00:00 UTC

REFERENCE = Path(os.environ.get("REFERENCE_DATA", "../shared/data")) / "bpic2020" / "DomesticDeclarations.xes.gz"


def table_of(cases, roles=None):
    """{case id: [(activity, µs)]} → EventTable; roles maps activities to roles."""
    roles = roles or {}
    rows = [(case, activity, time) for case, events in cases.items() for activity, time in events]
    activities = list(dict.fromkeys(activity for _, activity, _ in rows))
    names = list(dict.fromkeys(roles.values()))
    ids = list(cases)
    return mining.EventTable(
        case_index=np.array([ids.index(case) for case, _, _ in rows], dtype=np.int32),
        activity_index=np.array([activities.index(activity) for _, activity, _ in rows], dtype=np.int32),
        timestamp_us=np.array([time for _, _, time in rows], dtype=np.int64),
        resource_index=np.full(len(rows), -1, dtype=np.int32),
        role_index=np.array([names.index(roles[a]) if a in roles else -1 for _, a, _ in rows], dtype=np.int32),
        case_ids=tuple(ids),
        activities=tuple(activities),
        roles=tuple(names),
    )


SMALL = {
    "1": [("ask", JANUARY), ("check", JANUARY + DAY), ("pay", JANUARY + 3 * DAY)],
    "2": [("ask", JANUARY), ("check", JANUARY + 2 * DAY), ("pay", JANUARY + 4 * DAY)],
    "3": [
        ("ask", JANUARY + 25 * DAY),
        ("check", JANUARY + 26 * DAY),
        ("rejected", JANUARY + 28 * DAY),
        ("ask", JANUARY + 33 * DAY),
        ("check", JANUARY + 34 * DAY),
        ("pay", JANUARY + 35 * DAY),
    ],
    "4": [("ask", JANUARY + 40 * DAY)],
}
ROLES = {"ask": "staff", "check": "desk", "rejected": "desk", "pay": "bank"}


def small():
    return mining.analyse(table_of(SMALL, ROLES))


class TestByHand:
    def test_cycle_time(self):
        found = small()
        assert (found.cases, found.events, found.transitions) == (4, 13, 9)
        # durations 3, 4, 10, 0 days; type 7 quantiles: median 3.5, p90 at 2.7: 4 + 0.7 · 6
        assert found.cycle == mining.Spread(4, 4.25, 3.5, pytest.approx(8.2), 17.0)

    def test_hand_overs(self):
        edges = {(e.source, e.target): e for e in small().edges}
        assert set(edges) == {("ask", "check"), ("check", "pay"), ("check", "rejected"), ("rejected", "ask")}
        first = edges["ask", "check"]  # waits 1, 2, 1, 1
        assert first.wait == mining.Spread(4, 1.25, 1.0, pytest.approx(1.7), 5.0)
        assert first.cases == 3
        assert first.share == pytest.approx(5 / 17)
        assert first.longest == (mining.Evidence("2", 2.0), mining.Evidence("1", 1.0), mining.Evidence("3", 1.0))

    def test_steps(self):
        steps = {s.activity: s for s in small().steps}
        ask = steps["ask"]
        assert (ask.events, ask.cases, ask.first, ask.last, ask.repeated_cases) == (5, 4, 4, 1, 1)
        assert ask.role == "staff"
        assert ask.wait == mining.Spread(1, 5.0, 5.0, 5.0, 5.0)
        assert steps["pay"].last == 3

    def test_variants(self):
        found = small()
        assert found.variant_kinds == 3
        top = found.variants[0]
        assert top.activities == ("ask", "check", "pay")
        assert (top.cycle.count, top.share, top.cycle.median, top.example) == (2, 0.5, 3.5, "1")

    def test_variants_beyond_the_limit_are_counted_not_listed(self):
        found = mining.analyse(table_of(SMALL), max_variants=1)
        assert found.variant_kinds == 3
        assert [v.activities for v in found.variants] == [("ask", "check", "pay")]

    def test_rework(self):
        rework = small().rework
        assert (rework.repeated_cases, rework.returned_cases) == (1, 1)
        assert rework.return_activities == ("rejected",)
        assert rework.returned_share == 0.25

    def test_return_activities_can_be_named(self):
        rework = mining.analyse(table_of(SMALL), returns=["pay"]).rework
        assert rework.returned_cases == 3
        assert mining.analyse(table_of(SMALL), returns=[]).rework.returned_cases == 0

    def test_roles(self):
        found = {(e.source, e.target): e for e in small().role_handovers}
        assert set(found) == {("staff", "desk"), ("desk", "bank"), ("desk", "staff")}
        assert found["desk", "staff"].wait.total == 5.0
        assert small().resource_handovers == ()

    def test_months(self):
        found = small()
        assert [(m.month, m.spread.count, m.complete) for m in found.by_start] == [
            ("2024-01", 3, True),
            ("2024-02", 1, False),
        ]
        assert [(m.month, m.spread.median, m.complete) for m in found.by_end] == [
            ("2024-01", 3.5, True),
            ("2024-02", 5.0, False),
        ]
        assert found.by_end[1].returned_share == 0.5

    def test_month_is_complete_when_the_log_is_known_to_cover_it(self):
        march = JANUARY + 60 * DAY
        assert all(m.complete for m in mining.analyse(table_of(SMALL), covers_until_us=march).by_end)

    def test_months_follow_the_time_zone(self):
        late = {"1": [("a", JANUARY - 4 * HOUR), ("b", JANUARY - 4 * HOUR)]}
        table = table_of(late)
        shanghai = mining.month_grid(JANUARY - DAY, JANUARY, ZoneInfo("Asia/Shanghai"))
        assert mining.analyse(table).by_end[0].month == "2023-12"
        assert mining.analyse(table, months=shanghai).by_end[0].month == "2024-01"

    def test_month_boundaries_know_summer_time(self):
        grid = mining.month_grid(JANUARY, JANUARY + 200 * DAY, ZoneInfo("Europe/Amsterdam"))
        assert grid.first == 2024 * 12
        assert grid.starts_us[0] == JANUARY - HOUR
        assert (grid.starts_us[4] - JANUARY) % DAY == 22 * HOUR

    def test_grid_that_misses_events_is_refused(self):
        grid = mining.month_grid(JANUARY, JANUARY, UTC)
        with pytest.raises(ValueError, match="grid"):
            mining.analyse(table_of(SMALL), months=grid)

    def test_handover_by_month(self):
        table = table_of(SMALL)
        months = mining.handover_by_month(table, "check", "pay")
        assert [(m.month, m.spread.count, m.spread.median) for m in months] == [
            ("2024-01", 2, 2.0),
            ("2024-02", 1, 1.0),
        ]
        assert mining.handover_by_month(table, "pay", "ask") == ()
        with pytest.raises(ValueError, match="nothing"):
            mining.handover_by_month(table, "nothing", "pay")

    def test_slowest(self):
        edges = small().edges
        assert mining.slowest_by_total(edges, 1)[0].source == "ask"  # 5.0 like check → pay and rejected → ask
        assert mining.slowest_by_median(edges, 1)[0].source == "rejected"
        assert mining.slowest_by_median(edges, 3)[0].source == "check"

    def test_histogram_counts_every_case(self):
        assert sum(b.count for b in small().histogram) == 4
        assert small().histogram[-1].upper is None


class TestEdgesOfInput:
    def test_single_event(self):
        found = mining.analyse(table_of({"1": [("a", JANUARY)]}))
        assert (found.transitions, found.edges, found.cycle.mean) == (0, (), 0.0)
        assert found.steps[0].wait is None

    def test_empty(self):
        with pytest.raises(ValueError, match="no events"):
            mining.analyse(table_of({}))

    def test_file_order_is_kept_and_disorder_counted(self):
        table = table_of({"1": [("b", JANUARY + DAY), ("a", JANUARY)]})
        as_is, sorted_ = mining.analyse(table), mining.analyse(table, order="time")
        assert as_is.out_of_order_cases == sorted_.out_of_order_cases == 1
        assert (as_is.edges[0].source, as_is.cycle.mean) == ("b", -1.0)
        assert (sorted_.edges[0].source, sorted_.cycle.mean) == ("a", 1.0)

    def test_interleaved_cases(self):
        table = table_of(SMALL, ROLES)
        rows = np.argsort(table.timestamp_us, kind="stable")
        mixed = mining.EventTable(
            table.case_index[rows],
            table.activity_index[rows],
            table.timestamp_us[rows],
            table.resource_index[rows],
            table.role_index[rows],
            table.case_ids,
            table.activities,
            (),
            table.roles,
        )
        assert mining.analyse(mixed) == small()

    def test_keep_cases(self):
        table = table_of(SMALL, ROLES)
        first, _ = mining.case_bounds(table)
        part = mining.keep_cases(table, first < JANUARY + 10 * DAY)
        assert part.case_ids == ("1", "2")
        assert mining.analyse(part).cycle.mean == 3.5


LOGS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 400 * DAY)), min_size=1, max_size=8),
    min_size=1,
    max_size=12,
)


class TestLaws:
    @given(LOGS)
    def test_hand_overs_add_up(self, cases):
        found = mining.analyse(table_of(cases), order="time")
        assert sum(edge.wait.count for edge in found.edges) == found.events - found.cases
        assert sum(edge.wait.total for edge in found.edges) == pytest.approx(found.cycle.total, abs=1e-9)
        assert sum(step.events for step in found.steps) == found.events
        assert sum(step.first for step in found.steps) == sum(step.last for step in found.steps) == found.cases
        assert sum(v.cycle.count for v in found.variants) == found.cases
        for series in (found.by_start, found.by_end):
            assert sum(month.spread.count for month in series) == found.cases
        assert sum(b.count for b in found.histogram) == found.cases

    @given(LOGS, st.randoms())
    def test_order_of_cases_changes_nothing(self, cases, random):
        shuffled = list(cases.items())
        random.shuffle(shuffled)
        assert repr(mining.analyse(table_of(dict(shuffled)))) == repr(mining.analyse(table_of(cases)))

    @given(LOGS)
    def test_quantiles_are_numpys(self, cases):
        found = mining.analyse(table_of(cases))
        days = [(events[-1][1] - events[0][1]) / DAY for events in cases.values()]
        assert found.cycle.median == pytest.approx(np.median(days))
        assert found.cycle.p90 == pytest.approx(np.quantile(days, 0.9))
        assert found.cycle.mean == pytest.approx(np.mean(days))

    @given(LOGS)
    def test_every_hand_over_agrees_with_a_plain_count(self, cases):
        waits = {}
        for events in cases.values():
            for (a, s), (b, t) in pairwise(events):
                waits.setdefault((a, b), []).append((t - s) / DAY)
        found = mining.analyse(table_of(cases))
        assert found.edge_kinds == len(waits)
        for edge in found.edges:
            plain = waits[edge.source, edge.target]
            assert edge.wait.count == len(plain)
            assert edge.wait.median == pytest.approx(np.median(plain))
            assert edge.longest[0].days == pytest.approx(max(plain))


@pytest.fixture(scope="module")
def reference():
    if not REFERENCE.exists():
        pytest.skip("reference data not present")
    with REFERENCE.open("rb") as stream:
        return mining.analyse(read_log(stream, REFERENCE.name))


@pytest.mark.reference
class TestKnownAnswers:
    """README of the reference data, computed there by a plain script."""

    def test_totals(self, reference):
        assert (reference.cases, reference.events, len(reference.steps)) == (10_357, 55_628, 14)
        cycle = reference.cycle
        assert (round(cycle.mean, 3), round(cycle.median, 3), round(cycle.p90, 2)) == (11.087, 7.312, 18.91)

    def test_steps(self, reference):
        steps = {s.activity: s for s in reference.steps}
        assert [(s.activity, s.events) for s in reference.steps[:6]] == [
            ("Declaration SUBMITTED by EMPLOYEE", 11_371),
            ("Declaration FINAL_APPROVED by SUPERVISOR", 9_999),
            ("Request Payment", 9_914),
            ("Payment Handled", 9_912),
            ("Declaration APPROVED by ADMINISTRATION", 8_061),
            ("Declaration APPROVED by BUDGET OWNER", 2_747),
        ]
        assert {s.activity: s.first for s in reference.steps if s.first} == {
            "Declaration SUBMITTED by EMPLOYEE": 10_222,
            "Declaration SAVED by EMPLOYEE": 135,
        }
        assert steps["Payment Handled"].last == 9_911
        assert steps["Declaration REJECTED by EMPLOYEE"].last == 284
        assert steps["Declaration SAVED by EMPLOYEE"].last == 134

    def test_hand_overs(self, reference):
        found = {
            (e.source.removeprefix("Declaration "), e.target.removeprefix("Declaration ")): (
                e.wait.count,
                round(e.wait.median, 2),
                round(e.wait.mean, 2),
            )
            for e in reference.edges
        }
        final, admin, budget = "FINAL_APPROVED by SUPERVISOR", "APPROVED by ADMINISTRATION", "APPROVED by BUDGET OWNER"
        assert found[final, "Request Payment"] == (9_912, 1.13, 3.07)
        assert found["Request Payment", "Payment Handled"] == (9_911, 3.24, 3.57)
        assert found["SUBMITTED by EMPLOYEE", admin] == (8_061, 0.00, 1.01)
        assert found[admin, final] == (5_073, 0.86, 1.79)
        assert found[admin, budget] == (2_747, 0.86, 1.71)
        assert found[budget, final] == (2_716, 1.90, 2.84)
        assert sum(e.wait.count for e in reference.edges) == reference.transitions == 45_271

    def test_the_two_slowest_take_more_than_half_of_all_waiting(self, reference):
        top = mining.slowest_by_total(reference.edges, 2)
        assert [round(100 * e.share, 1) for e in top] == [30.8, 26.5]
        assert all(len(e.longest) == 10 for e in top)

    def test_returned_and_repeated(self, reference):
        assert round(100 * reference.rework.returned_share, 1) == 12.3
        assert reference.rework.repeated_cases == 1_006

    def test_months_of_the_end(self, reference):
        months = {m.month: m for m in reference.by_end}
        assert (months["2018-08"].spread.count, round(months["2018-08"].spread.median, 1)) == (332, 14.2)
        assert len(months) == 25
        assert [m.month for m in reference.by_end if not m.complete] == ["2019-01"]
