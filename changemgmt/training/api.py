"""Courses, their coverage, and results of assessments for programs. Assessments are taken on the pages only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.training.choices import AttemptKind, AttemptState, CourseState
from changemgmt.training.models import Attempt, Course
from changemgmt.training.selectors import attempts, courses, coverage
from changemgmt.training.serializers import CourseOut, CoverageOut, TrainingAssessmentOut
from pmo.access import policy
from pmo.web import api


class CourseViewSet(api.ReadViewSet):
    """What people learn for a project, and how many have."""

    kind = "training"
    model = Course
    serializer_class = CourseOut
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "state": api.Choice("state", CourseState.choices, "State"),
    }
    search_fields = ["title", "title_en"]
    ordering_fields = ["title", "created_at"]
    default_ordering = ["title"]

    def visible(self, user: Any) -> QuerySet[Course]:
        return courses.visible(user, timezone.localdate())

    @api.read(response=CoverageOut)
    def coverage(self, request: Request, **kwargs: Any) -> Response:
        """Requirements of this course and how many are met, by unit."""
        found = coverage.of_course(self.get_object(), timezone.localdate())
        return self.answer(found)


class TrainingAssessmentViewSet(api.ReadViewSet):
    """Attempts with their results: one's own, and those of courses one marks. Questions and answers stay inside."""

    kind = "training"
    model = Attempt
    serializer_class = TrainingAssessmentOut
    filters = {
        "course": api.Integer("enrolment__course", "Id of the course", min_value=1),
        "kind": api.Choice("kind", AttemptKind.choices, "Before the course or final"),
        "state": api.Choice("state", AttemptState.choices, "State"),
    }
    ordering_fields = ["begun_at"]
    default_ordering = ["-begun_at"]

    def visible(self, user: Any) -> QuerySet[Attempt]:
        return attempts.readable(user)

    def get_object(self) -> Any:
        found = attempts.visible(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        if found.user_id != self.request.user.pk:
            policy.require(self.request.user, "mark", found)
        return found


routes = [
    ("courses", CourseViewSet, "course"),
    ("training-assessments", TrainingAssessmentViewSet, "training-assessment"),
]
urlpatterns: list[Any] = []
