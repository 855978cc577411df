"""Planned ends of stages, for the next ninety days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from pmo.texts import Sentence, name, register, text
from projects.portfolio.dimensions import KeyDate
from projects.portfolio.models import StagePlan

register("key_date.stage_end", N_("%(project)s: %(stage)s ends"))

# The stages as nouns inside a sentence.
WORDS = {
    "proposal": N_("proposal"),
    "goals": N_("goals"),
    "planning": N_("planning"),
    "execution": N_("execution"),
    "change": N_("change"),
    "improvement": N_("improvement"),
    "operation": N_("operation"),
}


def stage_ends(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """Planned ends of stages that are not finished (one query)."""
    rows = StagePlan.objects.filter(
        project__in=project_ids, planned_finish_on__gte=start, planned_finish_on__lte=end, finished_on__isnull=True
    ).select_related("project")
    for plan in rows:
        if plan.planned_finish_on is None:
            continue
        yield KeyDate(
            project_id=plan.project_id,
            on=plan.planned_finish_on,
            title=Sentence("key_date.stage_end", {"project": name(plan.project), "stage": text(WORDS[plan.stage])}),
            lane="live",
            url=reverse("portfolio:stages", args=[plan.project.key]),
        )
