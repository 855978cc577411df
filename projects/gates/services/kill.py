"""Kill criteria: agreed beforehand, watched every night, answered by the sponsor when one comes true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit, notify
from pmo.access import policy
from pmo.accounts.models import User
from pmo.notify.choices import Kind
from pmo.notify.services import Promise
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name, nested
from projects.gates.choices import Met
from projects.gates.evidence import Evidence
from projects.gates.models import KillAlarm, KillCriterion
from projects.gates.selectors import gates, kill
from projects.gates.services.chain import checked
from projects.portfolio import services as portfolio
from projects.portfolio.acts import facts, filled, lock, require_reason
from projects.portfolio.choices import State
from projects.portfolio.models import Project

FIELDS = ("kind", "kpi", "threshold", "why")


@transaction.atomic
def add_kill_criterion(*, by: Any, project: Project, now: datetime, **values: Any) -> KillCriterion:
    """By the PMO. Raises Invalid unless it names either evidence or a KPI of the project, and why."""
    policy.require(by, "change", "gate", project_id=project.pk)
    lock(project)
    kind, kpi = values.get("kind", ""), values.get("kpi")
    if bool(kind) == (kpi is not None):
        raise Invalid(_("Name either evidence or a KPI."), code="one_of_two", field="kind")
    if kpi is not None and kpi.goal.project_id != project.pk:
        raise Invalid(_("This belongs to another project."), code="foreign", field="kpi")
    require_reason(values.get("why", ""), "why")
    criterion = create(KillCriterion(project=project, **checked(values)), now=now)
    after = filled(facts(criterion, FIELDS))
    audit.record(by=by, act="kill.agreed", obj=project, after=after, project_id=project.pk, now=now)
    return criterion


@transaction.atomic
def retire_kill_criterion(*, by: Any, criterion: KillCriterion, reason: str, now: datetime) -> KillCriterion:
    """No longer watched, and why; its alarms stay readable."""
    policy.require(by, "change", criterion)
    lock(criterion.project)
    require_reason(reason)
    if criterion.retired_at is not None:
        raise Conflict(_("It is not watched any more."), code="retired")
    criterion.retired_at = now
    save(criterion, now=now, fields=["retired_at"])
    KillAlarm.objects.filter(criterion=criterion, cleared_at__isnull=True).update(cleared_at=now, updated_at=now)
    audit.record(
        by=by,
        act="kill.retired",
        obj=criterion.project,
        before={"why": criterion.why},
        reason=reason,
        project_id=criterion.project_id,
        now=now,
    )
    return criterion


@transaction.atomic
def answer_alarm(
    *, by: Any, alarm: KillAlarm, answer: str, stop: bool, now: datetime, expected: int | None = None
) -> KillAlarm:
    """The sponsor says why the project goes on, or stops it."""
    policy.require(by, "decide", alarm)
    project = lock(alarm.criterion.project)
    require_sponsor(project, by)
    require_reason(answer, "answer")
    if KillAlarm.objects.filter(pk=alarm.pk, answered_at__isnull=False).exists():
        raise Conflict(_("It is answered already."), code="answered")
    alarm.answer, alarm.answered_by, alarm.answered_at = answer, by, now
    save(alarm, now=now, expected=expected, fields=["answer", "answered_by", "answered_at"])
    audit.record(
        by=by,
        act="kill.stopped" if stop else "kill.answered",
        obj=project,
        after={"why": alarm.criterion.why},
        reason=answer,
        project_id=project.pk,
        now=now,
    )
    if stop:
        portfolio.set_state(by=by, project=project, state=State.CANCELLED, reason=answer, now=now, at_gate=True)
    return alarm


def require_sponsor(project: Project, by: Any) -> None:
    if project.sponsor_id != by.pk:
        raise Forbidden(_("Only the sponsor answers for a kill criterion."), code="not_the_sponsor")


def watch(*, now: datetime) -> int:
    """Check every criterion of every open project; returns how many alarms are new. Safe to run twice at once."""
    today, fresh = timezone.localdate(now), 0
    rows = kill.watched()
    for criterion in rows:
        fresh += _check(criterion, today, now)
    return fresh


@transaction.atomic
def _check(criterion: KillCriterion, today: date, now: datetime) -> int:
    # Taken first: two watchmen do not raise the same alarm.
    KillCriterion.objects.select_for_update(of=("self",)).get(pk=criterion.pk)
    found = kill.read(criterion, today)
    standing = KillAlarm.objects.filter(criterion=criterion, cleared_at__isnull=True).first()
    if found.status == Met.MET and standing is not None:
        standing.cleared_at = now
        save(standing, now=now, fields=["cleared_at"])
    if found.status != Met.MISSED or standing is not None:
        return 0
    alarm = create(KillAlarm(criterion=criterion, raised_at=now, reading=found.to_json()), now=now)
    audit.record(
        by=None,
        act="kill.came_true",
        obj=criterion.project,
        after={"why": criterion.why},
        project_id=criterion.project_id,
        now=now,
    )
    notify.promise_many(_promises(alarm, found, now))
    return 1


def _promises(alarm: KillAlarm, found: Evidence, now: datetime) -> Iterator[Promise]:
    """Sponsor and PMO, once per person and occasion."""
    project = alarm.criterion.project
    people: dict[int, User] = {person.pk: person for person in gates.pmo_leads()}
    if project.sponsor is not None and project.sponsor.is_active:
        people[project.sponsor.pk] = project.sponsor
    params = {"project": name(project), "sentence": nested(found.sentence)}
    for person in people.values():
        yield Promise(
            rule="gate.kill",
            subject=alarm,
            period="raised",
            to=person,
            text=Sentence("gate.kill", params),
            url=kill.url_of(project),
            at=now,
            kind=Kind.DECISION,
        )
