"""What data sets prove at a gate: that none that go-live waits for is red or unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence
from projects.datamig.models import DataSet
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind, register
from projects.gates.sentences import at_least, some_of
from projects.goals.sentences import counted
from projects.portfolio.choices import SEVERITY, Status
from projects.portfolio.models import Project

NONE = Sentence("gate.value.none")
GREEN = (Status.OK, Status.DONE)


def connect() -> None:
    register(EvidenceKind("data_sets", _("Data sets green"), green, Decimal(100), "%"))


def green(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Percent of the data sets go-live waits for that are green, at least `threshold`; the worst is named."""
    url = reverse("datamig:data_sets", args=[project.key])
    wanted = at_least(texts.pct(float(threshold or 0)))
    rows = list(DataSet.objects.filter(project=project, is_critical=True).order_by("number"))
    if not rows:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("data.evidence.none"), url)
    good = sum(row.status in GREEN for row in rows)
    met = Decimal(100 * good) >= (threshold or 0) * len(rows)
    value = some_of(good, len(rows))
    if good == len(rows):
        return Evidence(
            value, wanted, Met.MET, Sentence("data.evidence.green", {"sets": counted("data_sets", good)}), url
        )
    worst = max(rows, key=lambda row: SEVERITY[row.status])
    params = {"code": worst.code, "name": texts.name(worst), "why": texts.nested(worst.sentence)}
    return Evidence(value, wanted, Met.MET if met else Met.MISSED, Sentence("data.evidence.red", params), url)
