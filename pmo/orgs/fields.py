"""Fields of forms in which people and units are chosen: each is written the same way everywhere.

Querysets are given by the form; people come with their unit (`select_related("unit")`).
"""

from __future__ import annotations

from typing import Any

from django import forms

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web.forms import Checklist


def named(person: Any) -> str:
    """Name and unit: in a company of thousands names repeat."""
    return f"{person.label} · {person.unit.label}" if person.unit_id else str(person.label)


def titled(person: Any) -> str:
    """Name and title: who somebody is to whoever asks them."""
    return f"{person.label} · {person.title_label}" if person.title_label else str(person.label)


class LabelField(forms.ModelChoiceField):
    """One object, by what it is called in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class CodedField(forms.ModelChoiceField):
    """The same behind its code, where it has one."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{getattr(obj, 'code', '')} {obj.label}".strip()


class LabelsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class IndentedField(forms.ModelChoiceField):
    """One row of a tree, standing under those it belongs to."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented)


class UnitsField(forms.ModelMultipleChoiceField):
    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Checklist())
        super().__init__(Unit.objects.none() if queryset is None else queryset, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Checklist())
        super().__init__(User.objects.none() if queryset is None else queryset, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


class TitledPeopleField(PeopleField):
    def label_from_instance(self, obj: Any) -> str:
        return titled(obj)
