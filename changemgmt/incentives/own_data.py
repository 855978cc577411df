"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part

THANKS = ("on", "text", "withdrawn_at", "withdrawal")
# The words of a thank-you may not be empty.
GONE = {"text": "—"}


def connect() -> None:
    """The ledger keeps its points, or it would not balance; what they were for, and the words of thanks, go."""
    personal.register(
        Part(
            "incentives",
            _("Points and thanks"),
            (
                Held("changemgmt.PointAccount", "user", ("budget", "kind", "balance")),
                Held(
                    "changemgmt.PointAward",
                    "user",
                    ("rule__name", "cause", "on", "points", "taken_back", "outcome", "reason", "text"),
                    Fate.CLEAR,
                    {"text": {}},
                ),
                Held("changemgmt.PointWish", "user", ("since_at",), Fate.DELETE),
                Held("changemgmt.Recognition", "giver", THANKS, Fate.CLEAR, GONE),
                Held("changemgmt.Recognition", "receiver", THANKS, Fate.CLEAR, GONE),
                Held("changemgmt.Redemption", "user", ("gift__name", "points", "state", "created_at", "received_at")),
            ),
        )
    )
