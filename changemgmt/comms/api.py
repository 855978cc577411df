"""Announcements for programs: read, write, the acts on them, their reach and questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.comms import services
from changemgmt.comms.choices import State, Topic
from changemgmt.comms.models import Announcement, AnnouncementQuestion, Receipt
from changemgmt.comms.selectors import desk, reach, reading
from changemgmt.comms.serializers import (
    AnnouncementIn,
    AnnouncementNew,
    AnnouncementOut,
    AnswerIn,
    AskIn,
    QuestionOut,
    ReachOut,
    ReasonIn,
    ScheduleIn,
)
from pmo.access import policy
from pmo.web import api


class AnnouncementViewSet(api.CrudViewSet):
    """What projects tell people: drafts and figures for those who work on them, the rest for their readers."""

    kind = "announcement"
    model = Announcement
    serializer_class = AnnouncementOut
    write_serializer_class = AnnouncementIn
    new_serializer_class = AnnouncementNew
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "state": api.Choice("state__in", State.choices, "State", many=True),
        "topic": api.Choice("topic__in", Topic.choices, "What it tells", many=True),
    }
    search_fields = ("title", "title_en")
    ordering_fields = {"published": "published_at", "project": "project__key", "updated": "updated_at"}
    default_ordering = ("-published_at",)

    def visible(self, user: Any) -> QuerySet[Announcement]:
        mine = Receipt.objects.filter(announcement=OuterRef("pk"), user_id=user.pk)
        rows = desk.visible(user).select_related("approved_by", "project", "sender", "author")
        return rows.annotate(mine_at=Subquery(mine.values("read_at")[:1])).prefetch_related("units")

    def context(self) -> dict[str, Any]:
        """With the announcements whose figures the caller may know."""
        found = super().context()
        found["managed"] = set(Announcement.objects.for_verb(self.request.user, "export").values_list("pk", flat=True))
        return found

    def perform_create(self, user: Any, data: dict[str, Any]) -> Announcement:
        return services.draft(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Announcement, data: dict[str, Any], expected: int) -> Announcement:
        return services.change(by=user, announcement=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Announcement, expected: int) -> None:  # type: ignore[override]
        services.delete(by=user, announcement=obj, expected=expected, now=self.now)

    @api.act(response=AnnouncementOut)
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Put it forward for approval."""
        return self._act(services.submit)

    @api.act(response=AnnouncementOut)
    def approve(self, request: Request, **kwargs: Any) -> Response:
        """Release it as it stands; never by whoever wrote it."""
        return self._act(services.approve)

    @api.act(request=ReasonIn, response=AnnouncementOut)
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Give it back to its author."""
        return self._act(services.send_back)

    @api.act(request=ScheduleIn, response=AnnouncementOut)
    def schedule(self, request: Request, **kwargs: Any) -> Response:
        """Let it go out by itself at a working-day time."""
        return self._act(services.schedule)

    @api.act(response=AnnouncementOut)
    def publish(self, request: Request, **kwargs: Any) -> Response:
        """Send it now, once."""
        return self._act(services.publish)

    @api.act(request=ReasonIn, response=AnnouncementOut)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take back what has gone out; readers see that and why."""
        return self._act(services.withdraw)

    @api.act(response=AnnouncementOut)
    def read(self, request: Request, **kwargs: Any) -> Response:
        """The caller has read it. Nobody can say so for somebody else."""
        found = self.get_object()
        services.confirm(by=request.user, announcement=found, now=self.now)
        return self.answer(self.fresh(found))

    @api.read(response=ReachOut)
    def reach(self, request: Request, **kwargs: Any) -> Response:
        """How many have read it, unit by unit."""
        found = self.get_object()
        self.allow("export", found)
        return Response(ReachOut(reach.of(found)).data)

    @api.read(response=QuestionOut, many=True)
    def questions(self, request: Request, **kwargs: Any) -> Response:
        """What stands on its page."""
        return Response(QuestionOut(reading.questions(self.get_object(), request.user), many=True).data)

    @api.act(request=AskIn, response=QuestionOut)
    def ask(self, request: Request, **kwargs: Any) -> Response:
        """Ask in public, by name or without."""
        found = self.get_object()
        made = services.ask(by=request.user, announcement=found, now=self.now, **self.body())
        return Response(QuestionOut(made).data)

    def _act(self, service: Callable[..., Announcement]) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        given = self.body() if self.operation.request else {}
        changed = service(by=self.request.user, announcement=found, expected=expected, now=self.now, **given)
        return self.answer(self.fresh(changed))


class QuestionViewSet(api.ReadViewSet):
    """Questions under announcements the caller sees."""

    kind = "announcement"
    model = AnnouncementQuestion
    serializer_class = QuestionOut
    filters = {"announcement": api.Id("announcement_id", "Id of the announcement")}
    ordering_fields = {"created": "created_at"}
    default_ordering = ("created_at",)

    def visible(self, user: Any) -> QuerySet[AnnouncementQuestion]:
        rows = AnnouncementQuestion.objects.filter(
            announcement__in=Announcement.objects.visible_to(user).values("pk"), state__in=("open", "answered")
        )
        return rows.select_related("asked_by", "answered_by", "announcement__project", "announcement__sender")

    @api.act(request=AnswerIn, response=QuestionOut, url_path="answer")
    def answer_question(self, request: Request, **kwargs: Any) -> Response:
        """Answer it for everybody; whoever asked is told."""
        found = self.get_object()
        policy.require(request.user, "answer", found.announcement)
        expected = self.expected(found, required=False)
        services.answer(by=request.user, question=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(found))


routes = [
    ("announcements", AnnouncementViewSet, "announcement"),
    ("announcement-questions", QuestionViewSet, "announcement-question"),
]
urlpatterns: list[Any] = []
