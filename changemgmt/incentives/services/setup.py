"""Rules, budgets, how long points last; and whether one's name may stand in the ranking."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives import rights
from changemgmt.incentives.choices import (
    ALLOWANCE,
    MOST_BUDGET,
    MOST_POINTS,
    PAIR_LIMIT,
    AccountKind,
    Cause,
    Move,
)
from changemgmt.incentives.models import PointBudget, PointPolicy, PointRule, PointWish
from changemgmt.incentives.services.common import policy_of, record
from changemgmt.incentives.services.posting import Leg, Posting, Short, accounts, post
from pmo import audit
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, filled, require_open
from projects.portfolio.models import Project

RULE = (
    "name", "name_en", "cause", "points", "cap", "period", "cool_down_days", "from_on", "until_on", "active",
    "allowance", "pair_limit",
)  # fmt: skip
BUDGET = ("year", "points", "value", "currency")
POLICY = ("expire_months", "leaver_days")


@transaction.atomic
def add_rule(*, by: Any, now: datetime, project: Project | None = None, **values: Any) -> PointRule:
    """Raises Forbidden, Conflict (closed project; a second rule of recognition) or Invalid."""
    project_id = project.pk if project is not None else None
    rule = PointRule(project=project)
    rights.require(by, "add", rule)
    if project is not None:
        require_open(project)
    values.setdefault("from_on", timezone.localdate(now))
    assign(rule, values)
    _check(rule)
    create(rule, now=now)
    record(by, "points.rule_added", rule, now, after=filled(audit.snapshot(rule, RULE)), project_id=project_id)
    return rule


@transaction.atomic
def change_rule(*, by: Any, rule: PointRule, now: datetime, expected: int | None = None, **values: Any) -> PointRule:
    """What was earned stays; the new terms count from now on. Raises as `add_rule`, and StaleWrite."""
    rights.require(by, "change", rule)
    if rule.project is not None:
        require_open(rule.project)
    if values.get("cause", rule.cause) != rule.cause and rule.awards.exists():
        raise Conflict(_("The rule has paid already; end it and make another."), code="paid")
    before = audit.snapshot(rule, RULE)
    assign(rule, values)
    _check(rule)
    save(rule, now=now, expected=expected, fields=RULE)
    record(by, "points.rule_changed", rule, now, before=before, after=audit.snapshot(rule, RULE),
           project_id=rule.project_id)  # fmt: skip
    return rule


def _check(rule: PointRule) -> None:
    rule.name = rule.name.strip()
    if not rule.name:
        raise Invalid(_("Give it a name."), code="required", field="name")
    if rule.cause not in Cause.values:
        raise Invalid(_("Choose what earns the points."), code="invalid_choice", field="cause")
    if not 1 <= rule.points <= MOST_POINTS:
        raise Invalid(_("Between 1 and %(most)s points."), params={"most": MOST_POINTS}, field="points")
    if rule.cap is not None and rule.cap < rule.points:
        raise Invalid(_("One award alone is above the most: raise it to %(points)s or more."),
                      params={"points": rule.points}, field="cap")  # fmt: skip
    if rule.until_on is not None and rule.until_on < rule.from_on:
        raise Invalid(_("The last day is before the first."), field="until_on")
    _check_recognition(rule)


def _check_recognition(rule: PointRule) -> None:
    if rule.cause != Cause.RECOGNITION:
        rule.allowance = rule.pair_limit = None
        return
    if rule.project_id is not None:
        raise Invalid(_("Recognition is for the whole company, with one allowance."), field="cause")
    rule.allowance = rule.allowance or max(ALLOWANCE, rule.points)
    rule.pair_limit = rule.pair_limit or PAIR_LIMIT
    if rule.allowance < rule.points:
        raise Invalid(_("The allowance pays for one recognition at least: %(points)s points."),
                      params={"points": rule.points}, field="allowance")  # fmt: skip
    others = PointRule.objects.filter(cause=Cause.RECOGNITION, active=True).exclude(pk=rule.pk)
    if rule.active and others.exists():
        raise Conflict(_("There is a rule for recognition already; change that one."), code="second", field="cause")


@transaction.atomic
def add_budget(
    *, by: Any, year: int, points: int, value: Decimal, now: datetime, project: Project | None = None,
    currency: str = "CNY",
) -> PointBudget:  # fmt: skip
    """Grant points for a year. Raises Forbidden, Conflict (there is one; closed project) or Invalid."""
    budget = PointBudget(project=project, year=year, points=points, value=value, currency=currency)
    rights.require(by, "add", budget)
    if project is not None:
        require_open(project)
    _check_budget(budget)
    if PointBudget.objects.filter(project=project, year=year).exists():
        raise Conflict(_("There is a budget for %(year)s already; change that one."),
                       params={"year": year}, code="exists", field="year")  # fmt: skip
    create(budget, now=now)
    # All at once: shared accounts stand before those of people.
    found = accounts([(budget.pk, kind.value, None, None) for kind in (
        AccountKind.SOURCE, AccountKind.BUDGET, AccountKind.REDEEMED, AccountKind.EXPIRED)])  # fmt: skip
    source, left = (found[budget.pk, kind.value, None, None].pk for kind in (AccountKind.SOURCE, AccountKind.BUDGET))
    post(Posting(kind=Move.FUND, occasion=f"fund:{budget.pk}:1", by=by, legs=[Leg(source, left, points)]), now=now)
    record(by, "points.budget_added", budget, now, after=filled(audit.snapshot(budget, BUDGET)),
           project_id=budget.project_id)  # fmt: skip
    return budget


@transaction.atomic
def change_budget(
    *, by: Any, budget: PointBudget, now: datetime, points: int, value: Decimal | None = None,
    expected: int | None = None,
) -> PointBudget:  # fmt: skip
    """More or fewer points, never fewer than are given already; another value while none is given.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    rights.require(by, "change", budget)
    held = PointBudget.objects.select_for_update(of=("self",)).select_related("project").get(pk=budget.pk)
    before, more = audit.snapshot(held, BUDGET), points - held.points
    found = accounts([(held.pk, kind.value, None, None) for kind in (AccountKind.SOURCE, AccountKind.BUDGET)])
    source, left = (found[held.pk, kind.value, None, None] for kind in (AccountKind.SOURCE, AccountKind.BUDGET))
    if value is not None and value != held.value and left.balance != held.points:
        raise Conflict(_("Points are given at this value already; it holds for the year."), code="given", field="value")
    held.points, held.value = points, held.value if value is None else value
    _check_budget(held)
    save(held, now=now, expected=expected, fields=["points", "value"])
    if more:
        legs = [Leg(source.pk, left.pk, more) if more > 0 else Leg(left.pk, source.pk, -more)]
        kind = Move.FUND if more > 0 else Move.DEFUND
        try:
            post(Posting(kind=kind, occasion=f"fund:{held.pk}:{held.version}", by=by, legs=legs), now=now)
        except Short as error:
            raise Conflict(
                _("%(given)s points are given already; the budget cannot be smaller."),
                params={"given": points - more - left.balance}, code="given", field="points",
            ) from error  # fmt: skip
    record(by, "points.budget_changed", held, now, before=before, after=audit.snapshot(held, BUDGET),
           project_id=held.project_id)  # fmt: skip
    return held


def _check_budget(budget: PointBudget) -> None:
    if not 1 <= budget.points <= MOST_BUDGET:
        raise Invalid(_("Between 1 and %(most)s points."), params={"most": MOST_BUDGET}, field="points")
    if budget.value <= 0:
        raise Invalid(_("One point is worth something."), field="value")


@transaction.atomic
def save_policy(
    *, by: Any, expire_months: int, leaver_days: int, now: datetime, expected: int | None = None
) -> PointPolicy:
    """How long points last. Those given already keep their day. Raises Forbidden or StaleWrite."""
    row = policy_of()
    rights.require(by, "change", row)
    before = audit.snapshot(row, POLICY) if row.pk else {}
    row.expire_months, row.leaver_days = expire_months, leaver_days
    row.full_clean(exclude=["created_at", "updated_at"])
    if row.pk:
        save(row, now=now, expected=expected, fields=POLICY)
    else:
        create(row, now=now)
    record(by, "points.policy_saved", row, now, before=before, after=audit.snapshot(row, POLICY))
    return row


@transaction.atomic
def show_me(*, by: Any, on: bool, now: datetime) -> None:
    """Let one's own name stand in the ranking, or take it out again at once."""
    if on:
        _row, made = PointWish.objects.get_or_create(user_id=by.pk, defaults={"since_at": now})
        changed = made
    else:
        changed = bool(PointWish.objects.filter(user_id=by.pk).delete()[0])
    if changed:
        record(by, "points.shown" if on else "points.hidden", by, now)
