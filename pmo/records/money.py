"""Amounts of money in the database: whole cents in a column of integers, `Decimal` with two places in Python.

A column of decimals is a column of floats on SQLite, and so are its sums. Integers are exact everywhere.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

CENTS = Decimal("0.01")
MOST = Decimal(10) ** 13


class MoneyField(models.Field):  # type: ignore[type-arg]
    """An amount to the cent. What is finer is refused, not rounded: rounding is a decision of the one who computes."""

    description = _("Amount of money")

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-2)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError(_("An amount of money is never a float."), code="float")
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("Enter an amount."), code="invalid") from error

    def get_prep_value(self, value: Any) -> Any:
        found = self.to_python(super().get_prep_value(value))
        if found is None:
            return None
        cents = found * 100
        if cents != int(cents) or abs(found) > MOST:
            raise ValidationError(_("An amount has at most two decimals and thirteen digits before them."))
        return int(cents)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        given = {"form_class": forms.DecimalField, "max_digits": 15, "decimal_places": 2, **kwargs}
        return super().formfield(**given)
