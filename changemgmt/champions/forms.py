"""Shapes of the forms: a nomination, what is agreed, a line of the log, a question and its answer, the set-up."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.champions import choices
from changemgmt.champions.choices import EntryKind, SkillKind
from changemgmt.champions.models import (
    Champion,
    ChampionEntry,
    ChampionMaterial,
    ChampionSetting,
    CriticalProcess,
)
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm

_COMMA = re.compile(r"[,，、;；\n]")
SKILL_FIELDS = tuple(SkillKind.values)


class SkillFields(forms.Form):
    """Three lines of words, with commas of either language between them."""

    system = forms.CharField(
        label=SkillKind.SYSTEM.label,
        required=False,
        max_length=500,
        help_text=_("What they can help with, with commas."),
    )
    language = forms.CharField(label=SkillKind.LANGUAGE.label, required=False, max_length=500)
    shift = forms.CharField(label=SkillKind.SHIFT.label, required=False, max_length=500)


def _with_skills(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The values with the lines of words as one mapping."""
    words = {kind: [word for word in _COMMA.split(cleaned[kind]) if word.strip()] for kind in SKILL_FIELDS}
    return {**{name: value for name, value in cleaned.items() if name not in SKILL_FIELDS}, "skills": words}


class NominateForm(SkillFields, Form):
    """`units` are those the reader may nominate for; the person is one of the unit's."""

    wide = ("note", "processes")
    units = {"time_share": "%"}
    unit = forms.ModelChoiceField(Unit.objects.none(), widget=forms.HiddenInput)
    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    until_on = forms.DateField(label=pgettext_lazy("term", "until"), widget=forms.DateInput())
    time_share = forms.IntegerField(
        label=_("time for it"), min_value=1, max_value=choices.MOST_TIME, initial=choices.TIME_SHARE,
        help_text=_("Of their work; a fifth at most, over all projects."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("why this person"), max_length=300, required=False, help_text=_("They read it with the nomination.")
    )
    processes = forms.ModelMultipleChoiceField(
        CriticalProcess.objects.none(),
        label=_("critical processes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("unit", "user", "until_on", "time_share", "note", "processes", *SKILL_FIELDS)

    def __init__(self, *args: Any, offered: Any, people: Any, processes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, user, knowing = (self.fields[name] for name in ("unit", "user", "processes"))
        unit.queryset = offered  # type: ignore[attr-defined]
        user.queryset = people  # type: ignore[attr-defined]
        user.label_from_instance = lambda row: _person(row)  # type: ignore[attr-defined]
        knowing.queryset = processes  # type: ignore[attr-defined]
        knowing.label_from_instance = lambda row: str(row.label)  # type: ignore[attr-defined]
        if not processes:
            del self.fields["processes"]

    def values(self) -> dict[str, Any]:
        return _with_skills(self.cleaned_data)


def _person(row: Any) -> str:
    place = row.unit.label if row.unit_id else ""
    return " · ".join(part for part in (str(row.label), str(row.title_label), str(place)) if part)


class AgreeForm(SkillFields, VersionedForm):
    """Skills and processes; whoever manages also time and term."""

    wide = ("processes",)
    units = {"time_share": "%"}
    until_on = forms.DateField(label=pgettext_lazy("term", "until"), widget=forms.DateInput())
    time_share = forms.IntegerField(label=_("time for it"), min_value=1, max_value=choices.MOST_TIME)
    processes = forms.ModelMultipleChoiceField(
        CriticalProcess.objects.none(),
        label=_("critical processes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("until_on", "time_share", "processes", *SKILL_FIELDS)

    def __init__(self, *args: Any, row: Champion, manages: bool, processes: Any, skills: Any, **kwargs: Any) -> None:
        initial: dict[str, Any] = {kind: ", ".join(skills.get(kind, [])) for kind in SKILL_FIELDS}
        initial |= {"until_on": row.until_on, "time_share": row.time_share, "processes": list(row.processes.all())}
        super().__init__(*args, row=row, initial=initial, **kwargs)
        self.initial["version"] = row.version
        knowing: Any = self.fields["processes"]
        knowing.queryset = processes
        knowing.label_from_instance = lambda one: str(one.label)
        if not processes:
            del self.fields["processes"]
        if not manages:
            del self.fields["until_on"], self.fields["time_share"]

    def values(self) -> dict[str, Any]:
        return _with_skills(super().values())


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class RenewForm(Form):
    until_on = forms.DateField(label=pgettext_lazy("term", "until"), widget=forms.DateInput())


class LogForm(Form):
    """Quick on the phone: one tap says what; today unless somebody says otherwise."""

    kind = forms.ChoiceField(label=_("what"), choices=EntryKind.choices)
    on = forms.DateField(label=_("day"), widget=forms.DateInput(), required=False)
    people = forms.IntegerField(label=pgettext_lazy("how many", "people"), min_value=1, max_value=500, required=False)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def entry(self, today: date) -> dict[str, Any]:
        found = self.cleaned_data
        return {**found, "on": found["on"] or today, "people": found["people"] or 1}


class EntryForm(BothVersions, ModelForm):
    class Meta:
        model = ChampionEntry
        fields = ("kind", "on", "people", "note")
        widgets = {"on": forms.DateInput()}


class AnswerForm(VersionedForm):
    answer = forms.CharField(label=_("answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    public = forms.BooleanField(
        label=_("show the answer to the whole unit"), required=False, help_text=_("Without the name of who asked.")
    )


class SettingForm(BothVersions, ModelForm):
    units = {
        "people_per_champion": _("people"),
        "smallest_unit": _("people"),
        "term_months": _("months"),
        "quiet_days": _("working days"),
    }

    class Meta:
        model = ChampionSetting
        fields = ("people_per_champion", "smallest_unit", "term_months", "quiet_days")
        help_texts = {
            "people_per_champion": _("15 is usual; 10 around go-live, up to 50 once it is running."),
            "smallest_unit": _("Smaller units count with the unit above them."),
            "quiet_days": _("Without any activity, whoever leads the change is told."),
        }


class ProcessForm(ModelForm):
    class Meta:
        model = CriticalProcess
        fields = ("name", "name_en")


class MaterialForm(ModelForm):
    upload = forms.FileField(label=_("or a file"), required=False)

    class Meta:
        model = ChampionMaterial
        fields = ("title", "title_en", "link")
