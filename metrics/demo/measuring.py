"""One KPI of a story: how it was defined, changed and measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import ZONE, Timed, moment, months_before, own_month_end, period_end, placed_due
from metrics.demo.stories import KpiStory, Note
from metrics.kpis import services as kpis
from metrics.kpis.choices import Source
from metrics.kpis.services import MeasurementIn
from projects.goals import services as goals
from projects.goals.models import Goal, Kpi

if TYPE_CHECKING:
    from metrics.demo.stage import ProjectStage

# A month's figure is there on the second day of the next one; a weekly one the same morning.
LATER = {"monthly": timedelta(days=2), "weekly": timedelta(0)}
CORRECTED_AFTER = timedelta(days=4)


class KpiPlay:
    """Plays one KPI; the goal it belongs to and the KPI itself are there once `define` ran."""

    def __init__(self, stage: ProjectStage, story: KpiStory, first_target: str = "") -> None:
        self.stage, self.s, self.first_target = stage, story, first_target
        self.kpi: Kpi

    @property
    def owner(self) -> Any:
        return self.stage.who(self.s.owner)

    @property
    def today(self) -> date:
        return self.stage.c.today

    def day(self, position: int) -> date:
        """When the value at `position` was measured."""
        return period_end(self.today, self.s.cadence, self.s.ends + len(self.s.values) - 1 - position)

    def define(self, goal: Goal, now: datetime) -> None:
        s, first = self.s, self.day(0)
        due_on = self._due(first)
        is_reach = s.kind == "reach"
        self.kpi = goals.add_kpi(
            by=self.stage.manager,
            goal=goal,
            now=now,
            name=s.name,
            name_en=s.name_en,
            kind=s.kind,
            unit=s.unit,
            unit_en=s.unit_en,
            decimals=s.decimals,
            cadence=s.cadence,
            baseline=Decimal(str(s.baseline)) if is_reach else None,
            baseline_on=first,
            target_text=(self.first_target or s.target) if is_reach else None,
            lower=_decimal(s.lower),
            upper=_decimal(s.upper),
            due_on=due_on,
            checkpoints=self._checkpoints(),
            weight=s.weight,
            owner=self.owner,
            source_note=s.source[0],
            source_note_en=s.source[1],
        )

    def _due(self, first: date) -> date:
        if self.s.due_in is not None:
            return own_month_end(months_before(self.today, -self.s.due_in))
        return placed_due(first, self.today, self.s.expected)

    def _checkpoints(self) -> list[dict[str, str]]:
        """Nothing moves before the system is there: until then the baseline is what is expected."""
        if self.s.quiet_until is None:
            return []
        on = months_before(self.today, -self.s.quiet_until)
        return [{"on": on.isoformat(), "value": str(self.s.baseline)}]

    def retarget(self, reason: str, now: datetime) -> None:
        self.kpi.refresh_from_db()
        self.kpi = goals.change_kpi(
            by=self.stage.manager, kpi=self.kpi, target_text=self.s.target, reason=reason, now=now
        )

    def events(self) -> Iterator[Timed]:
        now = self.stage.c.now
        for position, value in enumerate(self.s.values):
            on = self.day(position)
            at = moment(now, min(on + LATER[self.s.cadence], self.today), 8, self.s.name)
            wrong, why = self.s.corrected.get(position, (None, ""))
            note = self.s.notes.get(position)
            yield Timed(at, self._measure(on, value if wrong is None else wrong, note, ""))
            if wrong is not None:
                yield Timed(min(at + CORRECTED_AFTER, now), self._measure(on, value, note, why))

    def _measure(self, on: date, value: float, note: Note | None, reason: str) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            row = MeasurementIn(
                measured_on=min(on, now.astimezone(ZONE).date()),
                value=Decimal(str(value)),
                note=note.text if note else "",
                note_en=note.text_en if note else "",
            )
            kpis.record_many(by=self.owner, kpi=self.kpi, rows=[row], source=Source.MANUAL, reason=reason, now=now)

        return act


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
