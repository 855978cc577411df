"""Rules of a data set. A change holds the newest file against them again, as long as it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.datamig import rules
from projects.datamig.choices import ONE_COLUMN, RuleKind
from projects.datamig.models import DataRule, DataSet
from projects.datamig.services import profiles, standing
from projects.datamig.services.common import locked, record
from projects.portfolio.acts import assign, filled

FIELDS = (
    "kind", "columns", "low", "high", "first_on", "last_on", "options", "other", "other_column", "tolerance",
    "is_critical",
)  # fmt: skip
MOST = 60
LONGEST = 4000
# Which further fields a kind reads; the others are emptied.
READ: dict[str, frozenset[str]] = {
    RuleKind.NUMBER: frozenset({"low", "high"}),
    RuleKind.LENGTH: frozenset({"low", "high"}),
    RuleKind.DATE: frozenset({"first_on", "last_on"}),
    RuleKind.OPTION: frozenset({"options"}),
    RuleKind.REFERENCE: frozenset({"other", "other_column"}),
}
EMPTY: dict[str, Any] = {
    "low": None, "high": None, "first_on": None, "last_on": None, "options": "", "other": None, "other_column": "",
}  # fmt: skip


@transaction.atomic
def add_rule(*, by: Any, data_set: DataSet, now: datetime, **values: Any) -> DataRule:
    """Raises Forbidden, Conflict (closed) or Invalid (columns, bounds, options, a data set of another project)."""
    policy.require(by, "change", data_set)
    held = locked(data_set)
    if held.rules.count() >= MOST:
        raise Invalid(_("At most %(most)s rules."), code="too_many", params={"most": MOST})
    rule = DataRule(data_set=held, **values)
    _check(rule)
    create(rule, now=now)
    record(by, held, "data_set.rule_added", now, after=_told(rule))
    _again(by, held, now)
    return rule


@transaction.atomic
def change_rule(*, by: Any, rule: DataRule, now: datetime, expected: int | None = None, **values: Any) -> DataRule:
    """Raises as `add_rule`, and StaleWrite."""
    policy.require(by, "change", rule.data_set)
    held = locked(rule.data_set)
    before = _told(rule)
    assign(rule, values)
    _check(rule)
    save(rule, now=now, expected=expected, fields=FIELDS)
    record(by, held, "data_set.rule_changed", now, before=before, after=_told(rule))
    _again(by, held, now)
    return rule


@transaction.atomic
def remove_rule(*, by: Any, rule: DataRule, now: datetime, expected: int | None = None) -> None:
    policy.require(by, "change", rule.data_set)
    held = locked(rule.data_set)
    if expected is not None:
        save(rule, now=now, expected=expected, fields=())
    record(by, held, "data_set.rule_removed", now, before=_told(rule))
    rule.delete()
    _again(by, held, now)


def _told(rule: DataRule) -> dict[str, Any]:
    """The rule as the history keeps it, to be read in both languages."""
    found = {
        "at least": rule.low, "at most": rule.high, "from the day": rule.first_on, "until the day": rule.last_on,
        "values allowed": ", ".join(rules.options(rule)), "tolerated share": rule.tolerance or None,
        "data set it refers to": rule.other.code if rule.other else None,
    }  # fmt: skip
    kept = {name: str(value) for name, value in filled(found).items()}
    return {"data rule": rule.kind, "columns": ", ".join(rule.columns), **kept}


def _again(by: Any, data_set: DataSet, now: datetime) -> None:
    profiles.start_again(by=by, data_set=data_set, now=now)
    standing.refresh(data_set, now)


def _check(rule: DataRule) -> None:
    """Columns trimmed, what the kind does not read emptied. Raises Invalid."""
    names = [str(name).strip() for name in rule.columns]
    rule.columns = [name for name in dict.fromkeys(names) if name]
    if not rule.columns:
        raise Invalid(_("Name the column."), code="required", field="columns")
    if rule.kind in ONE_COLUMN and len(rule.columns) > 1:
        raise Invalid(_("This rule looks at one column."), code="one_column", field="columns")
    if len(rule.columns) > 8 or any(len(name) > 100 for name in rule.columns):
        raise Invalid(_("At most 8 columns of at most 100 characters."), code="too_long", field="columns")
    for field, nothing in EMPTY.items():
        if field not in READ.get(rule.kind, ()):
            setattr(rule, field, nothing)
    _check_bounds(rule)
    _check_kind(rule)


def _check_bounds(rule: DataRule) -> None:
    for low, high in (("low", "high"), ("first_on", "last_on")):
        a, b = getattr(rule, low), getattr(rule, high)
        if a is not None and b is not None and a > b:
            raise Invalid(_("The first bound lies above the second."), code="bounds", field=high)


def _check_kind(rule: DataRule) -> None:
    if rule.kind == RuleKind.LENGTH:
        for field in ("low", "high"):
            bound = getattr(rule, field)
            if bound is None or not 0 <= bound <= LONGEST or bound != int(bound):
                raise Invalid(_("A whole number of characters."), code="length", field=field)
    if rule.kind == RuleKind.OPTION and not rules.options(rule):
        raise Invalid(_("List the values, one a line."), code="required", field="options")
    if rule.kind == RuleKind.REFERENCE:
        if rule.other is None or not rule.other_column.strip():
            field = "other" if rule.other is None else "other_column"
            raise Invalid(_("Say to which data set and column it refers."), code="required", field=field)
        if rule.other.project_id != rule.data_set.project_id or rule.other.pk == rule.data_set.pk:
            raise Invalid(_("Another data set of the same project."), code="foreign", field="other")
