"""Kinds of links, constraints and edits. The numbers are Microsoft Project's, as in the engine."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LinkKind(models.IntegerChoices):
    FF = 0, pgettext_lazy("link", "Finish to finish (FF)")
    FS = 1, pgettext_lazy("link", "Finish to start (FS)")
    SF = 2, pgettext_lazy("link", "Start to finish (SF)")
    SS = 3, pgettext_lazy("link", "Start to start (SS)")


class Constraint(models.IntegerChoices):
    ASAP = 0, _("As soon as possible")
    ALAP = 1, _("As late as possible")
    MSO = 2, _("Must start on")
    MFO = 3, _("Must finish on")
    SNET = 4, _("Start no earlier than")
    SNLT = 5, _("Start no later than")
    FNET = 6, _("Finish no earlier than")
    FNLT = 7, _("Finish no later than")


class DurationUnit(models.TextChoices):
    """The unit a duration or lag is shown in; amounts are stored in minutes."""

    MINUTE = "m", pgettext_lazy("duration", "minutes")
    HOUR = "h", pgettext_lazy("duration", "hours")
    DAY = "d", pgettext_lazy("duration", "days")
    WEEK = "w", pgettext_lazy("duration", "weeks")
    MONTH = "mo", pgettext_lazy("duration", "months")


class EditKind(models.TextChoices):
    EDIT = "edit", _("Edit")
    UNDO = "undo", _("Undo")
    REDO = "redo", _("Redo")
    IMPORT = "import", _("Import")
    TEMPLATE = "template", _("Template")
    LEVELLING = "levelling", _("Levelling")
    CHANGE_REQUEST = "change", _("Change request")


# Link kinds and constraints by the short names programs and files use.
LINK_CODES = {"FF": LinkKind.FF, "FS": LinkKind.FS, "SF": LinkKind.SF, "SS": LinkKind.SS}
CONSTRAINT_CODES = {member.name: member for member in Constraint}
NEEDS_MOMENT = frozenset(Constraint) - {Constraint.ASAP, Constraint.ALAP}
HARD = frozenset({Constraint.MSO, Constraint.MFO, Constraint.SNLT, Constraint.FNLT})
