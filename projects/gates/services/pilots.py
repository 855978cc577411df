"""Pilots: planned with criteria, counted, judged; roll-out without one, by exception of the sponsor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit, notify, texts
from pmo.access import policy
from pmo.notify.choices import Kind
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name
from projects.gates.choices import OPENS_ROLLOUT, About, Measure, PilotStatus, PilotVerdict
from projects.gates.models import Pilot, PilotCriterion, PilotFeedback, RolloutException
from projects.gates.selectors import gates, pilots
from projects.goals.sentences import said
from projects.portfolio.acts import assign, facts, filled, lock, next_number, require_reason
from projects.portfolio.models import Project

FIELDS = ("name", "name_en", "scope", "start_on", "finish_on", "status")
MOST_VALUES = 5000


@transaction.atomic
def plan_pilot(
    *, by: Any, project: Project, now: datetime, units: Iterable[Any] = (), people: Iterable[Any] = (), **values: Any
) -> Pilot:
    """Raises Forbidden, Conflict (closed) or Invalid (dates out of order)."""
    policy.require(by, "add", "pilot", project_id=project.pk)
    lock(project)
    _check_dates(values["start_on"], values["finish_on"])
    pilot = Pilot(project=project, number=next_number(Pilot, project), **values)
    create(pilot, now=now)
    pilot.units.set(units)
    pilot.people.set(people)
    _record(by, pilot, "pilot.planned", {}, filled(facts(pilot, FIELDS)), now)
    return pilot


@transaction.atomic
def change_pilot(
    *,
    by: Any,
    pilot: Pilot,
    now: datetime,
    expected: int | None = None,
    units: Iterable[Any] | None = None,
    people: Iterable[Any] | None = None,
    **values: Any,
) -> Pilot:
    policy.require(by, "change", pilot)
    lock(pilot.project)
    _require_open(pilot)
    _check_dates(values.get("start_on", pilot.start_on), values.get("finish_on", pilot.finish_on))
    _require_period(Pilot.objects.get(pk=pilot.pk), values)
    before = facts(pilot, FIELDS)
    assign(pilot, values)
    save(pilot, now=now, expected=expected, fields=values)
    for field, rows in (("units", units), ("people", people)):
        if rows is not None:
            getattr(pilot, field).set(rows)
    _record(by, pilot, "pilot.changed", before, facts(pilot, FIELDS), now)
    return pilot


@transaction.atomic
def set_running(*, by: Any, pilot: Pilot, now: datetime, expected: int | None = None) -> Pilot:
    """It began. Raises Conflict without a criterion: nobody could say afterwards whether it was a success."""
    policy.require(by, "change", pilot)
    lock(pilot.project)
    _require(pilot, PilotStatus.PLANNED)
    if not pilot.criteria.exists():
        raise Conflict(_("Say first what would be a success: add at least one criterion."), code="no_criteria")
    return _move(by, pilot, PilotStatus.RUNNING, "pilot.begun", now, expected)


@transaction.atomic
def call_off(*, by: Any, pilot: Pilot, reason: str, now: datetime, expected: int | None = None) -> Pilot:
    policy.require(by, "change", pilot)
    lock(pilot.project)
    _require_open(pilot)
    require_reason(reason)
    return _move(by, pilot, PilotStatus.CANCELLED, "pilot.called_off", now, expected, reason)


@transaction.atomic
def save_criterion(
    *,
    by: Any,
    pilot: Pilot,
    now: datetime,
    criterion: PilotCriterion | None = None,
    expected: int | None = None,
    **values: Any,
) -> PilotCriterion:
    """Add a criterion, or change one. Once the pilot runs, targets stay: nobody moves the goal posts."""
    policy.require(by, "change", pilot)
    lock(pilot.project)
    _require(pilot, PilotStatus.PLANNED)
    _check_criterion(pilot, values)
    before = {} if criterion is None else _said(criterion)
    if criterion is None:
        top = max(pilot.criteria.values_list("number", flat=True), default=0)
        criterion = create(PilotCriterion(pilot=pilot, number=top + 1, **values), now=now)
    else:
        assign(criterion, values)
        save(criterion, now=now, expected=expected, fields=values)
    _record(by, pilot, "pilot.criterion_saved", before, _said(criterion), now)
    return criterion


@transaction.atomic
def remove_criterion(*, by: Any, criterion: PilotCriterion, now: datetime) -> None:
    pilot = criterion.pilot
    policy.require(by, "change", pilot)
    lock(pilot.project)
    _require(pilot, PilotStatus.PLANNED)
    before = _said(criterion)
    criterion.delete()
    _record(by, pilot, "pilot.criterion_removed", before, {}, now)


@transaction.atomic
def count(
    *,
    by: Any,
    criterion: PilotCriterion,
    now: datetime,
    measured_on: date,
    expected: int | None = None,
    hits: int | None = None,
    sample: int | None = None,
    values: Iterable[Decimal] = (),
    periods: Decimal | None = None,
) -> PilotCriterion:
    """What the pilot has shown so far, for one criterion. Counted again, it replaces what was counted before."""
    pilot = criterion.pilot
    policy.require(by, "change", criterion)
    lock(pilot.project)
    _require(pilot, PilotStatus.RUNNING)
    given = [str(value) for value in values]
    _check_counts(criterion, hits, sample, given, periods)
    before = _counted(PilotCriterion.objects.get(pk=criterion.pk))
    found = {"hits": hits, "sample": sample, "values": given, "periods": periods, "measured_on": measured_on}
    assign(criterion, found)
    save(criterion, now=now, expected=expected, fields=found)
    # The history always names the criterion, also when the figures are the same once more.
    before.pop("criterion", None)
    _record(by, pilot, "pilot.counted", before, _counted(criterion), now)
    return criterion


@transaction.atomic
def give_feedback(*, by: Any, pilot: Pilot, kind: str, text: str, now: datetime) -> PilotFeedback:
    """From anybody who may see the pilot and takes part in the project."""
    policy.require(by, "feedback", pilot)
    lock(pilot.project)
    _require(pilot, PilotStatus.RUNNING)
    require_reason(text, "text")
    made = create(PilotFeedback(pilot=pilot, author=by, kind=kind, text=text, given_at=now), now=now)
    _record(by, pilot, "pilot.feedback_given", {}, {"feedback": text}, now)
    return made


@transaction.atomic
def answer_feedback(*, by: Any, feedback: PilotFeedback, answer: str, now: datetime) -> PilotFeedback:
    pilot = feedback.pilot
    policy.require(by, "change", pilot)
    lock(pilot.project)
    require_reason(answer, "answer")
    feedback.answer, feedback.answered_by, feedback.answered_at = answer, by, now
    save(feedback, now=now, fields=["answer", "answered_by", "answered_at"])
    _record(by, pilot, "pilot.feedback_answered", {}, {"answer": answer}, now)
    return feedback


@transaction.atomic
def write_findings(*, by: Any, pilot: Pilot, findings: str, now: datetime, expected: int | None = None) -> Pilot:
    policy.require(by, "change", pilot)
    lock(pilot.project)
    _require_open(pilot)
    before = facts(pilot, ("findings",))
    pilot.findings = findings
    save(pilot, now=now, expected=expected, fields=["findings"])
    _record(by, pilot, "pilot.findings_written", before, facts(pilot, ("findings",)), now)
    return pilot


@transaction.atomic
def judge(*, by: Any, pilot: Pilot, verdict: str, note: str, now: datetime, expected: int | None = None) -> Pilot:
    """The verdict, by sponsor, business owner or PMO, never by those who carry the project out; freezes what the
    samples proved.

    Raises Forbidden, Conflict (not running, not over, nothing counted) or Invalid (no reason).
    """
    policy.require(by, "judge", pilot)
    project = lock(pilot.project)
    require_judge(project, by)
    _require(pilot, PilotStatus.RUNNING)
    if verdict not in PilotVerdict.values:
        raise Invalid(_("Choose a verdict."), code="required", field="verdict")
    require_reason(note, "note")
    _require_over(pilot, verdict, timezone.localdate(now))
    found = pilots.judged(pilot)
    if not any(row.verdict for row in found):
        raise Conflict(_("Nothing has been counted yet; a verdict would be an opinion."), code="nothing_counted")
    values = {
        "status": PilotStatus.JUDGED,
        "verdict": verdict,
        "verdict_note": note,
        "verdict_by": by,
        "verdict_at": now,
        "frozen": [row.to_json() for row in found],
    }
    before = {"status": pilot.status}
    assign(pilot, values)
    save(pilot, now=now, expected=expected, fields=values)
    _record(by, pilot, "pilot.judged", before, facts(pilot, ("status", "verdict", "verdict_note")), now)
    people = {p.pk: p for p in (project.sponsor, project.manager, project.business_owner) if p is not None}
    params = {"project": name(project), "pilot": name(pilot), "verdict": said(PilotVerdict(verdict).label)}
    for person in people.values():
        if person.pk != by.pk:
            _tell(pilot, "pilot.verdict_given", person, params, pilot.url, now)
    return pilot


def require_judge(project: Project, by: Any) -> None:
    """Raises Forbidden for those who carry the project out."""
    if not pilots.may_judge(project, by):
        raise Forbidden(
            _("%(names)s works on this project: the verdict is the sponsor's, the business owner's or the PMO's."),
            code="on_team",
            params={"names": by.label},
        )


@transaction.atomic
def sign_exception(*, by: Any, project: Project, reason: str, instead: str, now: datetime) -> RolloutException:
    """Roll-out without a pilot, on the sponsor's name. Raises Forbidden for anybody else, Conflict when not needed."""
    policy.require(by, "except", "pilot", project_id=project.pk)
    locked = lock(project)
    if locked.sponsor_id != by.pk:
        sponsor = locked.sponsor.label if locked.sponsor else _("nobody is named")
        raise Forbidden(
            _("Only the sponsor can sign this exception: %(sponsor)s."),
            code="not_the_sponsor",
            params={"sponsor": sponsor},
        )
    if RolloutException.objects.filter(project=project).exists():
        raise Conflict(_("The exception is signed already."), code="exists")
    if pilots.rollout_blocked(locked) is None:
        raise Conflict(_("A pilot opens the roll-out; no exception is needed."), code="not_needed")
    require_reason(reason)
    require_reason(instead, "instead")
    made = RolloutException.objects.create(project=project, reason=reason, instead=instead, signed_by=by, signed_at=now)
    audit.record(
        by=by,
        act="rollout.exception_signed",
        obj=project,
        after={"instead": instead},
        reason=reason,
        project_id=project.pk,
        now=now,
    )
    told = {person.pk: person for person in [*gates.pmo_leads(), locked.manager] if person is not None}
    params = {"project": name(project), "who": name(by)}
    for person in told.values():
        _tell(project, "rollout.signed", person, params, f"/projects/{project.key}/pilots/", now)
    return made


# --- rules ----------------------------------------------------------------------------------------------------------


def _check_dates(start: date, finish: date) -> None:
    if finish < start:
        raise Invalid(_("The pilot would end before it begins."), code="order", field="finish_on")


def _check_criterion(pilot: Pilot, values: dict[str, Any]) -> None:
    kpi = values.get("kpi")
    if kpi is None and (values.get("measure") == Measure.KPI or values.get("about") == About.KPI):
        raise Invalid(_("Name the KPI."), code="required", field="kpi")
    if kpi is not None and kpi.goal.project_id != pilot.project_id:
        raise Invalid(_("This belongs to another project."), code="foreign", field="kpi")
    if values.get("measure") == Measure.SHARE and not 0 <= values["target"] <= 100:
        raise Invalid(_("A share lies between 0 and 100 percent."), code="range", field="target")


def _check_counts(
    criterion: PilotCriterion, hits: int | None, sample: int | None, values: list[str], periods: Decimal | None
) -> None:
    needs: dict[str, dict[str, Any]] = {
        Measure.SHARE: {"hits": hits, "sample": sample},
        Measure.MEAN: {"values": values or None},
        Measure.RATE: {"hits": hits, "periods": periods},
    }
    wanted = needs.get(criterion.measure)
    if wanted is None:
        raise Conflict(_("Its value is read from the KPI."), code="read_from_kpi")
    for field, value in wanted.items():
        if value is None:
            raise Invalid(_("This is needed."), code="required", field=field)
    if criterion.measure == Measure.SHARE and (hits or 0) > (sample or 0):
        raise Invalid(_("More than there were."), code="range", field="hits")
    if criterion.measure == Measure.RATE and (periods or 0) <= 0:
        raise Invalid(_("At least a part of a period."), code="range", field="periods")
    if len(values) > MOST_VALUES:
        raise Invalid(_("At most %(n)s values."), code="too_many", field="values", params={"n": MOST_VALUES})


def _require_over(pilot: Pilot, verdict: str, today: date) -> None:
    """A pilot may be broken off at any time; that it opens the roll-out is said of its whole period, not of the day on
    which it looked good."""
    if verdict in OPENS_ROLLOUT and today < pilot.finish_on:
        raise Conflict(
            _("The pilot runs until %(on)s: before that it can only be repeated or given up."),
            code="not_over",
            field="verdict",
            params={"on": texts.show(texts.day(pilot.finish_on))},
        )


def _require_period(pilot: Pilot, values: dict[str, Any]) -> None:
    """What runs keeps its beginning, and may only take longer."""
    if pilot.status != PilotStatus.RUNNING:
        return
    if values.get("start_on", pilot.start_on) != pilot.start_on:
        raise Conflict(_("The pilot has begun: its first day stays."), code="begun", field="start_on")
    if values.get("finish_on", pilot.finish_on) < pilot.finish_on:
        raise Conflict(_("The pilot has begun: it may take longer, not shorter."), code="begun", field="finish_on")


def _require_open(pilot: Pilot) -> None:
    if not Pilot.objects.get(pk=pilot.pk).is_open:
        raise Conflict(_("This pilot is over; what it showed does not change."), code="over")


def _require(pilot: Pilot, status: str) -> None:
    found = Pilot.objects.values_list("status", flat=True).get(pk=pilot.pk)
    if found == status:
        return
    if status == PilotStatus.PLANNED:
        raise Conflict(_("The pilot has begun: criteria and targets stay as they were agreed."), code="begun")
    raise Conflict(_("The pilot is not running."), code="not_running")


def _move(by: Any, pilot: Pilot, status: str, act: str, now: datetime, expected: int | None, reason: str = "") -> Pilot:
    before = {"status": pilot.status}
    pilot.status = status
    save(pilot, now=now, expected=expected, fields=["status"])
    audit.record(
        by=by,
        act=act,
        obj=pilot,
        before=before,
        after={"status": status},
        reason=reason,
        project_id=pilot.project_id,
        now=now,
    )
    return pilot


def _record(by: Any, pilot: Pilot, act: str, before: dict[str, Any], after: dict[str, Any], now: datetime) -> None:
    audit.record(by=by, act=act, obj=pilot, before=before, after=after, project_id=pilot.project_id, now=now)


def _said(criterion: PilotCriterion) -> dict[str, Any]:
    """A criterion for the history: its name, and what would be a success."""
    sign = "≥" if criterion.at_least else "≤"
    unit = "%" if criterion.measure == Measure.SHARE else f" {criterion.unit}"
    return {"criterion": criterion.name, "target": f"{sign} {criterion.target:g}{unit}".rstrip()}


def _counted(criterion: PilotCriterion) -> dict[str, Any]:
    """What was counted, for the history; nothing before the first time."""
    if criterion.measured_on is None:
        return {}
    text = f"{criterion.hits} / {criterion.sample if criterion.measure == Measure.SHARE else criterion.periods}"
    if criterion.measure == Measure.MEAN:
        text = ", ".join(criterion.values[:20]) + (" …" if len(criterion.values) > 20 else "")
    return {"criterion": criterion.name, "counted": text, "counted_on": criterion.measured_on}


def _tell(subject: Any, rule: str, to: Any, params: dict[str, Any], url: str, now: datetime) -> None:
    notify.promise(
        rule=rule,
        subject=subject,
        period="once",
        to=to,
        text=Sentence(rule, params),
        url=url,
        at=now,
        kind=Kind.INFO,
    )
