"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "portfolio",
            _("Projects"),
            (
                Held("projects.ProjectMember", "user", ("project__key", "role", "since_on")),
                Held("projects.Follow", "user", ("project__key",), Fate.DELETE),
            ),
        )
    )
