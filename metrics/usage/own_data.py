"""What the room keeps about a person: mostly under pseudonyms, so that no row has a key to them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pmo.accounts import personal
from pmo.accounts.models import User
from pmo.accounts.personal import Fate, Held, Part


def connect() -> None:
    rules = Held("metrics.EligibilityRule_people", "user", ("eligibilityrule",), Fate.DELETE)
    # Handed out by `services.privacy`, which puts the rest beside it.
    personal.register(Part("usage", _("Usage"), (rules,), erase=_erase))


def _erase(user: User, now: datetime) -> int:
    from metrics.usage.services import privacy

    return privacy.erase_rows(user)
