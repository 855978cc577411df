"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "readiness",
            _("Readiness"),
            (
                # How somebody was judged goes with them.
                Held(
                    "changemgmt.Stakeholder",
                    "person",
                    ("project__key", "name", "power", "interest", "current", "desired", "note"),
                    Fate.DELETE,
                ),
                Held("changemgmt.PulseSeat", "user", ("round", "answer"), Fate.DELETE, private=("answer",)),
            ),
        )
    )
