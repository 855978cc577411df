"""What earns points, why something earned none, where points lie, what becomes of a gift asked for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_POINTS = 1000
MOST_BUDGET = 10_000_000
MOST_PRICE = 100_000
MOST_STOCK = 100_000
# How far back a sweep looks for things done that were not known the last time.
LOOK_BACK_DAYS = 92
# For how long something that earned points is watched for being taken back.
WATCH_DAYS = 400
# Before points lapse their owner is told.
NOTICE_DAYS = 30
# What comes back of a redemption may be used for so long, whatever its lot says.
RETURN_DAYS = 30
# After the hand-over the receiver has so long to say that nothing came.
RECEIPT_DAYS = 14
# Percent of a budget from which its keepers are told.
NEARLY_USED = 90
EXPIRE_MONTHS = 12
EXPIRE_RANGE = (3, 60)
LEAVER_DAYS = 30
LEAVER_RANGE = (7, 365)
# What a colleague may be given in a month, and how often the same two may do so, unless the rule says otherwise.
ALLOWANCE = 30
PAIR_LIMIT = 2
# The smallest group whose average is shown.
FEWEST = 5


class Cause(models.TextChoices):
    """Closed on purpose: being there, opening and clicking earn nothing."""

    ASSESSMENT = "assessment", _("Assessment passed")
    FEEDBACK = "feedback", _("Useful feedback")
    CHAMPION = "champion", _("Help as a champion")
    TARGET = "target", _("Unit reached its weekly target")
    RECOGNITION = "recognition", _("Recognised by a colleague")


# These give to a unit, not to a person.
OF_UNITS = (Cause.TARGET,)


class Period(models.TextChoices):
    """The codes are those of `changemgmt.engines.awarding`."""

    DAY = "day", pgettext_lazy("per", "a day")
    WEEK = "week", pgettext_lazy("per", "a week")
    MONTH = "month", pgettext_lazy("per", "a month")
    QUARTER = "quarter", pgettext_lazy("per", "a quarter")
    YEAR = "year", pgettext_lazy("per", "a year")
    EVER = "ever", pgettext_lazy("per", "ever")


class AccountKind(models.TextChoices):
    """Points are born in `source` and go down this list; only `source` is ever below zero."""

    SOURCE = "source", pgettext_lazy("account", "Source of the budget")
    BUDGET = "budget", pgettext_lazy("account", "Budget left to give")
    POT = "pot", pgettext_lazy("account", "Pot of a unit")
    WALLET = "wallet", pgettext_lazy("account", "Points of a person")
    HELD = "held", pgettext_lazy("account", "Held for a gift")
    REDEEMED = "redeemed", pgettext_lazy("account", "Redeemed")
    EXPIRED = "expired", pgettext_lazy("account", "Lapsed")


OF_PERSON = (AccountKind.WALLET, AccountKind.HELD)
OF_BUDGET = (AccountKind.SOURCE, AccountKind.BUDGET, AccountKind.REDEEMED, AccountKind.EXPIRED)


class Move(models.TextChoices):
    """What a transaction does."""

    FUND = "fund", pgettext_lazy("points", "Budget granted")
    DEFUND = "defund", pgettext_lazy("points", "Budget cut")
    AWARD = "award", pgettext_lazy("points", "Earned")
    REVERSE = "reverse", pgettext_lazy("points", "Taken back")
    SHARE = "share", pgettext_lazy("points", "Shared out")
    HOLD = "hold", pgettext_lazy("points", "Held for a gift")
    RELEASE = "release", pgettext_lazy("points", "Given back")
    REDEEM = "redeem", pgettext_lazy("points", "Redeemed")
    EXPIRE = "expire", pgettext_lazy("points", "Lapsed")
    LEAVE = "leave", pgettext_lazy("points", "Lapsed after leaving")


class Outcome(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("points", "Earned points")
    REFUSED = "refused", pgettext_lazy("points", "Earned none")
    REVERSED = "reversed", pgettext_lazy("points", "Taken back")


class WhyNot(models.TextChoices):
    """The first three codes are those of `changemgmt.engines.awarding`."""

    NONE = "", ""
    CAP = "cap", _("The most of this period was reached")
    COOL_DOWN = "cool_down", _("Too soon after the last one")
    BUDGET = "budget", _("The budget was used up")
    NO_BUDGET = "no_budget", _("There is no budget for this year")
    GONE = "gone", _("What earned them no longer stands")
    LEFT = "left", _("No longer active")


# Refusals that a new or larger budget undoes.
FOR_MONEY = (WhyNot.BUDGET, WhyNot.NO_BUDGET)


class RedemptionState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("gift", "Asked for")
    APPROVED = "approved", pgettext_lazy("gift", "Approved")
    HANDED = "handed", pgettext_lazy("gift", "Handed over")
    DONE = "done", pgettext_lazy("gift", "Received")
    REFUSED = "refused", pgettext_lazy("gift", "Refused")
    CANCELLED = "cancelled", pgettext_lazy("gift", "Cancelled")


# Those that have taken a piece of the stock and points.
TAKEN = (RedemptionState.ASKED, RedemptionState.APPROVED, RedemptionState.HANDED, RedemptionState.DONE)
HOLDING = (RedemptionState.ASKED, RedemptionState.APPROVED, RedemptionState.HANDED)
WAITING = (RedemptionState.ASKED, RedemptionState.APPROVED)
