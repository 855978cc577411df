"""A photo in a form: drawn anew while the form is checked, refused by the page itself where it is too large."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pmo.files import pictures
from pmo.records import DomainError

TOO_LARGE = format_lazy(_("Larger than {limit} MB, the most allowed here."), limit=pictures.MAX_BYTES // 2**20)


class PhotoField(forms.FileField):
    """Cleaned: a `pictures.Picture`, or None. What is too large is told before it is sent, so nothing typed is lost."""

    widget = forms.FileInput(
        attrs={
            "accept": "image/jpeg,image/png,image/webp",
            "data-most": str(pictures.MAX_BYTES),
            "data-too-large": TOO_LARGE,
        }
    )

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return pictures.redrawn(upload)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error
