"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "resources",
            _("People and capacity"),
            (
                Held(
                    "projects.Resource",
                    "user",
                    ("role", "skills", "hours_per_day", "left_on"),
                    Fate.CLEAR,
                    {"name": "", "name_en": ""},
                ),
                Held("projects.Absence", "resource__user", ("start_on", "finish_on", "kind"), Fate.DELETE),
            ),
        )
    )
