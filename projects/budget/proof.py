"""What the money of a project proves at a gate.

More people read a gate than money: these sentences say whether, never how much. The figures are on the page they lead
to, for those who may see it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence
from projects.budget.selectors import earned, ledger
from projects.engines.earned_value import Missing
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind, register
from projects.gates.sentences import at_least, at_most, shown
from projects.portfolio.models import Project

NONE = Sentence("gate.value.none")


def connect() -> None:
    register(EvidenceKind("money_released", _("Only released money is promised or spent"), released))
    register(EvidenceKind("cost_performance", _("Cost performance index (CPI)"), performance, Decimal("0.9")))


def released(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """In no phase more was promised or spent than was ever released."""
    url, wanted = reverse("budget:overview", args=[project.key]), at_most(texts.num(0))
    book = ledger.of_project(project, as_of)
    if book is None:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("budget.proof.none"), url)
    over = [phase for phase in book.phases if phase.pk in book.room and book.room[phase.pk].over]
    value = shown(texts.num(len(over)))
    if over:
        return Evidence(value, wanted, Met.MISSED, Sentence("budget.proof.over", {"phase": texts.name(over[0])}), url)
    return Evidence(value, wanted, Met.MET, Sentence("budget.proof.released"), url)


def performance(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """CPI = EV ÷ AC is at least `threshold`."""
    limit = threshold or Decimal(0)
    url, wanted = reverse("budget:earned", args=[project.key]), at_least(texts.num(limit, digits=2))
    found = earned.of([project], as_of, as_of)[project.pk]
    cpi = None if found.measures is None else found.measures.cpi
    if cpi is None or isinstance(cpi, Missing):
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("budget.proof.no_cpi"), url)
    if cpi >= limit:
        return Evidence(wanted, wanted, Met.MET, Sentence("budget.proof.cpi_kept"), url)
    below = Sentence("budget.proof.below", {"value": texts.num(limit, digits=2)})
    return Evidence(below, wanted, Met.MISSED, Sentence("budget.proof.cpi_missed"), url)
