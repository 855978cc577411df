"""What a page of use says first."""

from __future__ import annotations

from metrics.usage.models import UsageCount, UsageSystem
from metrics.usage.selectors.intake import Intake
from metrics.usage.suppression import FEWEST
from pmo import texts
from pmo.texts import Sentence

SILENT_AFTER = 3


def lead(system: UsageSystem | None, delivered: Intake | None, whole: UsageCount | None, silent: int) -> Sentence:
    """What somebody in a hurry should know: nothing arrives, nobody is eligible, or how many use it."""
    if system is None or delivered is None:
        return Sentence("usage.lead.none")
    named = {"system": texts.name(system)}
    if delivered.received_at is None:
        return Sentence("usage.lead.no_events", named)
    if whole is None:
        return Sentence("usage.lead.no_rules" if not system.rules.exists() else "usage.lead.counting", named)
    if whole.eligible == 0:
        return Sentence("usage.lead.no_rules", named)
    if whole.eligible < FEWEST:
        return Sentence("usage.lead.few", named)
    if silent > SILENT_AFTER:
        return Sentence("usage.lead.silent", {"days": texts.days(silent)})
    rate = texts.pct(round(100 * whole.active_28 / whole.eligible))
    return Sentence("usage.lead.rate", {**named, "rate": rate, "eligible": texts.num(whole.eligible)})
