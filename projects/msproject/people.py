"""Who a file's resources are here: matched by mail address, else by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pmo.accounts.models import User
from projects.msproject.document import FileResource, LeftOut
from projects.msproject.importing import Imported


def with_owners(imported: Imported, by: Any) -> Imported:
    """The draft with the first known person of every task as its owner (one query); the rest is listed."""
    known = _known(imported.resources, by)
    rows = {task.uid: task for task in imported.plan.tasks}
    owners: dict[int, int] = {}
    more: list[str] = []
    for assignment in imported.assignments:
        person = known.get(assignment.resource_uid)
        if person is None:
            continue
        if owners.setdefault(assignment.task_uid, person) != person:
            more.append(rows[assignment.task_uid].name)
    nobody = [resource.name for resource in imported.resources if resource.uid not in known]
    left = list(imported.left_out)
    for code, names in (("unknown_people", nobody), ("more_people", more)):
        if names:
            left.append(LeftOut(code, tuple(names[:20]), len(names)))
    tasks = tuple(replace(task, owner_id=owners.get(task.uid)) for task in imported.plan.tasks)
    return replace(imported, plan=replace(imported.plan, tasks=tasks), left_out=tuple(left))


def _known(resources: Iterable[FileResource], by: Any) -> dict[int, int]:
    """User id by resource uid."""
    people = User.objects.visible_to(by).filter(is_active=True)
    by_mail: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for pk, mail, name, name_en in people.values_list("pk", "email", "name", "name_en"):
        if mail:
            by_mail[mail.casefold()] = pk
        for word in (name, name_en):
            if word:
                by_name.setdefault(word.casefold(), pk)
    found = {}
    for resource in resources:
        person = by_mail.get(resource.email.casefold()) if resource.email else None
        person = person or by_name.get(resource.name.casefold())
        if person is not None:
            found[resource.uid] = person
    return found
