"""Shapes of project and portfolio forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web.forms import Checklist, Form, ModelForm
from projects.portfolio import selectors
from projects.portfolio.choices import ORDER, SINGLE_ROLES, Stage, State, TeamRole
from projects.portfolio.models import Portfolio, Project

_PEOPLE = ("sponsor", "manager", "business_owner")


class ProjectForm(ModelForm):
    wide = ("summary", "summary_en", "units")
    units = forms.ModelMultipleChoiceField(  # type: ignore[assignment]
        Unit.objects.none(),
        label=_("Units concerned"),
        required=False,
        widget=Checklist(),
        help_text=_("Their heads and business owners see the project."),
    )

    class Meta:
        model = Project
        fields = [
            "name",
            "name_en",
            "key",
            "portfolio",
            *_PEOPLE,
            "start_on",
            "target_finish_on",
            "people_affected",
            "summary",
            "summary_en",
        ]
        help_texts = {"key": _("Short and lasting; it stands in every address. For example FIN-01.")}
        widgets = {
            "start_on": forms.DateInput(),
            "target_finish_on": forms.DateInput(),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        people = User.objects.visible_to(user).filter(is_active=True).order_by("name")
        for name in _PEOPLE:
            fields[name].queryset = people
        portfolios = Portfolio.objects.visible_to(user) if self.instance.pk else selectors.open_to_proposals()
        fields["portfolio"].queryset = portfolios.distinct()
        fields["units"].queryset = Unit.objects.visible_to(user).filter(closed_on__isnull=True).order_by("path")
        if self.instance.pk:
            self.initial["units"] = list(self.instance.unit_links.values_list("unit_id", flat=True))


class PortfolioForm(ModelForm):
    pace_ok = forms.FloatField(
        label=_("On track from pace"), min_value=0.01, max_value=2, help_text=_("Pace = progress ÷ expected progress.")
    )
    pace_risk = forms.FloatField(label=_("At risk from pace"), min_value=0.01, max_value=2)
    chance_ok = forms.FloatField(
        label=_("On track from probability"),
        min_value=0.01,
        max_value=1,
        help_text=_("Probability that the target is reached by its due date."),
    )
    chance_risk = forms.FloatField(label=_("At risk from probability"), min_value=0.01, max_value=1)
    silence_days = forms.IntegerField(label=_("Silence is a finding after"), min_value=1, max_value=365)
    units = {"silence_days": _("days")}

    class Meta:
        model = Portfolio
        fields = ["name", "name_en", "code", "currency", "calendar"]
        labels = {"calendar": _("Calendar")}
        help_texts = {"calendar": _("Its working days place the quarterly reviews. Without one, the company's count.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("pace_ok", "pace_risk", "chance_ok", "chance_risk", "silence_days"):
            self.initial.setdefault(name, self.instance.thresholds.get(name))

    def values(self) -> dict[str, Any]:
        values = super().values()
        names = ("pace_ok", "pace_risk", "chance_ok", "chance_risk", "silence_days")
        values["thresholds"] = {name: values.pop(name) for name in names}
        return values


class StateForm(Form):
    state = forms.ChoiceField(label=_("State"), choices=State.choices)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class AdvanceForm(Form):
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the project goes back."),
    )


class MemberForm(Form):
    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    role = forms.ChoiceField(label=_("Part"), choices=[(r.value, r.label) for r in TeamRole if r not in SINGLE_ROLES])

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["user"].queryset = User.objects.visible_to(user).filter(is_active=True).order_by("name")


class ShareForm(Form):
    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["user"].queryset = User.objects.visible_to(user).filter(is_active=True).order_by("name")


class StagePlanForm(Form):
    """Two dates per stage, named <stage>_start and <stage>_finish."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {plan.stage: plan for plan in project.stage_plans.all()}
        for stage in ORDER[:-1]:
            plan = self.plans.get(stage)
            for end, label in (("start", _("start")), ("finish", _("finish"))):
                field = forms.DateField(
                    label=f"{Stage(stage).label} · {label}", required=False, widget=forms.DateInput()
                )
                self.fields[f"{stage}_{end}"] = field
                if plan:
                    self.initial[f"{stage}_{end}"] = getattr(plan, f"planned_{end}_on")

    def plans_asked(self) -> dict[str, dict[str, Any]]:
        data = self.cleaned_data
        return {
            stage: {"planned_start_on": data[f"{stage}_start"], "planned_finish_on": data[f"{stage}_finish"]}
            for stage in ORDER[:-1]
        }
