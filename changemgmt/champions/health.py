"""The champions dimension of health: from execution on, where a network has been begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from changemgmt.champions.selectors import coverage
from changemgmt.champions.selectors.coverage import NAMED, Coverage
from pmo.texts import Sentence, name, nested, num
from projects.portfolio.choices import ORDER, Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

# Below half of the places filled, from the change stage on, people are left alone.
FAR = 50.0
FROM, CHANGE = ORDER.index(Stage.EXECUTION), ORDER.index(Stage.CHANGE)


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per active project with a network and people (fixed number of queries)."""
    asked = [one for one in projects if one.state == State.ACTIVE and ORDER.index(one.stage) >= FROM]
    found = coverage.many(asked, as_of)
    return {pk: judge(one) for pk, one in found.items() if one.begun and one.needed}


def judge(found: Coverage) -> DimensionReading:
    project = found.project
    words = gap_words(found)
    status, code = Status.OK, "full"
    if found.missing:
        late = ORDER.index(project.stage) >= CHANGE and (found.percent or 0) < FAR
        status, code = Status.OFF if late else Status.RISK, "gap"
    elif found.uncovered:
        status, code = Status.RISK, "process"
        words["processes"] = {"t": "list", "v": [name(line.process) for line in found.uncovered[:NAMED]]}
    return DimensionReading(
        status,
        Sentence(f"champion.health.{code}", words),
        reverse("champions:network", args=[project.key]),
        owner_id=project.business_owner_id or project.manager_id,
        fact=Sentence("champion.fact", {"filled": num(found.filled), "needed": num(found.needed)}),
    )


def gap_words(found: Coverage) -> dict[str, object]:
    gaps = [nested(coverage.gap(line)) for line in found.gaps[:NAMED]]
    return {
        "active": num(found.active),
        "people": num(found.people),
        "needed": num(found.needed),
        "filled": num(found.filled),
        "missing": num(found.missing),
        "gaps": {"t": "list", "v": gaps},
    }


def facts(projects: Sequence[Project], as_of: date) -> Mapping[int, Sequence[Sentence]]:
    """For the two lines under the change stage."""
    return {
        pk: [Sentence("champion.stage", {"filled": num(one.filled), "needed": num(one.needed)})]
        for pk, one in coverage.many(projects, as_of).items()
        if one.begun and one.needed
    }
