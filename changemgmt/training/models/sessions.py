"""Sessions in a room or online, and who has a seat, waits for one, was there."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.training.choices import SeatState, SessionState
from changemgmt.training.models.courses import Course
from pmo.access.models import ScopedManager
from pmo.records.models import Record

USER = settings.AUTH_USER_MODEL


class TrainingSession(Record):
    access_kind = "training"
    access_project = "course__project_id"
    access_owner = ("trainer_id", "course__owner_id")

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions", verbose_name=_("course"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("room"), max_length=120, blank=True)
    online = models.URLField(_("address online"), max_length=500, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=20, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    trainer = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("trainer"))
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="trainingsession_period"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="trainingsession_seats"),
            models.CheckConstraint(condition=~Q(place="") | ~Q(online=""), name="trainingsession_somewhere"),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="trainingsession_due")]

    def __str__(self) -> str:
        return f"{self.course.title} {self._when}"

    @property
    def name_en(self) -> str:
        return f"{self.course.title_en or self.course.title} {self._when}"

    @property
    def _when(self) -> str:
        """On the company's clock: the history keeps it as it is."""
        return f"{self.starts_at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"

    @property
    def is_planned(self) -> bool:
        return self.state == SessionState.PLANNED

    @property
    def url(self) -> str:
        return reverse("training:session", args=[self.pk])


class SessionSeat(Record):
    """Somebody on the list of a session. The waiting list moves up by `asked_at`, then id."""

    access_kind = "training"
    access_project = "session__course__project_id"
    access_owner = ("session__trainer_id", "session__course__owner_id")

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="places")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=SeatState.choices)
    asked_at = models.DateTimeField()
    # None: nobody has said yet.
    attended = models.BooleanField(null=True, blank=True)
    by_code = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["session_id", "asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="sessionseat_once"),
            models.CheckConstraint(
                condition=~Q(attended=True) | Q(state=SeatState.BOOKED), name="sessionseat_attended_had_seat"
            ),
        ]
        indexes = [models.Index(fields=["user", "state"], name="sessionseat_of_person")]

    def __str__(self) -> str:
        return f"{self.session}: {self.user}"

    @property
    def name_en(self) -> str:
        return f"{self.session.name_en}: {self.user}"
