"""Stakeholders, what changes for them, what is done about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changemgmt.readiness.models import Impact, Stakeholder, StakeholderAction
from pmo.access.roles import TAKING_PART
from pmo.accounts.models import User
from pmo.orgs.fields import PersonField, UnitsField
from pmo.orgs.models import Unit
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.goals.selectors import people
from projects.portfolio.models import Project

OFFERED_ROLES = [(role.value, role.label) for role in TAKING_PART]


class StakeholderForm(BothVersions, ModelForm):
    wide = ("name", "name_en", "chosen_units", "roles", "note")
    stored_as = {"chosen_units": "units"}

    chosen_units = UnitsField(label=_("Units"), required=False, help_text=_("Of a group. With everything below them."))
    roles = forms.MultipleChoiceField(
        label=_("Only people in these roles"),
        choices=OFFERED_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody of the units. A role counts company-wide or on this project."),
    )

    class Meta:
        model = Stakeholder
        fields = (
            "kind",
            "person",
            "name",
            "name_en",
            "chosen_units",
            "roles",
            "power",
            "interest",
            "current",
            "desired",
            "note",
        )
        field_classes = {"person": PersonField}
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "power": forms.NumberInput(attrs={"min": 1, "max": 5}),
            "interest": forms.NumberInput(attrs={"min": 1, "max": 5}),
        }
        help_texts = {
            "person": _("Of a person who is in the directory."),
            "power": _("1 to 5: how much depends on them."),
            "interest": _("1 to 5: how much it means to them."),
            "note": _("What they would lose or win, whom they listen to. Read by those who lead the change."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rows: Any = User.objects.visible_to(user)
        fields["person"].queryset = rows.filter(is_active=True).select_related("unit").order_by("name")
        fields["person"].empty_label = _("nobody of the directory")
        units: Any = Unit.objects.visible_to(user)
        fields["chosen_units"].queryset = units.filter(closed_on__isnull=True).order_by("path")
        if self.instance.pk:
            self.initial["chosen_units"] = list(self.instance.units.values_list("pk", flat=True))
            self.initial["roles"] = self.instance.roles

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "roles"}  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["units"] = list(found.pop("chosen_units"))
        return found


class ImpactForm(BothVersions, ModelForm):
    wide = ("before", "before_en", "after", "after_en")

    class Meta:
        model = Impact
        fields = ("aspect", "level", "before", "before_en", "after", "after_en", "starts_on", "ends_on")
        widgets = {"starts_on": forms.DateInput(), "ends_on": forms.DateInput()}
        help_texts = {
            "before": _("What people do today."),
            "after": _("What they will do. One sentence they would understand."),
            "ends_on": _("Until it has become a habit; usually some weeks after go-live."),
        }

    def _get_validation_exclusions(self) -> set[str]:
        """Which days are needed depends on the level: the service says so in words."""
        return {*super()._get_validation_exclusions(), "starts_on", "ends_on"}  # type: ignore[misc]


class ActionForm(BothVersions, ModelForm):
    wide = ("text", "text_en")

    class Meta:
        model = StakeholderAction
        fields = ("text", "text_en", "owner", "due_on")
        field_classes = {"owner": PersonField}
        widgets = {"due_on": forms.DateInput()}

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people.of_project(user, project, self.instance.owner_id).select_related("unit")
        owner.empty_label = None
        self.initial.setdefault("owner", user.pk)


class FinishForm(VersionedForm):
    ids = "id_finish_%s"
    outcome = forms.CharField(label=_("What came of it"), max_length=500, required=False)


class DropForm(VersionedForm):
    ids = "id_drop_%s"
    reason = reason_field(_("Why it is dropped"), rows=2)
