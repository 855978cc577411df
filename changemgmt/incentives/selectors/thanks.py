"""Recognition: the wall of a unit, what one may still give this month, what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from changemgmt.incentives.choices import AccountKind, Cause, Move
from changemgmt.incentives.models import PointEntry, PointRule, Recognition
from pmo.accounts.models import User

LATELY = 8


def rule_on(today: date) -> PointRule | None:
    """The rule of recognition in force; without one it is not open."""
    rows = PointRule.objects.filter(cause=Cause.RECOGNITION, active=True, from_on__lte=today)
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=today)).first()


def visible(user: Any) -> QuerySet[Recognition]:
    rows: QuerySet[Recognition] = Recognition.objects.visible_to(user)
    return rows.select_related("giver", "receiver", "unit", "award")


def wall(user: Any) -> QuerySet[Recognition]:
    """What stands on the walls somebody reads: of their unit and those above it. Taken down: nobody's."""
    return visible(user).filter(withdrawn_at__isnull=True)


def reported(user: Any) -> QuerySet[Recognition]:
    """To be looked at, by those who may take down."""
    rows: QuerySet[Recognition] = Recognition.objects.for_verb(user, "manage")
    found = rows.filter(reported_at__isnull=False, kept_at__isnull=True, withdrawn_at__isnull=True)
    return found.exclude(giver_id=user.pk).exclude(receiver_id=user.pk)


@dataclass(frozen=True)
class Allowance:
    """Points one may give in a month: what is not given is gone with the month."""

    rule: PointRule
    given: int

    @property
    def left(self) -> int:
        return max((self.rule.allowance or 0) - self.given, 0)

    @property
    def times(self) -> int:
        """How many more colleagues can be thanked."""
        return self.left // self.rule.points


def allowance(user: Any, today: date) -> Allowance | None:
    """Computed from what was given this month (two queries); None where recognition is not open."""
    rule = rule_on(today)
    return Allowance(rule, given_in_month(user.pk, today)) if rule is not None else None


def given_in_month(user_id: int, today: date) -> int:
    """Points somebody gave this month, as the ledger has them. What was taken down is not given back: to thank and to
    be taken down would be a way to thank without end."""
    rows = PointEntry.objects.filter(
        transaction__kind=Move.AWARD,
        credit__kind=AccountKind.WALLET,
        transaction__award__recognition__giver_id=user_id,
        transaction__award__on__year=today.year,
        transaction__award__on__month=today.month,
    )
    return int(rows.aggregate(n=Sum("points"))["n"] or 0)


def colleagues(user: Any) -> QuerySet[User]:
    """Whom somebody may thank: everybody who works here, but themselves."""
    rows: QuerySet[User] = User.objects.visible_to(user).filter(is_active=True, unit__isnull=False)
    return rows.exclude(pk=user.pk).select_related("unit").order_by("unit__path", "name", "pk")


def given(user: Any) -> QuerySet[Recognition]:
    rows: QuerySet[Recognition] = Recognition.objects.filter(giver_id=user.pk)
    return rows.select_related("receiver", "award").order_by("-created_at", "-pk")


def received(user: Any) -> QuerySet[Recognition]:
    rows: QuerySet[Recognition] = Recognition.objects.filter(receiver_id=user.pk, withdrawn_at__isnull=True)
    return rows.select_related("giver", "award").order_by("-created_at", "-pk")
