"""Champion coverage as evidence at a gate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.champions.health import gap_words
from changemgmt.champions.selectors import coverage
from pmo import texts
from pmo.texts import Sentence
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind
from projects.gates.sentences import at_least, shown
from projects.portfolio.models import Project


def covered(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """At least `threshold` percent of the places are filled by active champions."""
    wanted = at_least(texts.pct(float(threshold or 0)))
    url = reverse("champions:network", args=[project.key])
    found = coverage.of(project, as_of)
    if not found.needed:
        none = Sentence("gate.value.none")
        return Evidence(none, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.champions_none"), url)
    met = Met.MET if 100 * found.filled >= (threshold or 0) * found.needed else Met.MISSED
    words = {**gap_words(found), "ratio": texts.num(found.setting.people_per_champion)}
    said = Sentence("gate.evidence.champions_gaps" if found.missing else "gate.evidence.champions", words)
    return Evidence(shown(texts.pct(round(found.percent or 0, 1))), wanted, met, said, url)


KIND = EvidenceKind("champion_coverage", _("Champions: places filled, at least"), covered, Decimal(80), "%")
