"""Frozen versions of a project's goals: what executives sign, and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.goals.choices import OFFERED
from projects.goals.models import Goal, Kpi
from projects.portfolio.models import Project

GOAL_FIELDS = ("number", "title", "title_en", "description", "weight", "owner_id")
KPI_FIELDS = (
    "name",
    "name_en",
    "kind",
    "unit",
    "unit_en",
    "baseline",
    "baseline_on",
    "target",
    "target_words",
    "lower",
    "upper",
    "due_on",
    "cadence",
    "weight",
    "owner_id",
    "checkpoints",
)


def freeze(project: Project) -> dict[str, Any]:
    """The goals offered for agreement and their KPIs as they stand, in a form that compares byte by byte."""
    goals = Goal.objects.filter(project=project, status__in=OFFERED).order_by("number")
    frozen = []
    for goal in goals.prefetch_related("kpis"):
        kpis = sorted((k for k in goal.kpis.all() if k.retired_at is None), key=lambda k: k.pk)
        frozen.append(
            {
                "id": goal.pk,
                **_values(goal, GOAL_FIELDS),
                "kpis": [{"id": k.pk, **_values(k, KPI_FIELDS)} for k in kpis],
            }
        )
    return {"goals": frozen}


def fingerprint(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    text = json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One thing that differs. kind: added | removed | changed; `kpi` empty when the goal itself differs.

    `old` and `new` are the frozen goal or KPI it stands in, as far as there is one.
    """

    kind: str
    goal: tuple[str, str]
    kpi: tuple[str, str] | None = None
    field: str = ""
    before: Any = None
    after: Any = None
    old: Mapping[str, Any] | None = None
    new: Mapping[str, Any] | None = None


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """What changed from one frozen version to another, in the order of the new one."""
    before, after = _by_id(old["goals"]), _by_id(new["goals"])
    found = [Difference("removed", _title(goal), old=goal) for key, goal in before.items() if key not in after]
    for key, goal in after.items():
        if key not in before:
            found.append(Difference("added", _title(goal), new=goal))
            found += [Difference("added", _title(goal), _name(kpi), new=kpi) for kpi in goal["kpis"]]
            continue
        found += _changed(GOAL_FIELDS, _title(goal), None, before[key], goal)
        found += _compare_kpis(before[key], goal)
    return found


def _compare_kpis(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    before, after = _by_id(old["kpis"]), _by_id(new["kpis"])
    title = _title(new)
    found = [Difference("removed", title, _name(kpi), old=kpi) for key, kpi in before.items() if key not in after]
    for key, kpi in after.items():
        if key not in before:
            found.append(Difference("added", title, _name(kpi), new=kpi))
        else:
            found += _changed(KPI_FIELDS, title, _name(kpi), before[key], kpi)
    return found


def _changed(
    fields: tuple[str, ...],
    goal: tuple[str, str],
    kpi: tuple[str, str] | None,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> list[Difference]:
    return [
        Difference("changed", goal, kpi, name, old[name], new[name], old, new)
        for name in fields
        if old[name] != new[name]
    ]


def _by_id(rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in rows}


def _title(goal: Mapping[str, Any]) -> tuple[str, str]:
    return goal["title"], goal["title_en"]


def _name(kpi: Mapping[str, Any]) -> tuple[str, str]:
    return kpi["name"], kpi["name_en"]


def _values(obj: Goal | Kpi, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(obj, name)) for name in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if hasattr(value, "isoformat") else value
