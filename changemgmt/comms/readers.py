"""Who reads an announcement, before it goes out (afterwards its receipts say who), and in whose name it may."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from changemgmt.comms.choices import Audience
from changemgmt.comms.models import Announcement
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from projects.portfolio import audience
from projects.portfolio.models import Project


def of(announcement: Announcement) -> QuerySet[User]:
    """Active people it is for, each once. Roles narrow units and staff, not people by name."""
    project = announcement.project
    if announcement.audience == Audience.PEOPLE:
        return audience.people(named=announcement.people.values("pk"))
    units = project.units if announcement.audience == Audience.STAFF else announcement.units
    paths = list(units.values_list("path", flat=True))
    if not paths:
        return User.objects.none()
    return audience.people(paths=paths, roles=announcement.roles, project_id=project.pk)


def senders(project: Project, *more: int | None) -> QuerySet[User]:
    """The project's people, executives, heads of its units, of those above and below; and `more`."""
    paths = list(project.units.values_list("path", flat=True))
    units = Q(pk__in={int(part) for path in paths for part in path.split("/") if part})
    for path in paths:
        units |= Q(path__startswith=path)
    fits = (
        Q(memberships__project=project)
        | Q(role_grants__role=Role.EXECUTIVE)
        | Q(pk__in=Unit.objects.filter(units, head__isnull=False).values("head"))
        | Q(pk__in=[pk for pk in more if pk])
    )
    rows: QuerySet[User] = User.objects.filter(fits, is_active=True)
    return rows.distinct().order_by("name")
