"""The status of a data set: computed from its rules, its newest profile and its newest run, kept with its sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from pmo import texts
from pmo.texts import Sentence
from projects.datamig import selectors
from projects.datamig.choices import ProfileState
from projects.datamig.models import DataRule, DataSet, MigrationRun
from projects.datamig.rules import words
from projects.datamig.selectors import Standing
from projects.portfolio import dimensions
from projects.portfolio.choices import Status

Judged = tuple[Status, Sentence]


def mark(rules: Sequence[DataRule]) -> str:
    """Changes whenever a rule does."""
    said = ";".join(f"{rule.pk}:{rule.version}" for rule in rules)
    return hashlib.sha256(said.encode()).hexdigest()


def refresh(data_set: DataSet, now: datetime) -> None:
    """Judge and keep; the row is locked by the caller, its version stays. The health of the project is told."""
    status, sentence = judge(selectors.standing(data_set))
    reason = sentence.to_json()
    if (status, reason) == (data_set.status, data_set.reason):
        return
    data_set.status, data_set.reason = status, reason
    DataSet.objects.filter(pk=data_set.pk).update(status=status, reason=reason)
    dimensions.changed([data_set.project_id], now=now)


def judge(found: Standing) -> Judged:
    """A broken critical rule beats a run that does not reconcile, that beats a tolerable fault."""
    known = _known(found)
    if known is not None:
        return known
    broken = sorted(_broken(found), key=lambda pair: (not pair[0].is_critical, -pair[1]["failed"]))
    if broken and broken[0][0].is_critical:
        return Status.OFF, _of_rule(*broken[0])
    if found.run is not None and not selectors.reconciles(found.run):
        return Status.OFF, _of_run(found.run)
    unknown = _unknown(found)
    alone = next((rule for rule in found.rules if rule.pk in unknown), None)
    if alone is not None and alone.other is not None:
        params = {"code": alone.other.code, "other": texts.name(alone.other), "column": texts.words(alone.other_column)}
        return Status.NONE, Sentence("data.nothing_to_refer_to", params)
    if broken:
        return Status.RISK, _of_rule(*broken[0])
    rows = texts.num(found.profile.rows if found.profile else 0)
    return Status.OK, Sentence("data.moved" if found.run else "data.fine", {"rows": rows})


def _known(found: Standing) -> Judged | None:
    """Why nothing can be said yet; a run that does not reconcile is bad whatever is known of the file."""
    if found.profile is not None and found.profile.state == ProfileState.READY and found.rules:
        if found.profile.rules_mark == mark(found.rules):
            return None
        code = "data.rules_changed"
    elif found.profile is not None and found.profile.state != ProfileState.READY:
        code = "data.reading" if found.profile.state == ProfileState.WAITING else "data.unreadable"
    else:
        code = "data.no_rules" if found.profile is not None else "data.no_profile"
    if found.run is not None and not selectors.reconciles(found.run):
        return Status.OFF, _of_run(found.run)
    return Status.NONE, Sentence(code)


def _broken(found: Standing) -> list[tuple[DataRule, dict[str, Any]]]:
    results = {result["rule"]: result for result in found.profile.results} if found.profile else {}
    return [(rule, results[rule.pk]) for rule in found.rules if rule.pk in results and breaks(rule, results[rule.pk])]


def _unknown(found: Standing) -> set[int]:
    """Rules that refer to what nobody has shown yet."""
    return {result["rule"] for result in found.profile.results if result.get("unknown")} if found.profile else set()


def breaks(rule: DataRule, result: dict[str, Any]) -> bool:
    """Whether more rows fail than the rule tolerates; a column that is not there breaks it too."""
    if result.get("missing"):
        return True
    return Decimal(100 * result["failed"]) > rule.tolerance * result["checked"]


def _of_rule(rule: DataRule, result: dict[str, Any]) -> Sentence:
    if result.get("missing"):
        return Sentence("data.column_gone", {"column": texts.words(result["missing"])})
    params = {"rows": texts.num(result["failed"]), "of": texts.num(result["checked"]), "rule": words(rule)}
    return Sentence("data.broken", params)


def _of_run(run: MigrationRun) -> Sentence:
    worst = next(found for found in selectors.differences(run) if found.amount)
    if not worst.name:
        code = "data.rows_lost" if worst.amount > 0 else "data.rows_gained"
        return Sentence(code, {"n": run.number, "rows": texts.num(abs(worst.amount))})
    params = {"n": run.number, "sum": texts.words(worst.name), "amount": texts.num(worst.amount)}
    return Sentence("data.sum_differs", params)
