"""Shape of a declared status."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import Form
from projects.portfolio.choices import Status


class DeclareForm(Form):
    status = forms.ChoiceField(
        label=_("Declared status"), choices=[(s.value, s.label) for s in (Status.OK, Status.RISK, Status.OFF)]
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    expires_on = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(),
        help_text=_("Within a quarter. After that day the computed status counts again."),
    )
