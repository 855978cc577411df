"""Sentences of the knowledge base."""

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    "article.published": N_("Your article **%(title)s** is published"),
    "article.sent_back": N_("Your article **%(title)s** came back: %(reason)s"),
    "article.review_due": N_("Look again by %(on)s whether it still holds: **%(title)s**"),
    "article.review_late": N_("Readers are told it may be out of date since %(on)s: **%(title)s**"),
    "article.question": N_("%(who)s asks about your article **%(title)s**"),
    "article.answered": N_("Your question about **%(title)s** is answered"),
}
# What the history calls what is no field of a model.
FIELDS = (N_("tags"), N_("units"), N_("roles"), N_("number"), N_("question"), N_("answer"), N_("into"), N_("query"))

for _key, _template in TEMPLATES.items():
    register(_key, _template)
