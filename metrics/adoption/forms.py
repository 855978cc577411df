"""Shapes of the forms: a target, a funnel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from metrics.adoption.choices import STEPS, WINDOWS
from metrics.adoption.models import AdoptionTarget, Funnel
from metrics.usage.models import Feature, UsageSystem
from pmo.orgs.models import Unit
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions


class TargetForm(BothVersions, ModelForm):
    units = {"start_share": "%", "target_share": "%"}

    class Meta:
        model = AdoptionTarget
        fields = ("unit", "start_on", "start_share", "due_on", "target_share")
        widgets = {"start_on": forms.DateInput(), "due_on": forms.DateInput()}
        help_texts = {
            "unit": _(
                "Units without a target of their own have that of the nearest unit above them, else the system's."
            ),
            "start_share": _("Of those who should use the system, as many as do at the start."),
            "target_share": _("Between the two days the target follows an S: slowly, quickly, slowly."),
        }

    def __init__(self, *args: Any, user: Any, system: UsageSystem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = Unit.objects.visible_to(user)
        unit: Any = self.fields["unit"]
        unit.queryset = rows.open().order_by("path")
        unit.label_from_instance = lambda row: row.indented
        unit.empty_label = _("everybody of the system")


class FunnelForm(BothVersions, ModelForm):
    window_days = forms.TypedChoiceField(
        label=_("Days looked at"),
        coerce=int,
        initial=28,
        help_text=_("A step counts when it comes after the one before it within these days."),
    )

    class Meta:
        model = Funnel
        fields = ("name", "name_en", "window_days")

    def __init__(
        self, *args: Any, user: Any, system: UsageSystem, steps: list[Feature] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {*WINDOWS, *([self.instance.window_days] if self.instance.pk else [])}
        window: Any = self.fields["window_days"]
        window.choices = [(days, str(days)) for days in sorted(known)]
        chosen = steps or []
        here = [step.pk for step in chosen]
        own: Any = Feature.objects.visible_to(user).filter(system=system)
        rows = own.filter(Q(retired_on__isnull=True) | Q(pk__in=here))
        least, most = STEPS
        for number in range(1, most + 1):
            field: Any = forms.ModelChoiceField(
                queryset=rows.order_by("code"),
                required=number <= least,
                label=_("Step %(number)d") % {"number": number},
                empty_label=_("no step"),
                initial=chosen[number - 1].pk if number <= len(chosen) else None,
            )
            field.label_from_instance = lambda row: str(row.label)
            self.fields[f"step_{number}"] = field

    def values(self) -> dict[str, Any]:
        found = {name: value for name, value in super().values().items() if not name.startswith("step_")}
        steps = [self.cleaned_data.get(f"step_{number}") for number in range(1, STEPS[1] + 1)]
        return {**found, "steps": [step for step in steps if step is not None]}
