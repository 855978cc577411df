"""Reviews and actions for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.reviews import selectors, services
from metrics.reviews.choices import ActionStatus, ReviewStatus
from metrics.reviews.models import Action, Review, SectionNote
from metrics.reviews.pack_serializers import (
    CloseIn,
    ComposeIn,
    DecideIn,
    FileIn,
    HoldIn,
    MinutesOut,
    NoteIn,
    NoteOut,
    PackOut,
    ReopenIn,
    RespondIn,
    SignIn,
    minutes_document,
    pack_document,
)
from metrics.reviews.serializers import ActionIn, ActionOut, FinishIn, ReviewIn, ReviewOut
from pmo import files
from pmo.jobs.models import Job
from pmo.jobs.serializers import JobOut
from pmo.web import api

# One type for three kinds of files: the name says which.
BYTES = "application/octet-stream"


class ReviewViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.UpdateMixin, api.ApiViewSet):
    """Quarterly reviews of projects and portfolios."""

    kind = "review"
    model = Review
    serializer_class = ReviewOut
    write_serializer_class = ReviewIn
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "portfolio": api.Text("portfolio__code", "Code of the portfolio"),
        "status": api.Choice("status", ReviewStatus.choices, "State of the review"),
        "quarter": api.Text("quarter", "For example 2026Q3"),
    }
    ordering_fields = ["starts_at", "quarter"]
    default_ordering = ["-starts_at"]

    def visible(self, user: Any) -> QuerySet[Review]:
        rows = Review.objects.visible_to(user).select_related("portfolio", "project", "organiser")
        return rows.prefetch_related("participants__user", "decisions")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Review:
        return services.plan_review(by=user, now=self.now, **{"project": None, "participants": [], **data})

    def perform_update(self, user: Any, obj: Review, data: dict[str, Any], expected: int) -> Review:
        fixed = ("portfolio", "project", "quarter")
        values = {k: v for k, v in data.items() if k not in fixed}
        return services.change_review(by=user, review=obj, expected=expected, now=self.now, **values)

    def represent(self, obj: Any) -> Any:
        """With the newer words of a section, where those clash."""
        return NoteOut(obj).data if isinstance(obj, SectionNote) else super().represent(obj)

    @api.read(response=PackOut)
    def pack(self, request: Request, **kwargs: Any) -> Response:
        """The frozen pack as the caller reads it: in their language, without what they may not see."""
        review = self.get_object()
        return self.answer(pack_document(review, self._page(review)))

    @api.read(response=MinutesOut)
    def minutes(self, request: Request, **kwargs: Any) -> Response:
        """Notes, decisions, actions, what was proposed for the next phase, and who signed."""
        return self._minutes(self.get_object())

    @api.act(request=RespondIn, response=ReviewOut)
    def respond(self, request: Request, **kwargs: Any) -> Response:
        """Accept or decline one's own invitation."""
        return self._act(services.respond)

    @api.act(request=ComposeIn, response=PackOut)
    def compose(self, request: Request, **kwargs: Any) -> Response:
        """Compose the pack now: before its day, or anew with a reason, until the review is held."""
        review = services.recompose(by=request.user, review=self.get_object(), now=self.now, **self.body())
        return self.answer(pack_document(review, self._page(review)))

    @api.act(request=NoteIn, response=MinutesOut)
    def notes(self, request: Request, **kwargs: Any) -> Response:
        """Minutes of one section; a stale version is refused."""
        review, data = self.get_object(), dict(self.body())
        expected = data.pop("version")
        services.write_note(by=request.user, review=review, expected=expected, now=self.now, **data)
        return self._minutes(self.fresh(review))

    @api.act(request=DecideIn, response=MinutesOut)
    def decisions(self, request: Request, **kwargs: Any) -> Response:
        """Write down what was decided."""
        return self._written(services.add_decision)

    @api.act(request=HoldIn, response=ReviewOut)
    def hold(self, request: Request, **kwargs: Any) -> Response:
        """It took place: its figures freeze."""
        return self._act(services.hold_review)

    @api.act(request=CloseIn, response=MinutesOut)
    def close(self, request: Request, **kwargs: Any) -> Response:
        """Freeze the minutes and ask for signatures."""
        return self._written(services.close_review)

    @api.act(request=SignIn, response=MinutesOut)
    def sign(self, request: Request, **kwargs: Any) -> Response:
        """Put one's name under the minutes one has read."""
        return self._written(services.sign)

    @api.act(request=ReopenIn, response=MinutesOut)
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Write the minutes again; every signature falls."""
        return self._written(services.reopen)

    @api.act(request=FileIn, response=JobOut, status=202, summary="Write the pack as a file")
    def files(self, request: Request, **kwargs: Any) -> Response:
        """PPTX, PDF or Excel in the language of the request; the job leads to the file, kept for seven days."""
        made = services.ask_file(by=request.user, review=self.get_object(), now=self.now, **self.body())
        return self.accepted(Job.objects.visible_to(request.user).get(pk=made.job_id or 0))

    @api.read(url_path=r"files/(?P<file>[0-9]{1,18})", url_name="file", media_types=(BYTES,))
    def file(self, request: Request, file: str, **kwargs: Any) -> HttpResponse:
        """A file the caller had written, while they may still see all it shows."""
        kept = selectors.file_of(self.get_object(), request.user, int(file))
        if kept is None:
            raise Http404
        with files.open_file(kept) as opened:
            response = HttpResponse(opened.read(), content_type=BYTES)
        response["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
        return response

    def _page(self, review: Review) -> selectors.ReviewPage:
        return selectors.page(review, self.request.user, self.now)

    def _minutes(self, review: Review) -> Response:
        return self.answer(minutes_document(review, self._page(review)))

    def _act(self, service: Callable[..., Any]) -> Response:
        review = self.get_object()
        service(by=self.request.user, review=review, now=self.now, **self.body())
        return self.answer(self.fresh(review))

    def _written(self, service: Callable[..., Any]) -> Response:
        review = self.get_object()
        service(by=self.request.user, review=review, now=self.now, **self.body())
        return self._minutes(self.fresh(review))


class ActionViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.UpdateMixin, api.ApiViewSet):
    """Actions people promised, with their day."""

    kind = "action"
    model = Action
    serializer_class = ActionOut
    write_serializer_class = ActionIn
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "status": api.Choice("status", ActionStatus.choices, "Open, done or dropped"),
        "owner": api.Id("owner_id", "Id of the owner"),
        "due_before": api.Date("due_on__lte", "Due on or before"),
        "mine": api.Flag(lambda rows, user, on: rows.filter(owner=user) if on else rows, "Only one's own"),
    }
    search_fields = ["title", "title_en"]
    ordering_fields = ["due_on", "title"]
    default_ordering = ["due_on"]

    def visible(self, user: Any) -> QuerySet[Action]:
        return selectors.actions(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Action:
        return services.add_action(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Action, data: dict[str, Any], expected: int) -> Action:
        values = {k: v for k, v in data.items() if k != "project"}
        return services.change_action(by=user, action=obj, expected=expected, now=self.now, **values)

    @api.act(request=FinishIn, response=ActionOut)
    def finish(self, request: Request, **kwargs: Any) -> Response:
        """Done or dropped, with what came of it."""
        action = self.get_object()
        return self.answer(services.finish_action(by=request.user, action=action, now=self.now, **self.body()))


routes = [("reviews", ReviewViewSet, "review"), ("actions", ActionViewSet, "action")]
urlpatterns: list[Any] = []
