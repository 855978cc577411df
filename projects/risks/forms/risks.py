"""Risks: the form, the three assessments, review, status, answer of the sponsor, effects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.datamig.models import DataSet
from projects.goals.choices import GoalStatus
from projects.goals.forms.base import GoalsField
from projects.goals.models import Goal
from projects.goals.selectors import people
from projects.portfolio.models import Project
from projects.risks import lines
from projects.risks.choices import FLOW, STRATEGIES, Answer, EffectHow, Objective, Phase, RiskKind, RiskStatus
from projects.risks.models import Risk, RiskEffect
from projects.risks.scales import Scale
from projects.schedule.models import Task
from projects.scope.forms.items import TaskField, TasksField

_LINES = {"rows": 2}


def probability_choices(scale: Scale) -> list[tuple[str, str]]:
    named = [(str(level.number), f"{level.number} · {level.label} ({level.value})") for level in scale.probabilities]
    return [("", str(_("not assessed"))), *named]


def impact_choices(scale: Scale, objective: str) -> list[tuple[str, str]]:
    named = [
        (str(level.number), f"{level.number} · {level.label}: {scale.meaning(objective, level.number)}")
        for level in scale.impacts
    ]
    return [("", str(_("none"))), *named]


def level_field(label: Any, choices: list[tuple[str, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, required=False)


class RiskForm(BothVersions, ModelForm):
    wide = ("title", "title_en", "trigger", "trigger_en", "tasks", "goals", "data_sets")
    units = {"days": _("working days"), "days_after": _("working days")}

    class Meta:
        model = Risk
        fields = (
            "kind", "category", "title", "title_en", "cause", "event", "effect", "owner", "assignee", "proximity",
            "trigger_on", "trigger", "trigger_en", "review_on", "money", "money_after", "days", "days_after",
            "strategy", "response", "fallback", "goals", "tasks", "data_sets",
        )  # fmt: skip
        field_classes = {"goals": GoalsField, "tasks": TasksField, "data_sets": GoalsField}
        widgets = {
            "cause": forms.Textarea(attrs=_LINES),
            "event": forms.Textarea(attrs=_LINES),
            "effect": forms.Textarea(attrs=_LINES),
            "response": forms.Textarea(attrs=_LINES),
            "fallback": forms.Textarea(attrs=_LINES),
            "trigger_on": forms.DateInput(),
            "review_on": forms.DateInput(),
            "goals": forms.CheckboxSelectMultiple,
            "data_sets": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "cause": _("Because … (a fact of today)"),
            "event": _("… it may happen that … (uncertain)"),
            "effect": _("… which would lead to … (on an objective)"),
            "owner": _("Stands for it."),
            "assignee": _("Works on it."),
            "trigger": _("By what do we notice that it begins?"),
            "money": _("Loss of a threat, gain of an opportunity."),
            "money_after": _("Empty: as before. The probability is assessed apart."),
            "review_on": _("Empty: in 30 days."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        goals = Goal.objects.visible_to(user).filter(project=project)
        keep = Q(risks=self.instance.pk) if self.instance.pk else Q(pk__in=[])
        fields["goals"].queryset = goals.filter(~Q(status=GoalStatus.DROPPED) | keep).distinct().order_by("number")
        fields["data_sets"].queryset = DataSet.objects.visible_to(user).filter(project=project).order_by("number")
        fields["tasks"].queryset = Task.objects.visible_to(user).filter(plan__project=project).order_by("position")
        team = people.of_project(user, project, self.instance.owner_id, self.instance.assignee_id)
        for name in ("owner", "assignee"):
            fields[name].queryset = team
            fields[name].empty_label = _("nobody yet")
        fields["strategy"].choices = [("", _("none yet")), *_strategies()]
        for name in ("goals", "tasks", "data_sets"):
            if not fields[name].queryset.exists():
                del fields[name]


def _strategies() -> list[Any]:
    """In two groups: what fits a threat, what fits an opportunity; the common ones stand in both."""
    return [(RiskKind(kind).label, [(s.value, s.label) for s in known]) for kind, known in STRATEGIES.items()]


class NewRiskForm(RiskForm):
    """The same with the first assessment: the levels without any response."""

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inherent_probability"] = level_field(_("Probability"), probability_choices(scale))
        for part in Objective:
            label = _("Impact on %(objective)s") % {"objective": part.label}
            self.fields[f"inherent_{part}"] = level_field(label, impact_choices(scale, part))
        first = ("kind", "category", "title", "title_en", "cause", "event", "effect", "inherent_probability")
        self.order_fields([*first, *(f"inherent_{part}" for part in Objective.values)])


class AssessForm(VersionedForm):
    """Fifteen levels in three columns; `rows` for the template."""

    def __init__(self, *args: Any, row: Risk, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for phase in Phase:
            self._add(row, f"{phase}_probability", _("Probability"), probability_choices(scale), phase)
            for part in Objective:
                self._add(row, f"{phase}_{part}", part.label, impact_choices(scale, part), phase)

    def _add(self, row: Risk, name: str, label: Any, choices: Any, phase: Phase) -> None:
        self.fields[name] = level_field(label, choices)
        self.fields[name].widget.attrs["aria-label"] = f"{phase.label}: {label}"
        self.initial.setdefault(name, getattr(row, name))

    def lines(self) -> list[tuple[Any, list[Any]]]:
        """Per row of the table its label and its three fields."""
        self.ready()
        parts = [("probability", _("Probability")), *((o.value, o.label) for o in Objective)]
        return [(label, [self[f"{phase}_{part}"] for phase in Phase.values]) for part, label in parts]


class ReviewForm(VersionedForm):
    ids = "review_%s"
    wide = ("note",)
    note = forms.CharField(label=_("What has changed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    probability = level_field(_("Probability today"), [])
    review_on = forms.DateField(
        label=pgettext_lazy("risk", "Next review"), required=False, help_text=_("Empty: in 30 days.")
    )

    def __init__(self, *args: Any, row: Risk, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        field: Any = self.fields["probability"]
        field.choices = probability_choices(scale)
        self.fields["review_on"].widget = forms.DateInput()
        self.initial.setdefault("probability", row.current_probability)

    def values(self) -> dict[str, Any]:
        found = super().values()
        levels = {"probability": found.pop("probability")}
        return {**found, "levels": levels}


class MoveForm(VersionedForm):
    ids = "move_%s"
    wide = ("reason",)
    status = forms.ChoiceField(label=_("New status"), choices=())
    reason = reason_field(_("Why"), rows=2)

    def __init__(self, *args: Any, row: Risk, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        field: Any = self.fields["status"]
        field.choices = [(s.value, RiskStatus(s).label) for s in FLOW[row.status]]


class AnswerForm(VersionedForm):
    ids = "answer_%s"
    wide = ("status", "reason")
    status = forms.ChoiceField(label=_("Answer"), choices=Answer.choices, widget=forms.RadioSelect)
    reason = reason_field(_("Why, and what is to be done"))


class LineField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class EffectForm(BothVersions, ModelForm):
    wide = ("task", "line")

    class Meta:
        model = RiskEffect
        fields = ("how", "task", "line", "low", "likely", "high")
        field_classes = {"task": TaskField, "line": LineField}
        help_texts = {
            "task": _("Which task it lengthens; money may stand without one."),
            "line": _("Instead of a task: which line it makes dearer, by a factor or by a sum."),
            "likely": _("1.2 as a factor is a fifth longer or dearer; days and money are added."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        tasks = Task.objects.visible_to(user).filter(plan__project=project, is_summary=False, active=True)
        fields["task"].queryset = tasks.order_by("position")
        fields["task"].empty_label = _("none")
        money = lines.of(user, project)
        if money is None or not money.exists():
            # Whoever sees no money leaves the line as it is.
            del fields["line"]
        else:
            fields["line"].queryset = money
            fields["line"].empty_label = _("none")
        fields["how"].choices = EffectHow.choices
