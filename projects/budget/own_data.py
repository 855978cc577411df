"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Held, Part


def connect() -> None:
    personal.register(
        Part(
            "budget",
            _("Money"),
            (Held("projects.RuleSigner", "person", ("rule", "part")),),
        )
    )
