"""What people reach besides their roles: heads the champions of their units, champions the questions of theirs."""

from __future__ import annotations

from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from changemgmt.champions.choices import ChampionState, QuestionState
from pmo.access.models import ScopedQuerySet
from pmo.access.scopes import condition, of
from pmo.orgs.models import Unit

M = TypeVar("M", bound=models.Model)
READING = ("view", "export")


def headed_paths(user: Any) -> list[str]:
    """Paths of the units somebody heads; kept for the length of the request. A token for some projects heads none."""
    access = of(user)
    if not access.active or access.token_projects is not None:
        return []
    known: list[str] | None = getattr(user, "_headed_paths", None)
    if known is None:
        rows = Unit.objects.filter(head_id=user.pk, closed_on__isnull=True)
        known = user._headed_paths = list(rows.values_list("path", flat=True))
    return known


def served(user: Any) -> list[tuple[int, str]]:
    """(project, path of the unit) of everything somebody is an active champion of."""
    access = of(user)
    if not access.active or access.token_projects is not None:
        return []
    known: list[tuple[int, str]] | None = getattr(user, "_served_units", None)
    if known is None:
        rows = apps.get_model("changemgmt", "Champion").objects.filter(user_id=user.pk, state=ChampionState.ACTIVE)
        known = user._served_units = list(rows.values_list("project_id", "unit__path"))
    return known


def forget(user: Any) -> None:
    """Somebody became a champion, or is none any more."""
    user.__dict__.pop("_served_units", None)


def below(paths: list[str], field: str = "unit__path") -> Q:
    """Rows whose unit is one of these or below one; of none: no row."""
    where = Q(pk__in=())
    for path in paths:
        where |= Q(**{f"{field}__startswith": path})
    return where


class ChampionQuerySet(ScopedQuerySet[M]):
    def for_verb(self, user: Any, verb: str) -> ChampionQuerySet[M]:
        where = condition(self.model, user, verb)
        if where is None:
            return self
        paths = headed_paths(user) if verb == "view" else []
        return self.filter(where | below(paths) if paths else where)

    def active(self) -> ChampionQuerySet[M]:
        return self.filter(state=ChampionState.ACTIVE)

    def serving(self, user: Any) -> ChampionQuerySet[M]:
        """Active champions of somebody's unit and of the units above it, in open projects: everybody knows theirs."""
        ids = [int(part) for part in of(user).unit_path.split("/") if part]
        return self.active().filter(unit_id__in=ids, user__is_active=True, project__state__in=("active", "on_hold"))


class QuestionQuerySet(ScopedQuerySet[M]):
    def for_verb(self, user: Any, verb: str) -> QuestionQuerySet[M]:
        where = condition(self.model, user, verb)
        access = of(user)
        if where is None or not access.active or access.token_projects is not None:
            return self if where is None else self.filter(where)
        if verb in READING or (verb == "answer" and not access.read_only):
            for project_id, path in served(user):
                where |= Q(project_id=project_id, unit__path__startswith=path)
        if verb == "view":
            ids = [int(part) for part in access.unit_path.split("/") if part]
            where |= Q(state=QuestionState.ANSWERED, public=True, unit_id__in=ids)
        return self.filter(where)
