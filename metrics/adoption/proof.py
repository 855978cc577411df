"""What others ask of adoption: how far a project is adopted, for its benefits and as evidence at its gates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from metrics.usage.selectors import counts
from pmo import texts
from pmo.texts import Sentence
from projects.benefits.adoption import Adoption
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind
from projects.gates.sentences import at_least, shown
from projects.portfolio.models import Project

TENTH = Decimal("0.1")


def adoption(project_ids: Sequence[int], as_of: date) -> dict[int, Adoption]:
    """Active of eligible people in 28 days; a project whose use is not counted is left out (one query)."""
    return {
        pk: Adoption(
            (Decimal(100 * one.active) / one.eligible).quantize(TENTH),
            one.on,
            one.active,
            one.eligible,
            reverse("adoption:project", args=[one.key]),
        )
        for pk, one in counts.of_projects(project_ids, as_of).items()
    }


def used(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """At least `threshold` percent of the eligible people were active in the 28 days before."""
    wanted = at_least(texts.pct(float(threshold or 0)))
    url = reverse("adoption:project", args=[project.key])
    one = counts.of_projects([project.pk], as_of).get(project.pk)
    if one is None:
        none = Sentence("gate.value.none")
        return Evidence(none, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.adoption.none"), url)
    met = Met.MET if 100 * one.active >= (threshold or 0) * one.eligible else Met.MISSED
    params = {"active": texts.num(one.active), "eligible": texts.num(one.eligible), "on": texts.day(one.on)}
    value = shown(texts.pct(round(one.percent, 1)))
    return Evidence(value, wanted, met, Sentence("gate.evidence.adoption", params), url)


KIND = EvidenceKind("adoption", _("Adoption: eligible people who use it, at least"), used, Decimal(80), "%")
