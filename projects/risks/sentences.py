"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register("risk.assigned", N_("%(code)s **%(title)s** is yours now."))
register("risk.escalated", N_("%(code)s **%(title)s** was escalated to you. Treat it, accept it or give it back."))
register("risk.answered", N_("The sponsor answered %(code)s **%(title)s**: %(answer)s."))
register("issue.assigned", N_("%(code)s **%(title)s** is yours to settle."))
register("issue.settled", N_("%(code)s **%(title)s** is settled."))
register("response_action.promised", N_("You are to do %(code)s **%(title)s** until %(due)s."))
register("response_action.done", N_("%(code)s **%(title)s** is done: look whether the risk is smaller now."))

register("risk.remind.response_action_due", N_("**%(title)s** (%(about)s) is due on %(on)s"))
register("risk.remind.response_action_eve", N_("**%(title)s** (%(about)s) is due on %(on)s: tomorrow at the latest"))
register(
    "risk.remind.response_action_overdue",
    N_("**%(title)s** (%(about)s) was due on %(on)s; report it or agree on another day"),
)
register("risk.remind.risk_review_due", N_("%(code)s **%(title)s** is due for a review since %(on)s"))
register(
    "risk.remind.risk_trigger_due", N_("The day of the trigger of %(code)s **%(title)s** was %(on)s: did it happen?")
)

register("risk.missing.probability", N_("nobody assessed the probability"))
register("risk.missing.amount", N_("nobody said what it would take"))
register("risk.missing.probability_after", N_("the probability after the responses is not assessed"))
register("risk.missing.amount_after", N_("nobody said what remains after the responses"))
register("risk.missing.cost", N_("no action says what it costs"))

register("risk.why.escalated", N_("Escalated: **%(reason)s**; owner %(who)s"))

register("risk.health.fine", N_("%(risks)s, none beyond the tolerance"))
register("risk.health.idle", N_("**%(code)s %(title)s** is beyond the tolerance and nobody does anything about it"))
register("risk.health.late", N_("**%(code)s %(title)s** is beyond the tolerance and its actions are late"))
register("risk.health.beyond", N_("**%(risks)s** beyond the tolerance, worst: %(code)s %(title)s"))
register("risk.health.problems", N_("**%(problems)s** of high severity open, oldest: %(code)s %(title)s"))
register("risk.health.unreviewed", N_("**%(risks)s** not reviewed in time"))
register("risk.health.over", N_("No live risk"))
register("risk.fact", N_("%(risks)s, worst %(score)s"))
register("count.risks.one", N_("1 risk"))
register("count.risks.many", N_("%(n)s risks"))
register("count.problems.one", N_("1 problem"))
register("count.problems.many", N_("%(n)s problems"))

register("risk.lead.empty", N_("No risks are written down yet. Begin with the typical ones."))
register(
    "risk.lead.money", N_("**%(money)s** expected loss from %(risks)s; the responses bring it down to %(residual)s.")
)
register("risk.lead.plain", N_("%(risks)s live; nobody said yet what they would cost."))
register("risk.lead.over", N_("No live risk; what was is in the register."))

register("risk.proof.none", N_("Not available, because nobody wrote a risk down"))
register("risk.proof.unassessed", N_("Not available, because %(risks)s are not assessed"))
register("risk.proof.bare", N_("**%(risks)s beyond the tolerance without a response**, worst: %(code)s %(title)s"))
register("risk.proof.answered", N_("%(risks)s beyond the tolerance, all with a response"))
register("risk.proof.within", N_("No risk is beyond the tolerance"))
register("risk.proof.reviewed", N_("%(risks)s reviewed; longest ago, %(days)s: %(code)s %(title)s"))
register("risk.proof.stale", N_("**%(risks)s not reviewed in time**; longest ago, %(days)s: %(code)s %(title)s"))
