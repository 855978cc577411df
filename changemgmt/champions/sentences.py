"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    "champion.nominated": N_(
        "%(who)s would like you to be the champion of **%(unit)s** in “%(project)s”: about %(share)s of your work "
        "until %(until)s"
    ),
    "champion.waits": N_(
        "%(who)s is waiting for your answer: will you be the champion of **%(unit)s** in “%(project)s”?"
    ),
    "champion.accepted": N_("**%(who)s** is now a champion of %(unit)s in “%(project)s”"),
    "champion.refused": N_("**%(who)s** will not be the champion of %(unit)s in “%(project)s”: %(reason)s"),
    "champion.renewal": N_("Your term as a champion of **%(unit)s** ends on %(until)s. Will you go on?"),
    "champion.renewal_offered": N_("**%(who)s** will go on as a champion of %(unit)s after %(until)s; say until when"),
    "champion.renewal_declined": N_("**%(who)s** will stop as a champion of %(unit)s on %(until)s"),
    "champion.renewed": N_("You are the champion of **%(unit)s** until %(until)s"),
    "champion.ended": N_("Your term as a champion of **%(unit)s** in “%(project)s” ended on %(on)s: %(reason)s"),
    "champion.term_over": N_(
        "Your term as a champion of **%(unit)s** in “%(project)s” was over on %(on)s. Thank you for your help"
    ),
    "champion.quiet": N_(
        "Nothing was heard of **%(who)s**, champion of %(unit)s, since %(since)s (%(days)s): a call may help"
    ),
    "champion_question.asked": N_("%(who)s asks you as the champion of %(unit)s: **%(text)s**"),
    "champion_question.answered": N_("%(who)s answered your question: **%(text)s**"),
    "champion_question.escalated": N_("No champion of %(unit)s has answered %(who)s yet: **%(text)s**"),
    "champion.lead.nobody": N_("The project concerns no unit with people yet."),
    "champion.lead.none": N_("Nobody is named yet: **%(people)s people** need **%(needed)s champions**."),
    "champion.lead.gaps": N_(
        "**%(filled)s of %(needed)s places** are filled for %(people)s people. Missing: %(gaps)s."
    ),
    "champion.lead.more_gaps": N_(
        "**%(filled)s of %(needed)s places** are filled for %(people)s people. Missing: %(gaps)s, and in "
        "%(more)s more units."
    ),
    "champion.lead.processes": N_(
        "Every unit has its champions (%(active)s for %(people)s people); nobody knows %(processes)s."
    ),
    "champion.lead.full": N_("Every unit has its champions: **%(active)s for %(people)s people**."),
    "champion.gap": N_("%(missing)s in %(unit)s"),
    "champion.gap_none": N_("%(missing)s in %(unit)s, where nobody is"),
    "champion.health.full": N_("%(active)s champions for %(people)s people: every unit has its own"),
    "champion.health.gap": N_("**%(missing)s of %(needed)s champions missing**: %(gaps)s"),
    "champion.health.process": N_("Every unit has a champion, but none knows %(processes)s"),
    "champion.fact": N_("%(filled)s of %(needed)s champions"),
    "champion.stage": N_("%(filled)s of %(needed)s champion places filled"),
    "champion.why.accept": N_("%(who)s asks you: about %(share)s of your work until %(until)s"),
    "champion.why.unit": N_("%(people)s people, %(active)s of %(needed)s champions"),
    "champion.why.offered": N_("%(who)s will go on; the term ends on %(until)s"),
    "champion.why.term": N_("Your term ends on %(until)s: will you go on?"),
    "champion.why.question": N_("%(who)s, %(unit)s"),
    "champion.why.late": N_("%(who)s, %(unit)s: no champion has answered for two working days"),
    "champion.date.term": N_("Term of %(who)s ends, champion of %(unit)s"),
    "champion.desk.questions": N_("**%(n)s questions** of your colleagues are waiting"),
    "champion.desk.question": N_("**One question** of a colleague is waiting"),
    "champion.desk.clear": N_("No question is waiting"),
    "gate.evidence.champions": N_(
        "%(filled)s of %(needed)s champion places are filled, for %(people)s people (1 : %(ratio)s)"
    ),
    "gate.evidence.champions_gaps": N_(
        "%(filled)s of %(needed)s champion places are filled, for %(people)s people (1 : %(ratio)s); missing: %(gaps)s"
    ),
    "gate.evidence.champions_none": N_("The project concerns no unit with people: nothing can be covered"),
}

for _key, _template in TEMPLATES.items():
    register(_key, _template)
