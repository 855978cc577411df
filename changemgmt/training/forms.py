"""Shapes of courses, questions, sessions, curricula, marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.training.choices import LearnerRole, MaterialKind, QuestionKind
from changemgmt.training.models import BankQuestion, Course, Curriculum, TrainingSession
from pmo.access.roles import TAKING_PART
from pmo.accounts.models import User
from pmo.orgs.fields import PeopleField, PersonField, UnitsField
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.portfolio.models import Project

OFFERED_ROLES = [(role.value, role.label) for role in TAKING_PART]


class CoursesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


def _people(user: Any) -> Any:
    rows: Any = User.objects.visible_to(user)
    return rows.filter(is_active=True).select_related("unit").order_by("name")


class CourseForm(BothVersions, ModelForm):
    left_to_service = ("course_can_be_passed",)
    wide = ("title", "title_en", "summary", "summary_en")
    units = {"minutes": _("min"), "time_limit": _("min"), "pass_mark": "%", "valid_months": _("months")}

    owner = PersonField(User.objects.none(), label=_("Trainer in charge"))

    class Meta:
        model = Course
        fields = (
            "title",
            "title_en",
            "summary",
            "summary_en",
            "owner",
            "minutes",
            "needs_attendance",
            "needs_assessment",
            "pretest",
            "self_enrol",
            "pass_mark",
            "attempts",
            "drawn",
            "time_limit",
            "valid_months",
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = _people(user)
        fields["drawn"].help_text = _("0: all questions of the bank.")
        fields["time_limit"].help_text = _("Empty: as long as it takes.")
        fields["valid_months"].help_text = _("Empty: it does not expire.")
        if not self.instance.pk:
            self.initial["owner"] = user.pk


class MaterialForm(Form):
    wide = ("title", "title_en", "body", "body_en", "link", "upload")
    units = {"minutes": _("min")}

    kind = forms.ChoiceField(label=_("Kind"), choices=MaterialKind.choices)
    minutes = forms.IntegerField(label=_("Time needed"), min_value=0, max_value=600, initial=5)
    title = forms.CharField(label=_("Title"), max_length=160)
    title_en = forms.CharField(label=_("In English"), max_length=160, required=False)
    link = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    upload = forms.FileField(label=_("File"), required=False)
    body = forms.CharField(label=_("Text"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    body_en = forms.CharField(
        label=_("Text in English"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )


class QuestionForm(VersionedForm):
    wide = ("text", "text_en", "options", "note", "note_en")

    kind = forms.ChoiceField(label=_("Kind"), choices=QuestionKind.choices)
    points = forms.IntegerField(label=pgettext_lazy("assessment", "Points"), min_value=1, max_value=20, initial=1)
    text = forms.CharField(
        label=pgettext_lazy("assessment", "Question"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    text_en = forms.CharField(
        label=_("In English"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    options = forms.CharField(
        label=_("Options"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One per line: Chinese | English. Begin right ones with *. Of an order: in the right order."),
    )
    note = forms.CharField(label=_("Explanation"), max_length=600, required=False)
    note_en = forms.CharField(label=_("Explanation in English"), max_length=600, required=False)
    active = forms.BooleanField(label=_("May be drawn"), required=False, initial=True)

    def __init__(self, *args: Any, question: BankQuestion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=question, **kwargs)
        if question is not None:
            for name in ("kind", "points", "text", "text_en", "note", "note_en", "active"):
                self.initial.setdefault(name, getattr(question, name))
            self.initial.setdefault("options", lines_of(question))

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["options"], found["right"] = read_options(found["options"])
        return found


def lines_of(question: BankQuestion) -> str:
    """Options as they are typed."""
    return "\n".join(
        ("* " if n in question.right else "") + " | ".join(filter(None, words))
        for n, words in enumerate(question.options)
    )


def read_options(text: str) -> tuple[list[tuple[str, str]], list[int]]:
    """Options of a question and the numbers of the right ones."""
    options: list[tuple[str, str]] = []
    right: list[int] = []
    for line in text.splitlines():
        marked = line.strip().startswith(("*", "＊"))
        zh, _bar, en = (part.strip() for part in line.strip().lstrip("*＊").replace("｜", "|").partition("|"))
        if not zh and not en:
            continue
        if marked:
            right.append(len(options))
        options.append(((zh or en)[:200], en[:200]))
    return options, right


class SessionForm(BothVersions, ModelForm):
    wide = ("online",)

    trainer = PersonField(User.objects.none(), label=_("Trainer"))
    online = forms.URLField(label=_("Address online"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = TrainingSession
        fields = ("starts_at", "ends_at", "place", "online", "seats", "trainer")
        widgets = {
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "ends_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, user: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["trainer"].queryset = _people(user)
        if not self.instance.pk:
            self.initial.setdefault("trainer", course.owner_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if isinstance(starts, datetime) and isinstance(ends, datetime) and ends <= starts:
            self.add_error("ends_at", _("It ends before it begins."))
        if not data.get("place") and not data.get("online") and "online" not in self.errors:
            self.add_error("place", _("Give a room or an address online."))
        return data

    def _post_clean(self) -> None:
        # Constraints of the row are said above, beside their field.
        if not self.errors:
            super()._post_clean()


class CurriculumForm(BothVersions, ModelForm):
    wide = ("title", "title_en", "chosen", "units_meant", "roles", "people_meant")
    stored_as = {"units_meant": "units", "people_meant": "people"}

    chosen = CoursesField(Course.objects.none(), label=_("Courses"), widget=forms.CheckboxSelectMultiple)
    units_meant = UnitsField(label=_("Units"), required=False, help_text=_("With everything below them."))
    roles = forms.MultipleChoiceField(
        label=pgettext_lazy("audience", "Only people in these roles"),
        choices=OFFERED_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody of the units. A role counts company-wide or on this project."),
    )
    people_meant = PeopleField(label=_("Also people by name"), required=False)

    class Meta:
        model = Curriculum
        fields = (
            "title",
            "title_en",
            "learner_role",
            "due_on",
            "chosen",
            "units_meant",
            "roles",
            "people_meant",
            "active",
        )
        widgets = {"due_on": forms.DateInput()}

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["chosen"].queryset = Course.objects.visible_to(user).filter(project=project).order_by("title")
        if not fields["chosen"].queryset.exists():
            fields["chosen"].help_text = _("This project has no course yet: make one first.")
        fields["people_meant"].queryset = _people(user)
        fields["units_meant"].queryset = Unit.objects.visible_to(user).filter(closed_on__isnull=True).order_by("path")
        found = self.instance
        if found.pk:
            self.initial.update(
                chosen=list(found.items.values_list("course_id", flat=True)),
                units_meant=list(found.units.values_list("pk", flat=True)),
                people_meant=list(found.people.values_list("pk", flat=True)),
                roles=found.roles,
            )

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["courses"] = list(found.pop("chosen"))
        found["units"], found["people"] = found.pop("units_meant"), found.pop("people_meant")
        return found

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "roles"}  # type: ignore[misc]


class PeopleForm(Form):
    """People chosen by name, for a course or a session."""

    wide = ("people",)
    people = PeopleField(label=_("People"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["people"].queryset = _people(user)


class EnrolForm(PeopleForm):
    learner_role = forms.ChoiceField(label=_("What they do afterwards"), choices=LearnerRole.choices)
    due_on = forms.DateField(label=_("Learnt by"), required=False, widget=forms.DateInput())


class CancelForm(Form):
    wide = ("reason",)
    reason = reason_field(_("Why it is cancelled"), rows=2)


class RateForm(Form):
    wide = ("note",)
    stars = forms.TypedChoiceField(
        label=_("How was the course?"),
        choices=[(5, _("very good")), (4, _("good")), (3, _("so-so")), (2, _("poor")), (1, _("very poor"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("What should be better?"), max_length=500, required=False)


class MarkForm(Form):
    """Points and a remark for every text that waits."""

    def __init__(self, *args: Any, waiting: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in waiting:
            self.fields[f"points_{one['id']}"] = forms.DecimalField(
                label=_("Points of %(most)s") % {"most": one["points"]},
                min_value=0,
                max_value=one["points"],
                decimal_places=1,
                max_digits=4,
            )
            self.fields[f"remark_{one['id']}"] = forms.CharField(label=_("Remark"), max_length=600, required=False)
        self.asked = [one["id"] for one in waiting]

    def marks(self) -> dict[int, tuple[Decimal, str]]:
        data = self.cleaned_data
        return {pk: (data[f"points_{pk}"], data[f"remark_{pk}"]) for pk in self.asked}
