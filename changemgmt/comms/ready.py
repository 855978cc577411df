"""Wires the room to the outside: words, messages, health, evidence, what waits, dates, tabs, search, the rail."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

ACTS = {
    "announcement.drafted": N_("wrote the announcement"),
    "announcement.changed": N_("changed the announcement"),
    "announcement.voided": N_("changed it after its approval, which is void"),
    "announcement.deleted": N_("deleted the draft"),
    "announcement.submitted": N_("put the announcement forward"),
    "announcement.approved": N_("approved the announcement"),
    "announcement.sent_back": N_("sent the announcement back"),
    "announcement.scheduled": N_("scheduled the announcement"),
    "announcement.unscheduled": N_("took the announcement off the schedule"),
    "announcement.published": N_("sent the announcement"),
    "announcement.withdrawn": N_("withdrew the announcement"),
    "announcement.confirmed": N_("confirmed having read it"),
    "announcement.asked": N_("asked a question"),
    "announcement.answered": N_("answered a question"),
    "announcement.question_merged": N_("joined two questions"),
    "announcement.question_removed": N_("removed a question"),
    "comm_plan.added": N_("added a line to the communication plan"),
    "comm_plan.changed": N_("changed a line of the communication plan"),
    "comm_plan.done": N_("ticked off a line of the communication plan"),
    "comm_plan.reopened": N_("opened a line of the communication plan again"),
    "comm_plan.deleted": N_("deleted a line of the communication plan"),
    "comm_template.saved": N_("saved the template"),
    "comm_template.deleted": N_("deleted the template"),
}


def connect() -> None:
    from changemgmt.comms import own_data

    own_data.connect()
    from changemgmt.comms import evidence, excel, health, sentences  # noqa: F401 - registers the sentences
    from changemgmt.comms.selectors import desk
    from pmo import exchange
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from pmo.web import nav
    from projects.gates import evidence as gates
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    groups.register(
        groups.Group("announcement", _("Announcements"), _("What is announced to you; yours to approve and answer.")),
        prefixes=("announcement",),
    )
    gates.register(evidence.KIND)
    exchange.register(excel.IMPORTER)
    dimensions.register_dimension(dimensions.Dimension("communication", _("Communication"), Stage.CHANGE, health.read))
    desk.connect()
    dimensions.register_key_dates("comms", desk.key_dates)
    nav.register(
        nav.Entry(
            "/announcements/", _("Announcements"), "mail", nav.CHANGE, dock=4, short=pgettext_lazy("dock", "News")
        )
    )
    nav.register(nav.Entry("/communication/", _("Communication plans"), "plan", nav.CHANGE))
    for code, label, name, kind, order in (
        ("comms", _("Announcements"), "comms:project", "announcement", 10),
        ("comms_plan", _("Communication plan"), "comms:plan", "comm_plan", 12),
    ):
        stage_tabs.register(
            stage_tabs.Tab(Stage.CHANGE, code, label, name, (kind, "view"), order, group="communication")
        )
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("announcement", _("Announcements"), find, order=55)
    for title, route, icon, right in (
        (_("Announcements"), "comms:feed", "mail", None),
        (_("New announcement"), "comms:choose", "plus", ("announcement", "add")),
        (_("Communication plans"), "comms:plans", "plan", ("comm_plan", "view")),
    ):
        search.register_command(
            search.Command(
                title=title,
                url=partial(reverse, route),
                icon=icon,
                right=right,
                words=("公告", "通知", "沟通", "announcement", "communication", "news"),
            )
        )


def find(user: Any, query: str, limit: int) -> Any:
    """Announcements whose title holds the words, of what was addressed to the person or they work on."""
    from changemgmt.comms.models import Announcement
    from pmo import search

    names = ["title", "title_en"]
    rows: Any = Announcement.objects.visible_to(user).filter(search.match(names, query)).select_related("project")

    def hit(row: Announcement) -> search.Hit:
        return search.Hit(row.label, row.url, f"{row.project.label} · {row.get_state_display()}", "mail")

    return search.Found(rows, hit, names)
