"""Wires the room to the outside: calendars for the scheduler, the task page, tabs, the work, words of the history."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from projects.resources import own_data

    own_data.connect()
    from pmo import search
    from pmo.audit.words import register_acts
    from pmo.web import nav
    from projects.portfolio import stage_tabs
    from projects.portfolio.choices import Stage
    from projects.resources import calendars, work  # noqa: F401 - registers the work
    from projects.resources.models import Assignment
    from projects.resources.selectors.panel import of_task
    from projects.resources.selectors.resources import staffed_tasks
    from projects.schedule import hanging, panels, planning
    from projects.schedule.selectors.quality import register_staffed

    register_acts(ACTS)
    planning.register_resource_calendars(calendars.of_plan)
    register_staffed(staffed_tasks)
    hanging.register(Assignment)
    panels.register("projects/resources/_task.html", of_task)
    stage_tabs.register(
        stage_tabs.Tab(Stage.PLANNING, "people", _("People"), "resources:people", ("allocation", "view"), 15)
    )
    nav.register(nav.Entry("/capacity/", _("Capacity"), "people", nav.PLANNING))
    search.register("resource", _("People and roles"), find, order=48)
    search.register_command(
        search.Command(
            title=_("Capacity of people"),
            url=lambda: reverse("resources:heat"),
            icon="people",
            right=("resource", "view"),
            words=("资源", "人力", "负荷", "capacity"),
        )
    )


def find(user: Any, query: str, limit: int) -> Any:
    """Placeholders and people by name."""
    from pmo import search
    from projects.resources.selectors import resources

    names = ["name", "name_en", "user__name", "user__name_en"]
    rows = resources.visible(user).filter(search.match(names, query)).order_by("user__name", "name")
    return search.Found(rows, lambda row: search.Hit(row.label, row.url, str(row.get_role_display()), "people"))


ACTS = {
    "resource.added": N_("added to the people who can be planned"),
    "resource.changed": N_("changed the working time"),
    "resource.staffed": N_("filled a role"),
    "resource.removed": N_("removed a role nobody asked for"),
    "resource.absent": N_("noted an absence"),
    "resource.present": N_("removed an absence"),
    "allocation.added": N_("promised time to the project"),
    "allocation.changed": N_("changed a promise of time"),
    "allocation.removed": N_("took a promise of time back"),
    "task.assigned": N_("assigned somebody to the task"),
    "plan.staffed": N_("put people on the tasks of the plan"),
    "task.unassigned": N_("took somebody off the task"),
    "plan.levelling_discarded": N_("discarded a levelled plan"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("person"),
    N_("percent"),
    N_("days"),
    N_("moved"),
    N_("amount"),
    N_("resource"),
    N_("hours per day"),
    N_("assignments"),
    N_("people"),
)
