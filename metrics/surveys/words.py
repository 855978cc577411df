"""Sentences of surveys, and what each level of confidentiality promises."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.surveys.choices import Confidentiality, QuestionKind
from pmo.texts import register

TEMPLATES = {
    "survey.asked": N_("%(title)s: **%(minutes)s min**, until %(closes)s. Your answers are %(how)s."),
    "survey.reminder": N_("Still open until %(closes)s: **%(title)s**, %(minutes)s min. Your answers are %(how)s."),
    "survey.closed": N_("%(title)s, round %(number)s is closed: **%(answered)s of %(invited)s** answered"),
    "survey.waiting": N_("**%(minutes)s min**, until %(closes)s. Your answers are %(how)s."),
    "survey.how.anonymous": N_("anonymous"),
    "survey.how.confidential": N_("confidential"),
    "survey.how.named": N_("with your name"),
    "survey.lead.new": N_("Nobody has been asked yet: %(questions)s questions for **%(people)s people**."),
    "survey.lead.empty": N_("This questionnaire has no questions yet."),
    "survey.lead.planned": N_("Round %(number)s opens on %(opens)s for **%(people)s people**."),
    "survey.lead.open": N_("Round %(number)s is open until %(closes)s: **%(answered)s of %(invited)s** have answered."),
    "survey.lead.nps": N_("Round %(number)s: NPS **%(value)s**, %(n)s of %(invited)s answered."),
    "survey.lead.csat": N_("Round %(number)s: **%(value)s** are satisfied, %(n)s of %(invited)s answered."),
    "survey.lead.sus": N_("Round %(number)s: SUS **%(value)s** of 100, %(n)s of %(invited)s answered."),
    "survey.lead.changed": N_("%(now)s Before: %(before)s."),
    "survey.lead.closed": N_("Round %(number)s is closed: **%(n)s of %(invited)s** answered."),
    "survey.lead.few": N_(
        "Round %(number)s is closed: fewer than %(smallest)s people answered, too few to show anything."
    ),
    "survey.lead.cancelled": N_("Round %(number)s was called off."),
    "survey.found": N_("%(count)s answers of %(n)s about this: “%(quote)s”"),
    "survey.quoted": N_("One of %(n)s answers: “%(quote)s”"),
    "key_date.survey": N_("%(title)s, round %(number)s closes"),
}
for _key, _template in TEMPLATES.items():
    register(_key, _template)

# What the form tells people before they answer, in plain words.
PROMISES: dict[str, tuple[str | Promise, ...]] = {
    Confidentiality.ANONYMOUS: (
        _(
            "Your answers are stored without your name and without a time. Nobody can look up whose they are: not your "
            "manager, not the owner of the survey."
        ),
        _(
            "The system notes that you took part, so that you are not asked twice; it forgets this when the survey "
            "closes."
        ),
        _("Results appear after the survey has closed, and only for groups of at least five people."),
        _("What you write is read as you wrote it: leave out names and what only you can know."),
    ),
    Confidentiality.CONFIDENTIAL: (
        _(
            "The system keeps which answers are yours, so that they can be deleted when you ask. It shows this to "
            "nobody."
        ),
        _("Results appear only for groups of at least five people; sentences may be quoted without your name."),
    ),
    Confidentiality.NAMED: (
        _("The project's management sees your name beside your answers."),
        _("Everybody else sees totals only."),
    ),
}

HOW = {
    Confidentiality.ANONYMOUS: "survey.how.anonymous",
    Confidentiality.CONFIDENTIAL: "survey.how.confidential",
    Confidentiality.NAMED: "survey.how.named",
}

# (unit in Chinese, unit in English, decimals, lower end, upper end)
SCORES: dict[str, tuple[str, str, int]] = {
    QuestionKind.NPS: ("", "", 0),
    QuestionKind.CSAT: ("%", "%", 0),
    QuestionKind.SUS: ("", "", 1),
}

SCORE_NAMES: dict[str, tuple[str, str]] = {
    QuestionKind.NPS: ("净推荐值 NPS", "NPS"),
    QuestionKind.CSAT: ("满意度 CSAT", "CSAT"),
    QuestionKind.SUS: ("系统可用性 SUS", "SUS"),
}
