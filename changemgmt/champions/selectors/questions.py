"""Questions to champions: whose they are, and what waits."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from changemgmt.champions.choices import ChampionState, QuestionState
from changemgmt.champions.models import Champion, ChampionQuestion
from changemgmt.champions.models.scopes import served
from pmo.orgs.models import Unit
from projects.portfolio.models import Project

SHOWN = 10


def visible(user: Any) -> QuerySet[ChampionQuestion]:
    rows: QuerySet[ChampionQuestion] = ChampionQuestion.objects.visible_to(user)
    return rows.select_related("asked_by", "answered_by", "unit", "project")


def projects(user: Any) -> QuerySet[Project]:
    """Those of the questions somebody sees, whether or not they see the project."""
    rows: QuerySet[Project] = Project.objects.filter(pk__in=visible(user).order_by().values("project_id"))
    return rows.order_by("key")


def asked_by(user: Any) -> QuerySet[ChampionQuestion]:
    return visible(user).filter(asked_by_id=user.pk).exclude(state=QuestionState.WITHDRAWN)


def open_to(user: Any) -> QuerySet[ChampionQuestion]:
    """What waits for an answer of somebody as a champion, oldest first."""
    rows = visible(user).filter(state=QuestionState.OPEN).exclude(asked_by_id=user.pk)
    mine = ChampionQuestion.objects.none()
    for project_id, path in served(user):
        mine = mine | ChampionQuestion.objects.filter(project_id=project_id, unit__path__startswith=path)
    return rows.filter(pk__in=mine.values("pk")).order_by("created_at", "pk")


def shown_to_unit(user: Any) -> QuerySet[ChampionQuestion]:
    """Answers the champions of somebody's unit, or of one above it, showed to everybody there."""
    ids = [int(part) for part in user.unit.path.split("/") if part] if user.unit_id else []
    rows = visible(user).filter(state=QuestionState.ANSWERED, public=True, unit_id__in=ids)
    return rows.order_by("-answered_at", "-pk")


def place_of(project: Project, user: Any) -> tuple[Unit | None, list[Champion]]:
    """The nearest unit above somebody that has active champions, and them; else their own unit and nobody."""
    rows = Champion.objects.serving(user).filter(project=project).exclude(user_id=user.pk)
    found = sorted(rows.select_related("user", "unit"), key=lambda one: -len(one.unit.path))
    if not found:
        return user.unit, []
    unit = found[0].unit
    return unit, [one for one in found if one.unit_id == unit.pk]


def champions_for(question: ChampionQuestion) -> list[Champion]:
    """Active champions of the unit that is asked and of those above it."""
    ids = [int(part) for part in question.unit.path.split("/") if part]
    rows = Champion.objects.filter(
        project=question.project_id, unit_id__in=ids, state=ChampionState.ACTIVE, user__is_active=True
    )
    return list(rows.exclude(user_id=question.asked_by_id).select_related("user", "unit"))
