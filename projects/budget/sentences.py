"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register("approval.turn", N_("%(who)s asks for your approval: %(what)s of **%(amount)s**, %(project)s."))
register("approval.remind", N_("Your approval is waited for: %(what)s of **%(amount)s**, %(project)s."))
register("approval.approved", N_("Approved: %(what)s of %(amount)s, %(project)s."))
register("approval.rejected", N_("**Rejected** by %(who)s: %(what)s of %(amount)s, %(project)s."))
register("approval.returned", N_("**Returned** by %(who)s, to be put right: %(what)s of %(amount)s, %(project)s."))
register("approval.what.commitment", N_("a commitment"))
register("approval.what.tranche", N_("the release of a tranche"))
register("approval.what.budget", N_("a budget"))

register("approval.why.plain", N_("**%(amount)s**, raised by %(who)s."))
register("approval.why.returned", N_("Returned to you: put it right and raise it again, or withdraw it."))

register("budget.lead.empty", N_("Nothing is planned yet. Begin with the lines."))
register("budget.lead.draft", N_("**%(planned)s** is planned and not approved yet: nothing can be released."))
register("budget.lead.fine", N_("It will end at **%(eac)s** of %(budget)s; %(free)s of the released money is free."))
register("budget.lead.over", N_("It will end at **%(eac)s**, %(over)s **above the budget** of %(budget)s."))
register("budget.lead.frozen", N_("**%(frozen)s is frozen**: it will end at %(eac)s of %(budget)s."))
register("budget.lead.unreleased", N_("**%(over)s was spent or promised that is not released.** Budget: %(budget)s."))

register("budget.health.draft", N_("**No approved budget**, and the project is in execution"))
register("budget.health.fine", N_("It will end at %(eac)s of %(budget)s"))
register("budget.health.over", N_("It will end **%(share)s above the budget**: %(eac)s of %(budget)s"))
register("budget.health.unreleased", N_("**%(over)s beyond the released money** was spent or promised"))
register("budget.health.frozen", N_("**%(frozen)s is frozen**"))
register("budget.health.no_rate", N_("A rate of exchange is missing: the budget cannot be added up"))
register("budget.fact", N_("%(actual)s of %(budget)s"))

register("budget.proof.none", N_("Not available, because the project has no budget"))
register("budget.proof.released", N_("All that is promised or spent is released"))
register("budget.proof.over", N_("**More is promised or spent than is released**, first in the phase %(phase)s"))
register("budget.proof.no_cpi", N_("Not available, because nothing was earned or spent that could be compared"))
register("budget.proof.cpi_kept", N_("The work is done for about the money it was to cost"))
register("budget.proof.cpi_missed", N_("**The work costs more than it was to cost**"))
register("budget.proof.below", N_("below %(value)s"))
