"""Fields that the rows of this room share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

USER = settings.AUTH_USER_MODEL
MONEY: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "validators": [MinValueValidator(Decimal(0))]}


def person(label: Any) -> Any:
    return models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label)
