"""Kinds of benefits, what they hang on, how their money is found, and the way they go."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    SAVING = "saving", pgettext_lazy("benefit", "Saving")
    AVOIDANCE = "avoidance", pgettext_lazy("benefit", "Cost avoided")
    REVENUE = "revenue", pgettext_lazy("benefit", "Margin of more revenue")
    CAPITAL = "capital", pgettext_lazy("benefit", "Working capital set free")
    NO_MONEY = "no_money", pgettext_lazy("benefit", "Not in money")


class Nature(models.TextChoices):
    """Hard: a budget or the books show it. Soft: worth something, and no account becomes smaller."""

    HARD = "hard", pgettext_lazy("benefit", "Hard")
    SOFT = "soft", pgettext_lazy("benefit", "Soft")


class Way(models.TextChoices):
    """Where its money comes from."""

    KPI = "kpi", pgettext_lazy("benefit", "Computed from the KPI")
    BOOKED = "booked", pgettext_lazy("benefit", "Booked month by month")


class Per(models.TextChoices):
    MONTH = "month", pgettext_lazy("amount", "a month")
    YEAR = "year", pgettext_lazy("amount", "a year")
    ONCE = "once", pgettext_lazy("amount", "once")


class Anchor(models.TextChoices):
    START = "start", pgettext_lazy("benefit", "Start of the project")
    FINISH = "finish", pgettext_lazy("benefit", "Finish of the project")
    TASK = "task", pgettext_lazy("benefit", "A milestone or phase of the plan")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("benefit", "Draft")
    PROPOSED = "proposed", pgettext_lazy("benefit", "To be confirmed")
    AGREED = "agreed", pgettext_lazy("benefit", "Agreed")
    REALISING = "realising", pgettext_lazy("benefit", "Realising")
    CLOSED = "closed", pgettext_lazy("benefit", "Closed")


class BookingState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("booked amount", "Waits for finance")
    VALIDATED = "validated", pgettext_lazy("booked amount", "Validated")
    RETURNED = "returned", pgettext_lazy("booked amount", "Returned")


# Both sides stand for it.
AGREED = (State.AGREED, State.REALISING, State.CLOSED)
# What can still change by an act other than taking it up again.
OPEN = (State.DRAFT, State.PROPOSED)
RUNNING = (State.AGREED, State.REALISING)
UNDECIDED = (BookingState.WAITING, BookingState.RETURNED)
