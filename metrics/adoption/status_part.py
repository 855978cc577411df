"""Adoption in the status document of a project and in the summary of the portfolio, and what health reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from metrics.adoption import curve, selectors
from metrics.adoption.models import AdoptionActivity, AdoptionTarget
from metrics.usage.selectors import counts
from metrics.usage.selectors.counts import Counted
from metrics.usage.suppression import FEWEST
from projects.portfolio.choices import State
from projects.portfolio.models import Project


@dataclass(frozen=True)
class Aimed:
    """A system on its last counted day with its own target. Percent."""

    counted: Counted
    target: AdoptionTarget | None
    wanted: Decimal | None

    @property
    def rate(self) -> float:
        return 100 * self.counted.active / self.counted.eligible

    @property
    def gap(self) -> float | None:
        return None if self.wanted is None else self.rate - float(self.wanted)


def of_projects(project_ids: Sequence[int], as_of: date) -> list[Aimed]:
    """Systems with at least five eligible people (two queries, one where nothing is counted)."""
    rows = [row for row in counts.of_systems(project_ids, as_of) if row.eligible >= FEWEST]
    targets = selectors.wholes([row.system_id for row in rows]) if rows else {}
    found = []
    for row in rows:
        target = targets.get(row.system_id)
        found.append(Aimed(row, target, curve.target_on(target, row.on) if target else None))
    return found


def part(project: Project, as_of: date, today: date) -> dict[str, Any] | None:
    """Null where nothing is counted."""
    return _sums(of_projects([project.pk], as_of))


def total(reader: Any, today: date) -> dict[str, Any] | None:
    """Over the open projects whose use the reader sees."""
    rows = AdoptionActivity.objects.visible_to(reader)
    seen = rows.filter(system__project__state__in=(State.ACTIVE, State.ON_HOLD))
    found = of_projects(list(seen.values_list("system__project", flat=True)), today)
    sums = _sums(found)
    return {**sums, "projects": len({one.counted.project_id for one in found})} if sums else None


def _sums(found: Iterable[Aimed]) -> dict[str, Any] | None:
    """Rate of all together; the target is the mean of those there are, each as heavy as its people."""
    rows = list(found)
    eligible = sum(one.counted.eligible for one in rows)
    if not eligible:
        return None
    active = sum(one.counted.active for one in rows)
    aimed = [(one.counted.eligible, float(one.wanted)) for one in rows if one.wanted is not None]
    weight = sum(people for people, _wanted in aimed)
    return {
        "rate": round(100 * active / eligible, 1),
        "eligible": eligible,
        "active": active,
        "target": round(sum(people * wanted for people, wanted in aimed) / weight, 1) if weight else None,
    }
