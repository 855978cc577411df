"""Points do not last for ever: their owners are told in time, then they lapse, once; so does what is left behind."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from changemgmt.engines import ledger
from changemgmt.engines.ledger import Lot
from changemgmt.incentives.choices import NOTICE_DAYS, WAITING, AccountKind, Move
from changemgmt.incentives.models import PointAccount, PointEntry, Redemption
from changemgmt.incentives.selectors import wallets
from changemgmt.incentives.services import redeeming
from changemgmt.incentives.services.common import policy_of, record, tell
from changemgmt.incentives.services.posting import Leg, Posting, account, hold, post
from pmo.accounts.models import User
from pmo.notify.services import Promise, promise_many
from pmo.texts import Sentence, day, name, num

HOME = "/points/"


def lapse(*, now: datetime) -> int:
    """Let lapse what is over; returns from how many wallets. Safe to run twice, at once or killed in the middle."""
    today = timezone.localdate(now)
    return sum(_lapse(pk, today, now) for pk in _with_lots_until(today))


def _with_lots_until(until: date) -> list[int]:
    """Wallets with open lots that are over on the day."""
    rows = PointEntry.objects.filter(
        credit__kind=AccountKind.WALLET, credit__balance__gt=0, expires_on__isnull=False, expires_on__lte=until
    )
    left = rows.annotate(gone=Coalesce(Sum("used__points"), 0)).filter(points__gt=F("gone"))
    return sorted(set(left.values_list("credit_id", flat=True)))


@transaction.atomic
def _lapse(pk: int, today: date, now: datetime) -> bool:
    wallet = hold([pk])[pk]
    over = ledger.lapsed(wallets.lots([pk]).get(pk, []), today)
    if not over:
        return False
    _post(wallet, over, Move.EXPIRE, f"expire:{pk}:{today}", now)
    return True


def _post(wallet: PointAccount, lots: list[Lot], kind: Move, occasion: str, now: datetime) -> None:
    gone = account(wallet.budget_id, AccountKind.EXPIRED)
    legs = [Leg(wallet.pk, gone.pk, lot.points, lot=lot.id) for lot in lots]
    post(Posting(kind=kind, occasion=occasion, legs=legs), now=now)


def warn(*, now: datetime) -> int:
    """Tell people once a month that points lapse within 30 days; returns how many are told now."""
    today = timezone.localdate(now)
    soon = today + timedelta(days=NOTICE_DAYS)
    ids = _with_lots_until(soon)
    owners = dict(PointAccount.objects.filter(pk__in=ids, user__is_active=True).values_list("pk", "user_id"))
    lots: dict[int, list[Lot]] = defaultdict(list)
    for pk, some in wallets.lots(list(owners)).items():
        lots[owners[pk]] += some
    people = User.objects.in_bulk(list(lots))
    return promise_many(
        promise for pk, some in sorted(lots.items()) for promise in _warnings(people[pk], some, today, soon, now)
    )


def _warnings(person: User, lots: list[Lot], today: date, soon: date, now: datetime) -> list[Promise]:
    """One per month in which something lapses, with all of that month."""
    months: dict[str, list[Lot]] = defaultdict(list)
    for lot in lots:
        if lot.expires_on is not None and lot.expires_on > today:
            months[f"{lot.expires_on:%Y-%m}"].append(lot)
    found = []
    for month, some in sorted(months.items()):
        first = min(lot.expires_on for lot in some if lot.expires_on is not None)
        if first > soon:
            continue
        words = {"n": num(sum(lot.points for lot in some)), "on": day(first)}
        found.append(
            Promise(rule="points.expiring", subject=person, period=month, to=person,
                    text=Sentence("points.expiring", words), url=HOME, at=now)
        )  # fmt: skip
    return found


def leave(*, now: datetime) -> int:
    """What people who left still have: the head of their unit is told at once, after the days of the policy it lapses;
    returns how many people's did. Safe to run again."""
    rule = policy_of()
    rows = PointAccount.objects.filter(kind=AccountKind.WALLET, user__is_active=False, balance__gt=0)
    waiting = Redemption.objects.filter(state__in=WAITING, user__is_active=False)
    for row in waiting.select_related("user"):
        redeeming.cancel_left(redemption=row, now=now)
    sums = dict(rows.order_by().values_list("user_id").annotate(n=Sum("balance")))
    done = 0
    for person in User.objects.filter(pk__in=sums).select_related("unit__head").order_by("pk"):
        left_at = person.deactivated_at or person.updated_at
        over = timezone.localdate(left_at) + timedelta(days=rule.leaver_days)
        if timezone.localdate(now) >= over:
            done += _leave(person, now)
        elif person.unit is not None:
            words = {"who": name(person), "n": num(sums[person.pk]), "on": day(over)}
            tell("points.left", person, person.unit.head, Sentence("points.left", words), now,
                 url=HOME, period=timezone.localdate(left_at).isoformat())  # fmt: skip
    return done


@transaction.atomic
def _leave(person: User, now: datetime) -> bool:
    ids = list(wallets.wallets(person).values_list("pk", flat=True))
    locked, lots = hold(ids), wallets.lots(ids)
    today, total = timezone.localdate(now), 0
    for pk in ids:
        some = lots.get(pk, [])
        if some:
            _post(locked[pk], some, Move.LEAVE, f"leave:{pk}:{today}", now)
            total += sum(lot.points for lot in some)
    if total:
        record(None, "points.left", person, now, after={"points": total})
    return total > 0
