"""How the points of one unit came about, with its own figures, for the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from metrics.contest.models import ContestResult, ContestWeek
from pmo.web import formats


def steps(week: ContestWeek, row: ContestResult) -> list[str]:
    """One line per step; empty where a unit has no points."""
    if row.points is None or row.level is None or row.shrunk is None or row.target is None:
        return []
    target, shrunk = float(row.target), 100 * row.shrunk
    words = {
        "active": formats.grouped(row.active),
        "eligible": formats.grouped(row.eligible),
        "share": formats.pct(row.share, 1),
        "shrunk": formats.pct(shrunk, 1),
        "target": formats.pct(target, 1),
        "level": formats.number(row.level, 3),
    }
    found = [
        _("Use: %(active)s of %(eligible)s = %(share)s, weighed for size %(shrunk)s") % words,
        _("Level: %(shrunk)s ÷ target %(target)s = %(level)s; more than 1 counts as 1") % words,
    ]
    if row.improvement is None:
        return [*found, _("Points: 100 × level, as there is no week before = %(points)s") % _points(row)]
    if row.shrunk_before is not None:
        before = 100 * row.shrunk_before
        words |= {"before": formats.pct(before, 1), "gain": formats.number(row.improvement, 3)}
        found.append(
            _("Improvement: (%(shrunk)s − %(before)s) ÷ (100%% − %(before)s) = %(gain)s of what was missing") % words
        )
    weights = {"level": week.level_weight, "gain": 100 - week.level_weight, **_points(row)}
    found.append(_("Points: %(level)d × level + %(gain)d × improvement = %(points)s") % weights)
    return found


def _points(row: ContestResult) -> dict[str, str]:
    return {"points": formats.number(row.points, 1)}
