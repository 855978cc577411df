"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    "points.earned": N_("You earned **%(n)s points**: %(rule)s"),
    "points.pot_filled": N_("**%(unit)s** earned %(n)s points together; share them out among your people"),
    "points.shared": N_("You received **%(n)s points** of what %(unit)s earned together"),
    "points.taken_back": N_("%(n)s points for “%(rule)s” were taken back: what earned them no longer stands"),
    "points.expiring": N_("**%(n)s points** lapse from %(on)s on; choose a gift before"),
    "points.left": N_("%(who)s left with %(n)s points, which lapse on %(on)s"),
    "points.budget_nearly": N_("Of the points budget **%(budget)s** %(left)s of %(points)s points are left"),
    "points.budget_empty": N_(
        "The points budget **%(budget)s** is used up: what people do earns nothing until it is made larger"
    ),
    "points.differs": N_("The ledger of points does not add up: **%(n)s differences**, first %(account)s"),
    "recognition.received": N_("**%(who)s** thanks you: “%(text)s” (%(n)s points)"),
    "recognition.received_words": N_("**%(who)s** thanks you: “%(text)s”"),
    "recognition.reported": N_("A recognition was reported: “%(text)s”"),
    "recognition.withdrawn": N_("The recognition “%(text)s” was taken down: %(reason)s"),
    "redemption.approved": N_("Your **%(gift)s** is approved; you are told when it is handed over"),
    "redemption.refused": N_("Your **%(gift)s** was refused: %(reason)s. You have the %(n)s points back"),
    "redemption.handed": N_("%(who)s handed over your **%(gift)s**. Has it come?"),
    "redemption.not_received": N_("%(who)s says that **%(gift)s** has not come; hand it over again"),
    "redemption.why": N_("%(who)s, %(unit)s · %(n)s points"),
    "redemption.why_hand": N_("Approved for %(who)s, %(unit)s: hand it over"),
    "redemption.why_came": N_("%(who)s handed it over on %(on)s. Has it come?"),
    "recognition.why": N_("Reported: %(text)s"),
    "points.why_budget": N_("%(left)s of %(points)s points are left to give"),
    "points.date_budget": N_("Points budget of the year ends"),
    "points.lead": N_("You have **%(n)s points**; %(gifts)s gifts are within reach."),
    "points.lead_one": N_("You have **%(n)s points**; one gift is within reach."),
    "points.lead_saving": N_("You have **%(n)s points**; %(missing)s more for the next gift."),
    "points.lead_plain": N_("You have **%(n)s points**."),
    "points.lead_none": N_("You have no points yet."),
    "books.lead": N_(
        "In %(year)s **%(given)s of %(points)s points** are given (%(used)s); people hold %(outstanding)s of them, "
        "worth **%(liability)s**."
    ),
    "books.lead_many": N_(
        "In %(year)s **%(given)s of %(points)s points** are given (%(used)s); people hold %(outstanding)s, worth "
        "**%(liability)s** over all years."
    ),
    "books.lead_mixed": N_(
        "In %(year)s **%(given)s of %(points)s points** are given (%(used)s); people hold %(outstanding)s, in several "
        "currencies."
    ),
    "books.lead_none": N_("There is no budget for %(year)s: nothing anybody does earns points."),
    "ranking.lead": N_("**%(unit)s** leads this quarter with %(average)s points per person."),
    "ranking.lead_none": N_("Nobody has earned points this quarter yet."),
    "wall.lead": N_("**%(n)s thanks** this month on the walls of your unit."),
    "wall.lead_one": N_("**One thank-you** this month on the walls of your unit."),
    "wall.lead_none": N_("Nobody was thanked this month yet. Begin."),
    "thanks.lead": N_("You can thank **%(times)s colleagues** this month with %(points)s points each."),
    "thanks.lead_one": N_("You can thank **one colleague** this month with %(points)s points."),
    "thanks.lead_used": N_("Your allowance of this month is given. It is new on the 1st."),
    "thanks.lead_closed": N_("Recognition is not open at present."),
    "project_points.lead": N_(
        "**%(given)s of %(points)s points** of the project are given (%(used)s), worth %(spent)s."
    ),
    "project_points.lead_none": N_("The project gives points from the budget of the company."),
}

for _key, _template in TEMPLATES.items():
    register(_key, _template)
