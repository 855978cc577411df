"""Whether hyper-care may end: what each criterion says now, and how it got there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from changemgmt.engines.service_levels import weeks_in_a_row
from changemgmt.support import adoption
from changemgmt.support.choices import OPEN, CareState, Criterion
from changemgmt.support.models import HyperCare, HyperCareCriterion
from changemgmt.support.selectors import figures
from pmo import texts
from pmo.texts import Sentence
from projects.portfolio.audience import staff

TREND = 8


@dataclass(frozen=True)
class Reading:
    """`met` is None where nobody can tell. `trend`: the same figure of the last weeks, oldest first."""

    criterion: HyperCareCriterion
    value: float | None
    met: bool | None
    sentence: Sentence
    trend: Sequence[float] = ()

    @property
    def mark(self) -> str:
        return "none" if self.met is None else "ok" if self.met else "off"


@dataclass(frozen=True)
class CarePage:
    care: HyperCare
    readings: Sequence[Reading]
    lead: Sentence

    @property
    def missing(self) -> list[Reading]:
        return [one for one in self.readings if not one.met]

    @property
    def outcome(self) -> list[tuple[bool | None, Sentence | None]]:
        """What each criterion said on the day it ended."""
        return [(one["met"], Sentence.from_json(one["sentence"])) for one in self.care.outcome]

    @property
    def may_end(self) -> bool:
        return bool(self.readings) and not self.missing


def visible(user: Any) -> QuerySet[HyperCare]:
    rows: QuerySet[HyperCare] = HyperCare.objects.visible_to(user)
    return rows.select_related("project", "ended_by").prefetch_related("criteria")


def read(care: HyperCare, today: date, now: datetime) -> CarePage:
    """Every criterion as it is now (a fixed number of queries a criterion)."""
    if care.state == CareState.ENDED:
        return CarePage(care, (), _ended(care))
    readings = [_read(care, one, today, now) for one in care.criteria.all()]
    return CarePage(care, readings, _lead(care, readings, today))


def _read(care: HyperCare, one: HyperCareCriterion, today: date, now: datetime) -> Reading:
    limit = float(one.threshold)
    readers = {
        Criterion.CONTACTS: _contacts,
        Criterion.OPEN_P1: _open_p1,
        Criterion.WITHIN: _within,
        Criterion.BACKLOG: _backlog,
        Criterion.ADOPTION: _adoption,
    }
    return readers[Criterion(one.kind)](care, one, limit, today, now)


def _contacts(care: HyperCare, one: HyperCareCriterion, limit: float, today: date, now: datetime) -> Reading:
    """Only whole weeks since it began count."""
    people = staff(care.project).count()
    found = figures.weeks(care.project, people, today, max(TREND, one.weeks))
    since = [week for week in found if week.monday >= figures.monday_of(care.started_on)]
    rates = [week.rate for week in since if week.rate is not None]
    if not rates:
        code = "nobody" if not people else "no_week"
        return Reading(one, None, None, Sentence(f"care.{code}"))
    row = weeks_in_a_row(rates, limit)
    words = {"rate": texts.num(round(rates[-1], 1)), "limit": texts.num(one.threshold), "row": texts.num(row),
             "weeks": texts.num(one.weeks)}  # fmt: skip
    met = row >= one.weeks
    return Reading(one, rates[-1], met, Sentence("care.contacts", words), rates[-TREND:])


def _open_p1(care: HyperCare, one: HyperCareCriterion, limit: float, today: date, now: datetime) -> Reading:
    count = figures.contacts(care.project).filter(state__in=OPEN, priority=1).count()
    return Reading(one, count, count <= limit, Sentence("care.open_p1", _counted(count, one)))


def _backlog(care: HyperCare, one: HyperCareCriterion, limit: float, today: date, now: datetime) -> Reading:
    count = figures.contacts(care.project).filter(state__in=OPEN).count()
    return Reading(one, count, count <= limit, Sentence("care.backlog", _counted(count, one)))


def _counted(count: int, one: HyperCareCriterion) -> dict[str, Any]:
    return {"count": texts.num(count), "limit": texts.num(one.threshold)}


def _within(care: HyperCare, one: HyperCareCriterion, limit: float, today: date, now: datetime) -> Reading:
    found, _answered = figures.kept(care.project, now)
    if found is None:
        return Reading(one, None, None, Sentence("care.none_resolved"))
    trend = figures.kept_before(care.project, [now - timedelta(weeks=back) for back in range(3, -1, -1)])
    words = {
        "share": texts.pct(round(found.value)), "low": texts.pct(round(found.low)),
        "high": texts.pct(round(found.high)), "judged": texts.num(found.judged), "limit": texts.pct(limit),
    }  # fmt: skip
    return Reading(one, found.value, found.value >= limit, Sentence("care.within", words), trend)


def _adoption(care: HyperCare, one: HyperCareCriterion, limit: float, today: date, now: datetime) -> Reading:
    value = adoption.of(care.project, care.wave, today)
    if value is None:
        if care.wave is not None:
            return Reading(one, None, None, Sentence("care.wave_not_counted", {"wave": texts.num(care.wave)}))
        return Reading(one, None, None, Sentence("care.not_counted"))
    trend = [adoption.of(care.project, care.wave, today - timedelta(weeks=back)) for back in (6, 4, 2)]
    words = {"share": texts.pct(round(value)), "limit": texts.pct(limit)}
    known = [part for part in (*trend, value) if part is not None]
    return Reading(one, value, value >= limit, Sentence("care.adoption", words), known)


def _lead(care: HyperCare, readings: Sequence[Reading], today: date) -> Sentence:
    unmet = [one for one in readings if not one.met]
    words: dict[str, Any] = {
        "weeks": texts.num((today - care.started_on).days // 7),
        "met": texts.num(len(readings) - len(unmet)),
        "all": texts.num(len(readings)),
    }
    if not readings:
        return Sentence("care.lead.none", words)
    if not unmet:
        return Sentence("care.lead.ready", words)
    first = unmet[0]
    kind = texts.nested(Sentence(f"care.kind.{first.criterion.kind}"))
    return Sentence("care.lead.unmet", {**words, "kind": kind, "first": texts.nested(first.sentence)})


def _ended(care: HyperCare) -> Sentence:
    words = {"on": texts.day(care.ended_on or care.started_on),
             "weeks": texts.num(((care.ended_on or care.started_on) - care.started_on).days // 7)}  # fmt: skip
    return Sentence("care.lead.excepted" if care.exception_reason else "care.lead.ended", words)
