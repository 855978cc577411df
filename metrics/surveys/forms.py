"""Shapes of surveys, questions, rounds, and of the KPI made of a score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from metrics.surveys.choices import SCORED, Confidentiality, QuestionKind
from metrics.surveys.models import Survey
from metrics.surveys.questions import Condition, Question, Words
from metrics.surveys.samples import SAMPLES
from metrics.usage.selectors import waves
from pmo.access.roles import TAKING_PART
from pmo.accounts.models import User
from pmo.orgs.fields import PeopleField, PersonField, UnitsField
from pmo.orgs.models import Unit
from pmo.web.forms import Checklist, Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.goals.models import Goal
from projects.goals.selectors import people as choosable
from projects.portfolio.models import Project

OFFERED_ROLES = [(role.value, role.label) for role in TAKING_PART]


class WordsField(forms.CharField):
    """One line each: Chinese | English."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=4000, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        found: list[Words] = []
        for line in (value or "").splitlines():
            zh, _bar, en = (part.strip() for part in line.partition("|"))
            if zh or en:
                found.append(((zh or en)[:120], en[:120]))
        return tuple(found)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return "\n".join(" | ".join(filter(None, words)) for words in value)
        return value


class SurveyForm(BothVersions, ModelForm):
    """A survey. On a new one the texts may be left to the sample it begins with."""

    wide = ("title", "title_en", "intro", "intro_en", "units_asked", "people_asked", "roles", "waves")
    units = {"open_days": _("days")}
    stored_as = {"units_asked": "units", "people_asked": "people"}

    sample = forms.ChoiceField(label=_("Begin with"), required=False)
    units_asked = UnitsField(label=_("Units asked"), required=False, help_text=_("With everything below them."))
    roles = forms.MultipleChoiceField(
        label=_("Only people in these roles"),
        choices=OFFERED_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody of the units. A role counts company-wide or on this project."),
    )
    waves = forms.TypedMultipleChoiceField(
        label=_("Only people of these waves"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: whatever wave. A wave is given by the rules of who uses the system."),
    )
    people_asked = PeopleField(
        User.objects.none(),
        label=_("Also people by name"),
        required=False,
        widget=Checklist(),
    )
    owner = PersonField(User.objects.none(), label=_("Owner"))

    class Meta:
        model = Survey
        fields = (
            "sample",
            "title",
            "title_en",
            "purpose",
            "confidentiality",
            "intro",
            "intro_en",
            "units_asked",
            "roles",
            "waves",
            "people_asked",
            "repeat",
            "open_days",
            "owner",
        )
        widgets = {
            "intro": forms.Textarea(attrs={"rows": 2}),
            "intro_en": forms.Textarea(attrs={"rows": 2}),
            "confidentiality": forms.RadioSelect,
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        survey = self.instance
        people: Any = User.objects.visible_to(user)
        fields["people_asked"].queryset = people.filter(is_active=True).select_related("unit").order_by("name")
        fields["owner"].queryset = choosable.of_project(user, survey.project, survey.owner_id).select_related("unit")
        fields["units_asked"].queryset = Unit.objects.visible_to(user).filter(closed_on__isnull=True).order_by("path")
        self._waves()
        fields["confidentiality"].choices = Confidentiality.choices
        fields["confidentiality"].help_text = _(
            "Anonymous: no link to a person exists. Confidential: the link is kept and shown to nobody. Both show "
            "groups of five or more only. The form tells people which."
        )
        if survey.pk:
            del fields["sample"]
            self.initial.update(
                {
                    "units_asked": list(survey.units.values_list("pk", flat=True)),
                    "people_asked": list(survey.people.values_list("pk", flat=True)),
                    "roles": survey.roles,
                    "waves": survey.waves,
                }
            )
        else:
            self._new(user)

    def _waves(self) -> None:
        """Offered where the systems of the project are rolled out in waves."""
        fields: dict[str, Any] = self.fields
        offered = waves.offered(self.instance.project_id)
        fields["waves"].choices = [(n, _("wave %(n)s") % {"n": n}) for n in offered]
        if not offered:
            del fields["waves"]

    def _new(self, user: Any) -> None:
        fields: dict[str, Any] = self.fields
        english = (get_language() or "").startswith("en")
        named = [(s.code, s.title_en if english else s.title) for s in SAMPLES.values()]
        fields["sample"].choices = [*named, ("", _("an empty questionnaire"))]
        for field in ("purpose", "repeat", "open_days", "intro", "intro_en"):
            del fields[field]
        fields["title"].required = False
        fields["title"].help_text = _("Empty: the title of the questionnaire it begins with.")
        self.initial.update({"owner": user.pk, "sample": next(iter(SAMPLES))})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "sample" in self.fields and not data.get("sample") and not data.get("title"):
            self.add_error("title", _("An empty questionnaire needs a title."))
        return data

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["units"], found["people"] = found.pop("units_asked"), found.pop("people_asked")
        return found

    def _get_validation_exclusions(self) -> set[str]:
        # Left empty on a new survey, the title is the sample's.
        return {*super()._get_validation_exclusions(), "title", "roles", "waves"}  # type: ignore[misc]


class QuestionForm(VersionedForm):
    wide = ("text", "text_en", "options", "rows")

    kind = forms.ChoiceField(label=_("Kind"), choices=QuestionKind.choices)
    text = forms.CharField(label=_("Question"), max_length=300)
    text_en = forms.CharField(label=_("In English"), max_length=300, required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    options = WordsField(
        label=_("Answers to choose from"), help_text=_("One per line: Chinese | English. For choices only.")
    )
    rows = WordsField(label=_("Statements"), help_text=_("One per line: Chinese | English. For statements only."))
    if_key = forms.ChoiceField(label=_("Only if, in an earlier question"), required=False)
    if_low = forms.IntegerField(label=_("the answer is at least"), required=False, min_value=0, max_value=20)
    if_high = forms.IntegerField(
        label=_("and at most"),
        required=False,
        min_value=0,
        max_value=20,
        help_text=_("Of choices: the number of the answer, from 1."),
    )

    def __init__(
        self, *args: Any, earlier: Sequence[Question], question: Question | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        asks = [q for q in earlier if q.kind in (*SCORED[:2], QuestionKind.SINGLE, QuestionKind.MULTIPLE)]
        fields: dict[str, Any] = self.fields
        fields["if_key"].choices = [("", _("always asked")), *((q.key, q.label) for q in asks)]
        if question is not None:
            shown = question.show_if
            self.initial.update(
                {
                    "kind": question.kind,
                    "text": question.text,
                    "text_en": question.text_en,
                    "required": question.required,
                    "options": question.options,
                    "rows": question.rows,
                    "if_key": shown.key if shown else "",
                    "if_low": shown.low if shown else None,
                    "if_high": shown.high if shown else None,
                }
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("if_key") and (data.get("if_low") is None or data.get("if_high") is None):
            self.add_error("if_low", _("Say which answers it depends on: from, to."))
        return data

    def made(self) -> Question:
        data = self.cleaned_data
        kind = data["kind"]
        return Question(
            key=self.question.key if self.question else "",
            kind=kind,
            text=data["text"],
            text_en=data["text_en"],
            required=data["required"],
            options=data["options"] if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE) else (),
            rows=data["rows"] if kind == QuestionKind.MATRIX else (),
            show_if=Condition(data["if_key"], data["if_low"], data["if_high"]) if data["if_key"] else None,
        )


class RoundForm(Form):
    """When it opens and closes, as days in the reader's zone: from the morning, to the end of the day."""

    opens_on = forms.DateField(label=_("Opens on"), widget=forms.DateInput(), help_text=_("Today: at once."))
    closes_on = forms.DateField(label=_("Closes at the end of"), widget=forms.DateInput())

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"opens_on": today, "closes_on": today + timedelta(days=survey.open_days)})
        super().__init__(*args, **kwargs)

    def moments(self, now: datetime) -> tuple[datetime, datetime]:
        zone = timezone.get_current_timezone()
        opens = datetime.combine(self.cleaned_data["opens_on"], time(9), tzinfo=zone)
        if self.cleaned_data["opens_on"] <= timezone.localdate(now):
            opens = now
        return opens, datetime.combine(self.cleaned_data["closes_on"], time(23, 59), tzinfo=zone)


class CancelForm(Form):
    wide = ("reason",)
    reason = reason_field(_("Why it is called off"), rows=2)


class FollowForm(Form):
    """A score as a KPI: the baseline is measured, the rest is promised by people."""

    goal = forms.ModelChoiceField(Goal.objects.none(), label=_("Goal"))
    target = forms.CharField(label=_("Target value"), max_length=24, help_text=_("A number, or relative like +20 %."))
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput())
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"))

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rows: Any = Goal.objects.visible_to(user)
        fields["goal"].queryset = rows.filter(project=project).exclude(status="dropped").order_by("number")
        fields["goal"].label_from_instance = lambda goal: f"{goal.code} {goal.label}"
        fields["owner"].queryset = choosable.of_project(user, project)
        self.initial.setdefault("owner", user.pk)
