"""Acts on portfolios and projects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy, scopes
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio import advancing, judging
from projects.portfolio.choices import BY_ACT, ORDER, SINGLE_ROLES, Stage, State, TeamRole
from projects.portfolio.models import Follow, Portfolio, Project, ProjectMember, ProjectUnit, StagePlan

FIELDS = (
    "key",
    "name",
    "name_en",
    "summary",
    "summary_en",
    "portfolio",
    "sponsor",
    "manager",
    "business_owner",
    "start_on",
    "target_finish_on",
    "people_affected",
)

# A code stands in addresses.
CODE = re.compile(r"\w[\w.-]*")
CURRENCY = re.compile(r"[A-Z]{3}")


def create_portfolio(*, by: Any, now: datetime, **values: Any) -> Portfolio:
    """Raises Forbidden, Invalid (code, currency, thresholds), or Conflict when the code is taken."""
    policy.require(by, "add", "portfolio")
    _check_portfolio(values)
    try:
        with transaction.atomic():
            portfolio = create(Portfolio(**values), now=now)
            audit.record(
                by=by, act="portfolio.created", obj=portfolio, after=audit.snapshot(portfolio, values), now=now
            )
    except IntegrityError as error:
        raise Conflict(_("This code is taken."), code="taken", field="code") from error
    return portfolio


@transaction.atomic
def change_portfolio(*, by: Any, portfolio: Portfolio, expected: int | None, now: datetime, **values: Any) -> Portfolio:
    """New limits judge every KPI and project of the portfolio again.

    Raises Forbidden, Invalid (code, currency, thresholds) or StaleWrite.
    """
    policy.require(by, "change", portfolio)
    _check_portfolio(values)
    before, limits = audit.snapshot(portfolio, values), portfolio.thresholds
    _assign(portfolio, values)
    save(portfolio, now=now, expected=expected, fields=values)
    if portfolio.thresholds != limits:
        judging.limits_changed(list(portfolio.projects.values_list("pk", flat=True)), now)
    audit.record(
        by=by, act="portfolio.changed", obj=portfolio, before=before, after=audit.snapshot(portfolio, values), now=now
    )
    return portfolio


def _check_portfolio(values: Mapping[str, Any]) -> None:
    if "code" in values and not CODE.fullmatch(values["code"]):
        raise Invalid(
            _("Letters, digits, “-”, “_” and “.”: the code stands in addresses."), code="code_shape", field="code"
        )
    if "currency" in values and not CURRENCY.fullmatch(values["currency"]):
        raise Invalid(_("Three capital letters, for example CNY."), code="currency_shape", field="currency")
    if "thresholds" in values:
        _check_thresholds(values["thresholds"])


def _check_thresholds(values: Mapping[str, float]) -> None:
    for high, low in (("pace_ok", "pace_risk"), ("chance_ok", "chance_risk")):
        if not values[high] > values[low] > 0:
            raise Invalid(_("The limit for “on track” must lie above the one for “at risk”."), field="thresholds")


def create_project(*, by: Any, now: datetime, units: Iterable[Any] = (), **values: Any) -> Project:
    """Propose a project. Its manager (else its author) becomes a member at once.

    Raises Forbidden, Invalid (dates), or Conflict when the key is taken.
    """
    policy.require(by, "add", "project")
    _check_dates(values.get("start_on"), values.get("target_finish_on"))
    try:
        with transaction.atomic():
            project = create(Project(**values), now=now)
            ProjectUnit.objects.bulk_create([ProjectUnit(project=project, unit=unit) for unit in units])
            _seat(project, timezone.localdate(now))
            if not project.members.filter(user=by).exists() and not project.manager_id:
                today = timezone.localdate(now)
                ProjectMember.objects.create(project=project, user=by, role=TeamRole.MANAGER, since_on=today)
            StagePlan.objects.bulk_create(
                [StagePlan(project=project, stage=stage, created_at=now, updated_at=now) for stage in ORDER]
            )
            after = {**audit.snapshot(project, FIELDS), "units": [u.pk for u in units]}
            audit.record(by=by, act="project.created", obj=project, after=after, project_id=project.pk, now=now)
    except IntegrityError as error:
        raise Conflict(_("This key is taken."), code="taken", field="key") from error
    return project


@transaction.atomic
def change_project(
    *,
    by: Any,
    project: Project,
    now: datetime,
    expected: int | None = None,
    units: Iterable[Any] | None = None,
    **values: Any,
) -> Project:
    """Raises Forbidden, Invalid, Conflict (key taken) or StaleWrite."""
    policy.require(by, "change", project)
    _check_dates(values.get("start_on", project.start_on), values.get("target_finish_on", project.target_finish_on))
    if "key" in values and Project.objects.filter(key=values["key"]).exclude(pk=project.pk).exists():
        raise Conflict(_("This key is taken."), code="taken", field="key")
    before, home = _with_units(project, audit.snapshot(project, values), units), project.portfolio_id
    left = project.manager_id if "manager" in values and values["manager"] is None else None
    if left is not None and left == by.pk:
        raise Invalid(_("You manage this project: name who does so instead of you."), field="manager")
    _assign(project, values)
    save(project, now=now, expected=expected, fields=values)
    if project.portfolio_id != home:
        judging.limits_changed([project.pk], now)
    if units is not None:
        _set_units(project, units)
    if left is not None:
        # Nobody manages it for now; whoever did is not on the team for that any more.
        project.members.filter(role=TeamRole.MANAGER, user=left).delete()
    _seat(project, timezone.localdate(now))
    after = _with_units(project, audit.snapshot(project, values), units)
    audit.record(by=by, act="project.changed", obj=project, before=before, after=after, project_id=project.pk, now=now)
    return project


@transaction.atomic
def set_state(
    *,
    by: Any,
    project: Project,
    state: str,
    reason: str,
    now: datetime,
    expected: int | None = None,
    at_gate: bool = False,
) -> Project:
    """Hold, resume, close or cancel. A reason is needed for all but resuming.

    `at_gate`: gatekeepers decided it, and were asked for their right there.
    """
    if not at_gate:
        policy.require(by, "advance", project)
    if state == project.state:
        raise Conflict(_("The project is in this state already."), field="state")
    if state != State.ACTIVE and not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    before = {"state": project.state}
    project.state = state
    save(project, now=now, expected=expected, fields=["state"])
    audit.record(
        by=by,
        act="project.state_changed",
        obj=project,
        before=before,
        after={"state": state},
        reason=reason,
        project_id=project.pk,
        now=now,
    )
    return project


@transaction.atomic
def advance(
    *,
    by: Any,
    project: Project,
    stage: str,
    now: datetime,
    expected: int | None = None,
    reason: str = "",
    at_gate: bool = False,
) -> Project:
    """Move to another stage: forward closes the stages passed, backward reopens them and needs a reason.

    `at_gate`: gatekeepers decided it, and were asked for their right there. Raises Conflict when a room that has a
    say objects.
    """
    if not at_gate:
        policy.require(by, "advance", project)
    here, there = ORDER.index(project.stage), ORDER.index(stage)
    if here == there:
        raise Conflict(_("The project is at this stage already."), field="stage")
    if there < here and not reason.strip():
        raise Invalid(_("Say why the project goes back."), code="required", field="reason")
    advancing.check(project, stage)
    before = {"stage": project.stage}
    project.stage = stage
    save(project, now=now, expected=expected, fields=["stage"])
    _mark_stages(project, there, now)
    audit.record(
        by=by,
        act="project.stage_changed",
        obj=project,
        before=before,
        after={"stage": stage},
        reason=reason,
        project_id=project.pk,
        now=now,
    )
    return project


def _mark_stages(project: Project, reached: int, now: datetime) -> None:
    today = timezone.localdate(now)
    for plan in project.stage_plans.all():
        position = ORDER.index(plan.stage)
        finished = (plan.finished_on or today) if position < reached else None
        started = plan.started_on or (today if position <= reached else None)
        if (finished, started) != (plan.finished_on, plan.started_on):
            plan.finished_on, plan.started_on = finished, started
            save(plan, now=now, fields=["finished_on", "started_on"])


@transaction.atomic
def plan_stages(*, by: Any, project: Project, plans: dict[str, dict[str, date | None]], now: datetime) -> None:
    """Set the planned dates of stages: {stage: {planned_start_on, planned_finish_on}}. They must follow each other."""
    policy.require(by, "change", project)
    before, after, last = {}, {}, None
    for plan in sorted(project.stage_plans.all(), key=lambda p: ORDER.index(p.stage)):
        wanted = plans.get(plan.stage)
        if wanted is None:
            continue
        start, finish = wanted.get("planned_start_on"), wanted.get("planned_finish_on")
        if start and finish and finish < start:
            raise Invalid(
                _("%(stage)s would finish before it starts."),
                params={"stage": Stage(plan.stage).label},
                field=f"{plan.stage}_finish",
            )
        if finish and last and finish < last:
            raise Invalid(
                _("%(stage)s would finish before the stage before it."),
                params={"stage": Stage(plan.stage).label},
                field=f"{plan.stage}_finish",
            )
        last = finish or last
        before[plan.stage] = [plan.planned_start_on, plan.planned_finish_on]
        plan.planned_start_on, plan.planned_finish_on = start, finish
        save(plan, now=now, fields=["planned_start_on", "planned_finish_on"])
        after[plan.stage] = [start, finish]
    audit.record(
        by=by, act="project.stages_planned", obj=project, before=before, after=after, project_id=project.pk, now=now
    )


@transaction.atomic
def add_member(*, by: Any, project: Project, user: Any, role: str, now: datetime) -> ProjectMember:
    """Raises Forbidden, Invalid (sponsor, manager and owner are named on the project), Conflict (already so)."""
    policy.require(by, "add", "member", project_id=project.pk)
    if role in SINGLE_ROLES:
        raise Invalid(_("Name the sponsor, manager and business owner in the project's data."), field="role")
    member, made = ProjectMember.objects.get_or_create(
        project=project, user=user, role=role, defaults={"since_on": timezone.localdate(now)}
    )
    if not made:
        raise Conflict(_("This person already has this part."), field="user")
    audit.record(
        by=by,
        act="project.member_added",
        obj=project,
        after={"user": user.label, "role": role},
        project_id=project.pk,
        now=now,
    )
    return member


@transaction.atomic
def remove_member(*, by: Any, member: ProjectMember, now: datetime) -> None:
    """Raises Forbidden, or Conflict for the three people the project itself names."""
    policy.require(by, "delete", member)
    if member.role in SINGLE_ROLES:
        raise Conflict(_("Name somebody else in the project's data instead."), field="role")
    before = {"user": member.user.label, "role": member.role}
    project = member.project
    member.delete()
    audit.record(by=by, act="project.member_removed", obj=project, before=before, project_id=project.pk, now=now)


@transaction.atomic
def take_part(*, by: Any, project: Project, user: Any, role: str, now: datetime) -> ProjectMember:
    """Give `user` a part on the team because of an act that another room allowed. The caller has checked who may.

    Only parts of `BY_ACT`. Somebody who has the part already keeps it.
    """
    _require_by_act(role)
    member, made = ProjectMember.objects.get_or_create(
        project=project, user=user, role=role, defaults={"since_on": timezone.localdate(now)}
    )
    if made:
        scopes.forget(user)
        after = {"user": user.label, "role": role}
        audit.record(by=by, act="project.member_added", obj=project, after=after, project_id=project.pk, now=now)
    return member


@transaction.atomic
def end_part(*, by: Any, project: Project, user: Any, role: str, now: datetime) -> None:
    """Take the part back with the act that gave it; nothing happens where it is gone already."""
    _require_by_act(role)
    gone, _rows = ProjectMember.objects.filter(project=project, user=user, role=role).delete()
    if gone:
        scopes.forget(user)
        before = {"user": user.label, "role": role}
        audit.record(by=by, act="project.member_removed", obj=project, before=before, project_id=project.pk, now=now)


def _require_by_act(role: str) -> None:
    if role not in BY_ACT:
        raise ValueError(f"the part {role!r} is given by the project's team, not by an act of another room")


def follow(*, user: Any, project: Project, on: bool) -> None:
    """Put a visible project into, or out of, one's own rail."""
    if on:
        Follow.objects.get_or_create(user=user, project=project)
    else:
        Follow.objects.filter(user=user, project=project).delete()


def _seat(project: Project, today: date) -> None:
    """Keep the membership rows of sponsor, manager and business owner equal to the project's fields."""
    wanted = {
        TeamRole.SPONSOR: project.sponsor_id,
        TeamRole.MANAGER: project.manager_id,
        TeamRole.BUSINESS_OWNER: project.business_owner_id,
    }
    for role, user_id in wanted.items():
        if user_id is None:
            project.members.filter(role=role).delete() if role != TeamRole.MANAGER else None
            continue
        project.members.filter(role=role).exclude(user_id=user_id).delete()
        ProjectMember.objects.get_or_create(project=project, user_id=user_id, role=role, defaults={"since_on": today})


def _set_units(project: Project, units: Iterable[Any]) -> None:
    wanted = {unit.pk for unit in units}
    project.unit_links.exclude(unit_id__in=wanted).delete()
    have = set(project.unit_links.values_list("unit_id", flat=True))
    ProjectUnit.objects.bulk_create([ProjectUnit(project=project, unit_id=pk) for pk in sorted(wanted - have)])


def _with_units(project: Project, values: dict[str, Any], units: Iterable[Any] | None) -> dict[str, Any]:
    if units is None:
        return values
    return {**values, "units": sorted(project.unit_links.values_list("unit__name", flat=True))}


def _check_dates(start: date | None, finish: date | None) -> None:
    if start and finish and finish < start:
        raise Invalid(_("The target finish lies before the start."), code="before_start", field="target_finish_on")


def _assign(obj: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(obj, name, value)
