"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "champions",
            _("Champions"),
            (
                Held(
                    "changemgmt.Champion",
                    "user",
                    (
                        "project__key",
                        "unit__name",
                        "state",
                        "note",
                        "time_share",
                        "since_on",
                        "until_on",
                        "ended_on",
                        "refusal",
                        "end_reason",
                    ),
                    Fate.CLEAR,
                    {"note": "", "refusal": "", "end_reason": ""},
                ),
                Held(
                    "changemgmt.ChampionQuestion", "asked_by", ("project__key", "topic", "text", "answer", "created_at")
                ),
            ),
        )
    )
