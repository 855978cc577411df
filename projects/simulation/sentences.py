"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import texts
from pmo.texts import Sentence, register
from projects.engines.cpm import PlanError
from projects.engines.montecarlo import InputError

register("simulation.proof.none", N_("Not available, because nobody has simulated the plan yet"))
register("simulation.proof.stale", N_("Not available, because the plan or its risks changed after the last simulation"))
register("simulation.proof.no_promise", N_("Not available, because no day is promised"))
register("simulation.proof.late", N_("With 80 %% certainty it is finished on %(p80)s, %(days)s after the promised day"))
register("simulation.proof.kept", N_("With 80 %% certainty it is finished on %(p80)s; the promised day is kept"))
register("simulation.lead.none", N_("How sure is the finish? Nobody has simulated this plan yet"))
register(
    "simulation.lead.met",
    N_("**%(promised)s** is kept with **%(chance)s** probability; **%(p80)s** can be promised with 80 %% certainty"),
)
register(
    "simulation.lead.missed",
    N_(
        "**%(promised)s** is kept with only **%(chance)s** probability; with 80 %% certainty it will be **%(p80)s**, "
        "%(late)s later"
    ),
)
register(
    "simulation.lead.free",
    N_("**%(p80)s** can be promised with 80 %% certainty; the plan says %(plan)s, which holds with %(chance)s"),
)


def lead(finish: dict[str, Any]) -> Sentence:
    """What an executive needs to know of a run."""
    p80 = texts.day(date.fromisoformat(finish["p80"]))
    if finish["probability"] is None:
        plan = texts.day(date.fromisoformat(finish["plan"]))
        holds = texts.pct(chance(finish["plan_probability"]) or 0)
        return Sentence("simulation.lead.free", {"p80": p80, "plan": plan, "chance": holds})
    told = {
        "promised": texts.day(date.fromisoformat(finish["promised"])),
        "chance": texts.pct(chance(finish["probability"]) or 0),
        "p80": p80,
    }
    if finish["probability"] >= 0.8 or finish["late"] <= 0:
        return Sentence("simulation.lead.met", told)
    return Sentence("simulation.lead.missed", {**told, "late": texts.workdays(finish["late"])})


def chance(share: float | None) -> int | None:
    """Percent without decimals; what is still to come is neither impossible nor certain."""
    return None if share is None else min(max(round(100 * share), 1), 99)


def status_of(probability: float | None) -> str:
    """P(in time) ≥ 0.5 on track, 0.2–0.5 at risk, below off track."""
    if probability is None:
        return "none"
    if probability >= 0.5:
        return "ok"
    return "risk" if probability >= 0.2 else "off"


_REFUSALS: dict[str, Any] = {
    "no_tasks": _("There is no plan with tasks yet: there is nothing to simulate."),
    "cycle": _("The links of the plan form a circle."),
    "out_of_range": _("Some estimate reaches beyond the days the calendars cover."),
    "no_worktime": _("A task has a calendar without working time."),
    "points_order": _("Three points are not in order: shortest ≤ likely ≤ longest."),
    "points_sign": _("A duration or factor is negative."),
    "probability": _("A risk has a probability outside of 0 … 100 %."),
    "duplicate_driver": _("A risk was handed over twice."),
    "duplicate_line": _("A cost line was handed over twice."),
}


def refusal(error: PlanError | InputError) -> str | Promise:
    found: str | Promise = _REFUSALS.get(error.code, _("The plan cannot be simulated as it is."))
    return found
