"""Baselines against each other, and against the plan as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.schedule import planning
from projects.schedule.models import Baseline, BaselineTask, Plan, Task


@dataclass(frozen=True)
class Difference:
    """A row in two states; `slip` = working days the finish moved, None where it is in only one of them."""

    name: str
    uid: int
    is_milestone: bool
    before_on: date | None
    after_on: date | None
    slip: int | None


def compare(plan: Plan, before: Baseline, after: Baseline | None) -> list[Difference]:
    """Rows that differ, summaries aside, worst first; `after` None = the plan as it stands (two queries)."""
    old = {row.uid: row for row in BaselineTask.objects.filter(baseline=before, is_summary=False)}
    new: dict[int, tuple[str, int, bool]]
    if after is None:
        tasks = Task.objects.filter(plan=plan, is_summary=False, active=True)
        new = {task.uid: (task.label, task.finish, task.is_milestone) for task in tasks}
    else:
        rows = BaselineTask.objects.filter(baseline=after, is_summary=False)
        new = {row.uid: (row.name, row.finish, row.is_milestone) for row in rows}
    table = planning.company_table(plan)
    found = []
    for uid in old.keys() | new.keys():
        was, now = old.get(uid), new.get(uid)
        before_on = planning.last_day(was.finish) if was else None
        after_on = planning.last_day(now[1]) if now else None
        if before_on == after_on:
            continue
        slip = table.count(before_on, after_on) if before_on and after_on else None
        name = now[0] if now else was.name if was else ""
        milestone = now[2] if now else bool(was and was.is_milestone)
        found.append(Difference(name, uid, milestone, before_on, after_on, slip))
    return sorted(found, key=lambda d: (d.slip is None, -(d.slip or 0), d.uid))
