"""Wires the room to the outside: words of the history, messages, the tab of its stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from metrics.contest import own_data

    own_data.connect()
    from metrics.contest import champion_meetings, points, sentences  # noqa: F401 - registers sentences
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from projects.portfolio import stage_tabs
    from projects.portfolio.choices import Stage

    champion_meetings.connect()
    points.connect()
    register_acts(ACTS)
    groups.register(
        groups.Group("contest", _("Contest and daily meetings"), _("Places of the week, decisions that are late.")),
        prefixes=("contest", "meeting"),
    )
    tab = stage_tabs.Tab(Stage.IMPROVEMENT, "contest", _("Contest"), "contest:page", ("usage", "view"), 14)
    stage_tabs.register(tab)


ACTS = {
    "contest.started": N_("started the contest"),
    "contest.changed": N_("changed the contest"),
    "contest.week_ranked": N_("ranked a week"),
    "contest.week_corrected": N_("corrected the places of a week"),
    "contest.wall_added": N_("made a link to the wall"),
    "contest.wall_revoked": N_("revoked a link to the wall"),
    "meeting.held": N_("noted a daily meeting"),
    "meeting.decided": N_("noted what a daily meeting decided"),
    "meeting.changed": N_("changed a decision of a daily meeting"),
    "meeting.done": N_("finished a decision of a daily meeting"),
    "meeting.dropped": N_("dropped a decision of a daily meeting"),
    "meeting.handed": N_("made a decision an action of the project"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("level weight"), N_("first week on"), N_("announce on"), N_("announce at"), N_("active"), N_("units"),
    N_("unit"), N_("day"), N_("outcome"), N_("text"),
)  # fmt: skip
