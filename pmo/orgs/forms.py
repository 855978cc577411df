"""Shapes of input about units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.accounts.models import User
from pmo.orgs import selectors
from pmo.orgs.models import Unit
from pmo.orgs.services import UnitData
from pmo.web.forms import Form, ModelForm


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented)


class PlaceField(UnitField):
    """A place in the tree. The empty choice is one too: the top."""

    def clean(self, value: Any) -> Any:
        return None if value in self.empty_values else super().clean(value)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.label} ({obj.employee_no or obj.username})"


class UnitForm(ModelForm):
    head = PersonField(queryset=User.objects.none(), required=False, label=_("Head"), empty_label=_("nobody"))

    class Meta:
        model = Unit
        fields = ("name", "name_en", "code", "kind", "head")
        help_texts = {"code": _("Short and lasting; imports find the unit by it.")}

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        head: Any = self.fields["head"]
        head.queryset = User.objects.visible_to(reader).active().order_by("name")
        if not self.instance.pk:
            parents = selectors.possible_parents(reader)
            self.fields["parent"] = UnitField(
                queryset=parents, required=False, label=_("Part of"), empty_label=_("nothing: it is at the top")
            )

    def data_of_unit(self) -> UnitData:
        clean = self.cleaned_data
        head = clean["head"]
        return UnitData(clean["name"], clean["code"], clean["name_en"], clean["kind"], head.pk if head else None)


class MoveForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    # Browsers would refuse the empty choice.
    use_required_attribute = False

    def __init__(self, *args: Any, reader: User, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": unit.version, "parent": unit.parent_id}, **kwargs)
        # Units below it are not left out: choosing one gets the reason beside the field instead of a puzzle.
        rows = selectors.visible(reader).open().exclude(pk=unit.pk).order_by("path")
        self.fields["parent"] = PlaceField(
            queryset=rows, label=_("New place"), empty_label=_("nothing: it is at the top")
        )


class VersionForm(forms.Form):
    """A button that acts on the version of the row its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
