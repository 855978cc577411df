"""Shapes of the forms of plan files."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import Form


class UploadForm(Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xml,.mpp,.mpt,.xer"}),
        help_text=_("Microsoft Project XML, at most 50 MB; .mpp and Primavera .xer where the server can convert them."),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )


class ConfirmForm(Form):
    company_calendar = forms.BooleanField(
        label=_("Follow the company's holidays and make-up days instead of the file's calendar"), required=False
    )
