"""What a table holds, and the rows that break its rules: worked by hand, and properties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.engines import profiling
from projects.engines.profiling import Difference

# Seven customers: one without a tax number, one number twice, one group of no known kind, one bad date.
CODE = ["C1", "C2", "C3", "C4", "C4", "C6", ""]
TAX = ["91310000A", "", "91310000B", "91310000C", "91310000C", "9131", "91310000D"]
GROUP = ["A", "B", "A", "X", "B", "A", "A"]
SINCE = ["2020-01-31", "2021/2/28", "2021年2月29日", "20191231", "2020-01-31", "", "31.01.2020"]
LIMIT = ["1,000.50", "0", "-5", "12e3", "", "99999999999999999999", "7"]

cells = st.lists(st.text(alphabet="0123456789-A年", max_size=6), max_size=40)


def test_a_column_in_figures() -> None:
    found = profiling.profile("tax", TAX)
    assert (found.rows, found.filled, found.missing, found.distinct) == (7, 6, 1, 5)
    assert (found.shortest, found.longest, found.kind) == (4, 9, "text")
    since = profiling.profile("since", SINCE)
    assert (since.dates, since.filled) == (4, 6)
    assert profiling.profile("limit", LIMIT).numbers == 4
    assert profiling.profile("nothing", ["", ""]).kind == "empty"
    assert profiling.profile("day", ["2026-01-01"] * 19 + ["soon"]).kind == "date"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", "7"), ("-5", "-5"), ("1,000.50", "1000.50"), ("1,00", None), ("12e3", None), ("NaN", None), ("", None),
        (" 7", None), ("٣", None), ("1.", None),
    ],
)  # fmt: skip
def test_what_reads_as_a_number(text: str, number: str | None) -> None:
    assert profiling.as_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-30", date(2026, 11, 30)), ("2026/1/5", date(2026, 1, 5)), ("2026年2月28日", date(2026, 2, 28)),
        ("20260228", date(2026, 2, 28)), ("2026-02-28T10:00:00", date(2026, 2, 28)), ("2026-02-30", None),
        ("30.11.2026", None), ("0000-01-01", None), ("soon", None),
        ("2026-02-28 unknown", None), ("2026-02-28 99:99", None), ("2026-02-28 23:59:01.5", date(2026, 2, 28)),
    ],
)  # fmt: skip
def test_what_reads_as_a_day(text: str, day: date | None) -> None:
    assert profiling.as_date(text) == day


def test_rows_that_break_a_rule() -> None:
    assert profiling.incomplete(TAX).tolist() == [False, True, False, False, False, False, False]
    assert profiling.repeated([CODE]).nonzero()[0].tolist() == [3, 4]
    assert profiling.repeated([CODE, GROUP]).sum() == 0
    assert profiling.repeated([["", ""]]).sum() == 0
    assert profiling.not_among(GROUP, ["A", "B", "C"]).nonzero()[0].tolist() == [3]
    assert profiling.not_long(TAX, 9, 18).nonzero()[0].tolist() == [5]
    assert profiling.not_number(LIMIT, Decimal(0)).nonzero()[0].tolist() == [2, 3, 5]
    assert profiling.not_number(LIMIT, Decimal(0), Decimal(999)).nonzero()[0].tolist() == [0, 2, 3, 5]
    assert profiling.not_date(SINCE).nonzero()[0].tolist() == [2, 6]
    assert profiling.not_date(SINCE, date(2020, 1, 1), date(2020, 12, 31)).nonzero()[0].tolist() == [1, 2, 3, 6]


def test_what_did_not_arrive() -> None:
    assert Difference("rows", Decimal(20_000), Decimal(18_700), Decimal(16)).amount == 1_284
    assert Difference("balance", Decimal("1.10"), Decimal("1.10")).amount == 0


@given(cells, st.randoms())
def test_the_order_of_rows_changes_no_count(column: list[str], random: Random) -> None:
    shuffled = list(column)
    random.shuffle(shuffled)
    assert profiling.profile("x", shuffled) == profiling.profile("x", column)
    for rule in (profiling.incomplete, profiling.not_number, profiling.not_date):
        assert rule(shuffled).sum() == rule(column).sum()
    assert profiling.repeated([shuffled]).sum() == profiling.repeated([column]).sum()


@given(cells)
def test_missing_cells_break_completeness_alone(column: list[str]) -> None:
    missing = profiling.incomplete(column)
    others = (
        profiling.not_number(column), profiling.not_date(column), profiling.not_among(column, ()),
        profiling.not_long(column, 1, 2), profiling.repeated([column]),
    )  # fmt: skip
    for broken in others:
        assert not (broken & missing).any()
    assert profiling.not_among(column, set(column)).sum() == 0


@given(cells)
def test_counts_fit_each_other(column: list[str]) -> None:
    found = profiling.profile("x", column)
    assert found.distinct <= found.filled <= found.rows == len(column)
    assert max(found.numbers, found.dates) <= found.filled
    assert found.missing == profiling.incomplete(column).sum()
    assert found.filled - found.numbers == profiling.not_number(column).sum()
