"""Every bad cell is named: sheet, row, column and a reason somebody can act on."""

from __future__ import annotations

import time
from datetime import date
from datetime import time as clock
from decimal import Decimal

import pytest
from django.utils.translation import override

from pmo import texts
from pmo.exchange import CellError, Column, TableSpec, read
from tests.pmo.exchange.books import book, replace, rezip, upload

SPEC = TableSpec(
    key=("name",),
    columns=(
        Column("name", "Name", required=True, max_length=10),
        Column("amount", "Amount", kind="decimal", digits=2, minimum=Decimal("-100"), maximum=Decimal("1000000")),
        Column("count", "Count", kind="integer", minimum=0),
        Column("share", "Share", kind="percent", digits=1),
        Column("due_on", "Due", kind="date", minimum=date(2020, 1, 1)),
        Column("level", "Level", kind="choice", choices=(("high", "High"), ("low", "Low"))),
        Column("active", "Active", kind="bool"),
    ),
)


def errors_of(data: bytes | str, name: str = "t.xlsx") -> list[CellError]:
    return read(upload(data, name), SPEC).errors


def only(rows: list[list[object]]) -> CellError:
    (error,) = errors_of(book(rows))
    return error


@pytest.mark.parametrize(
    ("column", "typed", "code"),
    [
        ("amount", "abc", "not_a_number"),
        ("amount", "1.234,5", "not_a_number"),
        ("amount", "12 元", "not_a_number"),
        ("amount", "NaN", "not_a_number"),
        ("amount", "inf", "not_a_number"),
        ("amount", "-Infinity", "not_a_number"),
        ("amount", "1e400", "out_of_range"),
        ("amount", "9" * 400, "out_of_range"),
        ("amount", 1e300, "out_of_range"),
        ("amount", "0.005", "too_precise"),
        ("amount", -100.01, "too_small"),
        ("amount", 1000000.01, "too_big"),
        ("amount", "30%", "percent_in_number"),
        ("amount", True, "not_a_number"),
        ("amount", date(2026, 1, 1), "not_a_number"),
        ("count", 1.5, "not_whole"),
        ("count", "-1", "too_small"),
        ("share", "a%", "not_a_number"),
        ("due_on", 46000, "number_not_date"),
        ("due_on", "23/11/2026", "not_a_date"),
        ("due_on", "2026-02-30", "no_such_day"),
        ("due_on", "2026-13-01", "no_such_day"),
        ("due_on", "0000-01-01", "date_out_of_range"),
        ("due_on", "9999-12-31", "date_out_of_range"),
        ("due_on", "1899-12-31", "date_out_of_range"),
        ("due_on", "2201-01-01", "date_out_of_range"),
        ("due_on", "2019-12-31", "too_small"),
        ("due_on", clock(8, 30), "not_a_date"),
        ("level", "medium", "not_a_choice"),
        ("active", "maybe", "not_yes_or_no"),
        ("name", "12345678901", "too_long"),
        ("name", date(2026, 1, 2), "date_in_text"),
        ("name", 110101199003074514, "digits_lost"),
    ],
)
def test_refused_values(column: str, typed: object, code: str) -> None:
    label = str(SPEC[column].label)
    row: dict[str, object] = {"Name": "x", label: typed}
    error = only([list(row), list(row.values())])
    assert (error.sheet, error.row, error.column, error.code) == ("Sheet1", 2, column, code)
    assert error.letter == ("A" if column == "name" else "B")
    for language in ("en", "zh-hans"):
        with override(language):
            assert error.text
            assert "%(" not in error.text


@pytest.mark.parametrize(("value", "code"), [("NaN", "not_finite"), ("INF", "not_finite"), ("1e400", "not_finite")])
def test_numbers_that_are_none_written_straight_into_the_file(value: str, code: str) -> None:
    data = book([["Name", "Amount"], ["x", 123]])
    broken = rezip(data, replace("xl/worksheets/sheet1.xml", b"<v>123</v>", f"<v>{value}</v>".encode()))
    table_errors = errors_of(broken)
    assert [error.code for error in table_errors] in ([code], ["not_a_number"], ["out_of_range"])


def test_error_values_of_formulas_are_named() -> None:
    def touch(made: object, page: object) -> None:
        page.write_formula(1, 1, "=A1+#REF!", None, "#REF!")  # type: ignore[attr-defined]
        page.write_formula(2, 1, "=1/0", None, "#DIV/0!")  # type: ignore[attr-defined]
        page.write_formula(3, 1, "=VLOOKUP(1,A1,1)", None, "#N/A")  # type: ignore[attr-defined]
        page.write_formula(4, 1, "=1+1", None, 2)  # type: ignore[attr-defined]

    rows = [["Name", "Amount"], ["a"], ["b"], ["c"], ["d"]]
    table = read(upload(book(rows, touch=touch)), SPEC)
    assert [(e.row, e.code, e.value) for e in table.errors] == [
        (2, "error_value", "#REF!"),
        (3, "error_value", "#DIV/0!"),
        (4, "error_value", "#N/A"),
    ]
    assert [row["amount"] for row in table.rows] == [Decimal("2.00")]


def test_percent_cells_in_number_columns() -> None:
    def touch(made: object, page: object) -> None:
        page.write_number(1, 1, 0.3, made.add_format({"num_format": "0%"}))  # type: ignore[attr-defined]
        # A percent sign in quotes is decoration, not the percent format.
        page.write_number(2, 1, 5, made.add_format({"num_format": '0" %"'}))  # type: ignore[attr-defined]

    table = read(upload(book([["Name", "Amount"], ["a"], ["b"]], touch=touch)), SPEC)
    assert [(e.row, e.code, e.value) for e in table.errors] == [(2, "percent_in_number", "30%")]
    assert [row["amount"] for row in table.rows] == [Decimal("5.00")]


def test_merged_cells_are_named_instead_of_read_as_empty() -> None:
    def touch(made: object, page: object) -> None:
        page.merge_range(1, 0, 3, 0, "goal")  # type: ignore[attr-defined]
        for row in (1, 2, 3):
            page.write_number(row, 1, row)  # type: ignore[attr-defined]

    errors = errors_of(book([["Name", "Amount"]], touch=touch))
    assert [(e.row, e.column, e.code) for e in errors] == [(3, "name", "merged"), (4, "name", "merged")]
    with override("en"):
        assert errors[0].text == "The cell is merged with A2; split it and fill in every row"


def test_control_characters_are_refused_by_code() -> None:
    data = book([["Name"], ["ab"]])
    part = "xl/sharedStrings.xml"
    broken = rezip(data, replace(part, b"<t>ab</t>", b"<t>a_x0000_b</t>"))
    (error,) = errors_of(broken)
    assert error.code == "unprintable"
    assert "U+0000" in error.text


def test_missing_required_and_repeated_key() -> None:
    rows = [["Name", "Amount"], ["a", 1], [None, 2], ["Ａ ", 3]]
    errors = errors_of(book(rows))
    assert [(e.row, e.code) for e in errors] == [(3, "required"), (4, "repeated")]
    assert errors[1].params == {"row": 2}


def test_every_error_of_a_row_is_reported_and_other_rows_survive() -> None:
    rows = [
        ["Name", "Amount", "Due", "Level"],
        ["x", "a", "b", "c"],
        ["ok", 1, "2026-01-01", "low"],
        ["y", "d", None, None],
    ]
    table = read(upload(book(rows)), SPEC)
    assert [(e.row, e.column) for e in table.errors] == [(2, "amount"), (2, "due_on"), (2, "level"), (4, "amount")]
    assert [row["name"] for row in table.rows] == ["ok"]
    assert table.count == 3


def test_the_text_follows_the_reader_and_survives_storage() -> None:
    error = CellError(3, "due", "late", "After %(day)s", {"day": texts.day(date(2026, 11, 23))}, value="x" * 500)
    stored = CellError.from_json(error.to_json())
    assert stored.value == "x" * 80
    with override("en"):
        assert stored.text == "After 23 Nov"
    with override("zh-hans"):
        assert "11 月 23 日" in stored.text


@pytest.mark.parametrize("name", ["big.xlsx", "big.csv"])
def test_ten_thousand_bad_rows_are_all_reported_within_ten_seconds(name: str) -> None:
    header = [str(column.label) for column in SPEC.columns]
    rows: list[list[object]] = [header]
    for number in range(10_000):
        good = [f"row {number}", 5, 1, "30%", "2026-01-01", "high", "yes"]
        bad = [f"row {number}", "x", 1.5, "y", "2026-02-30", "none", "perhaps"]
        rows.append(bad if number % 2 else good)  # type: ignore[arg-type]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    data = text.encode() if name.endswith(".csv") else book(rows)
    started = time.perf_counter()
    table = read(upload(data, name), SPEC)
    spent = time.perf_counter() - started
    assert len(table.errors) == 5_000 * 6
    assert len(table.rows) == 5_000
    assert (table.errors[-1].row, table.errors[-1].column) == (10_001, "active")
    assert spent < 10
