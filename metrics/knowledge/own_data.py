"""What the room keeps about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "knowledge",
            _("Knowledge base"),
            (
                Held(
                    "metrics.ArticleVote",
                    "user",
                    ("version__title", "helpful", "note", "voted_at"),
                    Fate.CLEAR,
                    {"note": ""},
                ),
                Held("metrics.ArticleQuestion", "asked_by", ("article__title", "text", "answer", "created_at")),
            ),
        )
    )
