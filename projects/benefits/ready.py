"""Wires the room to the outside: decisions, evidence, words of the history, search, tabs, tables, messages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from projects.portfolio import searching


def connect() -> None:
    from pmo import exchange
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from pmo.web import nav
    from projects.benefits import adoption, decisions, excel, health, parts, proof, sentences  # noqa: F401 - registers sentences
    from projects.benefits.models import Benefit
    from projects.benefits.services import standing
    from projects.budget.services.standing import on_moved
    from projects.gates import evidence
    from projects.goals import readings
    from projects.portfolio import dimensions, stage_tabs, status_parts
    from projects.portfolio.choices import Stage
    from projects.schedule import hanging

    register_acts(ACTS)
    hanging.register(Benefit)
    on_moved(standing.money_moved)
    readings.on_change(standing.kpis_changed)
    readings.on_recomputed(standing.measured)
    adoption.on_change(standing.moved)
    evidence.register(proof.KIND)
    exchange.register(excel.IMPORTER)
    groups.register(
        groups.Group("benefits", _("Benefits"), _("Benefits to confirm, to book and to validate.")),
        prefixes=("benefit",),
    )
    status_parts.register("benefits", ("benefit", "view"), parts.of_project)
    status_parts.register_total("benefits", ("benefit", "view"), parts.of_portfolio)
    dimensions.register_dimension(
        dimensions.Dimension("benefits", _("Benefits"), Stage.IMPROVEMENT, health.read, ("benefit", "view"))
    )
    dimensions.register_decisions("benefits", decisions.waiting, decisions.rows, dimensions.Consequence.STEERS)
    nav.register(nav.Entry("/benefits/", _("Benefits"), "star", nav.RESULTS, only=("benefit", "view")), before="/kpis/")
    # Beside the goals: the first page of a stage has to be one that everybody of the project sees.
    stage_tabs.register(
        stage_tabs.Tab(Stage.GOALS, "benefits", _("Benefits"), "benefits:case", ("benefit", "view"), 60)
    )
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("benefit", _("Benefits"), find, order=49)
    for title, address, right, words in (
        (
            _("Benefits of all projects"),
            "benefits:company",
            ("benefit", "view"),
            ("收益", "效益", "benefit", "value", "NPV"),
        ),
        (_("Discount rates"), "benefits:rates", ("portfolio", "change"), ("折现率", "贴现率", "discount", "rate")),
    ):
        search.register_command(
            search.Command(
                title=title,
                url=lambda address=address: reverse(address),  # type: ignore[misc]
                icon="coin",
                right=right,
                words=words,
            )
        )


def find(user: Any, query: str, limit: int) -> Any:
    """By name, in either language."""
    from projects.benefits.models import Benefit

    return searching.of_project(Benefit, ("name", "name_en"), user, query, "coin")


ACTS = {
    "benefit.added": N_("drafted the benefit"),
    "benefit.changed": N_("changed the benefit"),
    "benefit.deleted": N_("deleted the benefit"),
    "benefit.proposed": N_("proposed the benefit"),
    "benefit.confirmed": N_("confirmed the benefit"),
    "benefit.agreed": N_("agreed to the benefit"),
    "benefit.declined": N_("declined the benefit"),
    "benefit.reopened": N_("took the benefit up again"),
    "benefit.closed": N_("closed the benefit"),
    "realisation.booked": N_("booked what came"),
    "realisation.changed": N_("put the booked amount right"),
    "realisation.withdrawn": N_("took back the booked amount"),
    "realisation.validated": N_("validated the booked amount"),
    "realisation.returned": N_("returned the booked amount"),
    "value_rule.set": N_("entered the discount rate"),
    "value_rule.removed": N_("took back the discount rate"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("outcome"),
    N_("attribution"),
    N_("measurement"),
    N_("nature"),
    N_("adverse"),
    N_("validator"),
    N_("kpi"),
    N_("no kpi reason"),
    N_("way"),
    N_("per"),
    N_("unit value"),
    N_("volume"),
    N_("anchor"),
    N_("task"),
    N_("offset months"),
    N_("duration months"),
    N_("ramp months"),
    N_("ramp shares"),
    N_("adoption planned"),
    N_("adoption kpi"),
    N_("month"),
    N_("evidence"),
    N_("count soft"),
)
