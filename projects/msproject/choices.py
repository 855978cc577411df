"""States of an import."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    READING = "reading", _("Being read")
    CHECKED = "checked", _("Ready to import")
    IMPORTING = "importing", _("Being imported")
    IMPORTED = "imported", pgettext_lazy("plan import", "Imported")
    REFUSED = "refused", _("Refused")
    DISCARDED = "discarded", _("Discarded")


OPEN = (ImportState.CHECKED, ImportState.REFUSED)
