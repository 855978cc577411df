"""Why a unit does not use a system: causes that rooms can tell, side by side, the most likely first.

A room that measures a cause registers it (see docs/recipes/add-a-lens.md); what nobody measures is simply not there.
They are looked for by a worker and kept with the activity; the page reads what its reader may see of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from metrics.adoption import selectors
from metrics.adoption.models import AdoptionActivity
from metrics.adoption.standing import Line, Standing
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import intake
from pmo.access import policy
from pmo.texts import Sentence

# What is kept under this name of the figures of an activity.
KEPT = "causes"


@dataclass(frozen=True)
class Asked:
    """The system and how it stands, and the day in its zone."""

    system: UsageSystem
    found: Standing
    today: date

    @cached_property
    def groups(self) -> Mapping[str, Any]:
        """What was kept with the activity, by the key of the unit: read once for all causes (one query)."""
        kept = selectors.activity(self.system)
        return kept.figures["groups"] if kept is not None else {}

    @cached_property
    def delivered(self) -> intake.Intake:
        """What arrives, read once for all causes (five queries)."""
        return intake.of(self.system, self.today)


@dataclass(frozen=True)
class Finding:
    """What a cause comes to in one unit.

    value      as it is read
    threshold  from where on it would not be a cause
    sentence   why it matters, or that it does not
    url        where it is seen and changed; "" for none
    severity   0: no cause; 1: explains all of what is missing
    """

    value: Sentence
    threshold: Sentence
    sentence: Sentence
    url: str = ""
    severity: float = 0.0

    def to_json(self) -> dict[str, Any]:
        said = {"value": self.value, "threshold": self.threshold, "sentence": self.sentence}
        words = {part: one.to_json() for part, one in said.items()}
        return {**words, "url": self.url, "severity": self.severity}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Finding:
        said = {part: Sentence(kept[part]["key"], kept[part]["params"]) for part in ("value", "threshold", "sentence")}
        return cls(**said, url=kept["url"], severity=kept["severity"])


# Findings by the key of the unit; units of which nothing is known, or may be shown, are left out.
Read = Callable[[Asked, Sequence[Line]], Mapping[str, Finding]]
# Whether somebody may be told of a cause in a project.
May = Callable[[Any, int], bool]


def anybody(reader: Any, project_id: int) -> bool:
    """Whoever reads how a system is used."""
    return True


def sees(kind: str) -> May:
    """Who may see objects of a kind in the project: what they may not see is no cause for them."""

    def may(reader: Any, project_id: int) -> bool:
        return policy.may(reader, "view", kind, project_id=project_id)

    return may


@dataclass(frozen=True)
class Cause:
    """Read for many units in a fixed number of queries."""

    code: str
    title: str | Promise
    read: Read
    may: May = anybody


_causes: dict[str, Cause] = {}


def register(cause: Cause) -> None:
    _causes[cause.code] = cause


def causes() -> list[Cause]:
    return list(_causes.values())


def of_units(asked: Asked, lines: Sequence[Line]) -> dict[str, dict[str, Finding]]:
    """By unit and code of the cause, whoever reads it."""
    shown = [line for line in lines if not line.withheld]
    found: dict[str, dict[str, Finding]] = {line.group.key: {} for line in shown}
    for cause in _causes.values():
        for key, finding in cause.read(asked, shown).items():
            found[key][cause.code] = finding
    return found


def to_json(found: Mapping[str, Mapping[str, Finding]], now: datetime) -> dict[str, Any]:
    units = {key: {code: one.to_json() for code, one in own.items()} for key, own in found.items()}
    return {"at": now.isoformat(), "units": units}


@dataclass(frozen=True)
class Told:
    """Causes of a unit for one reader, the most likely first; those that explain nothing come last."""

    at: datetime
    pairs: Sequence[tuple[Cause, Finding]]


def told(kept: AdoptionActivity | None, key: str, reader: Any, project_id: int) -> Told | None:
    """What was found last, as far as `reader` may be told (no query but those of rights). None: not looked for yet."""
    found = kept.figures.get(KEPT) if kept is not None else None
    if found is None:
        return None
    own = found["units"].get(key, {})
    pairs = [
        (cause, Finding.from_json(own[code]))
        for code, cause in _causes.items()
        if code in own and cause.may(reader, project_id)
    ]
    return Told(datetime.fromisoformat(found["at"]), sorted(pairs, key=lambda pair: -pair[1].severity))
