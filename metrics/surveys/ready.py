"""Wires the room to the outside: words of the history, messages, what waits, evidence, search, the rail."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

ACTS = {
    "survey.created": N_("made the survey"),
    "survey.changed": N_("changed the survey"),
    "survey.deleted": N_("deleted the survey"),
    "survey.questions_changed": N_("changed the questions"),
    "survey.round_planned": N_("planned a round"),
    "survey.round_opened": N_("opened the round"),
    "survey.round_closed": N_("closed the round"),
    "survey.round_cancelled": N_("called the round off"),
    "survey.answered": N_("answered"),
}
# What the history calls the values of these acts.
VALUES = (N_("questions"), N_("opens"), N_("closes"), N_("invited"), N_("answered"), N_("open days"), N_("repeat"))


def connect() -> None:
    from metrics.surveys import own_data

    own_data.connect()
    from metrics.surveys import (
        selectors,
        words,  # noqa: F401 - registers the sentences
    )
    from metrics.surveys.choices import EVIDENCE
    from pmo import search
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from pmo.web import nav
    from projects.goals import evidence
    from projects.portfolio import dimensions

    register_acts(ACTS)
    groups.register(
        groups.Group("survey", _("Surveys"), _("You are asked, the end comes near, a survey of yours is closed.")),
        prefixes=("survey",),
    )
    nav.register(nav.Entry("/surveys/", _("Surveys"), "chat", nav.RESULTS), before="/reviews/")
    dimensions.register_decisions("surveys", selectors.waiting, selectors.unanswered)
    dimensions.register_key_dates("surveys", selectors.key_dates, selectors.ending)
    evidence.register(EVIDENCE, selectors.evidence)
    search.register("survey", _("Surveys"), find, order=60)
    for title, route, icon, right in (
        (_("Surveys"), "surveys:list", "chat", ("survey", "view")),
        (_("New survey"), "surveys:choose", "plus", ("survey", "add")),
    ):
        search.register_command(
            search.Command(
                title=title,
                url=partial(reverse, route),
                icon=icon,
                right=right,
                words=("问卷", "满意度", "NPS", "CSAT", "survey", "questionnaire"),
            )
        )


def find(user: Any, query: str, limit: int) -> Any:
    """Surveys whose title holds the words."""
    from metrics.surveys.models import Survey
    from pmo import search

    names = ["title", "title_en"]
    rows: Any = Survey.objects.visible_to(user).filter(search.match(names, query)).select_related("project")
    return search.Found(rows, lambda row: search.Hit(row.label, row.url, row.project.label, "chat"), names)
