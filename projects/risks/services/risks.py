"""Raise, change, assess, review and delete risks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, lock, next_number, require_reason
from projects.portfolio.models import Project
from projects.risks import figures, scales
from projects.risks.choices import STRATEGIES, MarkKind, Objective, Phase
from projects.risks.models import Risk
from projects.risks.services.common import mark, record, require_own, require_tasks, tell

WORDS = ("title", "title_en", "cause", "event", "effect", "category", "kind")
PEOPLE = ("owner", "assignee")
TIMES = ("proximity", "trigger", "trigger_en", "trigger_on", "review_on")
AMOUNTS = ("money", "money_after", "days", "days_after")
RESPONSE = ("strategy", "response", "fallback")
LINKS = ("tasks", "goals", "data_sets")
FIELDS = (*WORDS, *PEOPLE, *TIMES, *AMOUNTS, *RESPONSE)
LEVELS = tuple(f"{phase}_{part}" for phase in Phase.values for part in ("probability", *Objective.values))
SCORES = ("inherent_score", "current_score", "residual_score")
# What moves a point of the history.
_MEASURED = {*LEVELS, "money", "money_after", "kind"}
# A risk nobody looks at for that long says nothing any more.
REVIEW_EVERY = timedelta(days=30)


@transaction.atomic
def raise_risk(*, by: Any, project: Project, now: datetime, **values: Any) -> Risk:
    """Write a risk down. Its first review is due in 30 days unless said otherwise.

    Raises Forbidden, Conflict (project closed) or Invalid.
    """
    policy.require(by, "add", "risk", project_id=project.pk)
    locked = lock(project)
    values = dict(values)
    links = _linked(project, values)
    risk = Risk(
        project=project,
        number=next_number(Risk, project),
        raised_by=by,
        currency=locked.portfolio.currency,
        status_at=now,
        **values,
    )
    if risk.review_on is None:
        risk.review_on = timezone.localdate(now) + REVIEW_EVERY
    _copy_down(risk)
    check_risk(risk)
    figures.refresh(risk, scales.of(locked.portfolio_id))
    create(risk, now=now)
    _link(risk, links)
    mark(risk, MarkKind.RAISED, by, now)
    linked = filled({name: _told(rows) for name, rows in links.items()})
    record(by, risk, "risk.raised", (*FIELDS, *SCORES), now, more=linked)
    _tell_people(risk, by, now, {})
    return risk


@transaction.atomic
def change_risk(*, by: Any, risk: Risk, now: datetime, expected: int | None = None, **values: Any) -> Risk:
    """Other words, people, dates, amounts or levels. What moves the exposure leaves a point in the history."""
    policy.require(by, "change", risk)
    locked = lock(risk.project)
    values = dict(values)
    links = _linked(risk.project, values)
    before = {**facts(risk, (*FIELDS, *SCORES)), **{name: _told(getattr(risk, name).all()) for name in links}}
    old = {name: getattr(risk, name) for name in values}
    assign(risk, values)
    check_risk(risk)
    computed = figures.refresh(risk, scales.of(locked.portfolio_id))
    save(risk, now=now, expected=expected, fields={*values, *computed})
    _link(risk, links)
    if any(old[name] != values[name] for name in values.keys() & _MEASURED):
        mark(risk, MarkKind.ASSESSED, by, now)
    linked = {name: _told(rows) for name, rows in links.items()}
    record(by, risk, "risk.changed", (*FIELDS, *SCORES), now, before, linked)
    _tell_people(risk, by, now, old)
    return risk


@transaction.atomic
def assess_risk(
    *, by: Any, risk: Risk, levels: Mapping[str, int | None], now: datetime, expected: int | None = None
) -> Risk:
    """Set levels (`current_probability`: 4 …) of any of the three assessments."""
    policy.require(by, "change", risk)
    unknown = set(levels) - set(LEVELS)
    if unknown:
        raise Invalid(_("There is no such assessment."), code="unknown", field=sorted(unknown)[0])
    return change_risk(by=by, risk=risk, now=now, expected=expected, **levels)


@transaction.atomic
def review_risk(
    *,
    by: Any,
    risk: Risk,
    now: datetime,
    note: str,
    review_on: date | None = None,
    levels: Mapping[str, int | None] | None = None,
    expected: int | None = None,
) -> Risk:
    """Somebody looked at it: what they say, the levels of today if they moved, and when it is looked at again."""
    policy.require(by, "change", risk)
    locked = lock(risk.project)
    _require_live(risk)
    require_reason(note, "note")
    today = timezone.localdate(now)
    if review_on is not None and review_on <= today:
        raise Invalid(_("The next review lies in the past."), code="past", field="review_on")
    before = facts(risk, ("review_on", *SCORES))
    moved = {f"current_{part}": level for part, level in (levels or {}).items()}
    assign(risk, {**moved, "reviewed_at": now, "review_on": review_on or today + REVIEW_EVERY})
    check_risk(risk)
    computed = figures.refresh(risk, scales.of(locked.portfolio_id))
    save(risk, now=now, expected=expected, fields={*moved, "reviewed_at", "review_on", *computed})
    mark(risk, MarkKind.REVIEWED, by, now, note)
    record(by, risk, "risk.reviewed", ("review_on", *SCORES), now, before, reason=note)
    return risk


@transaction.atomic
def delete_risk(*, by: Any, risk: Risk, now: datetime, expected: int | None = None) -> None:
    """Only one written down by mistake: nothing was done about it and nothing came of it. Others are closed."""
    policy.require(by, "delete", risk)
    lock(risk.project)
    if expected is not None:
        save(risk, now=now, expected=expected, fields=())
    if risk.actions.exists() or risk.marks.exclude(kind=MarkKind.RAISED).exists():
        raise Conflict(_("It has a history. Close it with the reason instead."), code="has_history")
    record(by, risk, "risk.deleted", ("title",), now)
    try:
        risk.delete()
    except ProtectedError as error:
        raise Conflict(_("Money was drawn for it. Close it with the reason instead."), code="in_use") from error


# --- rules ------------------------------------------------------------------------------------------------------------


def _linked(project: Project, values: dict[str, Any]) -> dict[str, list[Any]]:
    """The rows to link, taken out of `values`. Raises Invalid for those of another project."""
    given = {name: values.pop(name) for name in LINKS if name in values}
    return {
        name: require_tasks(project, rows) if name == "tasks" else require_own(project, rows, name)
        for name, rows in given.items()
    }


def _told(rows: Iterable[Any]) -> str:
    """What is linked, for the history."""
    return ", ".join(sorted(map(str, rows)))


def _link(risk: Risk, links: Mapping[str, list[Any]]) -> None:
    for name, rows in links.items():
        getattr(risk, name).set(rows)


def _copy_down(risk: Risk) -> None:
    """A new risk that nobody has treated yet stands today where it stands without responses."""
    if all(risk.level("current", part) is None for part in ("probability", *Objective.values)):
        for part in ("probability", *Objective.values):
            setattr(risk, f"current_{part}", risk.level("inherent", part))


def check_risk(risk: Risk) -> None:
    """What must hold of every risk. Raises Invalid; writes nothing."""
    if not risk.title.strip():
        raise Invalid(_("This is needed."), code="required", field="title")
    if risk.strategy and risk.strategy not in STRATEGIES[risk.kind]:
        raise Invalid(
            _("“%(strategy)s” is not a strategy for this kind of risk."),
            code="strategy_kind",
            field="strategy",
            params={"strategy": risk.get_strategy_display()},
        )
    for name in LEVELS:
        level = getattr(risk, name)
        if level is not None and not 1 <= level <= 5:
            raise Invalid(_("Levels go from 1 to 5."), code="level", field=name)
    _check_order(risk)


def _check_order(risk: Risk) -> None:
    """Responses to a threat do not make it likelier, nor to an opportunity rarer."""
    before, after = risk.inherent_probability, risk.residual_probability
    if before is None or after is None:
        return
    if risk.is_threat and after > before:
        raise Invalid(
            _("After the responses it would be likelier than without them."),
            code="residual_above",
            field="residual_probability",
        )
    if not risk.is_threat and after < before:
        raise Invalid(
            _("After the responses it would be less likely than without them."),
            code="residual_below",
            field="residual_probability",
        )


def _require_live(risk: Risk) -> None:
    if not risk.is_live:
        raise Conflict(_("It is %(status)s; open it again first.") % {"status": risk.get_status_display()}, code="over")


def _tell_people(risk: Risk, by: Any, now: datetime, old: Mapping[str, Any]) -> None:
    """Who just became responsible hears of it."""
    for person in {getattr(risk, name) for name in PEOPLE if getattr(risk, name) != old.get(name)} - {None}:
        if person.pk != by.pk and (not old or any(name in old for name in PEOPLE)):
            tell(person, risk, "risk.assigned", now)
