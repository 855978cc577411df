from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import Form


class UploadForm(Form):
    """Shape only: what is in the file is judged by the service."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Excel (.xlsx) or CSV, at most 20 MB and 10,000 rows. It is checked first; nothing is imported until you "
            "have seen the report."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
