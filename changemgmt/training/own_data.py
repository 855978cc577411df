"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "training",
            _("Training"),
            (
                Held(
                    "changemgmt.Enrolment",
                    "user",
                    (
                        "course__title",
                        "learner_role",
                        "source",
                        "required",
                        "due_on",
                        "enrolled_at",
                        "attended_on",
                        "passed_on",
                        "valid_until",
                        "score",
                        "score_before",
                    ),
                ),
                Held(
                    "changemgmt.Attempt",
                    "user",
                    ("enrolment__course__title", "kind", "number", "begun_at", "handed_in_at", "score", "passed"),
                ),
                Held(
                    "changemgmt.AttemptAnswer",
                    "attempt__user",
                    ("attempt", "question", "value", "points", "remark", "saved_at"),
                    Fate.DELETE,
                ),
                Held("changemgmt.Certificate", "enrolment__user", ("number", "issued_on", "expires_on")),
                Held(
                    "changemgmt.CourseRating",
                    "enrolment__user",
                    ("stars", "note", "rated_on"),
                    Fate.CLEAR,
                    {"note": ""},
                ),
                Held(
                    "changemgmt.SessionSeat",
                    "user",
                    ("session__course__title", "session__starts_at", "state", "attended"),
                ),
                Held("changemgmt.Curriculum_people", "user", ("curriculum__title",), Fate.DELETE),
            ),
        )
    )
