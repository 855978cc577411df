"""Points for what people did: found by reading what happened, judged once, written once, taken back when it is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from changemgmt.engines import awarding
from changemgmt.engines.awarding import Claim, Earned, Terms, Verdict
from changemgmt.incentives import causes
from changemgmt.incentives.causes import Done
from changemgmt.incentives.choices import (
    FOR_MONEY,
    LOOK_BACK_DAYS,
    NEARLY_USED,
    WATCH_DAYS,
    AccountKind,
    Cause,
    Move,
    Outcome,
    WhyNot,
)
from changemgmt.incentives.models import PointAccount, PointAward, PointBudget, PointRule
from changemgmt.incentives.selectors import wallets
from changemgmt.incentives.services.common import keepers, months_after, policy_of, record, tell, tell_all
from changemgmt.incentives.services.posting import Leg, Posting, accounts, hold, post, post_all, spend
from pmo.accounts.models import User
from pmo.notify.services import Promise, promise_many
from pmo.orgs.models import Unit
from pmo.texts import Sentence, name, num

HOME = "/points/"


def sweep(*, now: datetime, tell: bool = True) -> int:
    """Judge what happened since the last time, and take back what no longer stands; returns how many awards changed.

    Safe to run twice, at once or killed in the middle: a rule judges a thing once, in one transaction with its points.
    """
    today = timezone.localdate(now)
    rules = PointRule.objects.filter(active=True, from_on__lte=today)
    changed = sum(award(rule=rule, now=now, tell_people=tell) for rule in rules.order_by("pk"))
    return changed + take_back_gone(now=now)


def budget_for(rule: PointRule, day: date) -> PointBudget | None:
    """Of the rule's project if it has one for the year, else of the company."""
    rows = PointBudget.objects.filter(year=day.year)
    found = rows.filter(project_id=rule.project_id).first() if rule.project_id else None
    return found or rows.filter(project__isnull=True).first()


@transaction.atomic
def award(*, rule: PointRule, now: datetime, done: Sequence[Done] | None = None, tell_people: bool = True) -> int:
    """Judge what one rule has not judged yet; returns how many awards it wrote or changed.

    done  only these things, instead of everything of the last three months
    """
    today = timezone.localdate(now)
    # One after the other: caps are computed from what was written before.
    held = PointRule.objects.select_for_update().get(pk=rule.pk)
    found = list(_things(held, today) if done is None else done)
    if not held.active or not found:
        return 0
    known = {
        (row.user_id or row.unit_id, row.cause_id): row
        for row in PointAward.objects.filter(rule=held, cause_id__in={one.id for one in found})
    }
    open_ = [one for one in _of_active(held, found) if _undecided(known.get((one.who, one.id)))]
    if not open_:
        return 0
    budget = budget_for(held, today)
    left = _left(budget)
    verdicts = _judge(held, open_, left, has_budget=budget is not None)
    written = _write(held, budget, {(one.who, one.id): one for one in open_}, verdicts, known, now)
    if tell_people:
        _tell(held, written, now)
    if budget is not None:
        _warn(budget, left, written, now)
    return len(written)


def _things(rule: PointRule, today: date) -> list[Done]:
    source = causes.source(rule.cause)
    if source is None:
        return []
    first = max(rule.from_on, today - timedelta(days=LOOK_BACK_DAYS))
    last = today if rule.until_on is None else min(today, rule.until_on)
    if first > last:
        return []
    found = list(source.read(first, last, rule.project_id))
    if rule.project_id is None:
        # The nearer rule counts: what a project pays itself is not paid again by the company.
        nearer = PointRule.objects.filter(cause=rule.cause, active=True, project__isnull=False, from_on__lte=today)
        own = set(nearer.values_list("project_id", flat=True))
        found = [one for one in found if one.project_id not in own]
    return found


def _of_active(rule: PointRule, found: Iterable[Done]) -> list[Done]:
    """Of people still here and units still open."""
    if rule.of_units:
        ids = {one.who for one in found}
        open_ = set(Unit.objects.filter(pk__in=ids, closed_on__isnull=True).values_list("pk", flat=True))
        return [one for one in found if one.unit_id in open_]
    ids = {one.who for one in found}
    here = set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
    return [one for one in found if one.user_id in here]


def _undecided(row: PointAward | None) -> bool:
    """Never judged, or refused for want of money: a larger budget pays for it after all."""
    return row is None or (row.outcome == Outcome.REFUSED and row.reason in FOR_MONEY)


def _left(budget: PointBudget | None) -> int:
    """What the budget still has; the budget is locked, so that nobody else gives of it meanwhile. Not its account: that
    comes after those of people in the order of locks."""
    if budget is None:
        return 0
    PointBudget.objects.select_for_update().get(pk=budget.pk)
    row = PointAccount.objects.filter(budget=budget, kind=AccountKind.BUDGET).first()
    return row.balance if row is not None else 0


def _judge(rule: PointRule, open_: Sequence[Done], left: int, *, has_budget: bool) -> list[Verdict]:
    who = "unit_id" if rule.of_units else "user_id"
    granted = PointAward.objects.filter(rule=rule, outcome=Outcome.GRANTED, **{f"{who}__in": {o.who for o in open_}})
    earned = [Earned(pk, on, points) for pk, on, points in granted.values_list(who, "on", "points")]
    claims = [Claim(one.id, one.who, one.on) for one in open_]
    terms = Terms(rule.points, rule.cap, rule.period, rule.cool_down_days)
    found = awarding.decide(claims, earned, terms, left)
    if has_budget:
        return found
    return [Verdict(one.claim, 0, WhyNot.NO_BUDGET) if one.reason == awarding.BUDGET else one for one in found]


def _write(
    rule: PointRule, budget: PointBudget | None, things: dict[tuple[int, str], Done], verdicts: Sequence[Verdict],
    known: dict[tuple[int | None, str], PointAward], now: datetime,
) -> list[PointAward]:  # fmt: skip
    fresh: list[PointAward] = []
    again: list[PointAward] = []
    for verdict in verdicts:
        thing = things[verdict.claim.who, verdict.claim.key]
        old = known.get((thing.who, thing.id))
        row = old or PointAward(
            rule=rule, cause=rule.cause, cause_id=thing.id, user_id=thing.user_id, unit_id=thing.unit_id,
            project_id=thing.project_id, on=thing.on, text=thing.text, outcome=Outcome.REFUSED,
            recognition_id=int(thing.id) if rule.cause == Cause.RECOGNITION else None,
        )  # fmt: skip
        changed = old is None or verdict.points > 0
        row.points, row.judged_at = verdict.points, now
        row.outcome = Outcome.GRANTED if verdict.points else Outcome.REFUSED
        row.reason = verdict.reason
        if changed:
            (fresh if old is None else again).append(row)
    PointAward.objects.bulk_create(fresh, batch_size=500)
    PointAward.objects.bulk_update(again, ["points", "judged_at", "outcome", "reason"], batch_size=200)
    written = fresh + again
    if budget is not None:
        _pay(budget, [row for row in written if row.points], now)
    return written


def _pay(budget: PointBudget, rows: Sequence[PointAward], now: datetime) -> None:
    """From the budget to the wallets and pots."""
    if not rows:
        return
    keys = {(budget.pk, *_place(row)) for row in rows}
    found = accounts([*keys, (budget.pk, AccountKind.BUDGET.value, None, None)])
    source = found[budget.pk, AccountKind.BUDGET.value, None, None].pk
    expires = months_after(timezone.localdate(now), policy_of().expire_months)
    post_all(
        [
            Posting(
                kind=Move.AWARD,
                occasion=f"award:{row.pk}",
                award=row,
                # Points in a pot begin to age when they are shared out.
                legs=[Leg(source, found[budget.pk, *_place(row)].pk, row.points,
                          expires_on=expires if row.user_id else None)],
            )
            for row in rows
        ],
        now=now,
    )  # fmt: skip


def _place(row: PointAward) -> tuple[str, int | None, int | None]:
    kind = AccountKind.WALLET if row.user_id else AccountKind.POT
    return kind.value, row.user_id, row.unit_id


def _tell(rule: PointRule, rows: Sequence[PointAward], now: datetime) -> None:
    """One message a day per rule and person, however many things it paid."""
    sums: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.points:
            sums[row.who] += row.points
    period = timezone.localdate(now).isoformat()
    if rule.of_units:
        for unit in Unit.objects.filter(pk__in=sums).select_related("head"):
            text = Sentence("points.pot_filled", {"unit": name(unit), "n": num(sums[unit.pk])})
            tell("points.pot", rule, unit.head, text, now, url=f"{HOME}ranking/", period=f"{period}:{unit.pk}")
        return
    promise_many(
        Promise(
            rule="points.earned",
            subject=rule,
            period=period,
            to=person,
            text=Sentence("points.earned", {"n": num(sums[person.pk]), "rule": name(rule)}),
            url=HOME,
            at=now,
            kind="info",
        )
        for person in User.objects.filter(pk__in=sums, is_active=True)
    )


def _warn(budget: PointBudget, left: int, rows: Sequence[PointAward], now: datetime) -> None:
    """Whoever leads the change is told once when a budget is nearly, and once when it is fully used."""
    left -= sum(row.points for row in rows)
    refused = any(row.reason in FOR_MONEY for row in rows)
    nearly = left * 100 <= budget.points * (100 - NEARLY_USED)
    for when, rule in ((nearly, "points.budget_nearly"), (refused, "points.budget_empty")):
        if when:
            # A budget that is made larger may run out again: that is another occasion.
            words = Sentence(rule, {"budget": name(budget), "left": num(left), "points": num(budget.points)})
            tell_all(rule, budget, keepers(budget.project_id), words, now,
                     url=budget.url, period=str(budget.points))  # fmt: skip


@transaction.atomic
def reverse(*, award: PointAward, now: datetime, by: Any = None, noted: bool = True) -> PointAward:
    """Take points back by a counter-entry, as far as they are still there; what was spent stays spent.

    noted  write it into the history; the act that caused it may have done so
    Safe to call again.
    """
    rule = PointRule.objects.select_for_update().get(pk=award.rule_id)
    row = PointAward.objects.select_related("user", "unit").get(pk=award.pk)
    if row.outcome != Outcome.GRANTED:
        return row
    given = row.transactions.filter(kind=Move.AWARD).get().entries.get()
    account = hold([given.credit_id])[given.credit_id]
    if account.kind == AccountKind.WALLET:
        lots = wallets.lots([account.pk]).get(account.pk, [])
        points = min(row.points, sum(lot.points for lot in lots))
        legs = spend(lots, account.pk, given.debit_id, points, given.pk) if points else []
    else:
        points = min(row.points, account.balance)
        legs = [Leg(account.pk, given.debit_id, points)] if points else []
    if legs:
        post(Posting(kind=Move.REVERSE, occasion=f"reverse:{row.pk}", award=row, by=by, legs=legs), now=now)
    row.outcome, row.reason, row.taken_back = Outcome.REVERSED, WhyNot.GONE, points
    row.save(update_fields=["outcome", "reason", "taken_back"])
    if noted:
        record(by, "points.taken_back", rule, now, after={"user": _owner(row), "points": points})
    if row.user is not None and points:
        words = Sentence("points.taken_back", {"n": num(points), "rule": name(rule)})
        tell("points.taken_back", row, row.user, words, now, url=HOME)
    return row


def _owner(row: PointAward) -> str:
    return str(row.user.name if row.user is not None else row.unit and row.unit.name)


def take_back_gone(*, now: datetime) -> int:
    """Reverse what was earned by something that no longer stands; returns how many."""
    since = timezone.localdate(now) - timedelta(days=WATCH_DAYS)
    count = 0
    for kind in causes.known():
        source = causes.source(kind)
        rows = PointAward.objects.filter(cause=kind, outcome=Outcome.GRANTED, on__gte=since)
        ids = dict(rows.values_list("pk", "cause_id"))
        if not ids or source is None:
            continue
        standing = source.standing(set(ids.values()))
        for pk, cause_id in ids.items():
            if cause_id not in standing:
                reverse(award=PointAward.objects.get(pk=pk), now=now)
                count += 1
    return count
