"""What has been counted for a pilot already, offered where one of its criteria is counted. Rooms above register.

Nothing is taken over by itself: whoever counts sees where the figures come from and takes them, or types others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pmo.access import policy
from pmo.texts import Sentence
from projects.gates.models import Pilot, PilotCriterion


@dataclass(frozen=True)
class Sample:
    """`hits` of `sample` (share) or in `periods` (rate), until `on`; the sentence says of what, `url` is behind it."""

    sentence: Sentence
    on: date
    hits: int
    sample: int | None = None
    periods: Decimal | None = None
    url: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """As the form of the count names them."""
        found = {"hits": self.hits, "sample": self.sample, "periods": self.periods, "measured_on": self.on}
        return {name: value for name, value in found.items() if value is not None}


# Asked with the pilot and the day; None: not known, or of too few people to be told.
Read = Callable[[Pilot, date], Sample | None]
# What a reader needs on the project: (kind, verb).
Right = tuple[str, str]

_sources: dict[tuple[str, str], tuple[Read, Right]] = {}


def register(about: str, measure: str, read: Read, right: Right = ("pilot", "view")) -> None:
    _sources[(about, measure)] = (read, right)


def of(criterion: PilotCriterion, user: Any, today: date) -> Sample | None:
    """For a criterion of a pilot, as far as this reader may see it."""
    read, (kind, verb) = _sources.get((criterion.about, criterion.measure), (None, ("", "")))
    if read is None or not policy.may(user, verb, kind, project_id=criterion.pilot.project_id):
        return None
    return read(criterion.pilot, today)
