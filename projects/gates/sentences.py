"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_

from pmo import texts
from pmo.texts import Sentence, register

register("gate.value", N_("%(value)s"))
register("gate.value.at_most", N_("at most %(value)s"))
register("gate.value.at_least", N_("at least %(value)s"))
register("gate.value.of", N_("%(n)s of %(of)s"))
register("gate.value.none", N_("none"))
register("gate.value.present", N_("in place"))
register("gate.value.signed", N_("signed"))
register("gate.value.opens", N_("rolls out"))

register("gate.evidence.unknown", N_("No room that is installed knows the evidence “%(kind)s”"))
register("gate.evidence.sign_off.none", N_("Nobody has been asked to sign the goals"))
register("gate.evidence.sign_off.signed", N_("Version %(version)s of the goals is signed by all %(asked)s"))
register("gate.evidence.sign_off.open", N_("Version %(version)s is signed by %(signed)s of %(asked)s"))
register("gate.evidence.sign_off.void", N_("Version %(version)s is void: the goals changed since"))
register("gate.evidence.sign_off.declined", N_("Version %(version)s was declined or withdrawn"))
register("gate.evidence.team.complete", N_("Sponsor, project manager and business owner are named"))
register("gate.evidence.team.missing", N_("Nobody is named as %(roles)s"))
register("gate.evidence.plan.none", N_("There is no plan yet"))
register("gate.evidence.plan.no_baseline", N_("The plan has no baseline"))
register("gate.evidence.plan.baseline", N_("Baseline %(n)s was taken on %(on)s"))
register("gate.evidence.slip.none", N_("Not available, because the plan has no baseline"))
register("gate.evidence.slip", N_("The finish of %(on)s is %(days)s behind the baseline"))
register("gate.evidence.slip.holds", N_("The finish of %(on)s is as agreed"))
register("gate.evidence.slip.ahead", N_("The finish of %(on)s is %(days)s ahead of the baseline"))
register("gate.evidence.quality", N_("%(met)s of the %(asked)s checks of the DCMA that apply are met"))
register("gate.evidence.scope.none", N_("There is no scope baseline"))
register("gate.evidence.scope.baseline", N_("Scope baseline %(n)s was taken on %(on)s"))
register("gate.evidence.creep", N_("The scope is %(creep)s larger than agreed"))
register("gate.evidence.creep.holds", N_("The scope has not grown since it was agreed"))
register("gate.evidence.kpis", N_("%(n)s of %(of)s KPIs are on track or reached"))
register("gate.evidence.kpis.none", N_("Not available, because no KPI has been measured"))
register("gate.kpi", N_("%(kpi)s is **%(status)s**"))

register(
    "rollout.no_pilot",
    N_("**No pilot has a verdict**: roll-out money stays locked until one has, or %(who)s signs an exception."),
)
register(
    "rollout.pilot_failed",
    N_(
        "%(code)s **%(pilot)s** says “%(verdict)s”: roll-out money stays locked until another pilot says otherwise, "
        "or %(who)s signs an exception."
    ),
)
register("rollout.exception", N_("**Roll-out without a pilot**, by exception of %(who)s on %(on)s: %(reason)s"))
register("rollout.nobody", N_("the sponsor (nobody is named)"))
register("rollout.pilot_opens", N_("%(code)s **%(pilot)s** says “%(verdict)s” (%(who)s, %(on)s)"))

register("pilot.none", N_("Nothing counted yet"))
register("pilot.kpi.none", N_("Not available, because the KPI has not been measured"))
register("pilot.met", N_("**Met**, beyond doubt: even the unfavourable end of the interval is on the good side"))
register("pilot.met_unsure", N_("Met, but **the sample is too small to be sure**"))
register(
    "pilot.met_unsure_needed",
    N_("Met, but **the sample is too small to be sure**: the same share would be enough with %(n)s"),
)
register("pilot.missed_unsure", N_("Missed, but the sample is too small to be sure"))
register(
    "pilot.missed_unsure_needed",
    N_("Missed, but the sample is too small to be sure: the same share would settle it with %(n)s"),
)
register("pilot.missed", N_("**Missed**, beyond doubt: even the favourable end of the interval is on the bad side"))
register("pilot.met_value", N_("Met by the one value measured in the pilot; a single value has no interval"))
register("pilot.missed_value", N_("**Missed** by the one value measured in the pilot; a single value has no interval"))
register(
    "pilot.met_before", N_("Met by the last value of the KPI; no interval, because none was measured in the pilot")
)
register(
    "pilot.missed_before",
    N_("**Missed** by the last value of the KPI; no interval, because none was measured in the pilot"),
)
register(
    "pilot.sample.adoption",
    N_("**%(active)s of %(eligible)s** eligible people of its units used %(system)s in %(days)s days until %(on)s."),
)
register(
    "pilot.sample.defects",
    N_("**Defects told in the feedback: %(n)s**, in %(weeks)s weeks until %(on)s."),
)
register("pilot.kpi.mean", N_("mean of %(n)s values measured in the pilot"))
register("pilot.kpi.cases", N_("share of %(cases)s cases, %(n)s values measured in the pilot"))

register("gate.health.none", N_("No gate is planned"))
register("gate.health.next", N_("%(code)s **%(gate)s** meets on %(on)s"))
register("gate.health.undated", N_("%(code)s **%(gate)s** has no date yet"))
register("gate.health.overdue", N_("%(code)s **%(gate)s** was to meet on %(on)s and is not decided"))
register("gate.health.held", N_("**%(code)s %(gate)s put the project on hold**; it comes again on %(on)s"))
register("gate.health.recycled", N_("**%(code)s %(gate)s sent the project back**; it comes again on %(on)s"))
register("gate.health.conditions", N_("**%(n)s conditions of a gate are overdue**"))
register("gate.health.condition", N_("**A condition of a gate is overdue**: %(text)s"))
register("gate.health.passed", N_("All gates are passed"))
register("gate.health.kill", N_("**A kill criterion came true**: %(sentence)s"))
register("gate.fact", N_("%(code)s %(on)s"))
register("gate.key_date", N_("%(project)s: %(code)s %(gate)s"))
register("pilot.key_date", N_("%(project)s: pilot “%(pilot)s” ends"))

register("gate.why.decide", N_("It meets on **%(on)s**; %(spoken)s of %(of)s gatekeepers have spoken."))
register("gate.why.split", N_("All %(of)s gatekeepers have spoken, and their voices decide nothing: %(rule)s."))
register("gate.why.alarm", N_("%(sentence)s. Agreed beforehand: %(why)s"))
register("gate.why.pilot", N_("It ended on **%(on)s** and waits for your verdict."))

register("gate.remind.soon", N_("%(code)s **%(gate)s** of %(project)s meets on %(on)s; the evidence is on its page."))
register(
    "gate.remind.missing", N_("%(code)s **%(gate)s** of %(project)s was to meet on %(on)s; your judgement is missing.")
)
register(
    "gate.remind.split",
    N_("%(code)s **%(gate)s** of %(project)s: all gatekeepers have spoken, and their voices decide nothing. Agree, "
       "then record your judgement again."),
)  # fmt: skip
register("gate.remind.condition", N_("A condition of %(code)s of %(project)s is due on %(on)s: %(text)s"))
register("gate.remind.condition_late", N_("A condition of %(code)s of %(project)s was due on %(on)s: %(text)s"))
register("gate.asked", N_("You are a gatekeeper of %(code)s **%(gate)s** of %(project)s."))
register("gate.decided", N_("%(code)s **%(gate)s** of %(project)s: %(outcome)s."))
register(
    "gate.condition_given", N_("%(code)s of %(project)s passed with a condition that is yours, due on %(on)s: %(text)s")
)
register("gate.kill", N_("%(project)s: a kill criterion came true. %(sentence)s"))
register("pilot.verdict_given", N_("%(project)s: the pilot **%(pilot)s** says “%(verdict)s”."))
register("rollout.signed", N_("%(project)s rolls out without a pilot, by exception of %(who)s."))


def shown(param: Any) -> Sentence:
    """A value on its own: a parameter of `pmo.texts`, or a number."""
    return Sentence("gate.value", {"value": param})


def at_most(param: Any) -> Sentence:
    return Sentence("gate.value.at_most", {"value": param})


def at_least(param: Any) -> Sentence:
    return Sentence("gate.value.at_least", {"value": param})


def some_of(n: int, of: int) -> Sentence:
    return Sentence("gate.value.of", {"n": texts.num(n), "of": texts.num(of)})
