"""Acts on an approval, rules of approval, rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.accounts.models import User
from pmo.orgs.fields import LabelField
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import VersionedForm
from projects.budget.approval_models import ApprovalRule
from projects.budget.choices import Mode, Part, Subject
from projects.budget.forms.money import CURRENCIES
from projects.budget.labour_models import LabourRate
from projects.budget.models import CurrencyRate
from projects.portfolio.models import Portfolio, Project


class DecideForm(VersionedForm):
    ids = "decide_%s"
    wide = ("note",)
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to decline or return."),
    )


class PersonForm(Form):
    person = LabelField(User.objects.none(), label=_("Person"), empty_label=_("choose"))

    def __init__(self, *args: Any, people: Any, ids: str = "person_%s", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=ids, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people


class AgainForm(Form):
    ids = "again_%s"
    wide = ("reason",)
    reason = forms.CharField(
        label=_("What was put right"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class RateForm(ModelForm):
    class Meta:
        model = CurrencyRate
        fields = ("currency", "since_on", "rate", "note")
        widgets = {"currency": forms.Select(choices=CURRENCIES[1:]), "since_on": forms.DateInput()}


class LabourRateForm(ModelForm):
    class Meta:
        model = LabourRate
        fields = ("role", "since_on", "amount", "currency", "note")
        widgets = {"currency": forms.Select(choices=CURRENCIES), "since_on": forms.DateInput()}


PLACES = ("first", "second", "third")


class RuleForm(VersionedForm):
    """A rule with up to three signers."""

    # Below it each signer stands beside their name.
    wide = ("mode",)
    portfolio = forms.ModelChoiceField(Portfolio.objects.none(), label=_("Portfolio"), empty_label=None)
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("all of the portfolio")
    )
    subject = forms.ChoiceField(label=_("About"), choices=Subject.choices)
    above = forms.DecimalField(label=_("From this amount on"), max_digits=15, decimal_places=2, min_value=0)
    mode = forms.ChoiceField(label=_("Approved by"), choices=Mode.choices)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["portfolio"].queryset = Portfolio.objects.visible_to(user).order_by("code")
        fields["portfolio"].label_from_instance = lambda row: row.label
        fields["project"].queryset = Project.objects.visible_to(user).order_by("key")
        fields["project"].label_from_instance = lambda row: f"{row.key} {row.label}"
        people = User.objects.visible_to(user).filter(is_active=True, role_grants__isnull=False).distinct()
        for place, label in zip(PLACES, (_("First signer"), _("Second"), _("Third")), strict=True):
            needed = place == "first"
            offered = list(Part.choices) if needed else [("", _("nobody")), *Part.choices]
            fields[place] = forms.ChoiceField(label=label, choices=offered, required=needed)
            fields[f"{place}_person"] = LabelField(
                people.order_by("name"), label=_("By name"), required=False, empty_label=_("none")
            )

    def for_rule(self, rule: ApprovalRule) -> RuleForm:
        """The same form about a rule there is: what it is about and where it holds stay."""
        for name in ("portfolio", "project", "subject"):
            self.fields[name].disabled = True
        self.initial.update(
            {name: getattr(rule, name) for name in ("portfolio", "project", "subject", "above", "mode")}
        )
        self.initial["version"] = rule.version
        for place, row in zip(PLACES, rule.signers.all(), strict=False):
            self.initial.update({place: row.part, f"{place}_person": row.person_id})
        return self

    def parts(self) -> list[tuple[str, Any]]:
        found = [(self.cleaned_data[place], self.cleaned_data[f"{place}_person"]) for place in PLACES]
        return [(part, person) for part, person in found if part]
