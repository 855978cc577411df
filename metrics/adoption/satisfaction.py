"""What the newest closed survey says of satisfaction, held against what is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.surveys.choices import SCORED, Purpose, RoundStatus
from metrics.surveys.models import SurveyRound
from metrics.surveys.selectors import said as shown
from pmo import texts
from pmo.texts import Sentence

__all__ = ["LIMITS", "Newest", "named", "newest", "shown"]

# By kind of question: enough, and what is off track below. SUS: 68 is the mean of published studies, below 51 a system
# is among the worst fifth (Sauro & Lewis 2016). NPS in points, CSAT in percent of satisfied people.
LIMITS: Mapping[str, tuple[float, float]] = {"nps": (0.0, -30.0), "csat": (70.0, 50.0), "sus": (68.0, 51.0)}
# A round that closed longer ago tells nothing about today.
FRESH = 200


@dataclass(frozen=True)
class Newest:
    """The score of a project's newest closed round, and those of units that may be shown."""

    title: dict[str, str]
    kind: str
    value: float
    n: int
    url: str
    units: Mapping[int, Mapping[str, Any]]


def newest(project_ids: Sequence[int], as_of: date) -> dict[int, Newest]:
    """By project (one query). The first scored question of the newest round about satisfaction decides."""
    rows = SurveyRound.objects.filter(
        survey__project__in=list(project_ids),
        survey__purpose=Purpose.SATISFACTION,
        status=RoundStatus.CLOSED,
        closes_at__date__lte=as_of,
    )
    found: dict[int, Newest] = {}
    for one in rows.select_related("survey").order_by("closes_at", "pk"):
        if (as_of - one.closes_at.date()).days > FRESH:
            continue
        question = next((q for q in one.results.get("questions", ()) if q["kind"] in SCORED and q.get("score")), None)
        if question is not None:
            found[one.survey.project_id] = Newest(
                texts.name(one.survey, "title"),
                question["kind"],
                float(question["score"]["value"]),
                int(question["score"]["n"]),
                one.url,
                {row["unit"]: row for row in question.get("units", ())},
            )
    return found


def named(kind: str, value: float) -> Sentence:
    """A score with the name of its scale."""
    return Sentence("satisfaction.score", {"kind": kind.upper(), "value": shown(kind, value)})
