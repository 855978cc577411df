"""Shapes of the forms: rules, budgets, gifts, thanks, and the few words of an act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives import choices
from changemgmt.incentives.choices import Cause
from changemgmt.incentives.models import Gift, PointBudget, PointPolicy, PointRule
from changemgmt.incentives.models.thanks import MAX_TEXT
from pmo.accounts.models import User
from pmo.orgs.fields import PersonField
from pmo.web.forms import Form, ModelForm
from pmo.web.photos import PhotoField
from pmo.web.versioned import BothVersions
from projects.portfolio.models import Project


class RuleForm(BothVersions, ModelForm):
    """`project`: the rule belongs to it, and recognition is not among its causes."""

    units = {
        "points": _("points"),
        "cap": _("points"),
        "cool_down_days": _("days"),
        "allowance": _("points"),
        "pair_limit": _("times"),
    }
    field_order = (
        "name", "name_en", "cause", "points", "cap", "period", "cool_down_days", "from_on", "until_on", "allowance",
        "pair_limit", "active",
    )  # fmt: skip

    class Meta:
        model = PointRule
        fields = (
            "name", "name_en", "cause", "points", "cap", "period", "cool_down_days", "from_on", "until_on",
            "allowance", "pair_limit", "active",
        )  # fmt: skip
        widgets = {"from_on": forms.DateInput(), "until_on": forms.DateInput()}
        help_texts = {
            "cause": _("This list is closed: being there, opening and clicking earn nothing."),
            "cap": _("For one person, or one unit. Empty: no limit."),
            "cool_down_days": _("After something that earned points, before the next does. 0: none."),
            "allowance": _("Recognition only: what one person may give. New on the 1st, not saved up."),
            "pair_limit": _("Recognition only."),
        }

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if project is not None:
            cause: Any = self.fields["cause"]
            cause.choices = [pair for pair in Cause.choices if pair[0] != Cause.RECOGNITION]
            del self.fields["allowance"], self.fields["pair_limit"]


class _ProjectField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.key} {obj.label}"


class BudgetNewForm(Form):
    project = _ProjectField(Project.objects.none(), label=_("project"), required=False, empty_label=_("Whole company"))
    year = forms.IntegerField(label=_("year"), min_value=2020, max_value=2100)
    points = forms.IntegerField(label=_("points"), min_value=1, max_value=choices.MOST_BUDGET)
    value = forms.DecimalField(
        label=_("value of one point"), max_digits=9, decimal_places=2, min_value=0, help_text=_("In money, 0.10 say.")
    )
    currency = forms.CharField(label=_("currency"), max_length=3, min_length=3, initial="CNY")

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.queryset = projects

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class BudgetForm(BothVersions, ModelForm):
    class Meta:
        model = PointBudget
        fields = ("points", "value")
        help_texts = {"value": _("Changes only while no point is given.")}


class PolicyForm(BothVersions, ModelForm):
    units = {"expire_months": _("months"), "leaver_days": _("days")}

    class Meta:
        model = PointPolicy
        fields = ("expire_months", "leaver_days")
        help_texts = {
            "expire_months": _("Counted from the day they are given; their owner is told 30 days before."),
            "leaver_days": _("Then what they left behind lapses; the head of their unit is told before."),
        }


class GiftForm(BothVersions, ModelForm):
    wide = ("text", "text_en")
    units = {"price": _("points"), "limit": _("pieces"), "stock": _("pieces")}
    stock = forms.IntegerField(label=_("in stock"), min_value=0, max_value=choices.MOST_STOCK, initial=0, required=True)
    picture = PhotoField(label=_("Picture"), required=False, help_text=_("JPEG, PNG or WebP; square looks best."))
    field_order = (
        "name", "name_en", "text", "text_en", "price", "stock", "limit", "from_on", "until_on", "picture", "active",
    )  # fmt: skip

    class Meta:
        model = Gift
        fields = ("name", "name_en", "text", "text_en", "price", "limit", "from_on", "until_on", "active")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "text_en": forms.Textarea(attrs={"rows": 3}),
            "from_on": forms.DateInput(),
            "until_on": forms.DateInput(),
        }
        help_texts = {"limit": _("Empty: no limit.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Pieces go out while somebody types: the stock has an act of its own.
            del self.fields["stock"]


class StockForm(Form):
    change = forms.IntegerField(
        label=_("pieces more, or fewer"), min_value=-choices.MOST_STOCK, max_value=choices.MOST_STOCK,
        help_text=_("10 came in: 10. Two are broken: −2."),
    )  # fmt: skip


class ThankForm(Form):
    wide = ("text",)
    receiver = PersonField(User.objects.none(), label=_("Whom"), empty_label=_("Choose a colleague"))
    text = forms.CharField(
        label=_("For what"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence about what they did; it stands on the wall of their unit."),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["receiver"]
        field.queryset = people


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ReportForm(Form):
    report = forms.CharField(label=_("What is wrong with it"), max_length=300)


class HandForm(Form):
    place = forms.CharField(label=_("Where, or how"), max_length=120, required=False)
