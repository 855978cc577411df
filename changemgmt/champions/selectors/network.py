"""Reads of champions: lists, one of them, and who is quiet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from changemgmt.champions import activity
from changemgmt.champions.activity import Activity
from changemgmt.champions.choices import HELD, ChampionState, SkillKind
from changemgmt.champions.models import Champion, ChampionSetting, ChampionSkill, CriticalProcess
from pmo import calendars
from pmo.accounts.models import User
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import Project, ProjectMember


def processes(project: Project) -> QuerySet[CriticalProcess]:
    """The critical processes of a project the reader has been let into."""
    return CriticalProcess.objects.filter(project=project)


def visible(user: Any) -> QuerySet[Champion]:
    rows: QuerySet[Champion] = Champion.objects.visible_to(user)
    return rows.select_related("user__unit", "unit", "project__portfolio__calendar", "nominated_by", "ended_by")


def of_person(user: Any) -> QuerySet[Champion]:
    """What somebody is asked to be, or is."""
    return visible(user).filter(user_id=user.pk, state__in=HELD)


def setting_of(project: Project) -> ChampionSetting:
    """The project's own, or the usual without a row."""
    return ChampionSetting.objects.filter(project=project).first() or ChampionSetting(project=project)


def promised(user_id: int, *, without: int | None = None) -> int:
    """Percent of work somebody has promised as a champion of any project, nominations not counted."""
    rows = Champion.objects.filter(user_id=user_id, state=ChampionState.ACTIVE)
    if without is not None:
        rows = rows.exclude(pk=without)
    return int(rows.aggregate(total=Sum("time_share"))["total"] or 0)


def leaders(project: Project) -> list[User]:
    """Who leads the change of a project; without anybody its manager."""
    rows = ProjectMember.objects.filter(project=project, role=TeamRole.CHANGE_MANAGER, user__is_active=True)
    found = [row.user for row in rows.select_related("user").order_by("user_id")]
    if not found and project.manager is not None and project.manager.is_active:
        found = [project.manager]
    return found


def skills(champions: Iterable[Champion]) -> dict[int, dict[str, list[str]]]:
    """Words by kind and champion (one query)."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: {kind: [] for kind in SkillKind.values})
    for row in ChampionSkill.objects.filter(champion__in=[one.pk for one in champions]):
        found[row.champion_id][row.kind].append(row.word)
    return dict(found)


@dataclass(frozen=True)
class Quiet:
    """A champion of whom nothing was heard, and for how many working days."""

    champion: Champion
    since: date
    workdays: int


def quiet(champions: Sequence[Champion], days: dict[int, int], today: date) -> list[Quiet]:
    """Active champions without activity for longer than their project allows (`days` by project), longest first."""
    acting = [one for one in champions if one.state == ChampionState.ACTIVE and one.since_on is not None]
    done = activity.of({(one.user_id, one.project_id) for one in acting}, today)
    return quiet_of(acting, done, days, today)


def quiet_of(
    champions: Sequence[Champion], done: dict[activity.Key, Activity], days: dict[int, int], today: date
) -> list[Quiet]:
    """As `quiet`, of an activity that is known already."""
    table = calendars.table()
    found = []
    for one in champions:
        known = done.get((one.user_id, one.project_id))
        last = max(filter(None, (one.since_on, known.last_on if known else None)), default=today)
        silent = table.count(last, today)
        if silent > days.get(one.project_id, ChampionSetting().quiet_days):
            found.append(Quiet(one, last, silent))
    return sorted(found, key=lambda row: -row.workdays)
