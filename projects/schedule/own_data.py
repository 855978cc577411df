"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "schedule",
            _("Planning"),
            (Held("projects.MilestoneFeed", "user", ("project__key", "created_at", "last_used_at"), Fate.DELETE),),
        )
    )
