"""Courses, sessions and assessments in the interface. What is right is not part of it."""

from __future__ import annotations

from datetime import date

from rest_framework import serializers

from changemgmt.training.choices import AttemptKind, LearnerRole
from changemgmt.training.models import Attempt, Course, Enrolment, TrainingSession
from changemgmt.training.questions import Shown
from pmo.accounts.models import User
from pmo.web import api


class CourseOut(api.ModelSerializer):
    project = api.KeyField("project")
    owner = api.PersonField("owner")
    people = api.IntegerField(help_text="Enrolled")
    required = api.IntegerField(source="must", help_text="Of whom it is required")  # type: ignore[assignment]
    passed = api.IntegerField(source="done", help_text="Of those, with a valid certificate")

    class Meta:
        model = Course
        fields = [
            "id",
            "project",
            "title",
            "title_en",
            "summary",
            "summary_en",
            "minutes",
            "state",
            "owner",
            "needs_attendance",
            "needs_assessment",
            "pretest",
            "pass_mark",
            "attempts",
            "time_limit",
            "valid_months",
            "people",
            "required",
            "passed",
            "version",
        ]
        read_only_fields = fields


class LearningOut(api.ModelSerializer):
    """A course as a learner sees it, with where the caller stands in it."""

    project = api.KeyField("project")
    enrolled = serializers.SerializerMethodField()
    required = serializers.SerializerMethodField(help_text="Of the caller")  # type: ignore[assignment]
    due_on = serializers.SerializerMethodField()
    passed_on = serializers.SerializerMethodField()
    attended_on = serializers.SerializerMethodField()

    class Meta:
        model = Course
        fields = [
            "id", "project", "title", "title_en", "summary", "summary_en", "minutes", "needs_attendance",
            "needs_assessment", "pretest", "pass_mark", "attempts", "time_limit", "enrolled", "required", "due_on",
            "passed_on", "attended_on",
        ]  # fmt: skip
        read_only_fields = fields

    def _row(self, course: Course) -> Enrolment | None:
        found: list[Enrolment] = getattr(course, "mine", [])
        return found[0] if found else None

    def get_enrolled(self, course: Course) -> bool:
        return self._row(course) is not None

    def get_required(self, course: Course) -> bool:
        row = self._row(course)
        return row is not None and row.required

    def get_due_on(self, course: Course) -> date | None:
        row = self._row(course)
        return row.due_on if row else None

    def get_passed_on(self, course: Course) -> date | None:
        row = self._row(course)
        return row.passed_on if row else None

    def get_attended_on(self, course: Course) -> date | None:
        row = self._row(course)
        return row.attended_on if row else None


class PeopleIn(api.Serializer):
    people = api.RefList(User)
    due_on = api.DayField(required=False, allow_null=True)
    learner_role = api.ChoiceField(choices=LearnerRole.choices, required=False, default=LearnerRole.OPERATE)
    required = api.BooleanField(required=False, default=True)  # type: ignore[assignment]


class EnrolledOut(api.Serializer):
    added = api.IntegerField(help_text="Who was enrolled before is not counted")


class TrainingSessionOut(api.ModelSerializer):
    course_title = api.CharField(source="course.title", read_only=True)
    trainer = api.PersonField("trainer")
    starts_at = api.MomentField()
    ends_at = api.MomentField()
    taken = api.IntegerField(help_text="Seats taken")
    waiting = api.IntegerField(help_text="People on the waiting list")
    mine = api.CharField(help_text="booked, waiting or empty: the caller's place")

    class Meta:
        model = TrainingSession
        fields = [
            "id", "course", "course_title", "starts_at", "ends_at", "place", "online", "seats", "taken", "waiting",
            "mine", "trainer", "state", "version",
        ]  # fmt: skip
        read_only_fields = fields


class TrainingSessionIn(api.ModelSerializer):
    trainer = api.Ref(User, required=False)
    starts_at = api.MomentField()
    ends_at = api.MomentField()

    class Meta:
        model = TrainingSession
        fields = ["starts_at", "ends_at", "place", "online", "seats", "trainer"]


class TrainingSessionNew(TrainingSessionIn):
    course = api.Ref(Course)

    class Meta(TrainingSessionIn.Meta):
        fields = ["course", *TrainingSessionIn.Meta.fields]


class SeatOut(api.Serializer):
    state = api.CharField(help_text="booked or waiting")


class ReasonIn(api.Serializer):
    reason = api.CharField(max_length=300)


class BeginIn(api.Serializer):
    kind = api.ChoiceField(choices=AttemptKind.choices, required=False, default=AttemptKind.FINAL)


class ShownOut(api.Serializer):
    """A question as it is asked; nothing in it tells what is right."""

    id = api.IntegerField()
    number = api.IntegerField()
    kind = api.CharField(help_text="single, multiple, order or text")
    text = api.CharField(source="label")
    points = api.IntegerField()
    options = serializers.SerializerMethodField(help_text="In the order shown; an answer names their places, from 0")
    value = serializers.JSONField(help_text="What was answered so far; null without an answer")
    turn = api.IntegerField(help_text="Of that answer; send a higher one with the next")

    def get_options(self, shown: Shown) -> list[str]:
        return [label for _n, label in shown.options]


class SheetOut(api.Serializer):
    attempt = api.IntegerField()
    state = api.CharField()
    ends_at = api.MomentField(allow_null=True, help_text="By the server's clock, which alone counts")
    questions = ShownOut(many=True)


class GivenIn(api.Serializer):
    question = api.IntegerField(min_value=1)
    value = serializers.JSONField(
        help_text="text: a string; single: [place]; multiple: [places]; order: for each option its position from 1"
    )


class TrainingAnswerIn(GivenIn):
    turn = api.IntegerField(
        min_value=1, max_value=999_999_999, help_text="Counts the changes of this answer: an older one does not win"
    )


class TrainingAnswerOut(api.Serializer):
    question = api.IntegerField()
    turn = api.IntegerField(help_text="Of the answer that is kept")


class SubmitIn(api.Serializer):
    answers = GivenIn(many=True, required=False)


class UnitCoverageOut(api.Serializer):
    unit = api.IntegerField(allow_null=True, help_text="Id of the unit")
    required = api.IntegerField()  # type: ignore[assignment]
    passed = api.IntegerField()
    coverage = api.PercentField(allow_null=True)


class CoverageOut(api.Serializer):
    required = api.IntegerField()  # type: ignore[assignment]
    passed = api.IntegerField()
    coverage = api.PercentField(allow_null=True, help_text="passed / required; null where nobody must")
    units = UnitCoverageOut(many=True)


class TrainingAssessmentOut(api.ModelSerializer):
    course = serializers.SerializerMethodField(help_text="Id of the course")
    course_title = api.CharField(source="enrolment.course.title", read_only=True)
    person = api.PersonField("user")
    score = api.PercentField(allow_null=True, help_text="Null until it is marked")
    questions = serializers.SerializerMethodField(help_text="How many were asked")

    class Meta:
        model = Attempt
        fields = [
            "id",
            "course",
            "course_title",
            "person",
            "kind",
            "number",
            "state",
            "begun_at",
            "ends_at",
            "handed_in_at",
            "by_itself",
            "questions",
            "pass_mark",
            "score",
            "passed",
        ]
        read_only_fields = fields

    def get_course(self, attempt: Attempt) -> int:
        return attempt.enrolment.course_id

    def get_questions(self, attempt: Attempt) -> int:
        return len(attempt.questions)
