"""Courses and assessments in the interface. Neither questions nor what is right are part of it."""

from __future__ import annotations

from rest_framework import serializers

from changemgmt.training.models import Attempt, Course
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
