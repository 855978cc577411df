"""Wires the room to the outside: health, dates, words of the history, search, commands, tabs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from projects.schedule import own_data

    own_data.connect()
    from pmo import exchange, files
    from pmo.audit.words import register_acts
    from pmo.web import finding, nav
    from projects.portfolio import dimensions, stage_pages, stage_tabs
    from projects.portfolio.choices import Stage
    from projects.schedule import excel, hanging, headline, punctuality, sentences, sources  # noqa: F401 - registers sentences
    from projects.schedule.models import BaselineTask, MilestoneMove, Task

    files.register_owner("task", Task)
    finding.searched_by(Task, "wbs", "name", "name_en")
    stage_pages.register_beside("plan")
    hanging.register(BaselineTask)
    hanging.register(MilestoneMove)
    exchange.register(excel.IMPORTER)
    sources.register(sources.PlanSource("excel_in", _("Import from Excel"), "upload", excel_import_url))
    sources.register(sources.PlanSource("excel", _("Export to Excel"), "download", excel_url, brings=False))
    register_acts(ACTS)
    known = dimensions.dimension("schedule")
    if known is not None:
        dimensions.register_dimension(dimensions.Dimension(known.code, known.label, known.stage, punctuality.read))
    dimensions.register_stage_facts(Stage.PLANNING, punctuality.stage_facts)
    dimensions.register_key_dates("milestones", punctuality.key_dates)
    nav.register(nav.Entry("/schedule/", _("Schedule"), "plan", nav.PLANNING))
    nav.register(nav.Entry("/milestones/", _("Milestones"), "goal", nav.PLANNING))
    for code, label, order, verb in (
        ("plan", _("Plan"), 10, "view"),
        ("grid", _("Outline"), 12, "view"),
        ("milestones", _("Milestones"), 20, "view"),
        ("baselines", _("Baselines"), 30, "view"),
        ("quality", _("Quality"), 40, "view"),
        ("settings", _("Settings"), 90, "change"),
    ):
        when = None if code == "plan" else has_plan
        tab = stage_tabs.Tab(
            Stage.PLANNING, code, label, f"schedule:{code}", ("plan", verb), order, when=when, group="plan"
        )
        stage_tabs.register(tab)
    _connect_search()


def has_plan(project: Any) -> bool:
    """Whether a project's plan was opened; asked once per page."""
    return hasattr(project, "plan")


def excel_import_url(project: Any, user: Any) -> str | None:
    from pmo import exchange
    from pmo.access import policy
    from projects.schedule import excel

    may = has_plan(project) and project.is_open and policy.may(user, "import", "plan", project_id=project.pk)
    return exchange.import_url(excel.KIND, project=project.key) if may else None


def excel_url(project: Any, user: Any) -> str | None:
    from pmo.access import policy

    may = has_plan(project) and policy.may(user, "export", "plan", project_id=project.pk)
    return reverse("schedule:excel", args=[project.key]) if may else None


ACTS = {
    "plan.opened": N_("opened the plan"),
    "plan.edit": N_("edited the plan"),
    "plan.undo": N_("undid an edit of the plan"),
    "plan.redo": N_("redid an edit of the plan"),
    "plan.import": N_("imported the plan"),
    "plan.template": N_("started the plan from a template"),
    "plan.levelling": N_("levelled the plan"),
    "plan.change": N_("carried out a change request in the plan"),
    "plan.settings": N_("changed the settings of the plan"),
    "plan.baseline_taken": N_("took a baseline"),
    "plan.baseline_chosen": N_("chose the baseline that counts"),
    "plan.baseline_deleted": N_("deleted a baseline"),
    "plan.template_saved": N_("saved a plan as a template"),
    "plan.template_deleted": N_("deleted a plan template"),
    "feed.opened": N_("made a calendar link"),
    "feed.revoked": N_("revoked a calendar link"),
}
# What the history calls the values of these acts.
VALUES = (N_("edit"), N_("tasks"), N_("finish"), N_("baseline"), N_("start"), N_("shifts"), N_("status at"))


def _connect_search() -> None:
    from pmo import search

    search.register("task", _("Tasks and milestones"), find, order=45)
    search.register_command(
        search.Command(
            title=_("Schedule of all projects"),
            url=lambda: reverse("schedule:portfolio"),
            icon="plan",
            right=("plan", "view"),
            words=("进度", "甘特图", "gantt"),
        )
    )
    search.register_command(
        search.Command(
            title=_("All milestones"),
            url=lambda: reverse("schedule:all_milestones"),
            icon="goal",
            right=("plan", "view"),
            words=("里程碑",),
        )
    )
    search.register_command(
        search.Command(
            title=_("Plan templates"),
            url=lambda: reverse("schedule:templates"),
            icon="file",
            right=("plan_template", "view"),
            words=("模板", "计划模板"),
        )
    )


def find(user: Any, query: str, limit: int) -> Any:
    """Tasks whose name holds the words, milestones first."""
    from pmo import search
    from projects.schedule.selectors import plans

    rows = plans.find(user, search.match(["name", "name_en"], query))
    return search.Found(rows, lambda row: search.Hit(row.label, row.url, f"{row.plan.project.key} · {row.wbs}", "plan"))
