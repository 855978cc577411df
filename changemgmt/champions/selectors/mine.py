"""What a person sees of champions: who theirs are, and for champions their own desk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from changemgmt.champions import activity, unit_use
from changemgmt.champions.activity import Activity
from changemgmt.champions.choices import ChampionState
from changemgmt.champions.models import Champion, ChampionEntry, ChampionMaterial, ChampionQuestion
from changemgmt.champions.selectors import network, questions
from changemgmt.champions.unit_use import UnitUse
from pmo.access.scopes import of
from pmo.accounts.models import User
from projects.portfolio.choices import State
from projects.portfolio.models import Project

ENTRIES = 8


@dataclass(frozen=True)
class Helper:
    """A champion as colleagues see them: the name, and what they can help with."""

    champion: Champion
    words: list[str]


@dataclass
class Mine:
    """A project that concerns somebody: their champions, or who is asked while there are none."""

    project: Project
    champions: list[Champion]
    instead: list[User] = field(default_factory=list)
    skills: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def people(self) -> list[Helper]:
        return [
            Helper(one, [word for words in self.skills.get(one.pk, {}).values() for word in words])
            for one in self.champions
        ]


def mine(user: Any) -> list[Mine]:
    """By project, those of the nearest unit; projects without any network are left out."""
    rows = Champion.objects.serving(user).exclude(user_id=user.pk).select_related("user", "unit", "project")
    nearest: dict[int, list[Champion]] = defaultdict(list)
    for one in sorted(rows, key=lambda one: -len(one.unit.path)):
        known = nearest[one.project_id]
        if not known or known[0].unit_id == one.unit_id:
            known.append(one)
    words = network.skills(one for found in nearest.values() for one in found)
    found = [Mine(rows[0].project, rows, skills=words) for rows in nearest.values()]
    ids = [int(part) for part in of(user).unit_path.split("/") if part]
    without = Project.objects.filter(units__in=ids, state__in=(State.ACTIVE, State.ON_HOLD))
    without = without.filter(champions__state=ChampionState.ACTIVE).exclude(pk__in=nearest).distinct()
    own = {pk for pk, _path in questions.served(user)}
    nobody = without.exclude(pk__in=own).select_related("manager")
    found += [Mine(project, [], network.leaders(project)) for project in nobody]
    return sorted(found, key=lambda row: row.project.key)


@dataclass
class Post:
    """One of the networks somebody is a champion in."""

    champion: Champion
    questions: list[ChampionQuestion]
    entries: list[ChampionEntry]
    done: Activity
    use: list[UnitUse]
    materials: list[ChampionMaterial]


def desk(user: Any, today: date) -> list[Post]:
    """Everything a champion works with, by project."""
    own = list(network.of_person(user).filter(state=ChampionState.ACTIVE).order_by("project__key"))
    done = activity.of([(one.user_id, one.project_id) for one in own], today)
    asked: dict[int, list[ChampionQuestion]] = defaultdict(list)
    for row in questions.open_to(user) if own else ():
        asked[row.project_id].append(row)
    entries: dict[int, list[ChampionEntry]] = defaultdict(list)
    for entry in ChampionEntry.objects.filter(champion__in=[one.pk for one in own]):
        entries[entry.champion_id].append(entry)
    kept = materials([one.project_id for one in own])
    return [
        Post(
            champion=one,
            questions=asked[one.project_id],
            entries=entries[one.pk][:ENTRIES],
            done=done[(one.user_id, one.project_id)],
            use=unit_use.of_unit(one.project, one.unit, today),
            materials=kept.get(one.project_id, []),
        )
        for one in own
    ]


def materials(project_ids: list[int]) -> dict[int, list[ChampionMaterial]]:
    """By project, each with its file (one query)."""
    found: dict[int, list[ChampionMaterial]] = defaultdict(list)
    for row in ChampionMaterial.objects.filter(project__in=project_ids).select_related("file"):
        found[row.project_id].append(row)
    return dict(found)
