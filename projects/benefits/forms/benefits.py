"""A benefit, an amount that came, a rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.orgs.fields import CodedField, LabelsField
from pmo.orgs.models import Unit
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.benefits.choices import Kind, Per, Way
from projects.benefits.models import Benefit, Realisation, ValueRule
from projects.budget.selectors import signers
from projects.goals.models import Goal, Kpi
from projects.portfolio.models import Portfolio, Project
from projects.schedule.models import Task

AMOUNT: dict[str, Any] = {"max_digits": 15, "decimal_places": 2}


class TaskField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.wbs} {'◆ ' if obj.is_milestone else ''}{obj.label}"


class SharesField(forms.CharField):
    """“20, 40, 80” as a list of whole percent."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(share) for share in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        parts = str(value or "").replace("，", ",").replace("、", ",").replace("%", "").split(",")
        try:
            return [int(part) for part in parts if part.strip()]
        except ValueError as error:
            raise ValidationError(_("Whole percent from 0 to 200, month by month."), code="shares") from error


class MonthField(forms.DateField):
    """A month, as 2026-11; any day of it will do."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"})
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if hasattr(value, "strftime") else value


class BenefitForm(BothVersions, ModelForm):
    """In five parts; what a choice makes meaningless is hidden by script and ignored by the service."""

    wide = ("name", "name_en", "description", "units")
    ramp_shares = SharesField(
        label=_("Shares month by month"),
        required=False,
        max_length=200,
        help_text=_("Percent of the full amount, instead of an even growth: 20, 40, 80."),
    )

    class Meta:
        model = Benefit
        fields = (
            "name", "name_en", "kind", "nature", "adverse", "description", "outcome", "attribution", "measurement",
            "owner", "validator", "units", "kpi", "no_kpi_reason", "goal",
            "way", "unit_value", "volume", "amount", "per",
            "anchor", "task", "offset_months", "duration_months", "ramp_months", "ramp_shares",
            "adoption_planned", "adoption_kpi",
        )  # fmt: skip
        field_classes = {
            "owner": CodedField, "validator": CodedField, "units": LabelsField, "kpi": CodedField, "goal": CodedField,
            "task": TaskField, "adoption_kpi": CodedField,
        }  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 2}) for name in ("description", "outcome", "attribution", "measurement")
        } | {"units": forms.CheckboxSelectMultiple}
        help_texts = {
            "name": _("Begin with what changes: fewer, faster, less, more."),
            "nature": _("Hard: a budget or the books show it. Soft money never counts in the net present value, unless "
                        "the portfolio says so."),
            "adverse": _("It costs instead: more licences, slower work for a while. Amounts are entered as positive."),
            "outcome": _("What anybody can observe when it is there."),
            "attribution": _("Why it comes from this project and not from something else."),
            "measurement": _("Where no KPI says it: who counts what, how often."),
            "validator": _("Confirms it for finance and validates what came; somebody other than the owner."),
            "no_kpi_reason": _("Only where it hangs on no KPI."),
            "goal": _("Taken from the KPI where there is one."),
            "way": _("Computed: planned and realised money follow the KPI. Booked: its owner books what came, month by "
                     "month, and finance validates it."),
            "unit_value": _("For example what one hour, one day or one claim costs."),
            "volume": _("How often a month: 1,206 claims, 1 for hours a month."),
            "amount": _("At its full effect."),
            "offset_months": _("0: the month of that day; 1: the month after it."),
            "ramp_months": _("Evenly, to the full amount in the last of them; 0: at once."),
            "adoption_planned": _("Of the people who should use it, at the full amount."),
            "adoption_kpi": _("Until use itself is measured; a KPI in percent."),
        }  # fmt: skip

    PARTS = (
        (
            _("What gets better"),
            ("name", "name_en", "kind", "nature", "adverse", "description", "outcome", "attribution"),
        ),
        (_("Who and where"), ("owner", "validator", "kpi", "no_kpi_reason", "goal", "measurement", "units")),
        (pgettext_lazy("benefit", "Money"), ("way", "unit_value", "volume", "amount", "per")),
        (
            _("When"),
            ("anchor", "task", "offset_months", "duration_months", "ramp_months", "ramp_shares"),
        ),
        (_("Adoption"), ("adoption_planned", "adoption_kpi")),
    )
    # Shown only while that other field has one of these values.
    ONLY = {
        "unit_value": ("way", "kpi"),
        "volume": ("way", "kpi"),
        "amount": ("way", "booked"),
        "per": ("way", "booked"),
        "task": ("anchor", "task"),
        "no_kpi_reason": ("kpi", ""),
        "goal": ("kpi", ""),
        "measurement": ("kpi", ""),
    }

    def __init__(self, *args: Any, user: Any, project: Project, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        people = signers.people(project)
        kpis = Kpi.objects.visible_to(user).filter(goal__project=project, retired_at__isnull=True).order_by("pk")
        offered: tuple[tuple[str, Any, Any], ...] = (
            ("owner", people, _("choose")),
            ("validator", people, _("choose")),
            ("kpi", kpis, _("none")),
            ("adoption_kpi", kpis.filter(unit__in=("%", "％")), _("none")),
            ("goal", Goal.objects.visible_to(user).filter(project=project).order_by("number"), _("none")),
        )
        for name, rows, nothing in offered:
            fields[name].queryset, fields[name].empty_label = rows, nothing
        tasks = Task.objects.visible_to(user).filter(plan__project=project, active=True)
        fit = tasks.filter(is_milestone=True) | tasks.filter(is_summary=True)
        fields["task"].queryset, fields["task"].empty_label = fit.order_by("position"), _("choose")
        fields["units"].queryset = Unit.objects.visible_to(user).filter(project_links__project=project).order_by("path")
        months = _("months")
        self.units = {
            "unit_value": currency,
            "amount": currency,
            "volume": _("a month"),
            "offset_months": months,
            "duration_months": months,
            "ramp_months": months,
            "adoption_planned": "%",
        }

    def clean(self) -> dict[str, Any]:
        """What a choice makes meaningless is cleared, as the service does, before the database's rules are asked: the
        form sends also what it hides, such as “a year” of what is computed every month."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind, way = data.get("kind"), data.get("way")
        if kind == Kind.NO_MONEY:
            data |= {"way": Way.BOOKED, "amount": None, "unit_value": None, "per": Per.YEAR}
        elif kind == Kind.CAPITAL:
            data |= {"unit_value": None, "per": Per.ONCE}
            if way == Way.KPI:
                self.add_error("way", _("Working capital is set free once, not every month."))
        elif way == Way.KPI:
            data |= {"amount": None, "per": Per.MONTH}
            if data.get("kpi") is None:
                self.add_error("kpi", _("To be computed, it needs a KPI."))
            elif not data.get("unit_value"):
                self.add_error("unit_value", _("Enter what one unit of the KPI is worth."))
        else:
            data["unit_value"] = None
        if data.get("kpi") is None and "kpi" not in self.errors and not data.get("no_kpi_reason", "").strip():
            self.add_error("kpi", _("Choose a KPI, or say why it hangs on none."))
        return data

    def parts(self) -> Iterator[tuple[Any, list[tuple[Any, str, str]]]]:
        """Title and fields of each part, with what a field depends on."""
        for title, names in self.PARTS:
            yield title, [(self[name], *self.ONLY.get(name, ("", ""))) for name in names]


class BookingForm(BothVersions, ModelForm):
    wide = ("evidence",)
    month = MonthField(label=_("Month"))

    class Meta:
        model = Realisation
        fields = ("month", "amount", "reference", "evidence")
        widgets = {"evidence": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "reference": _("The same document is never booked twice."),
            "evidence": _("An account, a report, a count: what finance can look at."),
            "amount": _("A correction of what is validated is negative."),
        }

    def __init__(self, *args: Any, benefit: Benefit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {"amount": benefit.currency}


class AnswerForm(VersionedForm):
    ids = "answer_%s"
    wide = ("reason",)
    reason = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to decline."),
    )


class ReasonForm(VersionedForm):
    wide = ("reason",)
    reason = reason_field(_("Reason"))


class RateForm(ModelForm):
    portfolio = CodedField(Portfolio.objects.none(), label=_("Portfolio"), empty_label=None)

    class Meta:
        model = ValueRule
        fields = ("portfolio", "since_on", "rate", "count_soft", "note")
        widgets = {"since_on": forms.DateInput()}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["portfolio"]
        field.queryset = Portfolio.objects.for_verb(user, "change").distinct().order_by("code")
        self.units = {"rate": "%"}
