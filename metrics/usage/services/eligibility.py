"""Who should use a system: rules kept by people, resolved to spans of days per subject.

Where people were is remembered under their pseudonyms from the first time anybody asked, so that the past stays as it
was when somebody moves or leaves. Rules apply to the past as well: a rule corrected today corrects the counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.usage import identities, pseudonyms
from metrics.usage.models import EligibilityRule, Eligible, Placement, UsageCount, UsageDirty, UsageSystem
from metrics.usage.store import month_of, store
from pmo import audit
from pmo.access import policy
from pmo.accounts.models import User
from pmo.notify.wake import wake
from pmo.orgs.models import Unit
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, require_open

FIELDS = ("position", "unit", "job_titles", "role", "site", "wave", "from_on", "to_on")
RESOLVE_TASK = "metrics.usage_eligibility"
# Before anybody asked, everybody was where they were found first.
ALWAYS = date(2000, 1, 1)
DAY = timedelta(days=1)


@transaction.atomic
def add_rule(
    *, by: Any, system: UsageSystem, now: datetime, people: Iterable[User] = (), **values: Any
) -> EligibilityRule:
    """Raises Forbidden, Conflict (closed) or Invalid (nobody named, a foreign role)."""
    policy.require(by, "change", system)
    require_open(system.project)
    rule = EligibilityRule(system=system, **values)
    named = list(people)
    _check(rule, named)
    create(rule, now=now)
    rule.people.set(named)
    _told(by, rule, "usage.rule_added", now, after={**filled(facts(rule, FIELDS)), **_names(named)})
    return rule


@transaction.atomic
def change_rule(
    *,
    by: Any,
    rule: EligibilityRule,
    now: datetime,
    expected: int | None = None,
    people: Iterable[User] | None = None,
    **values: Any,
) -> EligibilityRule:
    """Raises as `add_rule`, and StaleWrite. The days before count by the new rule as well."""
    policy.require(by, "change", rule)
    require_open(rule.system.project)
    known = list(rule.people.all())
    before = {**facts(rule, FIELDS), **_names(known)}
    named = known if people is None else list(people)
    assign(rule, values)
    _check(rule, named)
    save(rule, now=now, expected=expected, fields=list(values))
    rule.people.set(named)
    _told(by, rule, "usage.rule_changed", now, before=before, after={**facts(rule, FIELDS), **_names(named)})
    return rule


@transaction.atomic
def remove_rule(*, by: Any, rule: EligibilityRule, now: datetime) -> None:
    policy.require(by, "change", rule)
    require_open(rule.system.project)
    _told(by, rule, "usage.rule_removed", now, before=filled(facts(rule, FIELDS)))
    rule.delete()


def _check(rule: EligibilityRule, people: Sequence[User]) -> None:
    if rule.unit is None and not people and not rule.titles:
        raise Invalid(_("Say who: a unit, job titles or people by name."), code="nobody", field="unit")
    if rule.to_on is not None and rule.to_on < rule.from_on:
        raise Invalid(_("The end lies before the beginning."), code="order", field="to_on")
    if rule.role is not None and rule.role.system_id != rule.system_id:
        raise Invalid(_("This role belongs to another system."), code="foreign", field="role")


def _names(people: Sequence[User]) -> dict[str, Any]:
    return {"people": sorted(person.name for person in people)} if people else {}


def _told(by: Any, rule: EligibilityRule, act: str, now: datetime, **more: Any) -> None:
    project_id = rule.system.project_id
    audit.record(by=by, act=act, obj=rule.system, project_id=project_id, now=now, **more)
    wake(RESOLVE_TASK)


# --- resolving --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """How a subject is eligible from a day to a day (None: without end)."""

    unit_id: int
    role_id: int | None
    site: str
    wave: int | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class _Rule:
    """A rule as it is applied: the units below it and the subjects it names."""

    rule: EligibilityRule
    units: frozenset[int] | None
    titles: frozenset[str]
    subjects: frozenset[int]

    def holds(self, subject: int, title: str, unit_id: int) -> bool:
        if subject in self.subjects:
            return True
        if self.units is None and not self.titles:
            return False
        return (self.units is None or unit_id in self.units) and (not self.titles or title in self.titles)


def resolve_all(*, now: datetime) -> int:
    """Bring placements and the spans of every system up to date; returns how many spans changed."""
    _place_people(now)
    return sum(resolve(system, now=now) for system in UsageSystem.objects.order_by("pk"))


@transaction.atomic
def resolve(system: UsageSystem, *, now: datetime) -> int:
    """Work the rules of one system out anew and store what differs; returns how many spans came or went."""
    UsageSystem.objects.select_for_update(no_key=True).get(pk=system.pk)
    rules = _rules(system)
    wanted: dict[int, list[Span]] = {}
    titles = {pseudonyms.of_user(pk): fold(title) for pk, title in User.objects.values_list("pk", "title")}
    for subject, unit_id, from_on, to_on in Placement.objects.order_by("subject", "from_on").values_list(
        "subject", "unit_id", "from_on", "to_on"
    ):
        found = _spans(subject, titles.get(subject, ""), unit_id, from_on, to_on, rules)
        if found:
            wanted.setdefault(subject, []).extend(found)
    return _store(system, wanted, now)


def fold(title: str) -> str:
    return title.strip().casefold()


def _rules(system: UsageSystem) -> list[_Rule]:
    tree = list(Unit.objects.values_list("pk", "path"))
    found = []
    for rule in EligibilityRule.objects.filter(system=system).select_related("unit").prefetch_related("people"):
        below = None
        if rule.unit is not None:
            below = frozenset(pk for pk, path in tree if path.startswith(rule.unit.path))
        named = frozenset(pseudonyms.of_user(person.pk) for person in rule.people.all())
        found.append(_Rule(rule, below, frozenset(rule.titles), named))
    return found


def _spans(
    subject: int, title: str, unit_id: int, from_on: date, to_on: date | None, rules: Sequence[_Rule]
) -> list[Span]:
    """The days of one placement cut up by the first rule that holds."""
    mine = [r.rule for r in rules if r.holds(subject, title, unit_id)]
    if not mine:
        return []
    last = to_on or date.max
    edges = {from_on}
    for rule in mine:
        edges |= {rule.from_on, (rule.to_on + DAY) if rule.to_on else date.max}
    starts = sorted(day for day in edges if from_on <= day <= last and day != date.max)
    spans: list[Span] = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        holding = next((r for r in mine if r.from_on <= start and (r.to_on is None or start <= r.to_on)), None)
        if holding is None:
            continue
        end = following - DAY if following else to_on
        span = Span(unit_id, holding.role_id, holding.site, holding.wave, start, end)
        joined = spans and spans[-1].to_on == start - DAY and _same(spans[-1], span)
        spans[-1:] = [Span(*_facts(span), spans[-1].from_on, end)] if joined else [*spans[-1:], span]
    return spans


def _facts(span: Span) -> tuple[int, int | None, str, int | None]:
    return span.unit_id, span.role_id, span.site, span.wave


def _same(one: Span, other: Span) -> bool:
    return _facts(one) == _facts(other)


def _store(system: UsageSystem, wanted: dict[int, list[Span]], now: datetime) -> int:
    today = now.astimezone(ZoneInfo(system.time_zone)).date()
    kept: set[tuple[int, Span]] = set()
    stale: list[int] = []
    changed: list[tuple[date, date | None]] = []
    goal = {(subject, span) for subject, spans in wanted.items() for span in spans}
    columns = ("pk", "subject", "unit_id", "role_id", "site", "wave", "from_on", "to_on")
    for pk, subject, *values in Eligible.objects.filter(system_id=system.pk).values_list(*columns):
        span = Span(*values)
        if (subject, span) in goal:
            kept.add((subject, span))
        else:
            stale.append(pk)
            changed.append((span.from_on, span.to_on))
    fresh = goal - kept
    changed += [(span.from_on, span.to_on) for _subject, span in fresh]
    for start in range(0, len(stale), 500):
        Eligible.objects.filter(pk__in=stale[start : start + 500]).delete()
    rows = [Eligible(system_id=system.pk, subject=subject, **vars(span)) for subject, span in sorted(fresh, key=str)]
    Eligible.objects.bulk_create(rows, batch_size=1_000)
    if changed:
        first = max(min(start for start, _end in changed), _first_day(system, today))
        days = [first + DAY * n for n in range((today - first).days + 1)]
        UsageDirty.objects.bulk_create(
            [UsageDirty(system_id=system.pk, day=day) for day in days], ignore_conflicts=True, batch_size=500
        )
    return len(stale) + len(fresh)


def _first_day(system: UsageSystem, today: date) -> date:
    """From when on days are counted: the first counted or noted one, else four weeks back."""
    counted = UsageCount.objects.filter(system=system).order_by("day").values_list("day", flat=True).first()
    noted = UsageDirty.objects.filter(system_id=system.pk).order_by("day").values_list("day", flat=True).first()
    return min([day for day in (counted, noted) if day is not None], default=today - DAY * 27)


@transaction.atomic
def _place_people(now: datetime) -> None:
    """Note who is in another unit than before, came or left."""
    today = timezone.localdate(now)
    open_ = {row.subject: row for row in Placement.objects.select_for_update().filter(to_on__isnull=True)}
    seen = set(Placement.objects.values_list("subject", flat=True))
    fresh, ended = [], []
    for pk, unit_id, active, left_at in User.objects.values_list("pk", "unit_id", "is_active", "deactivated_at"):
        subject = pseudonyms.of_user(pk)
        here = unit_id if active else None
        row = open_.pop(subject, None)
        if row is not None and row.unit_id != here:
            # A placement of one day that turned out wrong has no day before it.
            row.to_on = max((timezone.localdate(left_at) if left_at and not active else today - DAY), row.from_on)
            ended.append(row)
        if here is not None and (row is None or row.unit_id != here):
            start = max(today, row.to_on + DAY) if row is not None and row.to_on else today
            fresh.append(Placement(subject=subject, unit_id=here, from_on=start if subject in seen else ALWAYS))
    ended += [_ended(row, today) for row in open_.values()]
    Placement.objects.bulk_update(ended, ["to_on"], batch_size=500)
    Placement.objects.bulk_create(fresh, batch_size=1_000)


def _ended(row: Placement, today: date) -> Placement:
    row.to_on = max(today - DAY, row.from_on)
    return row


@transaction.atomic
def recognise(system: UsageSystem, *, now: datetime) -> int:
    """Join what strangers did to the people the directory knows by now; returns how many were recognised."""
    month = month_of(now.date())
    strangers = store().strangers(system.pk, range(month - 24, month + 1))
    if not strangers:
        return 0
    pairs = []
    for name, subject in identities.directory(system.identity).items():
        stranger = pseudonyms.of_stranger(system.identity, name)
        if stranger in strangers:
            pairs.append((stranger, subject))
    days = store().adopt(system.pk, pairs)
    UsageDirty.objects.bulk_create(
        [UsageDirty(system_id=system.pk, day=day + DAY * n) for day in days for n in range(28)],
        ignore_conflicts=True,
        batch_size=500,
    )
    return len(pairs)


def recount(system: UsageSystem, *, now: datetime) -> None:
    """Note every counted day."""
    days = UsageCount.objects.filter(system=system, dimension="all").values_list("day", flat=True)
    UsageDirty.objects.bulk_create(
        [UsageDirty(system_id=system.pk, day=day) for day in days], ignore_conflicts=True, batch_size=500
    )
    wake("metrics.usage_rollup")
