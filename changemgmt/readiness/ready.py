"""Wires the room to the outside: health, gates, what waits, panels of tasks, search, tabs, messages, the rail."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from changemgmt.readiness import own_data

    own_data.connect()
    from changemgmt.readiness import decisions, excel, proof, sentences  # noqa: F401 - registers sentences
    from changemgmt.readiness import panels as own
    from pmo import exchange
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from projects.gates import evidence
    from projects.portfolio import dimensions
    from projects.portfolio.choices import Stage
    from projects.schedule import panels

    register_acts(ACTS)
    for importer in excel.IMPORTERS:
        exchange.register(importer)
    groups.register(
        groups.Group(
            "readiness", _("Readiness"), _("You are asked where you stand; something to do for a stakeholder.")
        ),
        prefixes=("pulse", "stakeholder"),
    )
    dimensions.register_dimension(
        dimensions.Dimension("readiness", _("Readiness"), Stage.CHANGE, proof.read, ("readiness", "view"))
    )
    decisions.connect()
    dimensions.register_key_dates("pulse", decisions.key_dates, decisions.ending)
    evidence.register(proof.KIND)
    panels.register("changemgmt/readiness/_task.html", own.of_task)
    panels.register_notice(own.of_plan)
    _connect_places()
    _connect_search()


def _connect_places() -> None:
    from pmo.web import nav
    from projects.portfolio import stage_tabs
    from projects.portfolio.choices import Stage

    nav.register(nav.Entry("/change-load/", _("Change load"), "grid", nav.CHANGE))
    nav.register(nav.Entry("/stakeholders/", _("Stakeholders"), "people", nav.CHANGE))
    for code, label, name, kind, order in (
        ("affected", _("What changes"), "readiness:affected", "impact", 5),
        ("stakeholders", _("Stakeholders"), "readiness:grid", "stakeholder", 6),
        ("pulse", _("Pulse"), "readiness:pulse", "readiness", 7),
    ):
        tab = stage_tabs.Tab(Stage.CHANGE, code, label, name, (kind, "view"), order, group="readiness")
        stage_tabs.register(tab)


def _connect_search() -> None:
    from pmo import search

    search.register("stakeholder", _("Stakeholders"), find, order=58)
    for title, route, icon, right, words in (
        (
            _("Change load of units"),
            "readiness:load",
            "grid",
            ("change_load", "view"),
            ("变革负荷", "禁区", "change load"),
        ),
        (_("Stakeholders"), "readiness:stakeholders", "people", ("stakeholder", "view"), ("干系人", "stakeholder")),
        (_("New stakeholder"), "readiness:choose", "plus", ("stakeholder", "add"), ("干系人", "stakeholder")),
        (_("New blackout"), "readiness:blackout_new", "plus", ("change_load", "add"), ("禁区", "blackout")),
    ):
        search.register_command(
            search.Command(title=title, url=partial(reverse, route), icon=icon, right=right, words=words)
        )


def find(user: Any, query: str, limit: int) -> Any:
    """Stakeholders by name."""
    from changemgmt.readiness.models import Stakeholder
    from projects.portfolio import searching

    return searching.of_project(Stakeholder, ("name", "name_en"), user, query, "people")


ACTS = {
    "stakeholder.added": N_("added the stakeholder"),
    "stakeholder.changed": N_("changed the stakeholder"),
    "stakeholder.removed": N_("removed the stakeholder"),
    "stakeholder_action.added": N_("planned something for a stakeholder"),
    "stakeholder_action.changed": N_("changed what is planned for a stakeholder"),
    "stakeholder_action.done": N_("did what was planned for a stakeholder"),
    "stakeholder_action.dropped": N_("dropped what was planned for a stakeholder"),
    "impact.added": N_("described what changes for a group"),
    "impact.changed": N_("changed what changes for a group"),
    "impact.removed": N_("removed what changes for a group"),
    "change_load.capacity_set": N_("set how much change the unit carries"),
    "change_load.blackout_added": N_("added a blackout"),
    "change_load.blackout_changed": N_("changed a blackout"),
    "change_load.blackout_removed": N_("removed a blackout"),
    "pulse.started": N_("asked where people stand"),
    "pulse.answered": N_("answered the pulse"),
    "pulse.closed": N_("closed the pulse"),
    "pulse.cancelled": N_("called the pulse off"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("power"), N_("interest"), N_("current"), N_("desired"), N_("roles"), N_("units"), N_("aspect"), N_("level"),
    N_("before"), N_("after"), N_("starts on"), N_("ends on"), N_("days before"), N_("days after"), N_("points"),
    N_("groups"), N_("group"), N_("outcome"), N_("stakeholder"), N_("before en"), N_("after en"), N_("text en"),
)  # fmt: skip
