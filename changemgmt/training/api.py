"""Courses, their coverage, sessions and assessments for programs, by the same clock and rules as on the pages."""

from __future__ import annotations

from secrets import randbits
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.training import calendar, services
from changemgmt.training.choices import AttemptKind, AttemptState, CourseState, SessionState
from changemgmt.training.models import Attempt, Course, TrainingSession
from changemgmt.training.selectors import attempts, courses, coverage, learning, sessions
from changemgmt.training.serializers import (
    BeginIn,
    CourseOut,
    CoverageOut,
    EnrolledOut,
    LearningOut,
    PeopleIn,
    ReasonIn,
    SeatOut,
    SheetOut,
    SubmitIn,
    TrainingAnswerIn,
    TrainingAnswerOut,
    TrainingAssessmentOut,
    TrainingSessionIn,
    TrainingSessionNew,
    TrainingSessionOut,
)
from pmo.access import policy
from pmo.records import Conflict
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

    @api.act(request=PeopleIn, response=EnrolledOut)
    def people(self, request: Request, **kwargs: Any) -> Response:
        """Enrol people by name; who is enrolled already is left alone."""
        added = services.enrol_people(by=request.user, course=self.get_object(), now=self.now, **self.body())
        return self.answer({"added": added})


class LearningViewSet(api.ReadViewSet):
    """What the caller learns, or may enrol in."""

    kind = "training"
    model = Course
    serializer_class = LearningOut
    filters = {"project": api.Text("project__key", "Key of the project")}
    search_fields = ["title", "title_en"]
    ordering_fields = ["title", "created_at"]
    default_ordering = ["title"]

    def visible(self, user: Any) -> QuerySet[Course]:
        return learning.courses(user)

    @api.act(response=LearningOut)
    def enrol(self, request: Request, **kwargs: Any) -> Response:
        """Enrol oneself; twice enrols once."""
        course = self.get_object()
        services.enrol_self(by=request.user, course=course, now=self.now)
        return self.answer(self.fresh(course))

    @api.act(status=204)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Give up what one enrolled in oneself and has not begun."""
        services.leave(by=request.user, course=self.get_object(), now=self.now)
        return Response(status=204)

    @api.act(request=BeginIn, response=TrainingAssessmentOut)
    def begin(self, request: Request, **kwargs: Any) -> Response:
        """Draw the questions and start the clock, or go on with what runs."""
        course = self.get_object()
        if not course.mine:
            raise Conflict(_("Enrol in the course first."), code="not_enrolled")
        made = services.begin(
            by=request.user, enrolment=course.mine[0], seed=randbits(63), now=self.now, **self.body()
        )  # fmt: skip
        return self.answer(attempts.visible(request.user).get(pk=made.pk))

    @api.read(response=TrainingSessionOut, many=True)
    def sessions(self, request: Request, **kwargs: Any) -> Response:
        """Sessions of the course that are still to come, with the caller's own place."""
        rows = self.get_object().sessions.filter(state=SessionState.PLANNED, ends_at__gt=self.now)
        return self.answer(sessions.counted(rows, request.user))


class TrainingSessionViewSet(api.KeptViewSet):
    """Sessions of courses one sees. Whoever learns a course finds its sessions under it, and takes a seat here."""

    kind = "training"
    model = TrainingSession
    serializer_class = TrainingSessionOut
    write_serializer_class = TrainingSessionIn
    new_serializer_class = TrainingSessionNew
    filters = {
        "course": api.Integer("course", "Id of the course", min_value=1),
        "state": api.Choice("state", SessionState.choices, "State"),
    }
    ordering_fields = ["starts_at"]
    default_ordering = ["starts_at"]

    def visible(self, user: Any) -> QuerySet[TrainingSession]:
        return sessions.counted(TrainingSession.objects.visible_to(user), user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> TrainingSession:
        return services.plan_session(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: TrainingSession, data: dict[str, Any], expected: int) -> TrainingSession:
        return services.change_session(by=user, session=obj, expected=expected, now=self.now, **data)

    @api.act(request=ReasonIn, response=TrainingSessionOut)
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Everybody on the list is told why."""
        found = self.get_object()
        services.cancel_session(by=request.user, session=found, now=self.now, **self.body())
        return self.answer(self.fresh(found))

    @api.act(response=SeatOut)
    def book(self, request: Request, **kwargs: Any) -> Response:
        """Take a seat, or a place on the waiting list; asking twice changes nothing."""
        return self.answer(services.book(by=request.user, session=self._open(), now=self.now))

    @api.act(status=204)
    def give_up(self, request: Request, **kwargs: Any) -> Response:
        """Leave the list; who waits longest moves up."""
        services.give_up(by=request.user, session=self._open(), now=self.now)
        return Response(status=204)

    @api.read(media_types=("text/calendar",))
    def invitation(self, request: Request, **kwargs: Any) -> HttpResponse:
        """The caller's seat for their own calendar."""
        seat = learning.my_seat(request.user, self._open().pk)
        if seat is None:
            raise Http404
        url = request.build_absolute_uri(seat.session.course.learn_url)
        response = HttpResponse(calendar.invitation(seat, self.now, url), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="training-{seat.session_id}.ics"'
        return response

    def _open(self) -> TrainingSession:
        found = learning.open_session(self.request.user, int(self.kwargs["pk"]))
        if found is None:
            raise Http404
        return found


class TrainingAssessmentViewSet(api.ReadViewSet):
    """Attempts with their results: one's own, and those of courses one marks."""

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

    @api.read(response=SheetOut)
    def sheet(self, request: Request, **kwargs: Any) -> Response:
        """The questions of one's own assessment with what was answered so far."""
        found = self._own()
        document = {"attempt": found.pk, "state": found.state, "ends_at": found.ends_at}
        return self.answer({**document, "questions": attempts.sheet(found)})

    @api.act(request=TrainingAnswerIn, response=TrainingAnswerOut)
    def answers(self, request: Request, **kwargs: Any) -> Response:
        """Keep one answer. The same again changes nothing; what comes when time is up is not taken."""
        return self.answer(services.save_answer(by=request.user, attempt=self._own(), now=self.now, **self.body()))

    @api.act(request=SubmitIn, response=TrainingAssessmentOut)
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Hand it in, once; answers that come with it count while there is time."""
        found = self._own()
        given = {one["question"]: one["value"] for one in self.body().get("answers", [])}
        services.hand_in(by=request.user, attempt=found, given=given, now=self.now)
        return self.answer(attempts.visible(request.user).get(pk=found.pk))

    def _own(self) -> Attempt:
        found = attempts.mine(self.request.user, int(self.kwargs["pk"]))
        if found is None:
            raise Http404
        return found


routes = [
    ("courses", CourseViewSet, "course"),
    ("learning", LearningViewSet, "learning"),
    ("training-sessions", TrainingSessionViewSet, "training-session"),
    ("training-assessments", TrainingAssessmentViewSet, "training-assessment"),
]
urlpatterns: list[Any] = []
