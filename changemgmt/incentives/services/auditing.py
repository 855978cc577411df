"""The ledger is recomputed every night; who keeps it is told when it does not add up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from changemgmt.incentives.models import PointBudget
from changemgmt.incentives.selectors import books
from changemgmt.incentives.selectors.books import Fault
from changemgmt.incentives.services.common import pmo_leads, tell_all
from pmo.texts import Sentence, num


@transaction.atomic
def audit(*, now: datetime) -> list[Fault]:
    """Recompute, and tell the PMO once a day what differs."""
    found = books.audit()
    subject = PointBudget.objects.order_by("pk").first()
    if found and subject is not None:
        words = {"n": num(len(found)), "account": found[0].label}
        tell_all("points.differs", subject, pmo_leads(), Sentence("points.differs", words), now,
                 url="/points/budgets/", period=timezone.localdate(now).isoformat())  # fmt: skip
    return found
