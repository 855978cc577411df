"""What a file would bring, and where its dates would come out differently: shown before anything is imported."""

from __future__ import annotations

from typing import Any

from projects.engines.cpm import PlanError, compute
from projects.engines.worktime import to_datetime
from projects.msproject.document import Document
from projects.msproject.importing import Imported
from projects.msproject.wording import left_json
from projects.schedule import planning, sentences
from projects.schedule.drafts import PlanDraft
from projects.schedule.models import Plan

# Tasks whose dates differ are named up to here; the count is exact.
NAMED = 40


def report(document: Document, imported: Imported, plan: Plan) -> dict[str, Any]:
    """Counts, what is left out, and tasks whose finish the schedule computes differently. Raises Invalid."""
    draft = imported.plan
    finishes = _finishes(draft, plan)
    differing = _differing(document, finishes)
    return {
        "name": document.name,
        "tasks": len(draft.tasks),
        "milestones": sum(task.is_milestone for task in draft.tasks),
        "links": len(draft.links),
        "calendars": len(draft.calendars),
        "baselines": len(draft.baselines),
        "resources": len(imported.resources),
        "assignments": len(imported.assignments),
        "finish": max(finishes.values(), default=draft.start),
        "left_out": left_json(imported.left_out),
        "differing": differing[:NAMED],
        "differing_count": len(differing),
    }


def _finishes(draft: PlanDraft, plan: Plan) -> dict[int, int]:
    try:
        schedule = compute(planning.network_of_draft(draft, plan))
    except PlanError as error:
        raise sentences.refusal(error, {task.uid: task.name for task in draft.tasks}) from error
    return dict(zip(schedule.keys.tolist(), schedule.finish.tolist(), strict=True))


def _differing(document: Document, finishes: dict[int, int]) -> list[dict[str, Any]]:
    """Automatically scheduled tasks that would finish on another minute than in the file."""
    found = []
    for task in document.tasks:
        ours = finishes.get(task.uid)
        if task.manual or task.summary or not task.active or ours is None or task.finish is None or ours == task.finish:
            continue
        found.append({"name": task.name, "file": _shown(task.finish), "here": _shown(ours)})
    return found


def _shown(moment: int) -> str:
    return f"{to_datetime(moment):%Y-%m-%d %H:%M}"
