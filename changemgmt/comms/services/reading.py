"""What readers do: open, confirm. Nobody does it for somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from changemgmt.comms.choices import State
from changemgmt.comms.models import Announcement, Receipt
from changemgmt.comms.services.publishing import TOLD
from pmo import audit, notify
from pmo.records import Conflict, Forbidden


@transaction.atomic
def opened(*, by: Any, announcement: Announcement, now: datetime) -> None:
    """The reader has it before their eyes; where nothing is to be confirmed it counts as read. Noted once."""
    if announcement.state != State.PUBLISHED or getattr(by, "read_only", False):
        return
    mine = Receipt.objects.filter(announcement=announcement, user=by, opened_at__isnull=True)
    if announcement.confirm:
        mine.update(opened_at=now)
    elif mine.update(opened_at=now, read_at=now):
        _settle(by, announcement, now)


@transaction.atomic
def confirm(*, by: Any, announcement: Announcement, now: datetime) -> Receipt:
    """“I have read this.” The first time counts.

    Raises Forbidden (read-only access) or Conflict (not addressed to the person, not out, withdrawn).
    """
    if getattr(by, "read_only", False):
        raise Forbidden(_("Your role does not allow this."))
    if announcement.state != State.PUBLISHED:
        raise Conflict(_("Only what has gone out can be read."), code="state")
    mine = Receipt.objects.filter(announcement=announcement, user=by).select_related("announcement")
    first = mine.filter(read_at__isnull=True).update(opened_at=Coalesce(F("opened_at"), now), read_at=now)
    receipt = mine.first()
    if receipt is None:
        raise Conflict(_("It was not addressed to you, so you are not counted among its readers."), code="no_receipt")
    if first:
        audit.record(by=by, act="announcement.confirmed", obj=receipt, project_id=announcement.project_id, now=now)
        _settle(by, announcement, now)
    return receipt


def _settle(by: Any, announcement: Announcement, now: datetime) -> None:
    """What the inbox said about it is done."""
    for rule in TOLD:
        notify.settle(rule=rule, subject=announcement, now=now, to=by)
    by.__dict__.pop("_inbox_count", None)
