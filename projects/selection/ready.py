"""Wires the room to the outside: words of the history, search, the rail, the tab of the project, job, import."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from pmo import exchange, search
    from pmo.audit.words import register_acts, register_codes
    from pmo.web import nav
    from projects.portfolio import stage_tabs
    from projects.portfolio.choices import Stage
    from projects.resources.choices import WorkRole
    from projects.selection import excel, work  # noqa: F401 - registers the work

    register_acts(ACTS)
    register_codes("demand", WorkRole.choices)
    exchange.register(excel.IMPORTER)
    nav.register(nav.Entry("/selection/", _("Selection"), "sort"))
    tab = stage_tabs.Tab(
        Stage.GOALS, "assessment", _("Assessment"), "selection:assessment", ("assessment", "view"), order=70
    )
    stage_tabs.register(tab)
    search.register("scenario", _("Scenarios"), find, order=49)
    for title, route, right, words in (
        (_("Proposals by score"), "selection:assessments", ("assessment", "view"), ("立项", "评分", "WSJF", "score")),
        (_("Scenarios of the selection"), "selection:scenarios", ("scenario", "view"), ("组合", "优选", "scenario")),
    ):
        search.register_command(search.Command(title=title, url=_to(route), icon="sort", right=right, words=words))


def _to(route: str) -> Any:
    return lambda: reverse(route)


def find(user: Any, query: str, limit: int) -> Any:
    from pmo import search
    from projects.selection.selectors import scenarios

    names = ["name", "name_en"]
    rows = scenarios.visible(user).filter(search.match(names, query))
    return search.Found(rows, lambda row: search.Hit(row.label, row.url, row.portfolio.label, "sort"), names)


ACTS = {
    "criterion.added": N_("added the criterion"),
    "criterion.changed": N_("changed the criterion"),
    "criterion.removed": N_("removed the criterion"),
    "assessment.added": N_("assessed the project"),
    "assessment.changed": N_("changed the assessment"),
    "scenario.added": N_("wrote the scenario"),
    "scenario.changed": N_("changed the scenario"),
    "scenario.deleted": N_("deleted the scenario"),
    "scenario.started": N_("had the scenario computed"),
    "scenario.adopted": N_("adopted the scenario"),
    "scenario.replaced": N_("adopted another scenario instead"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("business value"),
    N_("time criticality"),
    N_("risk reduction"),
    N_("job size"),
    N_("benefit"),
    N_("force"),
    N_("force reason"),
    N_("levels"),
    N_("years"),
    N_("demand"),
    N_("load"),
    N_("needs"),
    N_("excludes"),
    N_("objective"),
    N_("budget"),
    N_("seconds"),
    N_("chosen"),
    N_("instead of"),
    N_("by"),
    N_("scale"),
    N_("scale en"),
)
