"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "comms",
            _("Communication"),
            (
                Held("changemgmt.Receipt", "user", ("announcement__title", "opened_at", "read_at")),
                Held(
                    "changemgmt.AnnouncementQuestion",
                    "asked_by",
                    ("announcement__title", "text", "hidden", "answer", "created_at"),
                ),
                Held("changemgmt.Announcement_people", "user", ("announcement__title",), Fate.DELETE),
            ),
        )
    )
