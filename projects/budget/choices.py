"""Categories of money, states of tranches, commitments and approvals, ways to estimate the end."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    LICENCES = "licences", pgettext_lazy("budget", "Licences")
    IMPLEMENTATION = "implementation", pgettext_lazy("budget", "Implementation")
    INTERNAL = "internal", pgettext_lazy("budget", "Own people")
    HARDWARE = "hardware", pgettext_lazy("budget", "Hardware")
    TRAINING = "training", pgettext_lazy("budget", "Training")
    DATA = "data", pgettext_lazy("budget", "Data")
    CONTINGENCY = "contingency", pgettext_lazy("budget", "Contingency")


class Basis(models.TextChoices):
    """Where the plan of a line comes from."""

    TYPED = "typed", pgettext_lazy("budget line", "Entered")
    LABOUR = "labour", pgettext_lazy("budget line", "Computed: hours promised to the project × rates")


class Spending(models.TextChoices):
    CAPITAL = "capital", pgettext_lazy("budget", "Capital")
    OPERATING = "operating", pgettext_lazy("budget", "Operating")


class TrancheState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("tranche", "Planned")
    REQUESTED = "requested", pgettext_lazy("tranche", "Asked for")
    RELEASED = "released", pgettext_lazy("tranche", "Released")
    FROZEN = "frozen", pgettext_lazy("tranche", "Frozen")


class CommitmentState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("commitment", "Waits for approval")
    COMMITTED = "committed", pgettext_lazy("commitment", "Committed")
    RETURNED = "returned", pgettext_lazy("commitment", "Returned")
    REJECTED = "rejected", pgettext_lazy("commitment", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("commitment", "Withdrawn")


class Method(models.TextChoices):
    """Estimate at completion; the codes are those of `engines.earned_value.METHODS`."""

    REMAINING_AS_PLANNED = "remaining_as_planned", _("The rest as planned")
    CPI = "cpi", _("The rest as dear as until now")
    CPI_SPI = "cpi_spi", _("The rest as dear and as slow as until now")
    BOTTOM_UP = "bottom_up", _("Estimated line by line")


class Mode(models.TextChoices):
    ALL = "all", pgettext_lazy("approval", "All of them")
    ANY = "any", pgettext_lazy("approval", "Any one of them")
    SEQUENCE = "sequence", pgettext_lazy("approval", "One after the other")


class Subject(models.TextChoices):
    COMMITMENT = "commitment", pgettext_lazy("approval", "Commitment")
    TRANCHE = "tranche", pgettext_lazy("approval", "Release")
    BUDGET = "budget", pgettext_lazy("approval", "Budget")


class ApprovalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("approval", "Waits")
    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    REJECTED = "rejected", pgettext_lazy("approval", "Rejected")
    RETURNED = "returned", pgettext_lazy("approval", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")


class StepState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("signature", "Waits")
    SIGNED = "signed", pgettext_lazy("signature", "Approved")
    DECLINED = "declined", pgettext_lazy("signature", "Declined")
    RETURNED = "returned", pgettext_lazy("signature", "Returned")
    DELEGATED = "delegated", pgettext_lazy("signature", "Handed over")


class Part(models.TextChoices):
    """Who signs, by their part in the project; a person by name, or any PMO lead."""

    SPONSOR = "sponsor", _("Sponsor")
    BUSINESS_OWNER = "business_owner", _("Business owner")
    MANAGER = "manager", _("Project manager")
    PMO = "pmo", _("PMO lead")
    PERSON = "person", _("A person by name")


# What takes released money away: agreed, or on its way to be.
TAKEN = (CommitmentState.WAITING, CommitmentState.RETURNED, CommitmentState.COMMITTED)
