"""What a unit earned together is shared out among its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives.choices import AccountKind, Move
from changemgmt.incentives.models import PointAccount
from changemgmt.incentives.models.scopes import COMPANY
from changemgmt.incentives.services.common import months_after, policy_of, record
from changemgmt.incentives.services.posting import Leg, Posting, accounts, hold, post
from pmo.access import policy
from pmo.access.scopes import of
from pmo.accounts.models import User
from pmo.notify.services import Promise, promise_many
from pmo.orgs.models import Unit
from pmo.records import Conflict, Forbidden
from pmo.texts import Sentence, name, num


def may_share(user: Any, unit: Unit) -> bool:
    """The head of the unit, and who keeps the points of the company."""
    if of(user).read_only:
        return False
    return unit.head_id == user.pk or policy.may(user, "share", COMPANY)


@transaction.atomic
def share_out(*, by: Any, pot: PointAccount, now: datetime) -> int:
    """The same for everybody of the unit, in whole points; what cannot be divided stays. Returns points per person.

    Raises Forbidden or Conflict (too few to divide).
    """
    unit = pot.unit
    if unit is None or not may_share(by, unit):
        raise Forbidden(_("The head of the unit shares out what it earned."))
    row = hold([pot.pk])[pot.pk]
    people = list(User.objects.filter(unit__path__startswith=unit.path, is_active=True).order_by("pk"))
    each = row.balance // len(people) if people else 0
    if not each:
        raise Conflict(_("%(points)s points cannot be shared among %(people)s people."),
                       params={"points": row.balance, "people": len(people)}, code="too_few")  # fmt: skip
    found = accounts((row.budget_id, AccountKind.WALLET.value, person.pk, None) for person in people)
    expires = months_after(timezone.localdate(now), policy_of().expire_months)
    legs = [
        Leg(row.pk, found[row.budget_id, AccountKind.WALLET.value, person.pk, None].pk, each, expires_on=expires)
        for person in people
    ]
    number = row.gone.values("transaction").distinct().count() + 1
    occasion = f"share:{row.pk}:{number}"
    post(Posting(kind=Move.SHARE, occasion=occasion, by=by, legs=legs), now=now)
    record(by, "points.shared", unit, now, after={"points": each * len(people), "people": len(people)})
    promise_many(
        Promise(rule="points.shared", subject=row, period=occasion, to=person, url="/points/", at=now, kind="info",
                text=Sentence("points.shared", {"n": num(each), "unit": name(unit)}))
        for person in people
    )  # fmt: skip
    return each
