"""Forms of the kit: our look, versions against stale writes, domain errors beside their field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import F, Value
from django.db.models.fields import BLANK_CHOICE_DASH
from django.db.models.functions import Coalesce, NullIf
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _

from pmo.records.errors import DomainError, StaleWrite
from pmo.texts.sentence import pick
from pmo.web.finding import ASKING, narrow

_PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


DASHES = BLANK_CHOICE_DASH[0][1]


class Checklist(forms.CheckboxSelectMultiple):
    """Several of many: boxes to tick in a frame that scrolls. A long one gets a field that finds by name."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["class"] = "ld-checklist"
        return context

    def create_option(
        self, name: str, value: Any, label: Any, selected: Any, index: int, subindex: Any = None, attrs: Any = None
    ) -> dict[str, Any]:
        """Django gives every box what the widget was given; where to ask for more is said once."""
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if index:
            option["attrs"] = {key: kept for key, kept in option["attrs"].items() if key not in ASKING}
        return option


class Renderer(DjangoTemplates):
    form_template_name = "components/form.html"


class _Kit(forms.BaseForm):
    """Shared by both base classes: classes, ids of help and error texts, focus on the first error."""

    # Words in the end of a control ("days"), by field name.
    units: dict[str, Any] = {}
    wide: tuple[str, ...] = ()
    # What the row looks like now, when somebody else saved it first.
    stale: models.Model | None = None

    @property
    def endings(self) -> dict[str, Any]:
        """`units` for the template, where `form.units` would mean a field of that name."""
        return self.units

    def _dress(self) -> None:
        for name, field in self.fields.items():
            widget = field.widget
            _say_nothing_chosen(field)
            _name_in_words(field)
            _order_by_words(field)
            if isinstance(widget, (forms.Select, Checklist)) and not isinstance(widget, forms.SelectMultiple):
                narrow(self, name, field)
            if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect):
                widget.attrs.setdefault("class", "form-select")
            elif isinstance(widget, forms.CheckboxInput):
                widget.attrs.setdefault("class", "form-check-input")
            elif not isinstance(widget, _PLAIN):
                widget.attrs.setdefault("class", "form-control")
            if isinstance(widget, forms.DateInput):
                widget.input_type = "date"
                widget.format = "%Y-%m-%d"
            if isinstance(field, (forms.DecimalField, forms.IntegerField)) and not isinstance(
                widget, forms.HiddenInput
            ):
                widget.attrs.setdefault("inputmode", "decimal")
            described = [f"id_{name}_help"] if field.help_text else []
            if self.is_bound and name in self.errors:
                described.append(f"id_{name}_error")
                widget.attrs["aria-invalid"] = "true"
            if described:
                widget.attrs["aria-describedby"] = " ".join(described)

    def ready(self) -> _Kit:
        """Called by the form template: the field attributes follow the errors."""
        self._dress()
        return self

    def apply(self, error: DomainError) -> None:
        """Show the refusal of a business act where it belongs."""
        field = error.field if error.field in self.fields else NON_FIELD_ERRORS
        self.add_error(None if field == NON_FIELD_ERRORS else field, error.message)
        if isinstance(error, StaleWrite):
            self.stale = error.current

    def hints(self) -> list[dict[str, Any]]:
        """For a stale write: field, what was typed, what the row says now, where the two differ."""
        if self.stale is None:
            return []
        rows = []
        for name, field in self.fields.items():
            if name == "version" or not hasattr(self.stale, name):
                continue
            theirs, typed = getattr(self.stale, name), self.data.get(self.add_prefix(name), "")
            theirs = theirs.pk if isinstance(theirs, models.Model) else theirs
            if str(theirs if theirs is not None else "") != str(typed):
                rows.append({"label": field.label, "mine": typed, "theirs": getattr(self.stale, name)})
        return rows


def _say_nothing_chosen(field: forms.Field) -> None:
    """A word instead of Django's row of dashes."""
    word = _("none") if not field.required else _("choose")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = word
    elif isinstance(field, forms.ChoiceField) and not callable(field.choices):
        choices = list(field.choices)
        if choices and choices[0] == ("", DASHES):
            field.choices = [("", word), *choices[1:]]


def _name_in_words(field: forms.Field) -> None:
    """Rows to choose from are called as in the reader's language, where the field does not say how."""
    if not isinstance(field, forms.ModelChoiceField) or "label_from_instance" in vars(field):
        return
    if type(field).label_from_instance is forms.ModelChoiceField.label_from_instance:
        field.label_from_instance = _called  # type: ignore[method-assign, assignment]


def _called(row: models.Model) -> str:
    """What the row says of itself if that is in the reader's language, else its label."""
    own, label = str(row), str(getattr(row, "label", ""))
    return own if label in own else label


def _order_by_words(field: forms.Field) -> None:
    """Rows in the order of their names follow the names that are read: of people the English ones, where there are."""
    rows = getattr(field, "queryset", None)
    if rows is None or rows.query.is_sliced or rows.query.order_by[:1] != ("name",):
        return
    if pick("zh", "en") == "en" and any(column.name == "name_en" for column in rows.model._meta.fields):
        read = Coalesce(NullIf(F("name_en"), Value("")), F("name"))
        field.queryset = rows.order_by(read, "pk")  # type: ignore[attr-defined]


class Form(_Kit, forms.Form):
    default_renderer = Renderer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ModelForm(_Kit, forms.ModelForm):
    """Validation and shape only: services save. Carries the version the row was read with."""

    default_renderer = Renderer
    # Constraints whose refusal the service puts into words.
    left_to_service: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    @property
    def expected(self) -> int | None:
        """The version the person had before their eyes."""
        return self.cleaned_data.get("version") or None

    def values(self) -> dict[str, Any]:
        """The cleaned values without the version, for the service."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}

    def _post_clean(self) -> None:
        """Check values against the model without writing them to the instance the page still shows."""
        untouched = {f.attname: getattr(self.instance, f.attname) for f in self.instance._meta.concrete_fields}
        super()._post_clean()  # type: ignore[misc]
        for attname, value in untouched.items():
            setattr(self.instance, attname, value)
        self._silence_constraints()

    def _silence_constraints(self) -> None:
        """Nobody is shown the name of a constraint: beside other errors it says nothing new, alone it gets words."""
        found = self.errors.get(NON_FIELD_ERRORS)
        if found is None:
            return
        raw = {
            str(one.get_violation_error_message()): one.name
            for one in self.instance._meta.constraints
            if one.violation_error_message == one.default_violation_error_message
        }
        told = found.as_data()
        kept = [error for error in told if str(error.message) not in raw]
        if len(kept) == len(told):
            return
        names = {raw[str(error.message)] for error in told if str(error.message) in raw}
        del self.errors[NON_FIELD_ERRORS]
        if not kept and not self.errors and not names <= set(self.left_to_service):
            kept = [forms.ValidationError(_("These values do not fit together."))]
        for error in kept:
            self.add_error(None, error)
