"""What became of what: the whole thread around one thing, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pmo.access import policy
from projects.risks.models import Issue, ResponseAction, Risk, ThreadStep
from projects.scope.models import ChangeRequest

Thing = Risk | Issue | ResponseAction | ChangeRequest
SIDES = ("risk", "issue", "action", "change")
NAMES = {Risk: "risk", Issue: "issue", ResponseAction: "action", ChangeRequest: "change"}


@dataclass(frozen=True)
class Turn:
    """One step. Either end is None where the reader may not see it."""

    source: Thing | None
    target: Thing | None
    at: datetime
    by: Any
    reason: str


def thread_of(thing: Thing, user: Any) -> list[Turn]:
    """All steps that hang together with `thing` (one query for the steps of the project)."""
    related = [f"{way}_{side}" for way in ("from", "to") for side in SIDES]
    steps = list(
        ThreadStep.objects.filter(project_id=thing.project_id).select_related("stepped_by", *related).order_by("pk")
    )
    known = {(NAMES[type(thing)], thing.pk)}
    grown = True
    while grown:
        before = len(known)
        for step in steps:
            ends = {_key(step, "from"), _key(step, "to")}
            if ends & known:
                known |= ends
        grown = len(known) > before
    found = [step for step in steps if _key(step, "from") in known]
    return [
        Turn(_shown(step, "from", user), _shown(step, "to", user), step.stepped_at, step.stepped_by, step.reason)
        for step in found
    ]


def _key(step: ThreadStep, way: str) -> tuple[str, int]:
    return next((side, pk) for side in SIDES if (pk := getattr(step, f"{way}_{side}_id")) is not None)


def _shown(step: ThreadStep, way: str, user: Any) -> Thing | None:
    found = getattr(step, f"{way}_{_key(step, way)[0]}")
    return found if policy.may(user, "view", found) else None
