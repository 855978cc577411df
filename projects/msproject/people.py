"""Who a file's resources are here: matched by mail address, else by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pmo.access import policy
from pmo.accounts.models import User
from projects.msproject.document import FileAssignment, FileResource, LeftOut
from projects.msproject.importing import Imported
from projects.resources.services import MOST_PEOPLE
from projects.schedule.drafts import TaskDraft

NAMED = 20


def with_people(imported: Imported, by: Any) -> Imported:
    """The draft with its known people, the first of each task as its owner (one query); what is lost is listed."""
    known = _known(imported.resources, by)
    notes: dict[str, list[str]] = {}
    rows = {task.uid: task for task in imported.plan.tasks}
    kept = tuple(_working(imported.assignments, rows, _summaries(imported.plan.tasks), notes))
    owners = _named_owners(imported.owners, by)
    for assignment in kept:
        if assignment.resource_uid in known:
            owners.setdefault(assignment.task_uid, known[assignment.resource_uid])
    nobody = [resource.name for resource in imported.resources if resource.uid not in known]
    if nobody:
        notes["placeholders" if policy.may(by, "add", "resource") else "unknown_people"] = nobody
    left = (LeftOut(code, tuple(names[:NAMED]), len(names)) for code, names in sorted(notes.items()))
    tasks = tuple(replace(task, owner_id=owners.get(task.uid)) for task in imported.plan.tasks)
    return replace(
        imported,
        plan=replace(imported.plan, tasks=tasks),
        assignments=kept,
        people=known,
        left_out=(*imported.left_out, *left),
    )


def _working(
    assignments: Iterable[FileAssignment],
    rows: Mapping[int, TaskDraft],
    summaries: set[int],
    notes: dict[str, list[str]],
) -> Iterable[FileAssignment]:
    """Assignments a plan can hold: on tasks, with a share of time, not a crowd."""
    crowd: dict[int, int] = {}
    for assignment in assignments:
        name = rows[assignment.task_uid].name
        if assignment.task_uid in summaries:
            notes.setdefault("summary_people", []).append(name)
        elif assignment.units <= 0:
            notes.setdefault("no_share", []).append(name)
        elif crowd.get(assignment.task_uid, 0) == MOST_PEOPLE:
            notes.setdefault("crowds", []).append(name)
        else:
            crowd[assignment.task_uid] = crowd.get(assignment.task_uid, 0) + 1
            yield assignment


def _summaries(tasks: tuple[TaskDraft, ...]) -> set[int]:
    return {task.uid for task, below in pairwise(tasks) if below.level > task.level}


def _named_owners(names: Mapping[int, str], by: Any) -> dict[int, int]:
    """User id by task, of the owners a file of ours names."""
    wanted = [FileResource(uid, name, email=name if "@" in name else "") for uid, name in names.items()]
    return _known(wanted, by) if wanted else {}


def _known(resources: Iterable[FileResource], by: Any) -> dict[int, int]:
    """User id by resource uid. A name that two people share names nobody."""
    people = User.objects.visible_to(by).filter(is_active=True)
    by_mail: dict[str, int] = {}
    by_name: dict[str, set[int]] = {}
    for pk, mail, name, name_en in people.values_list("pk", "email", "name", "name_en"):
        if mail:
            by_mail[mail.casefold()] = pk
        for word in (name, name_en):
            if word:
                by_name.setdefault(word.casefold(), set()).add(pk)
    found = {}
    for resource in resources:
        person = by_mail.get(resource.email.casefold()) if resource.email else None
        namesakes = by_name.get(resource.name.casefold(), set()) if person is None else {person}
        if len(namesakes) == 1:
            (found[resource.uid],) = namesakes
    return found
