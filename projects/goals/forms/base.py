"""What the forms of this room share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pmo.orgs.models import Unit
from pmo.web import formats
from pmo.web.forms import Form
from projects.portfolio.choices import State
from projects.portfolio.models import Project

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)


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


class UnitsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented)


class GoalField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class GoalsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


def units_for(user: Any, project: Project, *more: int) -> QuerySet[Unit]:
    """The units the project concerns with everything below them, else all; `more` stay choosable."""
    open_units = Unit.objects.visible_to(user).filter(closed_on__isnull=True)
    paths = list(project.unit_links.values_list("unit__path", flat=True))
    if not paths:
        return open_units.order_by("path")
    found = open_units.none()
    for path in paths:
        found |= open_units.filter(path__startswith=path)
    if more:
        found |= Unit.objects.visible_to(user).filter(pk__in=more)
    return found.order_by("path")


def reason_field(label: Any, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}))


class ProjectForm(Form):
    """The project something new belongs to, where the address does not say it."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="key")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.queryset = Project.objects.visible_to(user).filter(state__in=OPEN_STATES).order_by("key")
        field.label_from_instance = lambda project: f"{project.key} {project.label}"
