"""Wires the room to the outside: words of the history, decisions, search, imports, files, messages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from projects.portfolio import searching


def connect() -> None:
    from pmo import exchange, files
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from pmo.web import nav
    from projects.goals import decisions, excel
    from projects.goals.models import PainPoint
    from projects.portfolio import dimensions
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    groups.register(
        groups.Group("goals", _("Goals"), _("Versions to sign, and what became of requirements.")),
        prefixes=("sign_off", "requirement"),
    )
    exchange.register(excel.IMPORTER)
    files.register_owner("pain_point", PainPoint)
    decisions.connect()
    dimensions.register_stage_facts(Stage.GOALS, decisions.stage_facts)
    dimensions.register_stage_statuses(decisions.stage_statuses)
    dimensions.register_key_dates("sign_offs", decisions.key_dates, decisions.asked_by)
    _connect_tabs()
    nav.register(nav.Entry("/pain-points/", _("Pain points"), "alert"))
    nav.register(nav.Entry("/requirements/", _("Requirements"), "file"))
    _connect_search()


def _connect_tabs() -> None:
    from projects.goals.selectors import tabs
    from projects.portfolio.choices import Stage
    from projects.portfolio.stage_tabs import Tab, register

    goals = Stage.GOALS
    register(Tab(goals, "goals", _("From pain to result"), "goals:overview", ("goal", "view"), 1))
    register(
        Tab(
            goals,
            "pains",
            _("Pain points"),
            "goals:project_pain_points",
            ("pain_point", "view"),
            2,
            rows=tabs.pain_points,
        )
    )
    register(
        Tab(
            goals,
            "requirements",
            _("Requirements"),
            "goals:project_requirements",
            ("requirement", "view"),
            3,
            rows=tabs.requirements,
        )
    )
    register(Tab(goals, "sign_off", _("Sign-off"), "goals:overview", ("sign_off", "view"), 4, found=tabs.sign_off))


def _connect_search() -> None:
    from pmo import search

    search.register("goal", _("Goals"), find_goals, order=20)
    search.register("pain_point", _("Pain points"), find_pain_points, order=30)
    search.register("requirement", _("Requirements"), find_requirements, order=40)
    search.register_command(
        search.Command(
            title=_("New pain point"),
            url=lambda: reverse("goals:pain_point_choose"),
            icon="plus",
            right=("pain_point", "add"),
            words=("痛点", "pain"),
        )
    )
    search.register_command(
        search.Command(
            title=_("New requirement"),
            url=lambda: reverse("goals:requirement_choose"),
            icon="plus",
            right=("requirement", "add"),
            words=("需求", "requirement"),
        )
    )
    search.register_command(
        search.Command(
            title=_("All pain points"),
            url=lambda: reverse("goals:pain_points"),
            icon="alert",
            right=("pain_point", "view"),
        )
    )
    search.register_command(
        search.Command(
            title=_("All requirements"),
            url=lambda: reverse("goals:requirements"),
            icon="file",
            right=("requirement", "view"),
        )
    )


def find_goals(user: Any, query: str, limit: int) -> Any:
    from projects.goals.models import Goal

    return searching.of_project(Goal, ("title", "title_en"), user, query, "goal")


def find_pain_points(user: Any, query: str, limit: int) -> Any:
    from projects.goals.models import PainPoint

    return searching.of_project(PainPoint, ("title", "title_en"), user, query, "alert")


def find_requirements(user: Any, query: str, limit: int) -> Any:
    from projects.goals.models import Requirement

    return searching.of_project(Requirement, ("title", "title_en"), user, query, "file")


ACTS = {
    "pain_point.raised": N_("added the pain point"),
    "pain_point.changed": N_("changed the pain point"),
    "pain_point.deleted": N_("deleted the pain point"),
    "goal.added": N_("added the goal"),
    "goal.changed": N_("changed the goal"),
    "goal.submitted": N_("submitted the goal"),
    "goal.achieved": N_("declared the goal achieved"),
    "goal.dropped": N_("dropped the goal"),
    "kpi.added": N_("added the KPI"),
    "kpi.changed": N_("changed the KPI"),
    "kpi.retired": N_("retired the KPI"),
    "requirement.raised": N_("raised the requirement"),
    "requirement.changed": N_("changed the requirement"),
    "requirement.assessed": N_("assessed the requirement"),
    "requirement.decided": N_("decided the requirement"),
    "sign_off.asked": N_("asked for signatures"),
    "sign_off.signed": N_("signed the goals"),
    "sign_off.declined": N_("declined the goals"),
    "sign_off.completed": N_("closed the round: everybody has signed"),
    "sign_off.refused": N_("closed the round: declined"),
    "sign_off.voided": N_("voided the version: the goals changed"),
    "sign_off.withdrawn": N_("took the round back"),
}
