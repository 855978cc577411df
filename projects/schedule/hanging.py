"""What hangs on the rows of a plan: it goes with a row that is removed, and comes back when the removal is undone.

People on a task, its rows in baselines, the history of a milestone. Rooms above register theirs; the journal of an edit
keeps what went, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core import serializers
from django.db.models import SET_NULL, ForeignKey, Model

Json = dict[str, Any]

_hanging: dict[str, tuple[type[Model], str]] = {}


def register(model: type[Model], field: str = "task") -> None:
    """Rows of `model` whose foreign key `field` leads to a task: deleted with it, or left without one."""
    _hanging[f"{model._meta.label_lower}.{field}"] = (model, field)


def keep(task_ids: Sequence[int]) -> Json:
    """What hangs on rows that are about to be removed, by what was registered (one query each)."""
    if not task_ids:
        return {}
    found = {name: _kept(model, field, task_ids) for name, (model, field) in _hanging.items()}
    return {name: rows for name, rows in found.items() if rows}


def bring_back(kept: Json, task_ids: set[int]) -> bool:
    """Hang what was kept on those of its rows that are there again. Whether anything came back.

    What leads to something that has gone meanwhile (a person's place was filled) stays away.
    """
    came = False
    for name, rows in kept.items():
        if name in _hanging:
            model, field = _hanging[name]
            again = [row for row in rows if _task_of(row, field) in task_ids]
            came = _return(model, field, again) or came
    return came


def _kept(model: type[Model], field: str, task_ids: Sequence[int]) -> list[Any]:
    rows = model._default_manager.filter(**{f"{field}__in": task_ids}).order_by("pk")
    if _is_loose(model, field):
        return [list(pair) for pair in rows.values_list("pk", f"{field}_id")]
    told: list[Any] = json.loads(serializers.serialize("json", rows))
    return told


def _task_of(row: Any, field: str) -> int:
    return int(row["fields"][field] if isinstance(row, dict) else row[1])


def _return(model: type[Model], field: str, rows: list[Any]) -> bool:
    if _is_loose(model, field):
        for pk, task_id in rows:
            model._default_manager.filter(pk=pk, **{f"{field}__isnull": True}).update(**{f"{field}_id": task_id})
    else:
        made = [found.object for found in serializers.deserialize("python", rows)]
        model._default_manager.bulk_create(_whole(model, made), ignore_conflicts=True)
    return bool(rows)


def _whole(model: type[Model], rows: list[Any]) -> list[Any]:
    """Those whose other ends are all there."""
    for link in (f for f in model._meta.concrete_fields if isinstance(f, ForeignKey)):
        wanted = {getattr(row, link.attname) for row in rows} - {None}
        there = set(link.related_model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        rows = [row for row in rows if getattr(row, link.attname) in there | {None}]
    return rows


def _is_loose(model: type[Model], field: str) -> bool:
    link: Any = model._meta.get_field(field)
    return link.remote_field.on_delete is SET_NULL
