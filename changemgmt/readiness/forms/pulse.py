"""A round of the pulse: whom to ask, until when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.readiness.choices import StakeholderKind
from changemgmt.readiness.models import Stakeholder
from pmo.web.forms import Form
from projects.portfolio.models import Project

DAYS = 7
EVENING = time(18, 0)


class GroupsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class RoundForm(Form):
    groups = GroupsField(Stakeholder.objects.none(), label=_("Groups asked"), widget=forms.CheckboxSelectMultiple)
    closes_on = forms.DateField(
        label=_("Open until"),
        widget=forms.DateInput(),
        help_text=_("Until 18:00 of this day. People are reminded two days and one day before."),
    )

    wide = ("groups",)

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever may ask sees whom: the right to start a round is asked for by the service.
        rows = Stakeholder.objects.visible_to(user).filter(project=project, kind=StakeholderKind.GROUP)
        groups: Any = self.fields["groups"]
        groups.queryset = rows.order_by("number")
        if not self.is_bound:
            self.initial["groups"] = [row.pk for row in rows]
            self.initial["closes_on"] = timezone.localdate() + timedelta(days=DAYS)

    def values(self) -> dict[str, Any]:
        closes = datetime.combine(self.cleaned_data["closes_on"], EVENING, tzinfo=timezone.get_current_timezone())
        return {"groups": list(self.cleaned_data["groups"]), "closes_at": closes}


class CancelForm(Form):
    reason = forms.CharField(label=_("Why it is called off"), max_length=300)
