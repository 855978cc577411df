"""The sentence a page opens with, composed from the rows of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.dashboards.beginning import Step
from pmo.web import formats
from projects.portfolio.dimensions import Consequence, Decision


def portfolio(counts: Mapping[str, int], total: int, decisions: int) -> str:
    """ "8 projects: 2 off track, 3 at risk, 3 on track. Four decisions are waiting for you." """
    if not total:
        return _("There is no open project you can see.")
    parts = [
        ngettext("%(n)s off track", "%(n)s off track", counts["off"]) % {"n": counts["off"]} if counts["off"] else "",
        ngettext("%(n)s at risk", "%(n)s at risk", counts["risk"]) % {"n": counts["risk"]} if counts["risk"] else "",
        ngettext("%(n)s without data", "%(n)s without data", counts["none"]) % {"n": counts["none"]}
        if counts["none"]
        else "",
        ngettext("%(n)s on track", "%(n)s on track", counts["ok"]) % {"n": counts["ok"]} if counts["ok"] else "",
    ]
    first = ngettext("%(n)s project: %(parts)s.", "%(n)s projects: %(parts)s.", total) % {
        "n": total,
        "parts": _(", ").join(p for p in parts if p),
    }
    return f"{first} {waiting(decisions)}" if not formats.is_zh() else f"{first}{waiting(decisions)}"


def waiting(decisions: int) -> str:
    if not decisions:
        return _("Nothing waits for your decision.")
    return ngettext("%(n)s decision is waiting for you.", "%(n)s decisions are waiting for you.", decisions) % {
        "n": decisions
    }


def today(asked: Sequence[Decision], actions: int, measures: int, coming: date | None = None) -> str:
    """What the person's day holds; `coming`: when the next action is due if nothing is asked today."""
    parts = [
        _asked(asked),
        ngettext("%(n)s action due", "%(n)s actions due", actions) % {"n": actions} if actions else "",
        ngettext("%(n)s KPI to measure", "%(n)s KPIs to measure", measures) % {"n": measures} if measures else "",
    ]
    found = [p for p in parts if p]
    if not found and coming is not None:
        return _("Nothing is due today; the next action is due on %(on)s.") % {"on": formats.day(coming)}
    if not found:
        return _("Nothing is waiting for you today.")
    return _("Waiting for you: %(parts)s.") % {"parts": _(", ").join(found)}


def beginning(steps: Sequence[Step]) -> str:
    """Of an empty company: how far it is set up."""
    left = sum(not step.taken for step in steps)
    return ngettext("%(n)s step, and the company is set up.", "%(n)s steps, and the company is set up.", left) % {
        "n": left
    }


def _asked(asked: Sequence[Decision]) -> str:
    """To read, to learn and to answer are no decisions."""
    n = len(asked)
    if any(one.consequence < Consequence.CONCERNS for one in asked):
        return ngettext("%(n)s decision", "%(n)s decisions", n) % {"n": n}
    return ngettext("%(n)s thing", "%(n)s things", n) % {"n": n} if n else ""
