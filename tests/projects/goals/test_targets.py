from __future__ import annotations

from decimal import Decimal

import pytest

from pmo.records import Invalid
from projects.goals.targets import direction, parse_number, parse_target


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", "2"),
        (" 2.0 ", "2"),
        ("0", "0"),
        ("-4", "-4"),
        ("\u22124.5", "-4.5"),
        ("1,200", "1200"),
        ("1,234,567.5", "1234567.5"),
        ("１２．５", "12.5"),
        ("1e3", "1000"),
        ("0.0000001", "0"),
        ("3.1415926535", "3.141593"),
        ("999999999999999999", "999999999999999999"),
    ],
)
def test_numbers_as_people_type_them(text: str, value: str) -> None:
    assert parse_number(text, field="x") == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_number"),
        ("abc", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1,5", "not_a_number"),
        ("1_000", "not_a_number"),
        ("--2", "not_a_number"),
        ("2 天", "not_a_number"),
        ("1" * 65, "not_a_number"),
        ("1e400", "too_large"),
        ("1e18", "too_large"),
        ("-1e18", "too_large"),
        ("999999999999999999.9999999", "too_large"),
    ],
)
def test_what_is_no_number_is_refused_at_its_field(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_number(text, field="baseline")
    assert (refused.value.code, refused.value.field) == (code, "baseline")
    assert refused.value.message


@pytest.mark.parametrize(
    ("text", "baseline", "target", "words"),
    [
        ("2", "5", "2", ""),
        ("\u221230 %", "420", "294", "\u221230%"),
        ("-30%", "420", "294", "\u221230%"),
        ("－30％", "420", "294", "\u221230%"),
        ("+15%", "80", "92", "+15%"),
        ("减少30%", "420", "294", "\u221230%"),
        ("提升 12.5 %", "80", "90", "+12.5%"),
        # Without a sign it is the number itself, whatever its unit.
        ("30 %", "420", "30", ""),
        ("97.3%", "87.7", "97.3", ""),
        ("-33.3%", "3", "2.001", "\u221233.3%"),
    ],
)
def test_targets_may_be_relative_to_the_baseline(text: str, baseline: str, target: str, words: str) -> None:
    assert parse_target(text, Decimal(baseline)) == (Decimal(target), words)


@pytest.mark.parametrize(
    ("text", "baseline", "code"),
    [
        ("-30%", None, "baseline_missing"),
        ("-30%", Decimal(0), "baseline_zero"),
        ("+999999%", Decimal(10) ** 17, "too_large"),
        ("a%", Decimal(5), "not_a_number"),
    ],
)
def test_relative_targets_that_cannot_be_computed_are_refused(text: str, baseline: Decimal | None, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_target(text, baseline)
    assert (refused.value.code, refused.value.field) == (code, "target")


def test_direction_follows_from_baseline_and_target() -> None:
    assert direction(Decimal(5), Decimal(2)) == "down"
    assert direction(Decimal(30), Decimal(90)) == "up"
    assert direction(Decimal(5), Decimal(5)) == direction(None, Decimal(2)) == direction(Decimal(5), None) == ""
