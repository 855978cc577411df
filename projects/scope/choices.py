"""Priorities of scope, kinds of change lines, states of change requests."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Priority(models.TextChoices):
    """MoSCoW."""

    MUST = "must", pgettext_lazy("MoSCoW", "Must")
    SHOULD = "should", pgettext_lazy("MoSCoW", "Should")
    COULD = "could", pgettext_lazy("MoSCoW", "Could")
    WONT = "wont", pgettext_lazy("MoSCoW", "Won't this time")


class ItemState(models.TextChoices):
    IN = "in", pgettext_lazy("scope", "In scope")
    OUT = "out", pgettext_lazy("scope", "Out of scope")


class MoveKind(models.TextChoices):
    """What happened to the scope after its baseline."""

    ADDED = "added", pgettext_lazy("scope", "Added")
    REMOVED = "removed", pgettext_lazy("scope", "Removed")
    RESIZED = "resized", pgettext_lazy("scope", "Effort changed")


class ChangeStatus(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("change request", "Submitted")
    ASSESSED = "assessed", pgettext_lazy("change request", "Assessed")
    APPROVED = "approved", pgettext_lazy("change request", "Approved")
    REJECTED = "rejected", pgettext_lazy("change request", "Rejected")
    DEFERRED = "deferred", pgettext_lazy("change request", "Deferred")
    WITHDRAWN = "withdrawn", pgettext_lazy("change request", "Withdrawn")


class LineKind(models.TextChoices):
    """What one line of a change request does."""

    ADD_ITEM = "add_item", _("Add to the scope")
    REMOVE_ITEM = "remove_item", _("Take out of the scope")
    CHANGE_ITEM = "change_item", _("Change effort, wave or priority")
    ADD_TASK = "add_task", _("Add work to the plan")
    CHANGE_TASK = "change_task", _("Lengthen or shorten a task")
    REMOVE_TASK = "remove_task", _("Drop a task of the plan")


# Still to be decided: their lines may change.
OPEN = (ChangeStatus.SUBMITTED, ChangeStatus.ASSESSED, ChangeStatus.DEFERRED)
DECISIONS = (ChangeStatus.APPROVED, ChangeStatus.REJECTED, ChangeStatus.DEFERRED)
DECIDED = (*DECISIONS, ChangeStatus.WITHDRAWN)
ITEM_LINES = (LineKind.ADD_ITEM, LineKind.REMOVE_ITEM, LineKind.CHANGE_ITEM)
