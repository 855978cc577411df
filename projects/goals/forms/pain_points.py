from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.orgs.fields import UnitsField
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions
from projects.goals.choices import GoalStatus
from projects.goals.forms.base import GoalsField, units_for
from projects.goals.models import Goal, PainPoint
from projects.goals.selectors import people
from projects.portfolio.models import Project


class PainPointForm(BothVersions, ModelForm):
    stored_as = {"affected": "units"}
    wide = ("title", "title_en", "description", "affected", "goals")

    class Meta:
        model = PainPoint
        fields = (
            "title",
            "title_en",
            "description",
            "source",
            "source_detail",
            "source_detail_en",
            "process_name",
            "process_name_en",
            "frequency_per_month",
            "hours_per_month",
            "money_per_month",
            "owner",
            "status",
        )
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": _("As the people who suffer from it say it, for example “Reimbursement takes a week”."),
            "source_detail": _("For example 11 interviews in May, or the questionnaire of 63 people."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {
            "hours_per_month": _("h"),
            "money_per_month": self.instance.currency if self.instance.pk else project.portfolio.currency,
        }
        owner: Any = self.fields["owner"]
        owner.queryset = people.of_project(user, project, self.instance.owner_id)
        owner.help_text = _("Somebody on the team, or responsible for a unit concerned.")
        chosen = list(self.instance.units.values_list("pk", flat=True)) if self.instance.pk else []
        goals = Goal.objects.visible_to(user).filter(project=project).exclude(status=GoalStatus.DROPPED)
        if not self.instance.pk:
            del self.fields["status"]
            self.initial.setdefault("owner", user.pk)
        self.fields["affected"] = UnitsField(
            units_for(user, project, *chosen),
            label=_("Affected units"),
            required=False,
        )
        self.fields["goals"] = GoalsField(
            goals.order_by("number"),
            label=_("Goals that cure it"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if not goals:
            del self.fields["goals"]
        if self.instance.pk:
            self.initial["affected"] = chosen
            self.initial["goals"] = list(self.instance.goals.values_list("pk", flat=True))

    def values(self) -> dict[str, Any]:
        values = super().values()
        # The kit's forms keep the units of measure under the name the model uses for departments.
        values["units"] = values.pop("affected")
        return values


class EvidenceForm(Form):
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, picture, Word, Excel, PowerPoint, CSV or text, up to 50 MB.")
    )
