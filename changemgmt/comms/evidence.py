"""What gates ask of communication: how many of the people a project concerns have read an announcement of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.comms.selectors import reach
from pmo.texts import Sentence, num, pct
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind
from projects.gates.sentences import at_least, shown
from projects.portfolio.models import Project


def reached(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """At least `threshold` percent of the project's staff have read something that was addressed to them."""
    wanted = at_least(pct(float(threshold or 0)))
    url = reverse("comms:project", args=[project.key])
    whole = reach.of_project(project, as_of).whole
    if not whole.staff or not whole.told:
        why = Sentence("gate.evidence.reach.none" if whole.staff else "gate.evidence.reach.nobody")
        return Evidence(Sentence("gate.value.none"), wanted, Met.NOT_AVAILABLE, why, url)
    met = Met.MET if 100 * whole.read >= (threshold or 0) * whole.staff else Met.MISSED
    value = shown(pct(round(100 * whole.read / whole.staff, 1)))
    params = {"read": num(whole.read), "count": num(whole.staff)}
    return Evidence(value, wanted, met, Sentence("gate.evidence.reach", params), url)


KIND = EvidenceKind(
    "communication_reach",
    _("Communication: people it concerns who have read an announcement, at least"),
    reached,
    Decimal(80),
    "%",
)
