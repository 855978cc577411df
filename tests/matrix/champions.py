"""A network in the zoo: somebody asked, somebody active with a log, a question, a process and a material."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from changemgmt.champions import services
from changemgmt.champions.models import (
    Champion,
    ChampionEntry,
    ChampionMaterial,
    ChampionQuestion,
    CriticalProcess,
)
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records.models import create
from projects.portfolio.models import Project
from tests import factories


@dataclass
class ChampionSide:
    """`candidate` is of the unit and could be nominated."""

    unit: Unit
    asked: Champion
    active: Champion
    entry: ChampionEntry
    question: ChampionQuestion
    process: CriticalProcess
    material: ChampionMaterial
    candidate: User


def champions_of(
    project: Project, manager: User, doer: User, word: str, now: datetime, champion: User | None
) -> ChampionSide:
    """`champion`: who is one already; without one somebody new."""
    today = timezone.localdate(now)
    unit = project.units.get()
    person = champion or factories.make_user(now, unit=unit)
    # Nobody decides about themselves: whoever leads the foreign project is neither asked nor asks.
    nominee, asker = (doer if doer.pk != manager.pk else factories.make_user(now, unit=unit) for _ in range(2))
    until = today + timedelta(days=150)
    both: dict[str, Any] = {"project": project, "unit": unit, "until_on": until, "nominated_by": manager}
    asked = create(Champion(user=nominee, note=f"{word} note", **both), now=now)
    active = create(Champion(user=person, state="active", since_on=today, note=f"{word} note", **both), now=now)
    process = services.add_process(by=manager, project=project, name=f"{word} process", now=now)
    active.processes.add(process)
    active.skills.create(kind="system", word="reporting")
    entry = create(ChampionEntry(champion=active, on=today, note=f"{word} entry"), now=now)
    question = create(ChampionQuestion(project=project, unit=unit, asked_by=asker, text=f"{word} question"), now=now)
    upload = SimpleUploadedFile(f"{word.strip()}.txt", f"{word} material".encode())
    material = services.add_material(by=manager, project=project, title=f"{word} material", upload=upload, now=now)
    candidate = factories.make_user(now, unit=unit)
    return ChampionSide(unit, asked, active, entry, question, process, material, candidate)


def subjects(make: Any, subject: Any, personal: str) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects, `subject` their class."""
    nobody: frozenset[str] = frozenset()
    manage, network = ("champion", "manage"), make("champion", lambda s: {"key": s.project.key})
    asked = replace(make("champion", lambda s: {"pk": s.champions.asked.pk}, "employee"), foreign_owners=nobody)

    def active(give: Any, also: Any = None) -> Any:
        return subject("champion", give, frozenset({"champion"}), foreign_owners=nobody, also=also)

    one = active(lambda s: {"pk": s.champions.active.pk})
    decided = active(lambda s: {"pk": s.champions.active.pk}, manage)
    entry = active(lambda s: {"pk": s.champions.entry.pk})
    question = subject(
        "champion_question",
        lambda s: {"pk": s.champions.question.pk},
        frozenset({"employee", "champion"}),
        foreign_owners=nobody,
    )
    # Whoever works in the unit, but for its champion.
    ask = subject(
        personal,
        lambda s: {"key": s.project.key},
        frozenset({"employee", "pm", "owner"}),
        foreign_owners=frozenset({"stranger", "mixed"}),
    )
    return {
        "champions:": one,
        "champions:ask": ask,
        "champions:network": network,
        "champions:export": network,
        "champions:setup": network,
        "champions:process_add": network,
        "champions:material_add": network,
        "champions:nominate": make("champion", lambda s: {"key": s.project.key}, also=("champion", "add")),
        "champions:accept": asked,
        "champions:refuse": asked,
        "champions:withdraw": replace(asked, also=manage),
        "champions:edit": decided,
        "champions:renew": decided,
        "champions:end": decided,
        "champions:entry": entry,
        "champions:question": question,
        "champions:process_remove": make("champion", lambda s: {"pk": s.champions.process.pk}),
        "champions:material_remove": make("champion", lambda s: {"pk": s.champions.material.pk}),
    }


def api(make: Any) -> dict[str, Any]:
    return {
        "api:champion-": replace(
            make("champion", lambda s: {"pk": s.champions.asked.pk}, "employee"), foreign_owners=frozenset()
        ),
        "api:champion-coverage": make("champion", lambda s: {"key": s.project.key}),
    }


def upload(make: Any) -> Any:
    return make(
        "project",
        lambda s: {"kind": "champions"},
        query=lambda s: f"project={s.project.key}",
        also=("champion", "import"),
    )


def file(make: Any) -> Any:
    return make("champion", lambda s: {"pk": s.champions.material.file_id})


# Only whoever asked takes a question back; the champions of the unit see it, and do not.
NAMED = {"champions:question_take_back": (frozenset({"employee"}), frozenset[str]())}

BODIES: dict[str, Any] = {
    "POST api:champion-list": lambda s: {
        "project": s.project.key,
        "unit": s.champions.unit.pk,
        "user": s.champions.candidate.pk,
    },
    "POST api:champion-refuse": lambda s: {"reason": "no time"},
    "POST api:champion-end": lambda s: {"reason": "moved on"},
}
MADE = {"api:champion-list": "champion"}


def another(side: ChampionSide, project: Project, now: datetime) -> None:
    """One more champion of the unit with a line in the log, one more who said no, one more question and material."""
    today = timezone.localdate(now)
    person, other = (factories.make_user(now, unit=side.unit) for _ in range(2))
    until = today + timedelta(days=150)
    by = side.asked.nominated_by
    both: dict[str, Any] = {"project": project, "unit": side.unit, "until_on": until, "nominated_by": by}
    active = create(Champion(user=person, state="active", since_on=today, **both), now=now)
    create(Champion(user=other, state="refused", refusal="x", answered_at=now, **both), now=now)
    active.processes.add(side.process)
    active.skills.create(kind="shift", word="N")
    create(ChampionEntry(champion=active, on=today), now=now)
    create(ChampionEntry(champion=side.active, on=today), now=now)
    create(ChampionQuestion(project=project, unit=side.unit, asked_by=other, text="x"), now=now)
    create(ChampionMaterial(project=project, title="M", link="https://example.test/m", added_by=by), now=now)
