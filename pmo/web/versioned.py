"""Forms about a row that somebody else may have saved meanwhile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.web import formats
from pmo.web.forms import Form


class BothVersions:
    """For a stale write: what was typed beside what was saved meanwhile, both as people read them."""

    # Fields whose name differs from the attribute of the row.
    stored_as: ClassVar[dict[str, str]] = {}
    stale: Any
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def hints(self) -> list[dict[str, Any]]:
        rows = []
        for name, field in self.fields.items():
            attribute = self.stored_as.get(name, name)
            if self.stale is None or name == "version" or not hasattr(self.stale, attribute):
                continue
            mine = self._read(field, self.cleaned_data.get(name))
            theirs = self._read(field, getattr(self.stale, attribute))
            if mine != theirs:
                rows.append({"label": field.label, "mine": mine or _("none"), "theirs": theirs or _("none")})
        return rows

    @staticmethod
    def _read(field: forms.Field, value: Any) -> str:
        if hasattr(value, "all"):
            value = value.all()
        if isinstance(field, forms.ModelMultipleChoiceField):
            return "; ".join(sorted(field.label_from_instance(row) for row in value or ()))
        if isinstance(field, forms.ModelChoiceField):
            return field.label_from_instance(value) if value is not None else ""
        if isinstance(field, forms.MultipleChoiceField):
            labels: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
            return "; ".join(str(labels.get(one, one)) for one in value or ())
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        if isinstance(value, date):
            return formats.iso(value)
        if isinstance(value, Decimal):
            return formats.number(value)
        return "" if value is None else str(value)


class VersionedForm(BothVersions, Form):
    """A form about a row that is not edited field by field; carries the version the person had before their eyes."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    # Two forms on one page must not give their fields the same ids.
    ids = "id_%s"

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", self.ids)
        super().__init__(*args, **kwargs)
        if row is not None:
            self.initial.setdefault("version", row.version)

    @property
    def expected(self) -> int | None:
        return self.cleaned_data.get("version") or None

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def reason_field(label: Any, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}))
