"""Months as the engine counts them, and the day a benefit is counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from projects.benefits.choices import Anchor
from projects.benefits.models import Benefit
from projects.portfolio.models import Project


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    year, place = divmod(month, 12)
    return date(year, place + 1, 1)


def last_day(month: int) -> date:
    return first_day(month + 1) - timedelta(days=1)


def text_of(month: int) -> str:
    """2026-11, as it is kept and shown."""
    return f"{first_day(month):%Y-%m}"


def from_text(text: str) -> int:
    year, _dash, month = text.partition("-")
    return int(year) * 12 + int(month) - 1


@dataclass(frozen=True)
class Place:
    """The day a benefit is counted from, or the code of the reason why there is none; `done`: it is a fact."""

    on: date | None
    why: str = ""
    done: bool = False


def place(benefit: Benefit, project: Project) -> Place:
    """Where the plan of today puts the anchor. What is done stands on the day it was done.

    The project comes with its plan, the benefit with its task, so that nothing is asked for.
    """
    if benefit.anchor == Anchor.TASK:
        task = benefit.task
        if task is None:
            return Place(None, "task_gone")
        if not task.active or task.finish_on is None:
            return Place(None, "task_inactive")
        return Place(task.finish_on, done=task.actual_finish is not None)
    plan = getattr(project, "plan", None)
    if benefit.anchor == Anchor.START:
        on = (plan.start_on if plan is not None else None) or project.start_on
        return Place(on, "" if on else "no_start")
    on = (plan.finish_on if plan is not None and plan.task_count else None) or project.target_finish_on
    return Place(on, "" if on else "no_finish")
