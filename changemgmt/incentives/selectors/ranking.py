"""Units by what their people earned, and people who want to be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from changemgmt.incentives.choices import FEWEST, AccountKind, Outcome
from changemgmt.incentives.models import PointAccount, PointAward, PointWish
from changemgmt.incentives.models.scopes import COMPANY
from pmo.access import policy
from pmo.accounts.models import User
from pmo.orgs.models import Unit

SHOWN = 10


@dataclass(frozen=True)
class Place:
    """A unit: `average` points per member in the quarter; None: fewer than five people, withheld."""

    unit: Unit
    people: int
    average: float | None
    rank: int | None = None
    # Percent of the best.
    share: float = 0


def first_of_quarter(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def units(today: date) -> list[Place]:
    """Units with people of their own, highest average first, withheld ones last (three queries).

    Average = (points of its members + points of the unit itself) since the first day of the quarter, less what was
    taken back, ÷ members now. Units are apart from each other and no sum of them is shown: what is withheld cannot be
    worked out from the rest.
    """
    since = first_of_quarter(today)
    members = dict(
        User.objects.filter(is_active=True, unit__closed_on__isnull=True, unit__isnull=False)
        .order_by().values_list("unit_id").annotate(n=Count("pk"))
    )  # fmt: skip
    points: dict[int, int] = defaultdict(int)
    granted = PointAward.objects.exclude(outcome=Outcome.REFUSED).filter(on__gte=since, on__lte=today)
    earned = Sum(F("points") - F("taken_back"))
    for path in ("user__unit_id", "unit_id"):
        rows = granted.filter(**{f"{path}__isnull": False})
        if path == "user__unit_id":
            rows = rows.filter(user__is_active=True)
        for unit, n in rows.order_by().values_list(path).annotate(n=earned):
            points[unit] += int(n)
    found = [
        Place(unit, members[unit.pk], points[unit.pk] / members[unit.pk] if members[unit.pk] >= FEWEST else None)
        for unit in Unit.objects.filter(pk__in=members).select_related("head").order_by("path")
    ]
    return _ranked(found)


def _ranked(found: Sequence[Place]) -> list[Place]:
    shown = sorted((one for one in found if one.average is not None), key=lambda one: -(one.average or 0))
    ranked: list[Place] = []
    for number, one in enumerate(shown, start=1):
        same = ranked and ranked[-1].average == one.average
        share = 100 * (one.average or 0) / (shown[0].average or 1)
        ranked.append(Place(one.unit, one.people, one.average, ranked[-1].rank if same else number, share))
    return ranked + [one for one in found if one.average is None]


@dataclass(frozen=True)
class Person:
    user: User
    points: int


def people(today: date) -> list[Person]:
    """Those who want to be seen, by what they earned this quarter (two queries)."""
    since = first_of_quarter(today)
    rows = PointAward.objects.exclude(outcome=Outcome.REFUSED).filter(on__gte=since, on__lte=today)
    rows = rows.filter(user__in=PointWish.objects.values("user_id"), user__is_active=True).order_by()
    sums = dict(rows.values_list("user_id").annotate(n=Sum(F("points") - F("taken_back"))))
    found = User.objects.filter(pk__in=[pk for pk, n in sums.items() if n]).select_related("unit")
    return sorted((Person(one, int(sums[one.pk])) for one in found), key=lambda one: (-one.points, one.user.pk))[:SHOWN]


def shareable(user: Any) -> QuerySet[PointAccount]:
    """Pots somebody may share out: of units they head, and for who keeps the points of the company those they see."""
    heads = PointAccount.objects.filter(kind=AccountKind.POT, unit__head_id=user.pk)
    if policy.may(user, "share", COMPANY):
        heads = heads | PointAccount.objects.filter(
            kind=AccountKind.POT, pk__in=PointAccount.objects.visible_to(user).order_by().values("pk")
        )
    found: QuerySet[PointAccount] = heads.select_related("unit", "budget__project").order_by("unit__path", "pk")
    return found


def pots(user: Any) -> QuerySet[PointAccount]:
    """Pots of the units somebody heads, with something in them."""
    rows: QuerySet[PointAccount] = PointAccount.objects.filter(
        kind=AccountKind.POT, unit__head_id=user.pk, balance__gt=0
    )
    return rows.select_related("unit", "budget__project")
