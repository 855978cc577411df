"""Where somebody stands with a course, on a day: pure questions about one enrolment."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from changemgmt.training.choices import Progress
from changemgmt.training.models import Enrolment

# So long before it expires a certificate can be renewed.
RENEWAL = timedelta(days=60)
SOON = timedelta(days=14)


def is_valid(enrolment: Enrolment, today: date) -> bool:
    """Passed, and the certificate has not expired."""
    if enrolment.passed_on is None:
        return False
    return enrolment.valid_until is None or enrolment.valid_until >= today


def progress(enrolment: Enrolment, today: date, *, marking: bool = False) -> Progress:
    if is_valid(enrolment, today):
        return Progress.PASSED
    if marking:
        return Progress.MARKING
    if enrolment.passed_on is not None:
        return Progress.EXPIRED
    if enrolment.due_on is not None and enrolment.due_on < today:
        return Progress.OVERDUE
    return Progress.OPEN


def may_renew(enrolment: Enrolment, today: date) -> bool:
    """Whether a passed course may be sat again."""
    return enrolment.valid_until is not None and today >= enrolment.valid_until - RENEWAL


def add_months(on: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    index = on.year * 12 + on.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
