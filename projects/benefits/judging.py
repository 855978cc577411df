"""What the figures of benefits mean: the sentence of a page, a status, the checks a benefit has to pass."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence
from projects.benefits.choices import State
from projects.benefits.selectors.book import Line
from projects.benefits.selectors.months import first_day
from projects.engines.benefits import Missing, realisation
from projects.portfolio.choices import Status

if TYPE_CHECKING:
    from projects.benefits.figures import Sums

# Realised ÷ due to date, in percent.
FINE, BEARABLE = Decimal(95), Decimal(75)


def status_of(share: Decimal) -> str:
    if share >= FINE:
        return Status.OK
    return Status.RISK if share >= BEARABLE else Status.OFF


def judge(hard: Sums, soft: Sums, currency: str, *, drafted: bool, unmeasured: int) -> tuple[str, Sentence]:
    """By the hard benefits, where any are due; else by the soft ones."""
    if drafted:
        return Status.IDLE, Sentence("benefits.judged.drafted")
    name, sums = ("hard", hard) if hard.due > 0 else ("soft", soft)
    share = sums.realisation
    if isinstance(share, Missing):
        return Status.IDLE, Sentence("benefits.judged.not_due")
    params = {
        "realised": texts.money(sums.realised, currency),
        "due": texts.money(sums.due, currency),
        "share": texts.pct(round(float(share))),
    }
    if unmeasured and not sums.realised:
        return Status.NONE, Sentence("benefits.judged.unmeasured", {"n": texts.num(unmeasured), **params})
    return status_of(share), Sentence(f"benefits.judged.{name}", params)


def lead(line: Line) -> Sentence:
    """The sentence on top of the page of one benefit."""
    one, currency = line.benefit, line.benefit.currency
    if line.reading is not None and line.reading.sentence is not None:
        return line.reading.sentence
    if line.why:
        return Sentence(f"benefits.why.{line.why}")
    params: dict[str, Any] = {
        "year": texts.money(abs(line.potential or Decimal(0)), currency),
        "first": _month(min(line.planned)),
    }
    slip = line.slip
    if slip and line.shortfall:
        params |= {"slip": texts.num(abs(slip)), "shortfall": texts.money(abs(line.shortfall), currency)}
        kind = "slip" if slip > 0 else "sooner"
        return Sentence(f"benefits.lead.{kind}{'.adverse' if one.adverse else ''}", params)
    share = realisation(abs(line.realised_to_date), abs(line.due_to_date))
    if one.is_agreed and not isinstance(share, Missing):
        params |= {
            "realised": texts.money(abs(line.realised_to_date), currency),
            "due": texts.money(abs(line.due_to_date), currency),
            "share": texts.pct(round(float(share))),
        }
        return Sentence("benefits.lead.cost" if one.adverse else "benefits.lead.realised", params)
    return Sentence("benefits.lead.once" if one.per == "once" else "benefits.lead.ahead", params)


def _month(month: int) -> dict[str, str]:
    return texts.day(first_day(month))


def status_of_line(line: Line) -> str:
    """The mark of one benefit in lists."""
    one = line.benefit
    if not one.is_agreed:
        return Status.IDLE
    if one.state == State.CLOSED:
        return Status.DONE
    if not one.has_money:
        return line.reading.status if line.reading is not None else Status.NONE
    if line.due_to_date == 0:
        return Status.IDLE
    if one.adverse:
        # It may cost what was agreed, and not more.
        return Status.OK if line.realised_to_date >= line.due_to_date else Status.RISK
    if line.unmeasured and not line.realised:
        return Status.NONE
    share = realisation(line.realised_to_date, line.due_to_date)
    return Status.IDLE if isinstance(share, Missing) else status_of(share)


@dataclass(frozen=True)
class Check:
    """One of the tests a benefit passes before it is agreed; `found` says what the page knows of it."""

    code: str
    label: Any
    met: bool
    text: Any


def checks(line: Line) -> list[Check]:
    """Description, observable outcome, attribution, measurement; computed where it can be."""
    one, kpi = line.benefit, line.benefit.kpi
    measured = kpi is not None and kpi.baseline is not None and kpi.target is not None and kpi.due_on is not None
    if kpi is not None:
        how: Any = _("The KPI has baseline, target and due day") if measured else _("The KPI is not complete yet")
    else:
        how = one.measurement or _("Say how it is measured, or name a KPI")
    return [
        Check(
            "description", _("Description"), bool(one.description.strip()), one.description or _("Say what gets better")
        ),
        Check(
            "outcome", _("Observable outcome"), bool(one.outcome.strip()), one.outcome or _("Say how one can see it")
        ),
        Check(
            "attribution",
            _("Attribution"),
            bool(one.attribution.strip()),
            one.attribution or _("Say why it comes from this project and not from something else"),
        ),
        Check("measurement", _("Measurement"), measured or (kpi is None and bool(one.measurement.strip())), how),
        Check(
            "money",
            _("Money and months"),
            not line.why or line.why == "no_money",
            Sentence(f"benefits.why.{line.why}") if line.why else _("An amount, a beginning and a length"),
        ),
        Check(
            "people",
            _("Two people"),
            one.validator_id is not None,
            _("Somebody owns it, somebody else validates it for finance")
            if one.validator_id
            else _("Name who validates it for finance"),
        ),
    ]
