"""What is agreed about a desk; releases, known errors, hyper-care."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changemgmt.support.audience import working
from changemgmt.support.choices import Criterion
from changemgmt.support.models import (
    CannedAnswer,
    KnownError,
    SupportCategory,
    SupportRelease,
    SupportSetting,
    SupportTeam,
)
from changemgmt.support.selectors import setup
from pmo.accounts.models import User
from pmo.orgs.fields import IndentedField, LabelField, LabelsField
from pmo.web.forms import Checklist, Form, ModelForm
from pmo.web.versioned import BothVersions, reason_field
from projects.scope.models import ScopeItem


class _OfProject(BothVersions, ModelForm):
    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.offer(self.fields, project)

    def offer(self, fields: dict[str, Any], project: Any) -> None:
        """Leave only what belongs to the project."""


class DeskForm(_OfProject):
    lead = LabelField(User.objects.none(), label=_("Support lead"), required=False)

    class Meta:
        model = SupportSetting
        fields = ("opens_at", "closes_at", "lead", "close_workdays")
        widgets = {
            "opens_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def offer(self, fields: dict[str, Any], project: Any) -> None:
        fields["lead"].queryset = working(project)


class LevelForm(Form):
    """One row of the table of service levels."""

    category = IndentedField(SupportCategory.objects.none(), required=False)
    priority = forms.IntegerField(min_value=1, max_value=4)
    answer_minutes = forms.IntegerField(label=_("First answer"), min_value=1, max_value=60_000)
    resolve_minutes = forms.IntegerField(label=_("Resolution"), min_value=1, max_value=60_000)

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["category"].queryset = setup.categories(project.pk)


class TeamForm(_OfProject):
    lead = LabelField(User.objects.none(), label=_("Lead"), required=False)
    members = LabelsField(User.objects.none(), label=_("Members"), required=False, widget=Checklist())

    class Meta:
        model = SupportTeam
        fields = ("name", "name_en", "lead", "members")

    def offer(self, fields: dict[str, Any], project: Any) -> None:
        fields["lead"].queryset = fields["members"].queryset = working(project)


class CategoryForm(_OfProject):
    parent = LabelField(SupportCategory.objects.none(), label=_("Part of"), required=False)
    team = LabelField(SupportTeam.objects.none(), label=_("Team"), required=False)
    module = LabelField(ScopeItem.objects.none(), label=_("Module"), required=False)

    class Meta:
        model = SupportCategory
        fields = ("name", "name_en", "parent", "default_priority", "team", "module", "active")

    def offer(self, fields: dict[str, Any], project: Any) -> None:
        tops = setup.tops(project.pk)
        fields["parent"].queryset = tops.exclude(pk=self.instance.pk)
        fields["team"].queryset = setup.teams(project.pk)
        fields["module"].queryset = setup.modules(project)


class CannedForm(_OfProject):
    category = IndentedField(SupportCategory.objects.none(), label=_("Category"), required=False)

    class Meta:
        model = CannedAnswer
        fields = ("title", "title_en", "category", "text", "text_en")
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "text_en": forms.Textarea(attrs={"rows": 5})}

    def offer(self, fields: dict[str, Any], project: Any) -> None:
        fields["category"].queryset = setup.categories(project.pk)


class ReleaseForm(_OfProject):
    scope_items = LabelsField(
        ScopeItem.objects.none(), label=_("Scope items"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SupportRelease
        fields = ("name", "planned_on", "notes", "notes_en", "scope_items")
        widgets = {
            "planned_on": forms.DateInput(),
            "notes": forms.Textarea(attrs={"rows": 5}),
            "notes_en": forms.Textarea(attrs={"rows": 5}),
        }

    def offer(self, fields: dict[str, Any], project: Any) -> None:
        fields["scope_items"].queryset = setup.modules(project)


class ErrorForm(_OfProject):
    release = LabelField(SupportRelease.objects.none(), label=_("Fixed in"), required=False)

    class Meta:
        model = KnownError
        fields = ("title", "title_en", "workaround", "workaround_en", "state", "release")
        widgets = {
            "workaround": forms.Textarea(attrs={"rows": 4}),
            "workaround_en": forms.Textarea(attrs={"rows": 4}),
        }

    def offer(self, fields: dict[str, Any], project: Any) -> None:
        fields["release"].queryset = setup.releases(project.pk)


class CareForm(Form):
    """Begin with the usual criteria; thresholds are agreed here, weeks in a row for the contacts."""

    started_on = forms.DateField(label=_("Since"), widget=forms.DateInput())
    wave = forms.IntegerField(label=_("Wave"), min_value=1, max_value=99, required=False)
    contacts = forms.DecimalField(label=_("Contacts per 100 people and week, at most"), min_value=0, max_value=1000)
    weeks = forms.IntegerField(label=_("so many weeks in a row"), min_value=1, max_value=26)
    open_p1 = forms.DecimalField(label=_("Open P1, at most"), min_value=0, max_value=1000)
    within = forms.DecimalField(label=_("Resolved within the service level, at least"), min_value=0, max_value=100)
    backlog = forms.DecimalField(label=_("Open requests, at most"), min_value=0, max_value=10_000)
    adoption = forms.DecimalField(
        label=_("Adoption, at least"), min_value=0, max_value=100, required=False,
        help_text=_("Empty: not asked, as the use of its systems is not counted."),
    )  # fmt: skip
    units = {"within": "%", "adoption": "%"}

    @property
    def criteria(self) -> list[tuple[str, Decimal, int]]:
        given = self.cleaned_data
        return [
            (kind, given[kind], given["weeks"] if kind == Criterion.CONTACTS else 1)
            for kind in Criterion.values
            if given[kind] is not None
        ]


class CriterionForm(Form):
    kind = forms.ChoiceField(label=_("Criterion"), choices=Criterion.choices)
    threshold = forms.DecimalField(label=_("Threshold"), min_value=0, required=False, help_text=_("Empty: dropped."))
    weeks = forms.IntegerField(label=_("Weeks in a row"), min_value=1, max_value=26, initial=1)
    reason = reason_field(_("Why"), rows=2)


class EndForm(Form):
    exception = forms.CharField(
        label=_("Why it ends although a criterion is not met"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
