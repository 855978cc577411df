"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "gates",
            _("Gates and pilots"),
            (
                Held("projects.Gatekeeper", "person", ("gate",)),
                Held("projects.Vote", "person", ("gate", "round", "outcome", "given_at")),
                Held("projects.PilotFeedback", "author", ("pilot", "kind", "text", "answer", "given_at")),
                Held("projects.Pilot_people", "user", ("pilot",), Fate.DELETE),
                Held("projects.TemplateGate_people", "user", ("templategate",), Fate.DELETE),
            ),
        )
    )
