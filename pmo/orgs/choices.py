"""Kinds of organisational unit, from the top down."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    COMPANY = "company", _("Company")
    DIVISION = "division", _("Division")
    DEPARTMENT = "department", _("Department")
    WORKSHOP = "workshop", _("Workshop")
