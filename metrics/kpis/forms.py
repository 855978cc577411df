"""Shapes of what people type about measurements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.kpis.models import Measurement
from metrics.kpis.selectors import counting
from pmo.records import DomainError
from pmo.web import formats
from pmo.web.forms import Form
from projects.goals.models import Kpi
from projects.goals.targets import parse_number

MOST_CASES = 2**31 - 1


class ValueField(forms.CharField):
    """A number as people write it: 3.2, 1,284, −0.4, ３．２, and with its percent sign."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text.strip().rstrip("%％"), field="value")
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class _Values(Form):
    value = ValueField(label=_("Value"))
    sample_size = forms.IntegerField(
        label=_("Cases"),
        min_value=0,
        max_value=MOST_CASES,
        required=False,
        help_text=_("How many cases the value rests on."),
    )
    note = forms.CharField(label=_("Note"), max_length=250, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kpi: Kpi, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kpi = kpi
        self.units = {"value": kpi.unit_label} if kpi.unit_label else {}


class RecordForm(_Values):
    """A value of a day. When the day has one already, the reason for changing it is asked for."""

    measured_on = forms.DateField(label=_("Measured on"), widget=forms.DateInput())
    reason = forms.CharField(
        label=_("Reason of a correction"),
        max_length=250,
        required=False,
        help_text=_("Only when this day has a value already; the old one stays, struck through."),
    )
    field_order = ["measured_on", "value", "sample_size", "note", "reason"]

    # The value of that day which this one corrects, once the form is clean.
    corrects: Measurement | None = None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        day, value = data.get("measured_on"), data.get("value")
        if day is None or value is None:
            return data
        found = list(counting(self.kpi).filter(measured_on=day).select_related("entered_by"))
        same = [
            m
            for m in found
            if m.value == value and m.note == data.get("note", "").strip() and m.sample_size == data.get("sample_size")
        ]
        if not found or same:
            return data
        # A value of one's own kind first; of several from elsewhere none is the obvious one.
        self.corrects = next((m for m in found if m.source == "manual"), found[0] if len(found) == 1 else None)
        if self.corrects is None:
            self.add_error(
                "measured_on", _("This day has several values. Correct the right one in the list of values.")
            )
        elif not data.get("reason", "").strip():
            known = formats.quantity(self.corrects.value, self.kpi.decimals, self.kpi.unit_label)
            source = self.corrects.get_source_display()
            told = _("This day already has %(value)s (%(source)s). Say why it changes, or choose another day.")
            self.add_error(
                "reason", forms.ValidationError(told, code="reason_missing", params={"value": known, "source": source})
            )
        return data


class CorrectForm(_Values):
    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=250,
        help_text=_("The old value stays, struck through, with this reason."),
    )


class WithdrawForm(Form):
    reason = forms.CharField(label=_("Why it should not exist"), max_length=250)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "withdraw")
        super().__init__(*args, **kwargs)


def shown(value: Decimal | None) -> str:
    """A stored value as it stands in an input: no trailing zeros, no separators."""
    return "" if value is None else format(value.normalize(), "f")
