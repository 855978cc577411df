"""A cause for the lens “why not?”: the unit never heard of it, or did not read what it was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from changemgmt.comms.selectors import reach
from metrics.adoption.lens import Asked, Cause, Finding, register, sees
from metrics.adoption.standing import Line
from metrics.usage.suppression import FEWEST
from pmo import texts
from pmo.texts import Sentence

# From this share of readers on, not knowing about it is nobody's reason.
ENOUGH = 80.0
# Whoever was told nothing can hardly use it; whoever did not read may have heard it elsewhere.
NEVER, UNREAD = 0.9, 0.6

texts.register("lens.comms.value", N_("%(share)s (%(read)s of %(count)s people)"))
texts.register("lens.comms.never", N_("The unit was never told anything about it."))
texts.register(
    "lens.comms.unread", N_("People here have not read what was announced: they may not know what is expected.")
)
texts.register("lens.comms.fine", N_("Nearly everybody has read what was announced."))


def connect() -> None:
    register(Cause("communication", _("Not reached by announcements"), told, sees("announcement")))


def told(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """Readers of the unit with everything below it, among its people of today (three queries)."""
    project = asked.system.project
    reached = reach.of_project(project, asked.today)
    url = reverse("comms:project", args=[project.key])
    found = {}
    for line in lines:
        part = reached.within(line.unit.path) if line.unit is not None else reach.Part()
        # Of a handful of people one could see who.
        if part.staff < FEWEST:
            continue
        share = 100 * part.read / part.staff
        params = {"share": texts.pct(round(share)), "read": texts.num(part.read), "count": texts.num(part.staff)}
        threshold = Sentence("lens.atleast", {"value": texts.pct(ENOUGH)})
        code, severity = _judged(part, share)
        found[line.group.key] = Finding(
            Sentence("lens.comms.value", params), threshold, Sentence(f"lens.comms.{code}"), url, severity
        )
    return found


def _judged(part: reach.Part, share: float) -> tuple[str, float]:
    if not part.told:
        return "never", NEVER
    if share < ENOUGH:
        return "unread", UNREAD * (ENOUGH - share) / ENOUGH
    return "fine", 0.0
