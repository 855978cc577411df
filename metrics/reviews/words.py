"""Sentences of reviews and actions."""

from typing import Any

from django.utils.translation import gettext_noop as N_

from pmo.texts import Sentence, nested, register

TEMPLATES = {
    "review.invited": N_("You take part in the review of **%(subject)s** for %(quarter)s on %(on)s at %(at)s"),
    "review.reminder": N_("In **%(days)s**: review of %(subject)s for %(quarter)s, %(on)s at %(at)s"),
    "review.reminder_today": N_("**Today**: review of %(subject)s for %(quarter)s, at %(at)s"),
    "review.inputs_missing": N_("Review of %(subject)s on %(on)s: **%(count)s missing** – %(what)s"),
    "review.cancelled": N_("The review of %(subject)s for %(quarter)s was cancelled"),
    "review.held": N_("The review of %(subject)s for %(quarter)s is closed: **%(decisions)s, %(actions)s**"),
    "review.pack_ready": N_(
        "The pack of the review of %(subject)s for %(quarter)s is composed: two minutes before %(at)s"
    ),
    "review.sign": N_("Your signature is asked for: minutes of the review of **%(subject)s** for %(quarter)s"),
    "review.sent": N_("%(by)s sends you the review of **%(subject)s** for %(quarter)s"),
    "review.sign_asked": N_("Minutes closed on %(on)s: **%(decisions)s, %(actions)s**"),
    "review.asked": N_("%(organiser)s asks you to take part: **%(on)s at %(at)s**, %(minutes)s minutes"),
    "review.missing_kpi": N_("no current value of %(kpi)s"),
    "review.missing_agenda": N_("the agenda"),
    "review.missing_people": N_("participants"),
    "action.given": N_("You have an action until %(due)s: **%(title)s**"),
    "action.due_soon": N_("Due on %(due)s: **%(title)s**"),
    "action.overdue": N_("Overdue since %(due)s: **%(title)s**"),
    "review.lead.planned": N_("In %(days)s: **%(answered)s of %(invited)s** have answered, nothing is missing."),
    "review.lead.planned_missing": N_(
        "In %(days)s: **%(answered)s of %(invited)s** have answered, inputs are missing."
    ),
    "review.lead.today": N_("Today is the day: **%(answered)s of %(invited)s** have answered, nothing is missing."),
    "review.lead.today_missing": N_(
        "Today is the day: **%(answered)s of %(invited)s** have answered, inputs are missing."
    ),
    "review.lead.held": N_("It came to **%(decisions)s and %(actions)s**; %(open)s of the actions still open."),
    "review.lead.held_done": N_("It came to **%(decisions)s and %(actions)s**; all actions are finished."),
    "review.lead.cancelled": N_("This review was called off."),
    "review.decisions.one": N_("one decision"),
    "review.decisions": N_("%(n)s decisions"),
    "review.actions.one": N_("one action"),
    "review.actions": N_("%(n)s actions"),
    "key_date.review": N_("Review of %(subject)s, %(quarter)s"),
    "key_date.action": N_("%(title)s"),
}
# What the history calls what is no field of a model.
FIELDS = (
    N_("agenda"), N_("participants"), N_("present"), N_("decision"), N_("mark"), N_("record"), N_("signers"),
    N_("section"), N_("backlog"), N_("to"),
)  # fmt: skip

for _key, _template in TEMPLATES.items():
    register(_key, _template)


def counted(n: int, what: str) -> dict[str, Any]:
    """ "3 decisions" inside a sentence; English tells one from many."""
    return nested(Sentence(f"review.{what}.one" if n == 1 else f"review.{what}", {"n": n}))
