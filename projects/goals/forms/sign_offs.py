from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.orgs.fields import TitledPeopleField
from pmo.web.forms import Checklist, Form
from pmo.web.versioned import VersionedForm, reason_field
from projects.goals.models import Signature, SignOff
from projects.goals.selectors import people
from projects.portfolio.models import Project


class AskForm(Form):
    wide = ("executives", "note")

    due_on = forms.DateField(label=_("Sign by"), required=False, widget=forms.DateInput())
    note = forms.CharField(
        label=_("Note to the executives"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What they should know before they sign."),
    )
    field_order = ("executives", "due_on", "note")

    def __init__(self, *args: Any, user: Any, project: Project, last: SignOff | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(last.signatures.values_list("executive_id", flat=True)) if last else []
        if not chosen and project.sponsor_id:
            chosen = [project.sponsor_id]
        self.fields["executives"] = TitledPeopleField(
            people.executives(user, project).filter(is_active=True),
            label=_("Executives asked"),
            widget=Checklist(),
            error_messages={"required": _("Name at least one executive.")},
        )
        self.order_fields(self.field_order)
        self.initial.setdefault("executives", chosen)


class SignForm(VersionedForm):
    """What an executive commits; what they committed for the version before is offered again."""

    wide = ("comment",)

    people = forms.DecimalField(
        label=_("People committed"), min_value=0, max_digits=6, decimal_places=1, help_text=_("0 is an answer.")
    )
    budget = forms.DecimalField(label=_("Budget committed"), min_value=0, max_digits=16, decimal_places=2)
    months = forms.DecimalField(label=_("Months committed"), min_value=0, max_digits=5, decimal_places=1)
    comment = forms.CharField(
        label=_("Comment"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, earlier: Signature | None = None, currency: str = "CNY", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {"people": pgettext_lazy("unit", "people"), "budget": currency, "months": _("months")}
        if earlier is not None:
            for name in ("people", "budget", "months"):
                self.initial.setdefault(name, getattr(earlier, name))


class DeclineForm(VersionedForm):
    ids = "decline_%s"
    comment = reason_field(_("Why do you decline?"))
