"""Where a year of a calendar came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class YearSource(models.TextChoices):
    SHIPPED = "shipped", _("Delivered with the product")
    IMPORTED = "imported", _("Imported")
    EDITED = "edited", _("Edited by hand")
