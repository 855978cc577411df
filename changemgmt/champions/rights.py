"""Who may do what in a network: by role on the project, as head of the unit or of one above, as the person named."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from changemgmt.champions.models import Champion, ChampionQuestion
from changemgmt.champions.models.scopes import below, headed_paths, served
from pmo.access import policy
from pmo.access.scopes import of
from pmo.orgs.models import Unit, UnitQuerySet
from pmo.records import Forbidden
from projects.portfolio.models import Project


def heads(user: Any, unit: Unit) -> bool:
    """Whether somebody heads the unit or one above it; never with a read-only token."""
    return not of(user).read_only and any(unit.path.startswith(path) for path in headed_paths(user))


def may_nominate(user: Any, project: Project, unit: Unit) -> bool:
    return policy.may(user, "add", "champion", project_id=project.pk) or heads(user, unit)


def may_manage(user: Any, champion: Champion) -> bool:
    """Renew, end, withdraw, change the terms of somebody else."""
    if champion.user_id == user.pk:
        return False
    return policy.may(user, "manage", "champion", project_id=champion.project_id) or heads(user, champion.unit)


def require_manage(user: Any, champion: Champion) -> None:
    if not may_manage(user, champion):
        raise Forbidden(_("This is decided by the head of the unit or whoever leads the change, never about oneself."))


def may_answer(user: Any, question: ChampionQuestion) -> bool:
    """Champions of the unit and whoever leads the change; nobody answers themselves."""
    if question.asked_by_id == user.pk:
        return False
    if policy.may(user, "answer", question):
        return True
    here = (question.project_id, question.unit.path)
    return not of(user).read_only and any(pk == here[0] and here[1].startswith(path) for pk, path in served(user))


def sees_asker(user: Any, question: ChampionQuestion) -> bool:
    """An answer shown to the unit does not say who asked."""
    return question.asked_by_id == user.pk or may_answer(user, question) or policy.may(user, "view", question)


def units_of(project: Project) -> UnitQuerySet:
    """The open units a project concerns, with everything below them, parents first (two queries)."""
    paths = list(project.units.values_list("path", flat=True))
    rows: UnitQuerySet = Unit.objects.open().filter(below(paths, "path")).order_by("path")
    return rows


def units_to_nominate_for(user: Any, project: Project) -> UnitQuerySet:
    """All of a project's for whoever may nominate in it; for heads their own and those below."""
    rows = units_of(project)
    if policy.may(user, "add", "champion", project_id=project.pk):
        return rows
    paths = [] if of(user).read_only else headed_paths(user)
    found: UnitQuerySet = rows.filter(below(paths, "path") if paths else Q(pk__in=()))
    return found


def project_to_nominate_in(user: Any, key: str) -> Project | None:
    """A project whose network somebody sees, or that concerns a unit they head: heads are told about it, whether or not
    they see the rest of it."""
    rows = Project.objects.select_related("portfolio")
    found: Project | None = rows.visible_to(user).filter(key=key).first()
    if found is not None and policy.may(user, "view", "champion", project_id=found.pk):
        return found
    found = rows.filter(key=key).first() if headed_paths(user) else None
    return found if found is not None and units_to_nominate_for(user, found).exists() else None
