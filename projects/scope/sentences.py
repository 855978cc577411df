"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register(
    "change_request.assessed",
    N_("%(code)s **%(title)s** is assessed: what it does to date and cost is computed. Decide it."),
)
register("change_request.decided", N_("Your change request %(code)s **%(title)s**: %(decision)s."))

register("change.why.finish", N_("Finish **%(days)s later**; raised by %(who)s."))
register("change.why.earlier", N_("Finish %(days)s earlier; raised by %(who)s."))
register("change.why.same", N_("The finish does not move; raised by %(who)s."))
register("change.why.refused", N_("**The plan cannot carry it out**; raised by %(who)s."))
register("change.why.assess", N_("Raised by %(who)s; its effect waits for an assessment."))

register("scope.lead.empty", N_("Nothing is in scope yet. Begin with the modules."))
register("scope.lead.open", N_("**%(items)s in %(modules)s** and no baseline: growth cannot be seen yet."))
register("scope.lead.holds", N_("The scope is as agreed: %(effort)s in %(modules)s."))
register(
    "scope.lead.grown", N_("The scope is **%(creep)s larger** than agreed; growth of %(undecided)s was never decided.")
)
register("scope.lead.grown_decided", N_("The scope is **%(creep)s larger** than agreed, all of it decided."))
register("scope.lead.shrunk", N_("The scope is %(creep)s smaller than agreed."))

register(
    "scope.warn.first_wave", N_("Wave 1 holds **%(share)s of the effort**: a first wave above %(limit)s is too big.")
)
register(
    "scope.warn.first_wave_modules",
    N_("Wave 1 touches **%(n)s of %(of)s modules**: more than %(limit)s at once is too big."),
)
register("scope.warn.no_goal", N_("**%(n)s without a goal**: nobody could say what would be lost."))
register("scope.warn.exceptions", N_("**%(n)s in wave 1 without a goal**, by exception."))
register("scope.warn.musts", N_("**%(share)s of the effort is Must**: above %(limit)s nothing is left to give up."))
register("scope.warn.creep", N_("Grown by **%(creep)s** since the baseline, %(undecided)s without a decision."))
register("scope.warn.no_baseline", N_("There is **no scope baseline**, and the project is in execution."))
register("scope.warn.unestimated", N_("**%(n)s without an estimate**: counted as the mean of the others."))

register("scope.health.none", N_("**No scope baseline**: growth cannot be seen"))
register("scope.health.fine", N_("Scope as agreed, within %(creep)s"))
register("scope.health.creep", N_("Scope **%(creep)s larger** than agreed"))
register("scope.health.first", N_("**Wave 1 is too big**: %(share)s of the effort"))
register("scope.fact", N_("scope %(creep)s"))
register("count.items.one", N_("1 item"))
register("count.items.many", N_("%(n)s items"))
register("count.modules.one", N_("1 module"))
register("count.modules.many", N_("%(n)s modules"))
