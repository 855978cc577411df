"""Gates and their criteria: day, keepers, rule; of a project and of a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.access.roles import Role
from pmo.orgs.fields import TitledPeopleField
from pmo.web import formats
from pmo.web.forms import Checklist, Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.gates import evidence
from projects.gates.choices import KEEPER_ROLES
from projects.gates.evidence import EvidenceKind
from projects.gates.models import Gate, GateCriterion, GateTemplate, KillCriterion, TemplateCriterion, TemplateGate
from projects.gates.selectors import gates as selectors
from projects.goals.models import Kpi
from projects.portfolio.models import Portfolio, Project


class PlanForm(VersionedForm):
    planned_on = forms.DateField(label=_("Meets on"), required=False, widget=forms.DateInput)


class GateForm(BothVersions, ModelForm):
    wide = ("keepers",)
    units = {"pass_share": "%"}
    keepers = TitledPeopleField(
        queryset=None,
        label=_("Gatekeepers"),
        required=False,
        widget=Checklist(),
        help_text=_("Of the PMO and the executives; nobody who works on the project."),
    )

    class Meta:
        model = Gate
        fields = ("name", "name_en", "planned_on", "rule", "pass_share", "is_rollout")
        widgets = {"planned_on": forms.DateInput}
        help_texts = {
            "pass_share": _("Share of the points of the should-meet criteria that a go needs."),
            "is_rollout": _("Roll-out money waits for this gate, and for a pilot."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keepers"]
        seated = [person.pk for person in selectors.keepers(self.instance)]
        field.queryset = selectors.candidates(user, self.instance.project, *seated)
        self.initial.setdefault("keepers", seated)


class NewGateForm(BothVersions, ModelForm):
    """A gate beside those of the template."""

    wide = ("keepers",)
    units = {"pass_share": "%"}
    keepers = TitledPeopleField(
        queryset=None,
        label=_("Gatekeepers"),
        required=False,
        widget=Checklist(),
        help_text=GateForm.base_fields["keepers"].help_text,
    )

    class Meta:
        model = Gate
        fields = (
            "name",
            "name_en",
            "from_stage",
            "to_stage",
            "planned_on",
            "rule",
            "pass_share",
            "is_rollout",
        )
        widgets = {"planned_on": forms.DateInput}
        help_texts = GateForm.Meta.help_texts | {
            "to_stage": _("Its place in the chain follows from this; gates behind it count one up."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keepers"]
        field.queryset = selectors.candidates(user, project)


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("judged by people")), *((kind.code, _with_default(kind)) for kind in evidence.kinds())]


def _with_default(kind: EvidenceKind) -> str:
    """With the threshold it has where none is entered."""
    if kind.default is None:
        return str(kind.label)
    return _("%(kind)s · usually %(default)s") % {
        "kind": kind.label,
        "default": f"{formats.number(kind.default.normalize())} {kind.unit}".strip(),
    }


class _CriterionForm(BothVersions, ModelForm):
    """What evidence is offered is what rooms have registered."""

    wide = ("title", "title_en")
    kind = forms.ChoiceField(label=_("Evidence"), choices=_kinds, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["threshold"].help_text = _("Only for evidence with a usual value. Empty: that value.")


CRITERION_FIELDS = ("title", "title_en", "must", "weight", "kind", "threshold")
CRITERION_HELP = {
    "must": _("Without it there is no go. Otherwise it brings points."),
    "weight": _("1 to 5; counts where it brings points."),
}


class CriterionForm(_CriterionForm):
    class Meta:
        model = GateCriterion
        fields = CRITERION_FIELDS
        help_texts = CRITERION_HELP


class TemplateCriterionForm(_CriterionForm):
    class Meta:
        model = TemplateCriterion
        fields = CRITERION_FIELDS
        help_texts = CRITERION_HELP


class TemplateGateForm(BothVersions, ModelForm):
    wide = ("roles", "people")
    units = {"pass_share": "%"}
    roles = forms.MultipleChoiceField(
        label=_("Gatekeepers by role"),
        choices=[(role.value, role.label) for role in KEEPER_ROLES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody with this role who does not work on the project."),
    )
    people = TitledPeopleField(queryset=None, label=_("Gatekeepers by name"), required=False, widget=Checklist())

    class Meta:
        model = TemplateGate
        fields = (
            "name",
            "name_en",
            "from_stage",
            "to_stage",
            "rule",
            "pass_share",
            "is_rollout",
            "roles",
            "people",
        )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = selectors.candidates(user, None)

    def clean_roles(self) -> list[str]:
        return [Role(role).value for role in self.cleaned_data["roles"]]


class TemplateForm(VersionedForm):
    required = forms.BooleanField(label=_("Projects move on only through their gates"), required=False)


class NewTemplateForm(Form):
    portfolio = forms.ModelChoiceField(Portfolio.objects.none(), label=_("Portfolio"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["portfolio"]
        own = GateTemplate.objects.visible_to(user).exclude(portfolio=None).values("portfolio_id")
        field.queryset = Portfolio.objects.visible_to(user).exclude(pk__in=own).distinct().order_by("code")
        field.label_from_instance = lambda portfolio: portfolio.label


class ConditionDoneForm(VersionedForm):
    wide = ("note",)
    note = reason_field(_("What was done"))


# --- kill criteria --------------------------------------------------------------------------------------------------


class KillForm(BothVersions, ModelForm):
    wide = ("why",)
    kind = forms.ChoiceField(label=_("Evidence"), required=False)

    class Meta:
        model = KillCriterion
        fields = ("kind", "threshold", "kpi", "why")
        help_texts = {
            "why": _("So that everybody knows today what would be enough to stop."),
            "threshold": _("Beyond it the criterion has come true. Empty: as usual for this evidence."),
            "kpi": _("Instead of evidence: it comes true when this KPI goes off track."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("none")), *_kinds()[1:]]
        rows = Kpi.objects.visible_to(user).filter(goal__project=project, retired_at__isnull=True)
        fields["kpi"].queryset = rows.order_by("pk")
        fields["kpi"].label_from_instance = lambda kpi: kpi.label
        fields["kpi"].empty_label = _("none")


class RetireForm(Form):
    wide = ("reason",)
    reason = reason_field(_("Why it is not watched any more"))


class AlarmForm(VersionedForm):
    wide = ("answer",)
    ids = "id_alarm_%s"
    act = forms.ChoiceField(
        label=_("Decision"),
        choices=[("on", _("The project goes on")), ("stop", _("The project is stopped"))],
        widget=forms.RadioSelect,
    )
    answer = reason_field(_("Why"))
