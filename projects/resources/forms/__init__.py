"""Shapes of the forms of people's time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.accounts.models import User
from pmo.orgs.fields import IndentedField, LabelField
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions
from projects.resources.choices import AbsenceKind
from projects.resources.models import WORKWEEK, Allocation, Resource
from projects.resources.selectors import resources as selectors

DAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


SECONDS_CHOICES = [(5, _("5 seconds")), (10, _("10 seconds")), (30, _("30 seconds")), (60, _("one minute"))]


class ResourceField(forms.ModelChoiceField):
    """Name and role; placeholders say so."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.label} · {obj.get_role_display()}"


class ResourceForm(BothVersions, ModelForm):
    wide = ("skills",)
    skills = forms.CharField(
        label=_("Skills"), max_length=600, required=False, help_text=_("Separated by commas: SAP FI, SQL, training")
    )
    week = forms.MultipleChoiceField(
        label=_("Works on"), choices=DAYS, widget=forms.CheckboxSelectMultiple, initial=["0", "1", "2", "3", "4"]
    )

    class Meta:
        model = Resource
        fields = ("user", "name", "name_en", "role", "unit", "hours_per_day", "week", "left_on", "skills")
        field_classes = {"user": LabelField, "unit": IndentedField}
        help_texts = {
            "user": _("Empty: a role somebody is still to be found for."),
            "name": _("Only for a role: “Tester, workshop 2”."),
            "left_on": _("Empty while they stay. Afterwards nobody can plan them."),
        }

    units = {"hours_per_day": _("hours")}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        taken = selectors.people().exclude(pk=self.instance.pk).values("user")
        people = User.objects.visible_to(user).filter(is_active=True).exclude(pk__in=taken)
        fields["user"].queryset = people.order_by("name")
        fields["user"].empty_label = _("a role to be filled")
        fields["unit"].queryset = Unit.objects.visible_to(user).filter(closed_on=None).order_by("path")
        fields["unit"].empty_label = _("none")
        if self.instance.pk:
            self.initial["skills"] = ", ".join(self.instance.skills)
            self.initial["week"] = [str(n) for n, works in enumerate(self.instance.week) if works]

    @staticmethod
    def _read(field: forms.Field, value: Any) -> str:
        """Lists as people read them, when two versions stand side by side."""
        if isinstance(field, forms.MultipleChoiceField):
            return ", ".join(str(name) for (_key, name), works in zip(DAYS, value or (), strict=False) if works)
        return ", ".join(value) if isinstance(value, list) else BothVersions._read(field, value)

    def clean_skills(self) -> list[str]:
        text = str(self.cleaned_data["skills"]).replace("，", ",").replace("、", ",")
        return [word.strip() for word in text.split(",") if word.strip()]

    def clean_week(self) -> list[bool]:
        chosen = set(self.cleaned_data["week"])
        return [str(day) in chosen for day in range(len(WORKWEEK))]


class AbsenceForm(Form):
    start_on = forms.DateField(label=_("From"), widget=forms.DateInput())
    finish_on = forms.DateField(label=_("To"), widget=forms.DateInput())
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices)


class StaffForm(Form):
    user = LabelField(User.objects.none(), label=_("Who takes it"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = User.objects.visible_to(user).filter(is_active=True).order_by("name")


class AllocationForm(BothVersions, ModelForm):
    wide = ("note",)

    class Meta:
        model = Allocation
        fields = ("resource", "start_on", "finish_on", "amount", "unit", "note")
        field_classes = {"resource": ResourceField}
        widgets = {"start_on": forms.DateInput(), "finish_on": forms.DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        # Whoever was promised and has left since stays in the form: the promise may be cut short.
        fields["resource"].queryset = selectors.choosable(timezone.localdate(), beside=self.instance.resource_id)


class AssignForm(Form):
    resource = ResourceField(Resource.objects.none(), label=_("Who"))
    percent = forms.DecimalField(
        label=_("Share of their time"), max_digits=6, decimal_places=2, min_value=1, max_value=1000, initial=100
    )
    units = {"percent": "%"}

    def __init__(self, *args: Any, people: QuerySet[Resource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["resource"]
        field.queryset = people


class LevellingForm(Form):
    seconds = forms.TypedChoiceField(
        label=_("How long it may look"),
        coerce=int,
        choices=SECONDS_CHOICES,
        initial=10,
    )
    others = forms.BooleanField(
        label=_("Count what other projects ask of the same people"), required=False, initial=True
    )
