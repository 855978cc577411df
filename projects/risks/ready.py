"""Wires the room to the outside: health, decisions, status document, thread, search, tabs, messages."""

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
    from projects.portfolio import dimensions, stage_tabs, status_parts, threads
    from projects.portfolio.choices import Stage
    from projects.risks import decisions, excel, health, proof, sentences, status_part  # noqa: F401 - registers sentences
    from projects.risks.models import Risk, RiskEffect
    from projects.risks.selectors.effects import both, drivers
    from projects.risks.selectors.threads import thread_of
    from projects.schedule import hanging
    from projects.simulation import sources

    register_acts(ACTS)
    proof.connect()
    hanging.register(RiskEffect)
    hanging.register(Risk.tasks.through)
    sources.register_drivers(drivers, right=("risk", "view"), both=both)
    exchange.register(excel.IMPORTER)
    groups.register(
        groups.Group("risks", _("Risks"), _("Risks, problems and decisions that are yours, reviews and actions due.")),
        prefixes=(
            "risk",
            "issue",
            "response_action",
            "response_action_due",
            "response_action_eve",
            "response_action_overdue",
            "risk_review_due",
            "risk_trigger_due",
        ),
    )
    dimensions.register_dimension(dimensions.Dimension("risk", _("Risks"), Stage.PLANNING, health.read))
    decisions.connect()
    status_parts.register("risks", ("risk", "view"), status_part.part)
    threads.register(thread_of)
    nav.register(nav.Entry("/risks/", _("Risks"), "alert", nav.CONTROL), before="/gates/")
    stage_tabs.register(
        stage_tabs.Tab(Stage.PLANNING, "risks", _("Risks"), "risks:project_risks", ("risk", "view"), 46, group="risk")
    )
    stage_tabs.register(
        stage_tabs.Tab(
            Stage.PLANNING,
            "issues",
            _("Problems and decisions"),
            "risks:project_issues",
            ("issue", "view"),
            48,
            group="risk",
        )
    )
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("risk", _("Risks"), find_risks, order=49)
    search.register("issue", _("Problems and decisions"), find_issues, order=50)
    for title, name, icon, words in (
        (_("All risks"), "risks:risks", "alert", ("风险", "risk")),
        (_("Risk matrix"), "risks:matrix_all", "grid", ("风险矩阵", "matrix", "敞口")),
    ):
        search.register_command(
            search.Command(title=title, url=_address(name), icon=icon, right=("risk", "view"), words=words)
        )
    search.register_command(
        search.Command(
            title=_("New risk"),
            url=_address("risks:risk_choose"),
            icon="plus",
            right=("risk", "add"),
            words=("提出风险",),
        )
    )
    search.register_command(
        search.Command(
            title=_("All problems and decisions"),
            url=_address("risks:issues"),
            icon="flag",
            right=("issue", "view"),
            words=("问题", "决策", "issue"),
        )
    )


def _address(name: str) -> Any:
    return lambda: reverse(name)


def find_risks(user: Any, query: str, limit: int) -> Any:
    from projects.risks.models import Risk

    return searching.of_project(Risk, ("title", "title_en"), user, query, "alert")


def find_issues(user: Any, query: str, limit: int) -> Any:
    from projects.risks.models import Issue

    return searching.of_project(Issue, ("title", "title_en"), user, query, "flag")


ACTS = {
    "risk.raised": N_("raised the risk"),
    "risk.changed": N_("changed the risk"),
    "risk.reviewed": N_("reviewed the risk"),
    "risk.moved": N_("changed the status of the risk"),
    "risk.deleted": N_("deleted the risk"),
    "risk.effect_added": N_("added an effect of the risk"),
    "risk.effect_changed": N_("changed an effect of the risk"),
    "risk.effect_removed": N_("removed an effect of the risk"),
    "risk.scale_changed": N_("changed the risk scale"),
    "response_action.added": N_("promised an action"),
    "response_action.changed": N_("changed the action"),
    "response_action.done": N_("finished the action"),
    "response_action.dropped": N_("dropped the action"),
    "issue.added": N_("wrote down a problem or a decision"),
    "issue.changed": N_("changed the problem or decision"),
    "issue.settled": N_("settled the problem or decision"),
    "issue.reopened": N_("opened the problem or decision again"),
    "thread.turned": N_("turned it into something else"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("status reason"), N_("review on"), N_("trigger on"), N_("due on"), N_("money after"), N_("days after"),
    N_("inherent score"), N_("current score"), N_("residual score"), N_("into"), N_("about"), N_("outcome"),
    N_("probabilities"), N_("impacts"), N_("bands"), N_("data sets"), N_("driver effect"),
    N_("budget line"), N_("trigger en"),
)  # fmt: skip
