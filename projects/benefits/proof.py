"""What a gate may ask of the benefits of a project: that they are agreed, and worth at least so much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence
from projects.benefits.selectors import case as cases
from projects.benefits.words import REASONS
from projects.engines.benefits import Missing
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind
from projects.gates.sentences import at_least, shown
from projects.portfolio.models import Project

NONE = Sentence("gate.value.none")


def value_case(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Every benefit in money is agreed, and the net present value today is at least `threshold`."""
    found = cases.of_project(project, as_of)
    url = reverse("benefits:case", args=[project.key])
    wanted = at_least(texts.money(threshold or Decimal(0), found.currency))
    money = [line for line in found.lines if line.benefit.has_money]
    if not money:
        return Evidence(NONE, wanted, Met.MISSED, Sentence("gate.evidence.value.none"), url)
    agreed = sum(1 for line in money if line.benefit.is_agreed)
    if agreed < len(money):
        params = {"n": texts.num(agreed), "of": texts.num(len(money))}
        return Evidence(NONE, wanted, Met.MISSED, Sentence("gate.evidence.value.draft", params), url)
    npv = found.expected if isinstance(found.expected, Missing) else found.expected.npv
    if isinstance(npv, Missing) or found.lacking:
        code = npv.reason if isinstance(npv, Missing) else "no_rate_of_exchange"
        why = {"why": texts.text(REASONS[code])}
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.value.no_npv", why), url)
    shown_npv = texts.money(npv, found.currency)
    met = Met.MET if npv >= (threshold or 0) else Met.MISSED
    return Evidence(shown(shown_npv), wanted, met, Sentence("gate.evidence.value.npv", {"npv": shown_npv}), url)


KIND = EvidenceKind("value_case", _("Value case agreed, NPV of at least"), value_case, Decimal(0), "")
