"""Wires the room to the outside: the job, the task page, its tab, search, words of the history."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from pmo import exchange, search
    from pmo.audit.words import register_acts
    from projects.portfolio import stage_tabs
    from projects.portfolio.choices import Stage
    from projects.schedule import criticality, hanging, panels
    from projects.schedule.ready import has_plan
    from projects.simulation import excel, proof, sentences, work  # noqa: F401 - registers sentences and the work
    from projects.simulation.models import TaskEstimate
    from projects.simulation.selectors.panel import of_task
    from projects.simulation.selectors.runs import criticality_of

    register_acts(ACTS)
    proof.connect()
    hanging.register(TaskEstimate)
    panels.register("projects/simulation/_task.html", of_task)
    criticality.register(criticality_of)
    exchange.register(excel.IMPORTER)
    stage_tabs.register(
        stage_tabs.Tab(
            Stage.PLANNING,
            "simulation",
            _("Certainty"),
            "simulation:result",
            ("simulation", "view"),
            50,
            when=has_plan,
            group="risk",
        )
    )
    search.register("simulation", _("Simulations"), find, order=49)


def find(user: Any, query: str, limit: int) -> list[Any]:
    """The simulations of projects whose name or key holds the words."""
    from pmo import search
    from projects.portfolio import selectors
    from projects.simulation.selectors import runs

    names = ["name", "name_en", "key"]
    projects = selectors.visible(user).filter(search.match(names, query), plan__isnull=False)
    rows = runs.visible(user).filter(project__in=projects, state="done").order_by("project_id", "-number")
    newest = {row.project_id: row for row in reversed(list(rows.defer("result")[: limit * 8]))}
    return [
        search.Hit(
            title=str(_("How sure the finish is")),
            sub=f"{row.project.key} {row.project.label}",
            url=reverse("simulation:result", args=[row.project.key]),
            icon="plan",
        )
        for row in list(newest.values())[:limit]
    ]


ACTS = {
    "estimate.entered": N_("estimated the task"),
    "estimate.removed": N_("took the estimate of the task away"),
    "simulation.started": N_("started a simulation"),
    "simulation.settings": N_("changed what the simulation assumes"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("low"),
    N_("likely"),
    N_("high"),
    N_("shape"),
    N_("group"),
    N_("iterations"),
    N_("seed"),
    N_("band"),
    N_("band low"),
    N_("band high"),
    N_("correlation"),
    N_("promised on"),
)
