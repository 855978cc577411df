"""Shapes of the forms: a system, a feature, a role, a rule, a source, a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.usage.choices import SourceKind
from metrics.usage.models import EligibilityRule, Feature, UsageRole, UsageSystem
from metrics.usage.services.sources import DEFAULT_DAYS, MAX_DAYS
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions
from projects.goals.selectors import people


class SystemForm(BothVersions, ModelForm):
    class Meta:
        model = UsageSystem
        fields = ("name", "name_en", "code", "identity", "time_zone")
        help_texts = {
            "code": _("Short, for programs and commands: mes, fin-claims."),
            "identity": _("What the system sends as `person`."),
            "time_zone": _("A day of use ends at midnight there. Like Asia/Shanghai."),
        }


class FeatureForm(BothVersions, ModelForm):
    class Meta:
        model = Feature
        fields = ("name", "name_en", "code", "module", "is_core", "retired_on")
        widgets = {"retired_on": forms.DateInput()}
        help_texts = {
            "code": _("As the system sends it."),
            "is_core": _("Doing it makes somebody active: the reason why the system is there."),
            "retired_on": _("Events of it are refused from then on; what was counted stays."),
        }


class RoleForm(BothVersions, ModelForm):
    class Meta:
        model = UsageRole
        fields = ("name", "name_en", "cadence")
        help_texts = {"cadence": _("How often a core action of theirs is due.")}


class RuleForm(BothVersions, ModelForm):
    wide = ("job_titles", "people")

    class Meta:
        model = EligibilityRule
        fields = ("unit", "job_titles", "people", "role", "site", "wave", "from_on", "to_on", "position")
        widgets = {"from_on": forms.DateInput(), "to_on": forms.DateInput()}
        help_texts = {
            "job_titles": _("Separated by semicolons; empty: everybody of the unit."),
            "people": _("Besides them: people of the team and heads of units, whatever unit they are in."),
            "position": _("Where several rules hold, the smallest number decides."),
            "to_on": _("Empty: until further notice."),
        }

    def __init__(self, *args: Any, user: Any, system: UsageSystem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rows: Any = Unit.objects.visible_to(user)
        _offer(fields["unit"], rows.open().order_by("path"), "indented", _("no unit"))
        _offer(fields["role"], UsageRole.objects.visible_to(user).filter(system=system), "label", _("no role"))
        named = [person.pk for person in self.instance.people.all()] if self.instance.pk else []
        offered = people.of_project(user, system.project, *named)
        _offer(fields["people"], offered, "label")
        for name in ("role", "people"):
            if not fields[name].queryset.exists():
                del fields[name]


class SourceForm(Form):
    name = forms.CharField(label=_("What for"), max_length=80, help_text=_("The program or page that will use it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind.choices, initial=SourceKind.SERVER)
    signed = forms.BooleanField(
        label=_("Requests are signed"), required=False, help_text=_("Programs only: every request carries an HMAC.")
    )
    origins = forms.CharField(
        label=_("Pages it may be used on"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Beacons only: one origin per line, like https://mes.example.com."),
    )
    days = forms.IntegerField(label=_("Valid for"), initial=DEFAULT_DAYS, min_value=1, max_value=MAX_DAYS)

    units = {"days": _("days")}

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "origins": self.cleaned_data["origins"].split()}


class UploadForm(Form):
    file = forms.FileField(
        label=_("File of events"),
        widget=forms.FileInput(attrs={"accept": ".csv,.jsonl,.ndjson"}),
        help_text=_("CSV or JSON lines, at most 200 MB."),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )


class PersonForm(Form):
    person = forms.CharField(label=_("Employee number or user name"), max_length=150)


class EraseForm(Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the history."),
    )


def _offer(field: Any, rows: Any, label: str, empty: Any = None) -> None:
    field.queryset = rows
    field.label_from_instance = lambda row: str(getattr(row, label))
    if empty is not None:
        field.empty_label = empty
