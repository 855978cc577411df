"""Pilots: the plan, criteria per kind of counting, counts, feedback, verdict, the exception."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.orgs.fields import LabelsField
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.gates.choices import FeedbackKind, Measure, PilotVerdict
from projects.gates.models import Pilot, PilotCriterion
from projects.goals.models import Kpi
from projects.goals.selectors import people
from projects.portfolio.models import Project


class PilotForm(BothVersions, ModelForm):
    wide = ("name", "name_en", "scope", "units", "people")

    class Meta:
        model = Pilot
        fields = ("name", "name_en", "start_on", "finish_on", "scope", "units", "people")
        field_classes = {"units": LabelsField, "people": LabelsField}
        widgets = {
            "scope": forms.Textarea(attrs={"rows": 3}),
            "start_on": forms.DateInput,
            "finish_on": forms.DateInput,
            "units": forms.CheckboxSelectMultiple,
            "people": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "scope": _("The smallest scope that would prove it: what is in, and what is left out on purpose."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        concerned = Unit.objects.visible_to(user).filter(project_links__project=project)
        fields["units"].queryset = concerned.distinct().order_by("path")
        fields["people"].queryset = people.of_project(user, project)
        if not concerned.exists():
            del fields["units"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, finish = data.get("start_on"), data.get("finish_on")
        if start and finish and finish < start:
            self.add_error("finish_on", _("The pilot would end before it begins."))
        return data


class CriterionForm(BothVersions, ModelForm):
    """The fields a way of counting needs."""

    wide = ("name", "name_en")

    class Meta:
        model = PilotCriterion
        fields = ("name", "name_en", "about", "kpi", "target", "at_least", "unit", "unit_en")
        help_texts = {
            "at_least": _("Otherwise it is a maximum."),
            "kpi": _("The KPI of the project it stands for."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, measure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rows = Kpi.objects.visible_to(user).filter(goal__project=project, retired_at__isnull=True)
        fields["kpi"].queryset = rows.order_by("pk")
        fields["kpi"].label_from_instance = lambda kpi: kpi.label
        fields["kpi"].empty_label = _("none")
        fields["kpi"].required = measure == Measure.KPI
        if measure == Measure.KPI:
            fields["target"].help_text = _("In the unit of the KPI.")
        if measure in (Measure.SHARE, Measure.KPI):
            del fields["unit"], fields["unit_en"]
        if measure == Measure.SHARE:
            self.units = {"target": "%"}
        if measure == Measure.RATE and not self.instance.pk:
            self.initial["at_least"] = False


class CountForm(VersionedForm):
    """What was counted. Single values are typed or pasted, one per line or separated by spaces."""

    wide = ("numbers",)
    hits = forms.IntegerField(min_value=0, max_value=10_000_000)
    sample = forms.IntegerField(label=_("Of how many"), min_value=1, max_value=10_000_000)
    periods = forms.DecimalField(
        label=_("In how many periods"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2,
        help_text=_("Weeks, months or shifts: the same period the target is about."),
    )  # fmt: skip
    numbers = forms.CharField(
        label=_("Single values"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One per line, or separated by spaces; a decimal point, not a comma."),
    )
    measured_on = forms.DateField(label=_("Counted on"), widget=forms.DateInput)

    NEEDS = {
        Measure.SHARE: ("hits", "sample"),
        Measure.MEAN: ("numbers",),
        Measure.RATE: ("hits", "periods"),
    }

    def __init__(self, *args: Any, criterion: PilotCriterion, **kwargs: Any) -> None:
        super().__init__(*args, row=criterion, **kwargs)
        wanted = self.NEEDS[Measure(criterion.measure)]
        for name in ("hits", "sample", "periods", "numbers"):
            if name not in wanted:
                del self.fields[name]
            elif name == "numbers":
                self.initial["numbers"] = "\n".join(criterion.values)
            else:
                self.initial[name] = getattr(criterion, name)
        if "hits" in self.fields:
            share = criterion.measure == Measure.SHARE
            self.fields["hits"].label = _("How many fulfilled it") if share else _("How many events")

    def clean_numbers(self) -> list[Decimal]:
        found = []
        for word in self.cleaned_data["numbers"].replace("，", " ").split():
            try:
                value = Decimal(word)
            except InvalidOperation:
                raise forms.ValidationError(_("“%(word)s” is not a number."), params={"word": word[:40]}) from None
            if not value.is_finite():
                raise forms.ValidationError(_("“%(word)s” is not a number."), params={"word": word[:40]})
            found.append(value)
        return found

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {"values" if name == "numbers" else name: value for name, value in given.items()}


class FeedbackForm(Form):
    wide = ("text",)
    kind = forms.ChoiceField(label=_("What it is"), choices=FeedbackKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In one or two sentences"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(Form):
    wide = ("answer",)
    answer = reason_field(_("What became of it"))


class FindingsForm(VersionedForm):
    wide = ("findings",)
    findings = forms.CharField(
        label=_("Findings"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What worked, what did not, what has to change before everybody gets it."),
    )


class JudgeForm(VersionedForm):
    wide = ("note",)
    ids = "id_judge_%s"
    verdict = forms.ChoiceField(label=_("Verdict"), choices=PilotVerdict.choices, widget=forms.RadioSelect)
    note = reason_field(_("Why"))


class CallOffForm(VersionedForm):
    wide = ("reason",)
    reason = reason_field(_("Why"))


class ExceptionForm(Form):
    wide = ("reason", "instead")
    reason = reason_field(_("Why without a pilot"))
    instead = reason_field(_("What is done instead to limit the risk"))
    confirm = forms.BooleanField(
        label=_("I sign this as sponsor. It stays visible on the project, its gates and its pilots for ever.")
    )
