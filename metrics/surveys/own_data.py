"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "surveys",
            _("Surveys"),
            (
                # Anonymous answers lead to nobody.
                Held(
                    "metrics.Answer",
                    "seat__user",
                    ("round__survey__title", "round__number", "question", "value"),
                    Fate.DELETE,
                ),
                Held("metrics.Seat", "user", ("round__survey__title", "round__number", "answered")),
                Held("metrics.Survey_people", "user", ("survey__title",), Fate.DELETE),
            ),
        )
    )
