"""Wires the room to the outside: words of the history, messages, files, health, evidence, what waits, search, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

ACTS = {
    "support_request.asked": N_("asked for help"),
    "support_request.added": N_("said more about the request"),
    "support_request.closed": N_("closed the request"),
    "support_request.reopened": N_("opened the request again"),
    "support_request.rated": N_("said how satisfied they are"),
    "support_request.taken_back": N_("took the request back"),
    "support_request.assigned": N_("gave the request to somebody"),
    "support_request.taken": N_("took the request"),
    "support_request.answered": N_("answered the request"),
    "support_request.noted": N_("made an internal note"),
    "support_request.waits": N_("waits for the supplier"),
    "support_request.goes_on": N_("goes on with the request"),
    "support_request.resolved": N_("resolved the request"),
    "support_request.sorted": N_("sorted the request"),
    "support_request.merged": N_("merged the request"),
    "support_request.linked": N_("linked the request"),
    "support_request.escalated": N_("took the request further up"),
    "support_mail.removed": N_("removed a mail"),
    "support_release.planned": N_("planned a release"),
    "support_release.changed": N_("changed a release"),
    "support_release.released": N_("put a release out"),
    "known_error.noted": N_("noted a known error"),
    "known_error.changed": N_("changed a known error"),
    "support.brought_over": N_("brought closed requests over from another desk"),
    "support.desk_opened": N_("opened a support desk"),
    "support.desk_changed": N_("changed the support desk"),
    "support.level_set": N_("agreed on a service level"),
    "support.team_saved": N_("saved a support team"),
    "support.category_saved": N_("saved a category of support"),
    "support.canned_saved": N_("saved a canned answer"),
    "hypercare.begun": N_("began hyper-care"),
    "hypercare.changed": N_("changed the criteria of hyper-care"),
    "hypercare.ended": N_("ended hyper-care"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("requests"), N_("priority"), N_("words"), N_("answer"), N_("assignee"), N_("team"),
    N_("reopened"), N_("rating"), N_("category"),
    N_("is incident"), N_("into"), N_("incident"), N_("article"), N_("known error"), N_("release"), N_("step"),
    N_("planned on"), N_("released on"), N_("errors"), N_("workaround"), N_("opens at"), N_("closes at"), N_("lead"),
    N_("close workdays"), N_("answer minutes"), N_("resolve minutes"), N_("default priority"), N_("module"),
    N_("active"), N_("criteria"), N_("open p1"), N_("within"), N_("contacts"), N_("met"),
    N_("started on"), N_("change request"), N_("task"), N_("feedback"),
)  # fmt: skip
WORDS = ("运维", "报障", "工单", "求助", "帮助台", "support", "ticket", "help desk", "helpdesk")


def connect() -> None:
    from changemgmt.support import health, own_data, proof, sentences, waiting  # noqa: F401 - registers the sentences
    from changemgmt.support.choices import FILE, Step
    from changemgmt.support.models import SupportRequest
    from pmo.audit.words import register_acts, register_codes
    from pmo.files.guards import register_owner
    from pmo.notify import groups
    from pmo.web import nav
    from projects.gates import evidence
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage
    from projects.schedule import hanging

    own_data.connect()
    register_acts(ACTS)
    register_codes("support_step", Step.choices)
    groups.register(
        groups.Group("support", _("User support"), _("What you asked, what you work on, releases, hyper-care.")),
        prefixes=("support", "hypercare"),
    )
    register_owner(FILE, SupportRequest)
    hanging.register(SupportRequest, "task")
    evidence.register(proof.KIND)
    stage = Stage.EXECUTION.value
    dimensions.register_dimension(
        dimensions.Dimension("support", _("User support"), stage, health.read, ("support", "view"))
    )
    waiting.connect()
    nav.register(nav.Entry("/support/", _("Help"), "how", nav.OWN))
    nav.register(nav.Entry("/support/desk/", _("Support desk"), "chat", nav.CHANGE))
    for code, label, name, right, order in (
        ("support", _("How it does"), "support:dashboard", ("support", "view"), 90),
        ("support_requests", _("Requests"), "support:project_requests", ("support_request", "work"), 91),
        ("support_releases", _("Releases"), "support:releases", ("support", "view"), 92),
        ("support_errors", _("Known errors"), "support:errors", ("support", "view"), 93),
        ("support_care", _("Hyper-care"), "support:care", ("support", "view"), 94),
    ):
        stage_tabs.register(stage_tabs.Tab(stage, code, label, name, right, order, group="support"))
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("support_request", _("User support"), find_requests, order=63)
    search.register("known_error", _("Known errors"), find_errors, order=64)
    for title, route, icon, right in (
        (_("Ask for help"), "support:new", "plus", ("support_request", "add")),
        (_("My requests"), "support:home", "how", None),
        (_("Support desk"), "support:desk", "chat", ("support_request", "work")),
        (_("Write down a call"), "support:call", "edit", ("support_request", "work")),
        (_("Mail in quarantine"), "support:mail", "mail", ("support_mail", "view")),
    ):
        search.register_command(
            search.Command(title=title, url=partial(reverse, route), icon=icon, right=right, words=WORDS)
        )


def find_requests(user: Any, query: str, limit: int) -> Any:
    """Requests that hold the words; never what is noted internally."""
    from changemgmt.support.models import SupportRequest

    return _found(SupportRequest, ("title", "text"), user, query, "how")


def find_errors(user: Any, query: str, limit: int) -> Any:
    from changemgmt.support.models import KnownError

    return _found(KnownError, ("title", "title_en"), user, query, "alert")


def _found(model: Any, names: Sequence[str], user: Any, query: str, icon: str) -> Any:
    """Newest first."""
    from pmo import search

    rows = model.objects.visible_to(user).filter(search.match(names, query)).order_by("-pk")

    def hit(row: Any) -> search.Hit:
        return search.Hit(row.label, row.url, f"{row.code} · {row.get_state_display()}", icon)

    return search.Found(rows, hit)
