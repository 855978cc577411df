"""The newest file as the page of a data set shows it: rules with what breaks them, columns, the way to clean data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from pmo.web import svg
from projects.datamig.choices import ProfileState
from projects.datamig.models import DataProfile, DataRule, DataSet
from projects.datamig.rules import sentence
from projects.datamig.services.standing import breaks, mark
from projects.portfolio.choices import Status


@dataclass(frozen=True)
class RuleLine:
    """`failed` is None where the rule was not held against the newest file yet."""

    rule: DataRule
    words: str
    status: str
    failed: int | None = None
    share: float | None = None
    rows: tuple[int, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class ColumnLine:
    name: str
    kind: str
    filled: float
    distinct: int
    shortest: int
    longest: int


@dataclass(frozen=True)
class Profile:
    """`newest` may still be read; figures are of the newest that was. `trend`: percent of bad rows, oldest first."""

    newest: DataProfile | None
    read: DataProfile | None
    rules: list[RuleLine]
    columns: list[ColumnLine]
    trend: Any
    first_share: float | None
    current: bool
    problem: str


def profile_page(data_set: DataSet, profiles: Sequence[DataProfile]) -> Profile:
    asked = list(data_set.rules.select_related("other").order_by("pk"))
    done = [profile for profile in profiles if profile.state == ProfileState.READY]
    read = done[0] if done else None
    shares = [share for profile in reversed(done) if (share := profile.bad_share) is not None]
    newest = profiles[0] if profiles else None
    return Profile(
        newest=newest,
        read=read,
        rules=_rules(asked, read),
        columns=_columns(read),
        trend=svg.spark(shares, width=120, height=28, pad=2) if len(shares) > 1 else None,
        first_share=shares[0] if len(shares) > 1 else None,
        current=read is not None and read is newest and read.rules_mark == mark(asked),
        problem=_problem(newest),
    )


def _rules(asked: Sequence[DataRule], read: DataProfile | None) -> list[RuleLine]:
    results = {result["rule"]: result for result in read.results} if read is not None else {}
    return [_line(rule, results.get(rule.pk)) for rule in asked]


def _line(rule: DataRule, result: dict[str, Any] | None) -> RuleLine:
    words = sentence(rule).plain()
    if result is None:
        return RuleLine(rule, words, Status.NONE)
    if result.get("unknown"):
        return RuleLine(rule, words, Status.NONE)
    bad = Status.OFF if rule.is_critical else Status.RISK
    share = 100 * result["failed"] / result["checked"] if result["checked"] else 0.0
    return RuleLine(
        rule, words, bad if breaks(rule, result) else Status.OK, result["failed"], share, tuple(result["rows"]),
        result["missing"],
    )  # fmt: skip


def _columns(read: DataProfile | None) -> list[ColumnLine]:
    if read is None or not read.rows:
        return []
    return [
        ColumnLine(c["name"], c["kind"], 100 * c["filled"] / read.rows, c["distinct"], c["shortest"], c["longest"])
        for c in read.columns
    ]


def _problem(newest: DataProfile | None) -> str:
    if newest is None or not newest.problem:
        return ""
    text = gettext(newest.problem["message"])
    return text % newest.problem["params"] if newest.problem["params"] else text
