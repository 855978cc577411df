"""What the room keeps about a person."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.models import User
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    personal.register(
        Part(
            "reviews",
            _("Reviews and actions"),
            (
                Held("metrics.ReviewParticipant", "user", ("review__quarter", "attendance")),
                # Minutes and what was signed are a record of the company.
                Held("metrics.ReviewSigner", "user", ("review__quarter", "asked_at", "signed_at")),
                Held("metrics.Action", "owner", ("title", "due_on", "status", "result")),
                Held("metrics.ReviewRule_participants", "user", ("reviewrule",), Fate.DELETE),
                Held("metrics.PackFile", "asked_by", ("review__quarter", "kind", "asked_at")),
            ),
            erase=_erase_files,
        )
    )


def _erase_files(user: User, now: datetime) -> int:
    from metrics.reviews import services

    return services.clear_files_of(person=user, now=now)
