"""Lock-out after repeated failures: five wrong passwords for one account from one address within 15 minutes.

Counting is per account *and* address, so that nobody can lock a colleague out from elsewhere. An account that does not
exist is counted like one that does, or the lock itself would tell which names are real.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from pmo.accounts import selectors
from pmo.accounts.models import LoginFailure
from pmo.records.errors import Forbidden

LIMIT = 5
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


class LockedOut(Forbidden):
    code = "locked_out"


def attempt(*, login: str, ip: str, now: datetime) -> int:
    """Count a log-in attempt before its password is looked at; returns the id to forgive when it was right.

    Written first, so that a burst of simultaneous guesses cannot slip under the limit. Raises LockedOut.
    """
    account = _account(login)
    mine = LoginFailure.objects.create(account=account, ip=ip, failed_at=now)
    recent = LoginFailure.objects.filter(account=account, ip=ip, failed_at__gt=now - WINDOW, failed_at__lte=now)
    others = list(recent.exclude(pk=mine.pk).order_by("-failed_at").values_list("failed_at", flat=True)[:LIMIT])
    if len(others) >= LIMIT:
        # A refused attempt does not prolong the lock, or an honest person who keeps trying never gets in.
        mine.delete()
        raise LockedOut(_wait(others[-1] + WINDOW - now))
    return mine.pk


def forgive(*, login: str, ip: str) -> None:
    """The password was right: the failures before it were typing mistakes."""
    LoginFailure.objects.filter(account=_account(login), ip=ip).delete()


def is_last_chance_used(*, login: str, ip: str, now: datetime) -> bool:
    """Whether the failure just counted has locked the account for this address."""
    rows = LoginFailure.objects.filter(account=_account(login), ip=ip, failed_at__gt=now - WINDOW)
    return rows.count() == LIMIT


def forget_old(*, now: datetime) -> int:
    """Delete failures that no longer matter; returns how many."""
    gone, _rows = LoginFailure.objects.filter(failed_at__lt=now - KEPT).delete()
    return gone


def _account(login: str) -> str:
    """One key for all names of one person; what was typed is never stored."""
    person = selectors.find_login(login)
    text = f"id:{person.pk}" if person else f"text:{login.strip().casefold()}"
    return salted_hmac("pmo.accounts.lockout", text, algorithm="sha256").hexdigest()


def _wait(left: timedelta) -> str:
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    text = ngettext(
        "Too many failed attempts. Try again in %(n)d minute, or set a new password.",
        "Too many failed attempts. Try again in %(n)d minutes, or set a new password.",
        minutes,
    )
    return text % {"n": minutes}
