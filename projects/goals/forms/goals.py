from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.accounts.models import User
from pmo.records import DomainError
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.goals import wording
from projects.goals.choices import Cadence, KpiKind
from projects.goals.forms.base import GoalField
from projects.goals.models import Goal, Kpi, PainPoint
from projects.goals.selectors import pain_points, people
from projects.goals.targets import parse_number
from projects.portfolio.models import Project

WEIGHTS = [(n, str(n)) for n in range(6)]
SPARE_CHECKPOINTS = 3


class GoalForm(BothVersions, ModelForm):
    wide = ("title", "title_en", "description", "pain_points")

    class Meta:
        model = Goal
        fields = ("title", "title_en", "description", "owner", "weight")
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "weight": forms.Select(choices=WEIGHTS)}
        help_texts = {
            "title": _("What will be better, for example “Reimbursement twice as fast”. The numbers follow as KPIs."),
            "weight": _("0 to 5; how much it counts in the project's progress."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people.of_project(user, project, self.instance.owner_id)
        if not self.instance.pk:
            self.initial.setdefault("owner", user.pk)
        rows = PainPoint.objects.visible_to(user).filter(project=project)
        if rows.exists():
            self.fields["pain_points"] = PainField(
                pain_points.visible(user).filter(project=project).order_by(*pain_points.BY_COST),
                label=_("Pain points it cures"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            if self.instance.pk:
                self.initial["pain_points"] = list(self.instance.pain_points.values_list("pk", flat=True))


class PainField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class DropForm(VersionedForm):
    reason = reason_field(_("Why is it given up?"))


class RetireForm(VersionedForm):
    reason = reason_field(_("Why is it no longer measured?"))


class NumberField(forms.CharField):
    """A number as people type it: full-width digits, a real minus, thousands separators."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text, field="")
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


def shown_number(value: Decimal | None) -> str:
    """A stored number as it is edited: no trailing zeros, no separators."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class KpiForm(VersionedForm):
    """Not tied to the model: the target is typed as people say it, and which fields count follows from the kind."""

    wide = ("name", "name_en", "source_note", "source_note_en")

    name = forms.CharField(
        label=_("KPI"), max_length=120, help_text=_("What is measured, for example “approval cycle”.")
    )
    name_en = forms.CharField(label=_("In English"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KpiKind.choices, initial=KpiKind.REACH)
    unit = forms.CharField(label=_("Unit"), max_length=24, required=False, help_text=_("For example 天, h, %."))
    unit_en = forms.CharField(label=_("Unit in English"), max_length=24, required=False)
    decimals = forms.TypedChoiceField(
        label=_("Decimals shown"), choices=[(n, str(n)) for n in range(7)], coerce=int, initial=1
    )
    baseline = NumberField(label=_("Baseline"), help_text=_("What it is today."))
    baseline_on = forms.DateField(label=_("Baseline measured on"), required=False, widget=forms.DateInput())
    target = forms.CharField(
        label=pgettext_lazy("KPI", "Target"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A number, or relative to the baseline with its sign: −30%, +15%."),
    )
    lower = NumberField(label=_("Lower bound"))
    upper = NumberField(label=_("Upper bound"))
    due_on = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput())
    cadence = forms.ChoiceField(label=_("Cadence"), choices=Cadence.choices, initial=Cadence.MONTHLY)
    weight = forms.TypedChoiceField(
        label=_("Weight"), choices=WEIGHTS, coerce=int, initial=1, help_text=_("0 to 5; 0 is shown and not counted.")
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False)
    source_note = forms.CharField(label=_("Where the value comes from"), max_length=200, required=False)
    source_note_en = forms.CharField(label=_("Source in English"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why does it change?"),
        max_length=500,
        required=False,
        help_text=_("Those who signed see it beside the change."),
    )

    # Which fields only some kinds need; the rest is there for every kind.
    FOR_KINDS = {
        "baseline": (KpiKind.REACH, KpiKind.ABOVE, KpiKind.BELOW, KpiKind.WITHIN),
        "baseline_on": (KpiKind.REACH, KpiKind.ABOVE, KpiKind.BELOW, KpiKind.WITHIN),
        "target": (KpiKind.REACH,),
        "lower": (KpiKind.ABOVE, KpiKind.WITHIN),
        "upper": (KpiKind.BELOW, KpiKind.WITHIN),
        "checkpoints": (KpiKind.REACH,),
    }

    def __init__(
        self, *args: Any, user: Any, project: Project, kpi: Kpi | None = None, goals: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=kpi, **kwargs)
        self.kpi = kpi
        self.fields["kind"].widget.attrs["x-model"] = "kind"
        self.fields["target"].widget.attrs |= {
            "hx-get": reverse("goals:target_preview"),
            "hx-trigger": "input changed delay:400ms, change from:#id_baseline, change from:#id_unit",
            "hx-include": "#id_baseline, #id_unit",
            "hx-target": "#target-shown",
            "hx-swap": "outerHTML",
        }
        owner: Any = self.fields["owner"]
        owner.queryset = people.of_project(user, project, kpi.owner_id if kpi else None)
        points = kpi.checkpoints if kpi else []
        self.slots = len(points) + SPARE_CHECKPOINTS
        if self.is_bound:
            self.slots = max(self.slots, self._posted_slots())
        for index in range(self.slots):
            self.fields[f"cp_on_{index}"] = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput())
            self.fields[f"cp_value_{index}"] = NumberField(label=_("Value"))
        if kpi is None:
            del self.fields["reason"]
            self.initial.setdefault("owner", user.pk)
            return
        if goals is not None:
            self.fields["goal"] = GoalField(goals, label=_("Goal"))
            self.initial["goal"] = kpi.goal_id
        self._fill(kpi)

    def _posted_slots(self) -> int:
        numbers = [
            int(key[6:]) for key in self.data if key.startswith("cp_on_") and key[6:].isdecimal() and len(key) < 9
        ]
        return min(max(numbers, default=-1) + 1, 60)

    def _fill(self, kpi: Kpi) -> None:
        plain = ("name", "name_en", "kind", "unit", "unit_en", "decimals", "baseline_on", "due_on", "cadence", "weight")
        for name in (*plain, "source_note", "source_note_en"):
            self.initial.setdefault(name, getattr(kpi, name))
        for name in ("baseline", "lower", "upper"):
            self.initial.setdefault(name, shown_number(getattr(kpi, name)))
        self.initial.setdefault("owner", kpi.owner_id)
        self.initial.setdefault("target", target_text(kpi))
        for index, point in enumerate(kpi.checkpoints):
            self.initial[f"cp_on_{index}"] = point["on"]
            self.initial[f"cp_value_{index}"] = point["value"]

    @property
    def chosen_kind(self) -> str:
        """The kind the form shows now; whatever else was sent counts as the default."""
        value = self["kind"].value()
        return str(value) if value in KpiKind.values else KpiKind.REACH.value

    def checkpoint_rows(self) -> Iterator[tuple[Any, Any]]:
        for index in range(self.slots):
            yield self[f"cp_on_{index}"], self[f"cp_value_{index}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for index in range(self.slots):
            on, value = data.get(f"cp_on_{index}"), data.get(f"cp_value_{index}")
            if on is None and value is not None and f"cp_on_{index}" not in self.errors:
                self.add_error(f"cp_on_{index}", _("On which day?"))
            if on is not None and value is None and f"cp_value_{index}" not in self.errors:
                self.add_error(f"cp_value_{index}", _("Which value by then?"))
        return data

    def values(self) -> dict[str, Any]:
        """For the services: checkpoints as rows, the target as it was typed, nothing the kind does not use."""
        data = super().values()
        points = []
        for index in range(self.slots):
            on, value = data.pop(f"cp_on_{index}"), data.pop(f"cp_value_{index}")
            if on is not None:
                points.append({"on": on.isoformat(), "value": f"{value:f}"})
        data["checkpoints"] = sorted(points, key=lambda point: point["on"])
        data["target_text"] = data.pop("target")
        kind = data["kind"]
        for name, kinds in self.FOR_KINDS.items():
            if kind not in kinds:
                if name == "target":
                    data["target_text"] = ""
                else:
                    data[name] = [] if name == "checkpoints" else None
        return data

    def apply(self, error: DomainError) -> None:
        """Checkpoints are rows of two fields: their errors stand at the first day."""
        if error.field == "checkpoints" and "cp_on_0" in self.fields:
            self.add_error("cp_on_0", error.message)
            return
        super().apply(error)

    def hints(self) -> list[dict[str, Any]]:
        """The target is typed in words and stored as a number: it is compared as it is typed."""
        rows = [row for row in super().hints() if row["label"] != self.fields["target"].label]
        if self.stale is not None:
            mine, theirs = self.cleaned_data.get("target", ""), target_text(self.stale)
            if mine != theirs:
                label = self.fields["target"].label
                rows.append({"label": label, "mine": mine or _("none"), "theirs": theirs or _("none")})
        return rows


def target_text(kpi: Any) -> str:
    """The target as it is typed: its words, else the plain number."""
    return kpi.target_words or shown_number(kpi.target)


def preview(kpi: Kpi) -> str:
    """What a target means, in words: "down to 294 h"."""
    way = kpi.direction
    if not way:
        return ""
    target = wording.amount(kpi.target, kpi.unit_label)
    words = {"down": _("down to %(target)s"), "up": _("up to %(target)s")}[way]
    return str(words) % {"target": target}
