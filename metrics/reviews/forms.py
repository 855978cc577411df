"""Shapes of reviews, rules and actions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.health.quarters import first_day
from metrics.reviews import selectors
from metrics.reviews.choices import ActionStatus, Attendance
from metrics.reviews.models import Action, AgendaItem, Review, ReviewParticipant, ReviewRule
from metrics.reviews.people import PeopleField, PersonField, candidates
from pmo.accounts.models import User
from pmo.web.forms import Checklist, Form, ModelForm
from projects.portfolio.models import Portfolio, Project


class AgendaField(forms.CharField):
    """One item per line: title | English title | minutes, and with `speakers` | presenter | notes."""

    def __init__(self, *, speakers: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), **kwargs)
        self.speakers = speakers

    def to_python(self, value: Any) -> Any:
        lines = (line.split("|", 4 if self.speakers else -1) for line in (value or "").splitlines())
        rows = [self._row([part.strip() for part in parts]) for parts in lines if parts[0].strip()]
        if len(rows) > 30:
            raise forms.ValidationError(_("At most 30 items."))
        return rows

    def _row(self, parts: list[str]) -> dict[str, Any]:
        title, title_en, minutes, presenter, notes = [*parts, "", "", "", "", ""][:5]
        minutes = minutes or "10"
        if not minutes.isdigit() or not 0 < int(minutes) <= 240:
            raise forms.ValidationError(
                _("“%(line)s”: minutes must be a number from 1 to 240."), params={"line": " | ".join(parts)[:60]}
            )
        row: dict[str, Any] = {"title": title[:200], "title_en": title_en[:200], "minutes": int(minutes)}
        return row | {"presenter": presenter, "notes": notes[:2000]} if self.speakers else row

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(_line, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return json.dumps(initial) != json.dumps(data)


def _line(item: dict[str, Any]) -> str:
    """As it is typed; nothing behind the last thing that is said."""
    parts = [item["title"], item.get("title_en", ""), str(item.get("minutes", 10))]
    more = [item.get("presenter", ""), item.get("notes", "").replace("\n", " ")]
    while more and not more[-1]:
        more.pop()
    return " | ".join([*parts, *more])


class RuleForm(ModelForm):
    units = {"duration_minutes": _("minutes"), "offset_workdays": _("working days")}
    wide = ("participants", "agenda")
    organiser = PersonField(label=_("Organiser"))
    participants = PeopleField(label=_("Participants"), required=False)
    agenda = AgendaField(
        label=_("Agenda"),
        required=False,
        help_text=_("One item per line: title | English title | minutes. Empty: the usual agenda."),
    )

    class Meta:
        model = ReviewRule
        fields = [
            "portfolio",
            "project",
            "offset_workdays",
            "at_time",
            "duration_minutes",
            "organiser",
            "participants",
            "active",
            "agenda",
        ]
        widgets = {"at_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        labels = {
            "portfolio": _("Portfolio"),
            "project": _("Project"),
            "offset_workdays": _("Working days after the quarter's first"),
            "duration_minutes": _("Length"),
        }
        help_texts = {"project": _("Empty: the whole portfolio.")}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["portfolio"].queryset = Portfolio.objects.visible_to(user)
        fields["project"].queryset = Project.objects.for_verb(user, "change").order_by("key")
        seated = [p.pk for p in self.instance.participants.all()] if self.instance.pk else []
        _offer(fields, user, seated, self.instance.organiser_id or user.pk)


def _offer(fields: Any, user: Any, seated: list[int], organiser: int) -> None:
    """The people to choose from: who takes part already first, then everybody by unit."""
    people = candidates(user)
    fields["organiser"].offer(people, {organiser})
    fields["participants"].offer(people, seated)


class ReviewForm(ModelForm):
    units = {"duration_minutes": _("minutes")}
    wide = ("participants", "agenda")
    starts_at = forms.DateTimeField(
        label=_("Starts"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    organiser = PersonField(label=_("Organiser"))
    participants = PeopleField(label=_("Participants"), required=False)
    agenda = AgendaField(
        label=_("Agenda"),
        required=False,
        speakers=True,
        help_text=_("One item per line: title | English title | minutes | who presents it | notes."),
    )

    class Meta:
        model = Review
        fields = ["starts_at", "duration_minutes", "organiser"]
        labels = {"duration_minutes": _("Length")}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        seated: list[int] = []
        if self.instance.pk:
            seated = list(self.instance.participants.values_list("user_id", flat=True))
            self.initial["participants"] = seated
            self.initial["agenda"] = [_said(item) for item in self.instance.agenda.select_related("presenter")]
        _offer(fields, user, seated, self.instance.organiser_id or user.pk)

    def clean(self) -> dict[str, Any]:
        """Whoever presents something takes part; they are named as they are shown, in either language."""
        found = super().clean() or self.cleaned_data
        people = [*found.get("participants", ()), *filter(None, [found.get("organiser")])]
        known = {name: person for person in people for name in (person.name, person.name_en, person.label) if name}
        for item in found.get("agenda") or ():
            named = item.get("presenter", "")
            if named and named not in known:
                self.add_error("agenda", _("%(name)s is not among the participants.") % {"name": named})
            item["presenter"] = known.get(named)
        return found


def _said(item: AgendaItem) -> dict[str, Any]:
    presenter = item.presenter.label if item.presenter else ""
    words = {"title": item.title, "title_en": item.title_en, "minutes": item.minutes}
    return words | {"presenter": presenter, "notes": item.notes}


class NewReviewForm(ReviewForm):
    quarter = forms.CharField(label=_("Quarter looked back on"), max_length=20, help_text=_("For example 2026Q3."))

    class Meta(ReviewForm.Meta):
        fields = ["portfolio", "project", "starts_at", "duration_minutes", "organiser"]
        labels = {"portfolio": _("Portfolio"), "project": _("Project"), "duration_minutes": _("Length")}
        help_texts = {"project": _("Empty: the whole portfolio.")}

    field_order = ["portfolio", "project", "quarter", "starts_at", "duration_minutes", "organiser", "participants"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        fields: Any = self.fields
        del fields["agenda"]
        fields["portfolio"].queryset = Portfolio.objects.visible_to(user)
        fields["project"].queryset = Project.objects.for_verb(user, "change").order_by("key")

    def clean_quarter(self) -> str:
        value = self.cleaned_data["quarter"].strip().upper()
        try:
            first_day(value)
        except ValueError as error:
            raise forms.ValidationError(_("Write a quarter like 2026Q3.")) from error
        return str(value)


class CancelForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class HoldForm(Form):
    """Everybody who did not decline is ticked: the exceptions are quicker to say."""

    present = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Present"), required=False, widget=Checklist()
    )
    notes = forms.CharField(
        label=pgettext_lazy("minutes", "Notes"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, review: Review, seats: Sequence[ReviewParticipant] = (), **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"present": [s.user_id for s in seats if s.attendance != Attendance.DECLINED]})
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["present"].queryset = User.objects.filter(review_seats__review=review).order_by("name")
        if seats:
            fields["present"].choices = [(seat.user_id, seat.user.label) for seat in seats]


class NotesForm(Form):
    notes = forms.CharField(
        label=pgettext_lazy("minutes", "Notes"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecisionForm(Form):
    text = forms.CharField(label=_("Decision"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    decided_by = forms.ModelChoiceField(User.objects.none(), label=_("Decided by"), empty_label=None)

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["decided_by"].queryset = selectors.seated(review)


class ActionForm(Form):
    title = forms.CharField(label=_("Action"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput())
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), required=False)

    def __init__(self, *args: Any, user: Any, likely: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].offer(candidates(user), likely)
        fields["project"].queryset = Project.objects.visible_to(user).order_by("key")


class ChangeActionForm(ModelForm):
    owner = PersonField(label=_("Owner"))

    class Meta:
        model = Action
        fields = ["title", "owner", "due_on"]
        labels = {"title": _("Action"), "due_on": _("Due")}
        widgets = {"due_on": forms.DateInput()}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].offer(candidates(user), {self.instance.owner_id})


class FinishForm(Form):
    status = forms.ChoiceField(
        label=_("Finished as"), choices=[(s.value, s.label) for s in (ActionStatus.DONE, ActionStatus.DROPPED)]
    )
    result = forms.CharField(label=_("What came of it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ComposeForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class ReopenForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class SendForm(Form):
    people = PeopleField(label=_("To"))
    wide = ("people",)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["people"].offer(candidates(user))


class CloseForm(Form):
    """Whose signatures the minutes need; without a choice the organiser's, as the chair."""

    chair = forms.ModelChoiceField(
        User.objects.none(), label=pgettext_lazy("review", "Chair"), required=False, empty_label=_("The organiser")
    )
    signers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Also signed by"), required=False, widget=Checklist()
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name in ("chair", "signers"):
            fields[name].queryset = selectors.seated(review)


class BacklogForm(Form):
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), empty_label=None)
    title = forms.CharField(label=_("What the next phase should bring"), max_length=200)
    why = forms.CharField(label=_("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, user: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        offered = selectors.open_to_scope(user, review)
        fields["project"].queryset = offered
        self.has_projects = bool(offered)
