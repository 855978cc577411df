"""A run, the project's assumptions, three points of a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from pmo.records import DomainError
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions
from projects.schedule import durations
from projects.schedule.models import Plan, Task
from projects.simulation.choices import Shape
from projects.simulation.models import SimulationSettings
from projects.simulation.selectors.estimates import Line
from projects.simulation.services.estimates import POINTS, Points
from projects.simulation.services.runs import DEFAULT_ITERATIONS, ITERATIONS, MOST_SEED


class RunForm(Form):
    iterations = forms.IntegerField(
        label=_("Iterations"), min_value=ITERATIONS[0], max_value=ITERATIONS[1], initial=DEFAULT_ITERATIONS
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        required=False,
        min_value=0,
        max_value=MOST_SEED - 1,
        help_text=_("Empty: a new one. The seed of an earlier run repeats its draws."),
    )


class SettingsForm(BothVersions, ModelForm):
    units = {"band_low": "%", "band_high": "%"}

    class Meta:
        model = SimulationSettings
        fields = ("band", "band_low", "band_high", "shape", "correlation", "promised_on")
        widgets = {"promised_on": forms.DateInput()}
        help_texts = {
            "band": _("By the shares below, of the planned duration."),
            "correlation": _("0: each for itself; 1: all of them late or early together."),
            "promised_on": _("Empty: the finish of the baseline that counts, or else the project's target."),
        }


def read_points(data: Mapping[str, Any], prefix: str, task: Task, plan: Plan) -> tuple[Points | None, str]:
    """Three points as typed (4d, 1w, 6), by names like `low-17`. (None, "") when all are empty; an error otherwise."""
    typed = [str(data.get(f"{name}{prefix}", "")).strip() for name in POINTS]
    if not any(typed):
        return None, ""
    if not all(typed):
        return None, _t("Give all three points, or none.")
    try:
        low, likely, high = (minutes_of(text, task, plan) for text in typed)
    except DomainError as error:
        return None, error.message
    if not 0 <= low <= likely <= high or high == 0:
        return None, _t("Shortest ≤ likely ≤ longest, please.")
    shape = str(data.get(f"shape{prefix}", "")) or Shape.TRIANGULAR
    group = str(data.get(f"group{prefix}", "")).strip()[:40]
    note = str(data.get(f"note{prefix}", "")).strip()[:200]
    return Points(low, likely, high, shape if shape in Shape.values else Shape.TRIANGULAR, group, note), ""


def minutes_of(text: str, task: Task, plan: Plan) -> int:
    """Minutes of the task's own time: a day of one that runs around the clock has 24 hours. Raises Invalid."""
    amount = durations.parse(text, plan, field="low")
    if task.elapsed and not amount.elapsed:
        return round(amount.minutes * 1440 / float(plan.hours_per_day * 60))
    return amount.minutes


class EstimateTable:
    """The table of estimates as it was sent: `wanted` by task id, `errors` by task id, what was typed."""

    def __init__(self, data: Mapping[str, Any], lines: list[Line], plan: Plan) -> None:
        self.data = data
        self.wanted: dict[int, Points | None] = {}
        self.versions: dict[int, int] = {}
        self.errors: dict[int, str] = {}
        for line in lines:
            pk = line.task.pk
            if f"low-{pk}" not in data:
                continue
            points, error = read_points(data, f"-{pk}", line.task, plan)
            if error:
                self.errors[pk] = error
                continue
            if points is not None and line.estimate is not None and f"note-{pk}" not in data:
                points = Points(points.low, points.likely, points.high, points.shape, points.group, line.estimate.note)
            self.wanted[pk] = points
            version = str(data.get(f"version-{pk}", ""))
            self.versions[pk] = int(version) if version.isdigit() else 0

    @property
    def tried(self) -> dict[int, tuple[int, int, int]]:
        """For the preview."""
        return {pk: (p.low, p.likely, p.high) for pk, p in self.wanted.items() if p is not None}

    def typed(self, pk: int, name: str) -> str | None:
        found = self.data.get(f"{name}-{pk}")
        return None if found is None else str(found)
