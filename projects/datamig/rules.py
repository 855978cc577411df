"""A rule in words, and the rows of a table that break it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from pmo import texts
from pmo.exchange.plain import PlainTable
from pmo.texts import Sentence
from projects.datamig.choices import RuleKind
from projects.datamig.models import DataRule
from projects.engines import profiling

# So many numbers of bad rows are kept for whoever cleans up.
EXAMPLES = 20
Known = Mapping[int, Collection[str]]


def sentence(rule: DataRule) -> Sentence:
    """What the rule says."""
    params: dict[str, Any] = {"column": texts.words(" + ".join(rule.columns))}
    if rule.kind == RuleKind.OPTION:
        return Sentence("data.rule.option", params | {"n": len(options(rule))})
    if rule.kind == RuleKind.REFERENCE and rule.other is not None:
        named = {
            "code": rule.other.code,
            "other": texts.name(rule.other),
            "other_column": texts.words(rule.other_column),
        }
        return Sentence("data.rule.reference", params | named)
    if rule.kind == RuleKind.LENGTH:
        return Sentence("data.rule.length", params | {"low": int(rule.low or 0), "high": int(rule.high or 0)})
    if rule.kind in (RuleKind.NUMBER, RuleKind.DATE):
        return _bounded(rule, params)
    return Sentence(f"data.rule.{rule.kind}", params)


def _bounded(rule: DataRule, params: dict[str, Any]) -> Sentence:
    if rule.kind == RuleKind.NUMBER:
        low = None if rule.low is None else texts.num(rule.low)
        high = None if rule.high is None else texts.num(rule.high)
    else:
        low = None if rule.first_on is None else texts.day(rule.first_on)
        high = None if rule.last_on is None else texts.day(rule.last_on)
    ends = {(True, True): "", (False, True): ".from", (True, False): ".to", (False, False): ".within"}
    code = f"data.rule.{rule.kind}{ends[low is None, high is None]}"
    return Sentence(code, params | {"low": low, "high": high})


def words(rule: DataRule) -> dict[str, Any]:
    """The rule as part of another sentence."""
    return texts.nested(sentence(rule))


def options(rule: DataRule) -> list[str]:
    return [line.strip() for line in rule.options.splitlines() if line.strip()]


def judge(table: PlainTable, rules: Sequence[DataRule], known: Known) -> tuple[list[dict[str, Any]], int]:
    """The results as a profile keeps them, and how many rows break any rule. `known`: values a rule refers to."""
    bad = np.zeros(len(table.numbers), dtype=bool)
    results = []
    for rule in rules:
        gone = next((name for name in rule.columns if name not in table.headers), "")
        # Nothing to compare with is not the same as being wrong.
        unknown = rule.kind == RuleKind.REFERENCE and rule.pk not in known
        broken = np.zeros(len(table.numbers), dtype=bool) if gone or unknown else _broken(table, rule, known)
        bad |= broken
        results.append({
            "rule": rule.pk,
            "checked": len(table.numbers),
            "failed": int(broken.sum()),
            "rows": [table.numbers[i] for i in np.flatnonzero(broken)[:EXAMPLES].tolist()],
            "missing": gone,
            "unknown": unknown and not gone,
        })  # fmt: skip
    return results, int(bad.sum())


def _broken(table: PlainTable, rule: DataRule, known: Known) -> profiling.Bools:
    cells = [table.column(name) for name in rule.columns]
    match RuleKind(rule.kind):
        case RuleKind.COMPLETE:
            return profiling.incomplete(cells[0])
        case RuleKind.UNIQUE:
            return profiling.repeated(cells)
        case RuleKind.NUMBER:
            return profiling.not_number(cells[0], rule.low, rule.high)
        case RuleKind.DATE:
            return profiling.not_date(cells[0], rule.first_on, rule.last_on)
        case RuleKind.LENGTH:
            return profiling.not_long(cells[0], int(rule.low or 0), int(rule.high or 0))
        case RuleKind.OPTION:
            return profiling.not_among(cells[0], frozenset(options(rule)))
        case RuleKind.REFERENCE:
            return profiling.not_among(cells[0], known[rule.pk])
