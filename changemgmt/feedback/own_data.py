"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "feedback",
            _("Feedback"),
            (
                # Photos first: once the author is gone nothing leads to them.
                Held(
                    "changemgmt.FeedbackPicture",
                    "feedback__author",
                    ("feedback", "width", "height"),
                    Fate.DELETE,
                    private=("feedback",),
                ),
                Held("changemgmt.FeedbackWatch", "user", ("feedback",), Fate.DELETE, private=("feedback",)),
                Held("changemgmt.FeedbackVote", "user", ("feedback",), private=("feedback",)),
                Held("changemgmt.FeedbackNote", "by", ("feedback", "kind", "text", "on"), private=("feedback", "text")),
                # Anonymous ones lead to nobody; of the others the words stay with the decision, and nobody said them.
                Held(
                    "changemgmt.Feedback",
                    "author",
                    (
                        "title",
                        "text",
                        "kind",
                        "reason",
                        "level",
                        "received_on",
                        "state",
                        "decision",
                        "decision_note",
                        "outcome",
                    ),
                    Fate.CLEAR,
                    {"author": None},
                    # What was said in confidence is read by whoever decides about it, and not with a name to it here.
                    private=("title", "text", "decision_note", "outcome"),
                ),
            ),
        )
    )
