"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register("benefits.why.no_money", N_("It is not in money: the KPI says whether it comes."))
register("benefits.why.no_amount", N_("No amount is entered yet."))
register(
    "benefits.why.kpi_incomplete", N_("The KPI has no baseline or no target yet: nothing can be computed from it.")
)
register("benefits.why.task_gone", N_("The milestone it was counted from is not in the plan any more: choose another."))
register("benefits.why.task_inactive", N_("The milestone it is counted from is not active in the plan."))
register("benefits.why.no_start", N_("The project has no start yet, and the benefit is counted from it."))
register("benefits.why.no_finish", N_("The project has no finish yet, and the benefit is counted from it."))

register(
    "benefits.lead.slip",
    N_("It begins **%(slip)s months later** than agreed: %(shortfall)s less comes within the agreed months."),
)
register(
    "benefits.lead.sooner",
    N_("It begins **%(slip)s months sooner** than agreed."),
)
register("benefits.lead.slip.adverse", N_("It begins to cost %(slip)s months later than agreed."))
register("benefits.lead.sooner.adverse", N_("It begins to cost **%(slip)s months sooner** than agreed."))
register("benefits.lead.realised", N_("**%(realised)s** of %(due)s due to date has come: %(share)s."))
register("benefits.lead.cost", N_("It has cost **%(realised)s** to date; %(due)s was agreed."))
register("benefits.lead.ahead", N_("**%(year)s a year** at its full amount, from %(first)s on."))
register("benefits.lead.once", N_("**%(year)s** once, from %(first)s on."))

register("benefits.judged.drafted", N_("Nothing is agreed yet"))
register("benefits.judged.not_due", N_("Nothing is due yet"))
register("benefits.judged.hard", N_("%(realised)s of %(due)s hard benefits due to date has come: **%(share)s**"))
register("benefits.judged.soft", N_("%(realised)s of %(due)s soft benefits due to date has come: **%(share)s**"))
register("benefits.judged.unmeasured", N_("Nothing is counted: %(n)s months were not measured"))

register("benefits.case.none", N_("No benefit is in money yet."))
register("benefits.case.no_budget", N_("What it costs is not known, because no budget is kept."))
register("benefits.case.positive", N_("It is worth **%(npv)s** today and pays back in %(payback)s."))
register("benefits.case.negative", N_("It costs **%(npv)s more** than it is worth."))
register("benefits.case.never", N_("It is worth **%(npv)s** today and does not pay back within its %(months)s months."))

register("benefits.fact", N_("%(share)s of what was due"))
register("benefits.why.benefit.confirm", N_("You own it: %(year)s a year, as %(who)s proposes."))
register("benefits.why.benefit.finance", N_("Confirm it for finance: %(year)s a year, as %(who)s proposes."))
register("benefits.why.benefit.validate", N_("**%(amount)s** for %(month)s, booked by %(who)s."))
register("benefits.why.benefit.returned", N_("%(amount)s for %(month)s was returned: %(note)s"))

register("benefit.asked", N_("%(who)s asks you to confirm the benefit **%(what)s**, %(project)s."))
register("benefit.agreed", N_("The benefit **%(what)s** is agreed, %(project)s."))
register("benefit.declined", N_("%(who)s **declined** the benefit %(what)s, %(project)s."))
register("benefit.booked", N_("**%(amount)s** of %(what)s for %(month)s waits for your validation, %(project)s."))
register("benefit.returned", N_("%(who)s **returned** %(amount)s of %(what)s for %(month)s, %(project)s."))
register("benefit.book", N_("Book what **%(what)s** brought in %(month)s, %(project)s."))
register("benefit.remind", N_("%(n)s booked amounts of **%(what)s** wait for your validation, %(project)s."))

register("gate.evidence.value.none", N_("No benefit is in money yet"))
register("gate.evidence.value.draft", N_("Not agreed yet: %(n)s of %(of)s benefits are confirmed by owner and finance"))
register("gate.evidence.value.no_npv", N_("The net present value is not available: %(why)s"))
register("gate.evidence.value.npv", N_("Agreed; the net present value today is **%(npv)s**"))
