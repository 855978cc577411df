from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo.access import scopes
from pmo.audit.words import register_acts, register_codes
from pmo.search import Command, Hit, register, register_command
from pmo.tokens import scopes as tokens
from pmo.web import nav
from projects.portfolio import dimensions, memberships


def connect() -> None:
    from pmo.web import finding
    from projects.portfolio import own_data
    from projects.portfolio.models import Project

    own_data.connect()
    finding.searched_by(Project, "key", "name", "name_en")
    scopes.register_memberships(memberships.roles_of)
    scopes.register_unit_projects(memberships.projects_of_unit)
    from projects.portfolio import key_dates, punctuality, selectors
    from projects.portfolio.choices import TeamRole

    tokens.register(selectors.token_choices)
    dimensions.register_key_dates("stages", key_dates.stage_ends)
    nav.register_followed(selectors.followed_items)
    dimensions.register_dimension(dimensions.Dimension("schedule", _("Schedule"), "", punctuality.read))
    register("project", _("Projects"), find_projects, order=10)
    register_command(
        Command(
            title=_("Propose a project"), url=lambda: reverse("portfolio:new"), icon="plus", right=("project", "add")
        )
    )
    register_command(
        Command(title=_("All projects"), url=lambda: reverse("portfolio:list"), icon="grid", right=("project", "view"))
    )
    register_command(
        Command(
            title=_("New portfolio"),
            url=lambda: reverse("portfolio:portfolio_new"),
            icon="plus",
            right=("portfolio", "add"),
        )
    )
    register_codes("role", TeamRole.choices)
    register_acts(
        {
            "portfolio.created": N_("created the portfolio"),
            "portfolio.changed": N_("changed the portfolio"),
            "project.created": N_("proposed the project"),
            "project.changed": N_("changed the project's data"),
            "project.state_changed": N_("changed the project's state"),
            "project.stage_changed": N_("moved the project to another stage"),
            "project.stages_planned": N_("planned the stages"),
            "project.member_added": N_("added to the team"),
            "project.member_removed": N_("removed from the team"),
        }
    )


def find_projects(user: Any, q: str, limit: int) -> list[Hit]:
    """Projects whose key or name holds the words."""
    from django.db.models import Q

    from projects.portfolio.models import Project

    rows = Project.objects.visible_to(user).filter(Q(key__icontains=q) | Q(name__icontains=q) | Q(name_en__icontains=q))
    found = list(rows.order_by("key")[:limit])
    overall = dimensions.overalls([p.pk for p in found])
    return [
        Hit(title=p.label, sub=p.key, url=p.url, icon="grid", status=overall[p.pk].status if p.pk in overall else "")
        for p in found
    ]
