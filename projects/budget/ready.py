"""Wires the room to the outside: health, decisions, words of the history, search, tabs, tables, messages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from projects.budget import own_data

    own_data.connect()
    from pmo import exchange
    from pmo.audit.words import register_acts, register_codes
    from pmo.notify import groups
    from pmo.web import nav
    from projects.budget import decisions, excel, health, parts, proof, sentences, services, uncertain  # noqa: F401 - registers sentences
    from projects.budget.choices import Part
    from projects.budget.models import BudgetLine
    from projects.budget.selectors import draws
    from projects.budget.services import gating
    from projects.gates import effects, funding
    from projects.portfolio import dimensions, stage_tabs, status_parts
    from projects.portfolio.choices import Stage
    from projects.resources import booking
    from projects.risks import lines, panels
    from projects.schedule import hanging
    from projects.simulation import sources

    register_acts(ACTS)
    register_codes("signers", Part.choices)
    hanging.register(BudgetLine.tasks.through)
    panels.register("projects/budget/_draws.html", draws.of_risk)
    proof.connect()
    booking.on_changed(services.booked)
    effects.on_go(gating.release_at)
    funding.register(gating.lines, ("budget", "view"))
    sources.register_costs(
        uncertain.cost_lines, right=("budget", "view"), budget=uncertain.budget_of, rates=uncertain.rates_to
    )
    lines.register(uncertain.lines_of)
    exchange.register(excel.LINE_IMPORTER)
    exchange.register(excel.ACTUAL_IMPORTER)
    groups.register(
        groups.Group("approvals", _("Approvals"), _("Money to approve, and what became of what you raised.")),
        prefixes=("approval",),
    )
    money = dimensions.Dimension("money", _("Money"), Stage.PLANNING, health.read, ("budget", "view"))
    dimensions.register_dimension(money)
    status_parts.register("budget", ("budget", "view"), parts.of_project)
    status_parts.register_total("money", ("budget", "view"), parts.of_portfolio)
    dimensions.register_waiting("approvals", decisions.rows, decisions.read, dimensions.Consequence.BINDS)
    nav.register(nav.Entry("/money/", _("Money"), "coin", nav.CONTROL), before="/gates/")
    nav.register(nav.Entry("/approvals/", _("Approvals"), "check", nav.CONTROL), before="/gates/")
    stage_tabs.register(stage_tabs.Tab(Stage.PLANNING, "money", _("Money"), "budget:overview", ("budget", "view"), 44))
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("budget", _("Commitments"), find_commitments, order=48)
    for title, address, right, words in (
        (_("Money of all projects"), "budget:roll_up", ("budget", "view"), ("资金", "预算", "money", "budget")),
        (_("Approvals"), "budget:approvals", ("approval", "view"), ("审批", "approval")),
        (_("Rates of exchange"), "budget:rates", ("rate", "view"), ("汇率", "rate", "currency")),
        (_("Rates of roles"), "budget:labour_rates", ("rate", "view"), ("费率", "人工", "labour", "rate")),
        (_("Rules of approval"), "budget:rules", ("approval", "change"), ("审批规则", "rule")),
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


def find_commitments(user: Any, query: str, limit: int) -> Any:
    """By supplier or order number."""
    from pmo import search
    from projects.budget.models import Commitment

    names = ["supplier", "reference"]
    rows = Commitment.objects.visible_to(user).filter(search.match(names, query))

    def hit(row: Commitment) -> search.Hit:
        project = row.line.budget.project
        return search.Hit(row.supplier, row.url, f"{project.key} {project.label} · {row.code} {row.reference}", "coin")

    return search.Found(rows.select_related("line__budget__project"), hit, names)


ACTS = {
    "budget.opened": N_("opened the budget"),
    "budget.changed": N_("changed how the end is estimated"),
    "budget.phase_added": N_("added the phase"),
    "budget.phase_renamed": N_("renamed the phase"),
    "budget.phase_moved": N_("moved the phase"),
    "budget.line_added": N_("added the budget line"),
    "budget.line_changed": N_("changed the budget line"),
    "budget.line_deleted": N_("deleted the budget line"),
    "budget.months_set": N_("changed the months of the budget line"),
    "budget.approved": N_("approved the budget"),
    "tranche.planned": N_("planned the tranche"),
    "tranche.changed": N_("changed the tranche"),
    "tranche.deleted": N_("deleted the tranche"),
    "tranche.released": N_("released the tranche"),
    "tranche.frozen": N_("froze the tranche"),
    "commitment.made": N_("raised the commitment"),
    "commitment.changed": N_("changed the commitment"),
    "commitment.ended": N_("ended the commitment"),
    "actual.booked": N_("booked the actual"),
    "actual.removed": N_("took back the booking"),
    "contingency.drawn": N_("drew contingency"),
    "budget.labour_computed": N_("computed the labour of the project anew"),
    "labour_rate.added": N_("entered the rate of the role"),
    "labour_rate.removed": N_("took back the rate of the role"),
    "rate.added": N_("entered the rate"),
    "rate.removed": N_("took back the rate"),
    "approval.raised": N_("raised the approval"),
    "approval.signed": N_("approved in their turn"),
    "approval.approved": N_("completed the approval"),
    "approval.declined": N_("declined the approval"),
    "approval.returned": N_("returned the approval"),
    "approval.raised_again": N_("raised the approval again"),
    "approval.withdrawn": N_("withdrew the approval"),
    "approval.signer_added": N_("asked for another signature"),
    "approval.delegated": N_("handed the signature over"),
    "approval.reminded": N_("reminded of the approval"),
    "approval_rule.made": N_("made the rule of approval"),
    "approval_rule.changed": N_("changed the rule of approval"),
    "approval_rule.removed": N_("took back the rule of approval"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("amount"),
    N_("basis"),
    N_("value"),
    N_("currency"),
    N_("rate"),
    N_("plan"),
    N_("forecast"),
    N_("low"),
    N_("high"),
    N_("gate"),
    N_("rollout"),
    N_("phase"),
    N_("phases"),
    N_("supplier"),
    N_("signer"),
    N_("signers"),
    N_("risk"),
    N_("total"),
    N_("reminded"),
    N_("method"),
    N_("planned on"),
    N_("condition"),
    N_("reference"),
    N_("on"),
    N_("above"),
    N_("mode"),
    N_("since on"),
    N_("spending"),
    N_("module"),
)
