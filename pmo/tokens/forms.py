"""The form of a new token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.tokens.scopes import choices_for
from pmo.tokens.services import DEFAULT_DAYS, MAX_DAYS
from pmo.web.forms import Form


class TokenForm(Form):
    name = forms.CharField(label=_("What for"), max_length=80, help_text=_("The program that will use it."))
    days = forms.IntegerField(
        label=_("Valid for"),
        initial=DEFAULT_DAYS,
        min_value=1,
        max_value=MAX_DAYS,
        help_text=_("At most 365 days; then make a new one."),
    )
    read_only = forms.BooleanField(
        label=_("May only read"), required=False, initial=True, help_text=_("Changes by this token are refused.")
    )
    projects = forms.MultipleChoiceField(
        label=_("Only these projects"),
        required=False,
        help_text=_("None chosen: every project you see, also those to come."),
    )

    units = {"days": _("days")}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(choice.key, f"{choice.key} {choice.label}") for choice in choices_for(user)]
        if choices:
            projects: Any = self.fields["projects"]
            projects.choices = choices
            projects.widget.attrs["size"] = min(8, len(choices))
        else:
            del self.fields["projects"]
