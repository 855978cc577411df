"""Wires the room to the outside: health, decisions, words of the history, search, tabs, messages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from projects.portfolio import searching


def connect() -> None:
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from pmo.web import nav
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage
    from projects.schedule import hanging
    from projects.scope import decisions, health, sentences  # noqa: F401 - registers sentences
    from projects.scope.models import ChangeLine

    register_acts(ACTS)
    for field in ("task", "before_task"):
        hanging.register(ChangeLine, field)
    groups.register(
        groups.Group("changes", _("Changes"), _("Change requests to decide, and what became of yours.")),
        prefixes=("change_request",),
    )
    dimensions.register_dimension(dimensions.Dimension("scope", _("Scope"), Stage.PLANNING, health.read))
    decisions.connect()
    nav.register(nav.Entry("/changes/", _("Changes"), "loop", nav.PLANNING))
    for code, label, kind, order in (
        ("tree", _("Scope"), "scope_item", 5),
        ("changes", _("Changes"), "change_request", 7),
    ):
        url_name = "scope:tree" if code == "tree" else "scope:project_changes"
        stage_tabs.register(stage_tabs.Tab(Stage.PLANNING, code, label, url_name, (kind, "view"), order, group="scope"))
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("scope_item", _("Scope"), find_items, order=46)
    search.register("change_request", _("Changes"), find_changes, order=47)
    search.register_command(
        search.Command(
            title=_("All change requests"),
            url=lambda: reverse("scope:changes"),
            icon="loop",
            right=("change_request", "view"),
            words=("变更", "change"),
        )
    )


def find_items(user: Any, query: str, limit: int) -> Any:
    from projects.scope.models import ScopeItem

    return searching.of_project(ScopeItem, ("title", "title_en"), user, query, "grid")


def find_changes(user: Any, query: str, limit: int) -> Any:
    from projects.scope.models import ChangeRequest

    return searching.of_project(ChangeRequest, ("title", "title_en"), user, query, "loop")


ACTS = {
    "scope_item.added": N_("added to the scope"),
    "scope_item.changed": N_("changed the scope item"),
    "scope_item.taken_out": N_("took out of the scope"),
    "scope_item.brought_back": N_("brought back into the scope"),
    "scope_item.deleted": N_("deleted the scope item"),
    "scope.baseline_taken": N_("took a scope baseline"),
    "change_request.raised": N_("raised the change request"),
    "change_request.changed": N_("changed the change request"),
    "change_request.line_added": N_("added a line to the change request"),
    "change_request.line_removed": N_("removed a line of the change request"),
    "change_request.assessed": N_("assessed the change request"),
    "change_request.decided": N_("decided the change request"),
    "change_request.withdrawn": N_("withdrew the change request"),
}
# What the history calls the values of these acts.
VALUES = (N_("number"), N_("items"), N_("effort"), N_("line"), N_("parent"), N_("effort days"), N_("decision note"))
