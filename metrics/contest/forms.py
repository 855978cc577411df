"""Shapes of the forms: a contest, a decision of a daily meeting, a link to a wall."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.contest.choices import WallLanguage
from metrics.contest.models import Contest, MeetingDecision
from metrics.contest.schedule import monday_of
from metrics.contest.selectors import contests
from metrics.contest.services.walls import DEFAULT_DAYS, MAX_DAYS
from metrics.usage.models import UsageSystem
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions


class ContestForm(BothVersions, ModelForm):
    wide = ("units",)
    units = {"level_weight": "%"}

    class Meta:
        model = Contest
        fields = ("title", "first_week_on", "announce_on", "announce_at", "level_weight", "active")
        widgets = {
            "first_week_on": forms.DateInput(),
            "announce_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "title": _("Short, the same in every language: MES 90."),
            "first_week_on": _("Any day of it; places count from its Monday."),
            "announce_on": _("Of the week after; on a day off, the next working day."),
            "level_weight": _("The rest is the weight of the improvement since the week before."),
            "active": _("Without it no more weeks are ranked; those told stay."),
        }

    def __init__(self, *args: Any, system: UsageSystem, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking = [place.unit_id for place in contests.taking_part(self.instance)] if self.instance.pk else []
        offered = contests.units_offered(system, *taking)
        field = forms.ModelMultipleChoiceField(
            queryset=offered,
            label=_("Units taking part"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Of one level: nobody may count twice."),
            error_messages={"required": _("A contest needs at least two units.")},
        )
        field.label_from_instance = lambda unit: str(unit.indented)  # type: ignore[method-assign,assignment]
        field.initial = taking or [unit.pk for unit in contests.suggested(offered)]
        self.fields["units"] = field
        if not self.instance.pk:
            del self.fields["active"]
            self.initial.setdefault("first_week_on", today)

    def clean_first_week_on(self) -> date:
        """A week is named by its Monday, whichever of its days was given."""
        return monday_of(self.cleaned_data["first_week_on"])

    def values(self) -> dict[str, Any]:
        return {**super().values(), "units": list(self.cleaned_data["units"])}


class DecisionForm(BothVersions, ModelForm):
    """Three things: what, who, until when. The day of the meeting is today unless somebody says otherwise."""

    wide = ("text",)
    day = forms.DateField(label=_("day of the meeting"), widget=forms.DateInput())

    class Meta:
        model = MeetingDecision
        fields = ("text", "owner", "due_on")
        widgets = {
            "text": forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
            "due_on": forms.DateInput(),
        }

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people
        owner.empty_label = None
        owner.label_from_instance = lambda person: str(person.label)
        if self.instance.pk:
            del self.fields["day"]


class DropForm(Form):
    reason = forms.CharField(label=_("Why it is dropped"), max_length=300)


class CorrectForm(Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stands beside the places and in the history.")
    )


class WallForm(Form):
    name = forms.CharField(label=_("Where it hangs"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=WallLanguage.choices)
    days = forms.IntegerField(label=_("Valid for"), initial=DEFAULT_DAYS, min_value=1, max_value=MAX_DAYS)

    units = {"days": _("days")}


def first_owner(user: Any, people: Any) -> int | None:
    """Whoever writes is the likeliest to have promised it, if they are of the unit."""
    return user.pk if people.filter(pk=user.pk).exists() else None
