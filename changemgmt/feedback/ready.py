"""Wires the room to the outside: words of the history, messages, files, what waits, search, the rail, tabs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

ACTS = {
    "feedback.given": N_("gave feedback"),
    "feedback.admitted": N_("let in anonymous feedback"),
    "feedback.added": N_("added to their feedback"),
    "feedback.photo_added": N_("added a photo"),
    "feedback.withdrawn": N_("took the feedback back"),
    "feedback.triaged": N_("put the feedback in order"),
    "feedback.answered": N_("answered the feedback"),
    "feedback.noted": N_("noted something about the feedback"),
    "feedback.decided": N_("decided the feedback"),
    "feedback.fulfilled": N_("did what was said"),
    "feedback.closed": N_("closed the feedback"),
    "feedback.merged": N_("merged the feedback"),
    "feedback.taken_in": N_("took in other feedback"),
    "feedback.linked": N_("linked the feedback"),
    "feedback.escalated": N_("took the feedback further up"),
    "feedback.meeting_held": N_("noted a talk"),
    "feedback.meeting_changed": N_("changed the notes of a talk"),
    "feedback.taken": N_("made feedback of a line"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("way given"), N_("words"), N_("photos"), N_("on board"), N_("answer"), N_("decision"), N_("outcome"), N_("told"),
    N_("into"), N_("merged"), N_("step"), N_("meeting"), N_("held on"), N_("notes"),
    N_("praise"), N_("somebody is stuck"), N_("an idea"),
)  # fmt: skip
WORDS = ("反馈", "意见", "建议", "吐槽", "feedback", "suggestion", "idea")


def connect() -> None:
    from changemgmt.feedback import own_data

    own_data.connect()
    from changemgmt.feedback import decisions, health, sentences  # noqa: F401 - registers the sentences
    from changemgmt.feedback.choices import FILE
    from changemgmt.feedback.models import Feedback
    from changemgmt.feedback.selectors import items
    from pmo.audit.words import register_acts
    from pmo.files.guards import register_owner
    from pmo.notify import groups
    from pmo.web import nav
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage
    from projects.schedule import hanging

    register_acts(ACTS)
    groups.register(
        groups.Group("feedback", _("Feedback"), _("What you gave is answered; what you are to answer or decide.")),
        prefixes=("feedback",),
    )
    register_owner(FILE, Feedback)
    hanging.register(Feedback, "task")
    decisions.connect()
    dimensions.register_dimension(
        dimensions.Dimension("feedback", _("Feedback"), Stage.CHANGE, health.read, ("feedback", "view"))
    )
    nav.register(nav.Entry("/feedback/", _("Feedback"), "chat", nav.CHANGE, dock=3))
    stage_tabs.register(
        stage_tabs.Tab(
            Stage.CHANGE,
            "feedback",
            _("Feedback"),
            "feedback:project_items",
            ("feedback", "view"),
            50,
            rows=lambda project, user: items.open_of(project),
        )
    )
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("feedback", _("Feedback"), find, order=62)
    for title, route, icon, right in (
        (_("Give feedback"), "feedback:new", "plus", ("feedback", "add")),
        (_("You said, we did"), "feedback:board", "check", None),
        (_("Follow anonymous feedback"), "feedback:receipt", "key", None),
        (_("Feedback to answer"), "feedback:list", "chat", ("feedback", "triage")),
        (_("Sheets with a code"), "feedback:codes", "grid", ("feedback", "triage")),
        (_("Note a talk"), "feedback:meeting_new", "edit", ("feedback", "triage")),
    ):
        search.register_command(
            search.Command(title=title, url=partial(reverse, route), icon=icon, right=right, words=WORDS)
        )


def find(user: Any, query: str, limit: int) -> Any:
    """Items whose name or words hold the query, of those the reader sees."""
    from changemgmt.feedback.selectors.items import visible
    from pmo import search

    names = ["title", "title_en", "text"]
    rows = visible(user).filter(search.match(names, query))

    def hit(row: Any) -> search.Hit:
        return search.Hit(row.label, row.url, f"{row.get_kind_display()} · {row.get_state_display()}", "chat")

    return search.Found(rows, hit, ["title", "title_en"])
