"""Figures of earned value as people read them: value or reason, formula in words and with the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as N_

from pmo.web import formats
from projects.budget.choices import Method
from projects.budget.selectors.earned import Earned
from projects.engines.earned_value import Figure, Missing, Schedule

REASONS = {
    "no_budget_kept": gettext_lazy("no budget is kept for this project"),
    "not_approved": gettext_lazy("no budget was approved by this day"),
    "no_baseline": gettext_lazy("the plan has no baseline: nobody agreed when what is to be done"),
    "no_work": gettext_lazy("the baseline of the plan holds no work"),
    "no_actuals": gettext_lazy("nothing was spent yet"),
    "no_plan": gettext_lazy("nothing was planned until this day"),
    "nothing_earned": gettext_lazy("no work is done yet"),
    "no_budget": gettext_lazy("the approved budget is nothing but contingency"),
    "no_forecast": gettext_lazy("nobody estimated what is still to come"),
    "overspent": gettext_lazy("no money is left to perform with"),
    "finished": gettext_lazy("nothing is left to be spent"),
    "not_started": gettext_lazy("the baseline has not begun"),
    "out_of_time": gettext_lazy("the planned time is used up"),
}


def reason(missing: Missing) -> str:
    return str(REASONS[missing.reason])


@dataclass(frozen=True)
class Shown:
    """A figure: `value` as text, or why there is none; `kind` money, ratio or months; formula and its numbers."""

    code: str
    name: str
    value: Decimal | None
    why: str
    kind: str
    formula: str
    numbers: str
    bad: bool = False


def _shown(
    code: str, name: str, figure: Figure, kind: str, formula: str, numbers: str = "", *, bad: bool = False
) -> Shown:
    if isinstance(figure, Missing):
        return Shown(code, name, None, reason(figure), kind, formula, "")
    return Shown(code, name, figure, "", kind, formula, numbers, bad)


def _n(value: Any) -> str:
    return formats.number(value, 2)


def figures(found: Earned) -> list[Shown]:
    """PV, EV, AC and what follows from them."""
    m = found.measures
    if m is None:
        return []
    return [
        _shown("BAC", _("budget at completion"), m.bac, "money", _("the approved budget without contingency")),
        _shown("PV", _("planned value"), m.pv, "money", _("what the baseline planned to be done by this day")),
        _shown("EV", _("earned value"), m.ev, "money", _("cost of each task × share done")),
        _shown("AC", _("actual cost"), m.ac, "money", _("what was booked by this day")),
        _shown("CV", _("cost variance"), m.cv, "money", "EV − AC", f"{_n(m.ev)} − {_n(m.ac)}", bad=m.cv < 0),
        _shown("SV", _("schedule variance"), m.sv, "money", "EV − PV", f"{_n(m.ev)} − {_n(m.pv)}", bad=m.sv < 0),
        _shown("CPI", _("cost performance"), m.cpi, "ratio", "EV ÷ AC", f"{_n(m.ev)} ÷ {_n(m.ac)}", bad=m.cv < 0),
        _shown("SPI", _("schedule performance"), m.spi, "ratio", "EV ÷ PV", f"{_n(m.ev)} ÷ {_n(m.pv)}", bad=m.sv < 0),
        _shown(
            "TCPI",
            _("performance needed to keep the budget"),
            m.tcpi_bac,
            "ratio",
            "(BAC − EV) ÷ (BAC − AC)",
            f"({_n(m.bac)} − {_n(m.ev)}) ÷ ({_n(m.bac)} − {_n(m.ac)})",
        ),
    ]


FORMULAS = {
    "remaining_as_planned": "AC + (BAC − EV)",
    "cpi": "BAC ÷ CPI",
    "cpi_spi": "AC + (BAC − EV) ÷ (CPI × SPI)",
    "bottom_up": N_("AC + forecast of the lines"),
}


def estimates(found: Earned) -> list[dict[str, Any]]:
    """Each method with EAC, ETC, VAC and the TCPI to reach it; the chosen one is marked."""
    m = found.measures
    if m is None:
        return []
    return [
        {
            "code": code,
            "label": label,
            "formula": _(FORMULAS[code]),
            "chosen": code == found.method,
            "eac": _value(m.eac[code]),
            "etc": _value(m.etc[code]),
            "vac": _value(m.vac[code]),
            "tcpi": _value(m.tcpi_eac[code]),
            "why": _why(m.eac[code]),
            "tcpi_why": _why(m.tcpi_eac[code]),
        }
        for code, label in Method.choices
    ]


def schedule_figures(found: Earned) -> list[Shown]:
    """Earned schedule, in months of the baseline."""
    s = found.schedule
    if not isinstance(s, Schedule):
        return []
    until = _("from the first month of the baseline to this day")
    if found.finished_on is not None:
        ended = {"on": formats.iso(found.finished_on)}
        until = _("from the first month of the baseline to %(on)s, when the last work was done") % ended
    return [
        _shown("ES", _("earned schedule"), s.es, "months", "C + (EV − PV_C) ÷ (PV_C+1 − PV_C)"),
        _shown("AT", _("time gone by"), s.at, "months", until),
        _shown("PD", _("planned duration"), s.pd, "months", _("until all is planned to be done")),
        _shown("SV(t)", _("ahead or behind"), s.sv, "months", "ES − AT", f"{_n(s.es)} − {_n(s.at)}", bad=s.sv < 0),
        _shown("SPI(t)", _("pace"), s.spi, "ratio", "ES ÷ AT", f"{_n(s.es)} ÷ {_n(s.at)}", bad=s.sv < 0),
        _shown(
            "IEAC(t)",
            _("duration at this pace"),
            s.ieac,
            "months",
            "PD ÷ SPI(t)",
            f"{_n(s.pd)} × {_n(s.at)} ÷ {_n(s.es)}",
        ),
        _shown(
            "TSPI",
            _("pace needed to end in time"),
            s.tspi,
            "ratio",
            "(PD − ES) ÷ (PD − AT)",
            f"({_n(s.pd)} − {_n(s.es)}) ÷ ({_n(s.pd)} − {_n(s.at)})",
        ),
    ]


def _value(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure


def _why(figure: Figure) -> str:
    return reason(figure) if isinstance(figure, Missing) else ""
