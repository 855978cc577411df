"""First lines of the pages, composed from the same figures as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from changemgmt.engines.readiness import NONE, Readiness, Size
from changemgmt.readiness.choices import SMALLEST, RoundStatus
from changemgmt.readiness.models import Blackout, PulseRound, Stakeholder
from changemgmt.readiness.selectors.affected import Affected
from changemgmt.readiness.selectors.collisions import Collision
from changemgmt.readiness.selectors.load import Cell, Heat, Line
from changemgmt.readiness.selectors.pulse import Result, answered
from pmo.engines.stats import NotAvailable
from pmo.texts import Sentence, day, name, nested, num, pct, words

MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def counted(what: str, n: int) -> dict[str, Any]:
    """“1 group”, “3 groups” as a part of a sentence."""
    return nested(Sentence(f"count.{what}.one" if n == 1 else f"count.{what}.many", {"n": num(n)}))


def month(first: date) -> dict[str, str]:
    return words(f"{first.year} 年 {first.month} 月", f"{MONTHS_EN[first.month - 1]} {first.year}")


def points(value: float) -> dict[str, Any]:
    return num(round(value, 1))


def element(place: int) -> dict[str, Any]:
    """The name of a barrier as a part of a sentence."""
    return nested(Sentence(f"readiness.element.{place}"))


def affected(found: Affected) -> Sentence:
    if not found.lines:
        return Sentence("affected.lead.none")
    hit = sum(1 for line in found.lines if line.heaviest)
    if not hit:
        return Sentence("affected.lead.unsaid", {"groups": counted("groups", len(found.lines))})
    groups = counted("groups", hit)
    if isinstance(found.size, NotAvailable):
        return Sentence("affected.lead.unsized", {"groups": groups})
    band = nested(Sentence(f"affected.band.{found.size.band}"))
    return Sentence("affected.lead", {"people": num(found.people), "groups": groups, "band": band})


def numbers(found: Size) -> str:
    """The sum with its numbers, for “how computed”."""
    return f"{' + '.join(str(item) for item in found.items)} = {found.score}"


def grid(rows: Sequence[Stakeholder]) -> Sentence:
    if not rows:
        return Sentence("grid.lead.none")
    gaps = [row for row in rows if row.gap]
    if not gaps:
        return Sentence("grid.lead.fine", {"n": num(len(rows))})
    idle = sum(1 for row in gaps if not getattr(row, "open_actions", 0))
    given = {"gap": num(len(gaps)), "n": num(len(rows))}
    if idle:
        return Sentence("grid.lead.idle", {**given, "idle": num(idle)})
    return Sentence("grid.lead.gap", {**given, "who": name(gaps[0])})


def heat(found: Heat) -> Sentence:
    touched = [line for line in found.lines if line.is_touched]
    if not touched:
        return Sentence("load.lead.none")
    worst = max(touched, key=lambda line: (len(line.over) > 0, line.peak.carried / line.capacity))
    given = {**_peak(worst), "unit": name(worst.unit)}
    over = found.overloaded
    if not over:
        return Sentence("load.lead.fine", given)
    return Sentence("load.lead.over", {**given, "n": counted("over_units", len(over))})


def unit(line: Line) -> Sentence:
    given = {"unit": name(line.unit)}
    if not line.is_touched:
        return Sentence("load.unit.none", given)
    if not line.over:
        return Sentence("load.unit.fine", {**given, **_peak(line)})
    return Sentence("load.unit.over", {**given, **_peak(line), "months": counted("months", len(line.over))})


def _peak(line: Line) -> dict[str, Any]:
    peak: Cell = line.peak
    return {"points": points(peak.carried), "capacity": points(line.capacity), "month": month(peak.month)}


def collision(found: Collision) -> list[Sentence]:
    """Why the day is a bad one, reason by reason."""
    said = []
    for span in found.spans:
        label = {"name": blackout(span.blackout)}
        said.append(Sentence("collision.blackout", {**label, "first": day(span.first), "last": day(span.last)}))
    if found.over:
        line, cell = found.over[0]
        given = {"unit": name(line.unit), "points": points(cell.carried), "capacity": points(cell.capacity)}
        said.append(Sentence("collision.over", given))
        if len(found.over) > 1:
            said.append(Sentence("collision.more", {"n": counted("over_units", len(found.over) - 1)}))
    return said


def blackout(row: Blackout) -> dict[str, Any]:
    """Its name as a part of a sentence; computed ones may have none."""
    return name(row) if row.name else nested(Sentence(f"blackout.{row.kind}"))


def result(found: Readiness) -> Sentence:
    """Where a group stands, in a few words."""
    if found.barrier == NONE:
        return Sentence("pulse.group.all")
    return Sentence("pulse.group", _stands(found))


def _stands(found: Readiness) -> dict[str, Any]:
    share = 100 * found.counts[found.barrier] / found.n
    return {"ready": pct(round(found.ready)), "barrier": element(found.barrier), "share": pct(round(share))}


def pulse(found: PulseRound | None, made: Result | None) -> Sentence:
    """What somebody in a hurry should know of the last round."""
    if found is None:
        return Sentence("pulse.lead.none")
    given: dict[str, Any] = {"number": num(found.number)}
    if found.is_open:
        counts = {"answered": num(answered(found)), "invited": num(found.invited)}
        return Sentence("pulse.lead.open", {**given, **counts, "closes": day(timezone.localdate(found.closes_at))})
    if found.status == RoundStatus.CANCELLED:
        return Sentence("pulse.lead.cancelled", given)
    if made is None or made.whole is None:
        return Sentence("pulse.lead.few", {**given, "smallest": num(SMALLEST)})
    now = (
        Sentence("pulse.lead.all") if made.whole.barrier == NONE else Sentence("pulse.lead.ready", _stands(made.whole))
    )
    if made.before is None:
        return now
    return Sentence("pulse.lead.moved", {"now": nested(now), "before": pct(round(made.before.ready))})
