"""Who may handle an item, and who is asked to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.audience import VOICES
from changemgmt.feedback.models import Feedback
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.records import Forbidden
from projects.portfolio.choices import RIGHTS
from projects.portfolio.models import ProjectMember

_LEADING = [team for team, role in RIGHTS.items() if role in (Role.PROJECT_MANAGER, Role.CHANGE_MANAGER)]
_VOICING = [team for team, role in RIGHTS.items() if role in VOICES]


def may(user: Any, verb: str, item: Feedback) -> bool:
    """Whether `user` may "triage" or "answer" the item."""
    return Feedback.objects.for_verb(user, verb).filter(pk=item.pk).exists()


def require(user: Any, verb: str, item: Feedback) -> None:
    """Raise Forbidden unless `may`."""
    if not may(user, verb, item):
        raise Forbidden(_("Your role does not allow this."))


def is_author(user: Any, item: Feedback) -> bool:
    return item.author_id is not None and item.author_id == user.pk and not getattr(user, "read_only", False)


def require_author(user: Any, item: Feedback) -> None:
    if not is_author(user, item):
        raise Forbidden(_("Only whoever gave it can do this."))


def answerers(item: Feedback) -> QuerySet[User]:
    """Whom the item can be given to: who leads the project or the change, speaks for the unit, or leads the PMO. What
    was said with a name or in confidence, also whoever else is on the team.

    Its author is left out where everybody knows them; in confidence the gap would tell who it is.
    """
    members = ProjectMember.objects.filter(project=item.project)
    if item.is_anonymous:
        members = members.filter(role__in=_LEADING)
    fits = Q(pk__in=RoleGrant.objects.filter(role=Role.PMO_LEAD).values("user_id")) | Q(
        pk__in=members.values("user_id")
    )
    if item.unit is not None:
        above = [int(part) for part in item.unit.path.split("/") if part]
        voices = RoleGrant.objects.filter(role__in=VOICES).values("user_id")
        fits |= Q(unit_id__in=above, pk__in=voices)
    rows: QuerySet[User] = User.objects.filter(fits, is_active=True)
    known = item.shown_author
    return rows.exclude(pk=known.pk if known is not None else 0).order_by("name", "pk")
