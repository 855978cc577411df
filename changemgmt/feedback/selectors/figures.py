"""How fast units answer, as figures only: no unit with fewer than five items, not even as what others leave over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from changemgmt.engines.response import Response, response
from changemgmt.feedback.choices import ANSWER_WORKDAYS, FEWEST, GONE, WAITING, State
from changemgmt.feedback.models import Feedback
from pmo import calendars, texts
from pmo.access import policy
from pmo.engines.suppression import suppress
from pmo.orgs.models import Unit
from pmo.texts import Sentence

PERIOD = timedelta(days=90)
KIND = "feedback_figures"


@dataclass(frozen=True)
class UnitLine:
    """`response` is None where too few spoke to say anything, or where it would tell about another such unit."""

    unit: Unit
    response: Response | None


@dataclass(frozen=True)
class Figures:
    whole: Response
    lines: Sequence[UnitLine]
    since: date
    lead: Sentence


def may_read(user: Any) -> bool:
    return policy.may(user, "view", KIND)


def figures(today: date) -> Figures:
    """Of what came in during the last ninety days (three queries)."""
    since = today - PERIOD
    items = list(
        Feedback.objects.filter(received_on__gt=since, received_on__lte=today, admitted=True)
        .exclude(state__in=GONE)
        .order_by()
        .values_list("unit_id", "received_on", "answered_on", "state")
    )
    by_unit: dict[int | None, list[Any]] = defaultdict(list)
    for unit_id, *row in items:
        by_unit[unit_id].append(row)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[pk for pk in by_unit if pk])}
    shown = _shown(by_unit)
    lines = [UnitLine(units[pk], _judged(rows, today) if pk in shown else None)
             for pk, rows in by_unit.items() if pk is not None]  # fmt: skip
    whole = _judged([row for rows in by_unit.values() for row in rows], today)
    return Figures(whole, sorted(lines, key=_worst_first), since, _lead(whole))


def _shown(by_unit: Mapping[int | None, Sequence[Any]]) -> set[int | None]:
    """Units whose figures may stand beside those of the whole: what they leave over is nobody or enough items."""
    counts = np.array([[len(rows)] for rows in by_unit.values()], dtype=np.int64).reshape(-1, 1)
    whole = suppress(np.full(len(by_unit), -1, dtype=np.int64), counts, FEWEST).whole
    return {pk for pk, may in zip(by_unit, whole, strict=True) if may}


def of_project(project_id: int, today: date) -> Response:
    rows = Feedback.objects.filter(project_id=project_id, received_on__gt=today - PERIOD, admitted=True)
    return _judged(list(rows.exclude(state__in=GONE).values_list("received_on", "answered_on", "state")), today)


def _judged(rows: Sequence[Any], today: date) -> Response:
    """What was closed or decided has been answered; the wait of the others runs on."""
    table = calendars.table()
    start = np.array([received.toordinal() for received, _answered, _state in rows], dtype=np.int64)
    end = np.array([(answered or today).toordinal() for _received, answered, _state in rows], dtype=np.int64)
    waits = np.maximum(table.counts(start, end), 0) if rows else start
    return response(waits, [answered is not None for _received, answered, _state in rows], ANSWER_WORKDAYS)


def _lead(whole: Response) -> Sentence:
    if not whole.received:
        return Sentence("feedback.figures.none", {"days": texts.days(PERIOD.days)})
    share = texts.pct(round(whole.percent[0])) if whole.percent else None
    if whole.median is None:
        return Sentence("feedback.figures.slow", {"share": share or texts.pct(0)})
    whole_days = whole.median.is_integer()
    params = {
        "median": texts.workdays(int(whole.median))
        if whole_days
        else texts.num(whole.median, "个工作日", "working days", 1)
    }
    if share is None:
        return Sentence("feedback.figures.young", params)
    return Sentence("feedback.figures.lead", {**params, "share": share})


def _worst_first(line: UnitLine) -> tuple[float, str]:
    if line.response is None:
        return 2.0, line.unit.code
    percent = line.response.percent
    return (percent[0] / 100 if percent else 1.5), line.unit.code


def open_by_unit(unit_ids: Sequence[int], project_id: int, today: date) -> Mapping[int, tuple[int, int]]:
    """Per unit, everything below counted: open items of a project, and those without an answer beyond the target."""
    units = {unit.pk: unit.path for unit in Unit.objects.filter(pk__in=unit_ids)}
    alive = (State.NEW, State.OPEN, State.ANSWERED, State.DECIDED)
    rows = list(
        Feedback.objects.filter(project_id=project_id, state__in=alive, admitted=True, unit__isnull=False)
        .exclude(kind="good")
        .values_list("unit__path", "state", "answer_due")
    )
    found = {}
    for pk, path in units.items():
        below = [(state, due) for at, state, due in rows if at.startswith(path)]
        late = sum(state in WAITING and due < today for state, due in below)
        found[pk] = (len(below), late)
    return found
