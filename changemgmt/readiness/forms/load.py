"""How much a unit carries; times without change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.readiness.models import Blackout
from pmo.orgs.fields import IndentedField
from pmo.orgs.models import Unit
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm


class CapacityForm(VersionedForm):
    units = {"points": _("points a month")}

    points = forms.DecimalField(
        label=pgettext_lazy("change load", "Capacity"),
        max_digits=5,
        decimal_places=1,
        min_value=1,
        max_value=200,
        required=False,
        help_text=_("Empty: that of the unit above holds. A low change is 1, a medium 5, a high 10."),
    )
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class BlackoutForm(BothVersions, ModelForm):
    wide = ("name", "name_en")

    class Meta:
        model = Blackout
        fields = ("kind", "unit", "name", "name_en", "starts_on", "ends_on", "days_before", "days_after")
        field_classes = {"unit": IndentedField}
        widgets = {"starts_on": forms.DateInput(), "ends_on": forms.DateInput()}
        help_texts = {
            "kind": _("Month-end, year-end and Spring Festival are computed from the working calendar every time."),
            "unit": _("With everything below it. Empty: the whole company."),
            "starts_on": _("Only for dates of your own."),
            "ends_on": _("Only for dates of your own."),
            "days_before": _("The last working days of the month or year; before the holiday."),
            "days_after": _("The first working days of the next month or year; after the holiday."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        units: Any = Unit.objects.visible_to(user)
        unit.queryset = units.filter(closed_on__isnull=True).order_by("path")
        unit.empty_label = _("the whole company")

    def _get_validation_exclusions(self) -> set[str]:
        """Which dates are needed depends on the kind: the service says so in words."""
        return {*super()._get_validation_exclusions(), "name", "starts_on", "ends_on"}  # type: ignore[misc]
