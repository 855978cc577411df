"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part

REQUEST = ("project__key", "number", "title", "text", "place", "source", "opened_at", "state", "resolved_at", "rating")


def connect() -> None:
    personal.register(
        Part(
            "support",
            _("Support"),
            (
                Held("changemgmt.SupportPicture", "request__requester", ("request", "width", "height"), Fate.DELETE),
                Held("changemgmt.SupportTeam_members", "user", ("supportteam__name",), Fate.DELETE),
                Held("changemgmt.SupportNote", "by", ("request", "kind", "text", "at")),
                # That help was asked for, and how long it took, stays with the figures; the words go.
                Held("changemgmt.SupportRequest", "requester", REQUEST, Fate.CLEAR, {"text": "", "place": ""}),
            ),
        )
    )
