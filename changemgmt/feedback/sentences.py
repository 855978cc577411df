"""Sentences of feedback: messages, what waits, the first lines of pages."""

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    "feedback.assigned": N_("%(who)s gives you feedback to answer by %(on)s: **%(title)s**"),
    "feedback.answered": N_("%(who)s answered your feedback **%(title)s**"),
    "feedback.decided": N_("Decided about your feedback **%(title)s**: %(decision)s"),
    "feedback.fulfilled": N_("You said, we did: **%(title)s**"),
    "feedback.watched": N_("What you follow was decided: **%(title)s**: %(decision)s"),
    "feedback.watched_done": N_("What you follow is done: **%(title)s**"),
    "feedback.merged": N_("Others said the same: your feedback goes on under **%(title)s**"),
    "feedback.added": N_("The author added something to **%(title)s**"),
    "feedback.answer_due": N_("Answer by %(on)s: **%(title)s**"),
    "feedback.decide_due": N_("Decide by %(on)s: **%(title)s**"),
    "feedback.unit_late": N_("From %(unit)s, without a first answer for %(days)s: **%(title)s**"),
    "feedback.unit_late_blind": N_("Feedback from %(unit)s has had no first answer for %(days)s"),
    "feedback.management_late": N_("The unit has not answered either: feedback from %(unit)s has waited %(days)s"),
    "feedback.why.triage": N_("From %(unit)s, %(kind)s; first answer due %(on)s."),
    "feedback.why.answer": N_("From %(unit)s; you are to answer by %(on)s."),
    "feedback.why.decide": N_("Answered on %(answered)s; to be decided by %(on)s."),
    "feedback.why.triage_many": N_(
        "**%(count)s** pieces of feedback have no owner yet; the first is to be answered by %(on)s."
    ),
    "feedback.why.answer_many": N_("**%(count)s** pieces of feedback wait for your answer, the first by %(on)s."),
    "feedback.why.decide_many": N_("**%(count)s** pieces of feedback wait for your decision, the first by %(on)s."),
    "feedback.lead.none": N_("Nobody has said anything yet."),
    "feedback.lead.fine": N_("All that was said has its first answer."),
    "feedback.lead.waits": N_("**%(waiting)s** wait for a first answer, %(overdue)s of them beyond two working days."),
    "feedback.lead.wait": N_("**%(waiting)s** wait for a first answer, none beyond two working days."),
    "feedback.board.lead": N_("Of %(said)s things people said, **%(done)s are done** and %(will)s are promised."),
    "feedback.board.none": N_("Nothing stands on the board yet."),
    "feedback.health.fine": N_("**%(open)s open** things people said, each answered and decided in time."),
    "feedback.health.late": N_(
        "Of %(open)s open things people said **%(late)s** wait beyond two working days for a first answer, "
        "%(undecided)s beyond thirty for a decision."
    ),
    "feedback.health.undecided": N_(
        "Of %(open)s open things people said **%(undecided)s** wait beyond thirty working days for a decision."
    ),
    "feedback.nounit": N_("the company"),
    "feedback.figures.lead": N_("Half of all feedback is answered within **%(median)s**; %(share)s in time."),
    "feedback.figures.slow": N_("More than half of all feedback still waits for a first answer; %(share)s in time."),
    "feedback.figures.young": N_("Half of all feedback is answered within **%(median)s**."),
    "feedback.figures.none": N_("No feedback came in the last %(days)s."),
}

for _key, _template in TEMPLATES.items():
    register(_key, _template)
