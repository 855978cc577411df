"""The assessment of a project, and the criteria behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pmo.orgs.models import Unit
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions
from projects.portfolio.models import Project
from projects.resources.choices import WorkRole
from projects.selection.forms.grids import GridsMixin
from projects.selection.models import Assessment, Criterion
from projects.selection.selectors import assessments as selectors


class ProjectsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.key} {obj.label}"


class AssessmentForm(GridsMixin, BothVersions, ModelForm):  # type: ignore[misc]
    wide = ("note", "force_reason")

    class Meta:
        model = Assessment
        fields = (
            "business_value",
            "time_criticality",
            "risk_reduction",
            "job_size",
            "risk",
            "benefit",
            "needs",
            "excludes",
            "force",
            "force_reason",
            "note",
        )
        field_classes = {"needs": ProjectsField, "excludes": ProjectsField}
        widgets = {
            "needs": forms.CheckboxSelectMultiple,
            "excludes": forms.CheckboxSelectMultiple,
            "force_reason": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "business_value": _("Compared with the others, in these steps."),
            "time_criticality": _("How much is lost by waiting."),
            "risk_reduction": _("What it makes safer, or possible later."),
            "job_size": _("Compared with the others; WSJF divides by it."),
            "needs": _("Without these it cannot be chosen."),
            "excludes": _("At most one of them is chosen."),
        }

    def __init__(
        self, *args: Any, user: Any, project: Project, criteria: Sequence[Criterion], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.currency = project.portfolio.currency
        self.units = {"benefit": self.currency}
        others = Project.objects.visible_to(user).filter(portfolio=project.portfolio_id).exclude(pk=project.pk)
        for name in ("needs", "excludes"):
            fields[name].queryset = others.order_by("key")
        self.criteria = list(criteria)
        held = {row.criterion_id: row.level for row in self.instance.scores.all()} if self.instance.pk else {}
        for criterion in self.criteria:
            choices = [("", "–"), *((n, f"{n} · {words}" if words else str(n)) for n, words in criterion.levels)]
            name = f"level_{criterion.pk}"
            fields[name] = forms.TypedChoiceField(
                label=criterion.label, choices=choices, coerce=int, empty_value=None, required=False
            )
            fields[name].help_text = gettext("weight %(n)s") % {"n": criterion.weight}
            self.initial[name] = held.get(criterion.pk, "")
        self.order_fields([f"level_{criterion.pk}" for criterion in self.criteria])
        known = selectors.lines_of(self.instance if self.instance.pk else None)
        units = list(Unit.objects.visible_to(user).filter(project_links__project=project).order_by("path"))
        self.add_amounts(
            user, known, selectors.years_from(today), WorkRole.values, selectors.quarters_from(today), units
        )

    def values(self) -> dict[str, Any]:
        own = self.own_values()
        levels = {criterion.pk: own.pop(f"level_{criterion.pk}") for criterion in self.criteria}
        return {**own, "levels": levels, "lines": self.amounts()}

    def grid_words(self) -> dict[str, tuple[str, str]]:
        return {
            "year": (gettext("Cost per year"), gettext("Empty: nothing in that year.")),
            "role": (gettext("People needed, person-days per quarter"), ""),
            "unit": (
                gettext("Change load of units"),
                gettext("Points from 0 to 10: how much this asks of the people there, all they must learn and drop."),
            ),
        }


class CriterionForm(BothVersions, ModelForm):
    wide = ("scale", "scale_en")

    class Meta:
        model = Criterion
        fields = ("name", "name_en", "weight", "scale", "scale_en")
        widgets = {"scale": forms.Textarea(attrs={"rows": 5}), "scale_en": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "weight": _("0–10. With 0 it is no longer counted, and stays readable."),
            "scale": _("Five lines, from level 1 to level 5."),
        }
