"""Why a unit does not use a system: causes that rooms can tell, side by side, the most likely first.

A room that measures a cause registers it (see docs/recipes/add-a-lens.md); what nobody measures is simply not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from metrics.adoption import selectors
from metrics.adoption.standing import Line, Standing
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import intake
from pmo.texts import Sentence


@dataclass(frozen=True)
class Asked:
    """The system and how it stands, the day in its zone, and who reads: what they may not see is no cause for them."""

    system: UsageSystem
    found: Standing
    today: date
    reader: Any

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


# Findings by the key of the unit; units of which nothing is known, or may be shown, are left out.
Read = Callable[[Asked, Sequence[Line]], Mapping[str, Finding]]


@dataclass(frozen=True)
class Cause:
    """Read for many units in a fixed number of queries."""

    code: str
    title: str | Promise
    read: Read


_causes: dict[str, Cause] = {}


def register(cause: Cause) -> None:
    _causes[cause.code] = cause


def causes() -> list[Cause]:
    return list(_causes.values())


def of_units(asked: Asked, lines: Sequence[Line]) -> dict[str, list[tuple[Cause, Finding]]]:
    """By unit, the most likely cause first; causes that explain nothing come last."""
    shown = [line for line in lines if not line.withheld]
    found: dict[str, list[tuple[Cause, Finding]]] = {line.group.key: [] for line in shown}
    for cause in _causes.values():
        for key, finding in cause.read(asked, shown).items():
            found[key].append((cause, finding))
    return {key: sorted(pairs, key=lambda pair: -pair[1].severity) for key, pairs in found.items()}


def of_unit(asked: Asked, line: Line) -> list[tuple[Cause, Finding]]:
    return of_units(asked, [line]).get(line.group.key, [])
