"""Somebody is nominated by another person, and answers in person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.champions import rights
from changemgmt.champions.choices import HELD, TIME_SHARE, ChampionState
from changemgmt.champions.models import Champion, CriticalProcess, scopes
from changemgmt.champions.services import common
from pmo import notify
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, day, name, pct, words
from projects.portfolio import dimensions
from projects.portfolio import services as portfolio
from projects.portfolio.acts import filled, lock, require_reason
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import Project

NOMINATED = "champion.nominated"


@transaction.atomic
def nominate(
    *,
    by: Any,
    project: Project,
    unit: Unit,
    user: User,
    now: datetime,
    until_on: date | None = None,
    time_share: int = TIME_SHARE,
    note: str = "",
    processes: Iterable[CriticalProcess] = (),
    skills: Mapping[str, Iterable[str]] | None = None,
) -> Champion:
    """Ask somebody to be a champion of their unit.

    Raises Forbidden (not one's unit; oneself), Conflict (closed; nominated or active already) or Invalid (left, another
    unit's, unit, term, time).
    """
    if not rights.may_nominate(by, project, unit):
        raise Forbidden(_("Champions are nominated by the head of the unit or whoever leads the change."))
    if by.pk == user.pk:
        raise Forbidden(_("Nobody nominates themselves: ask the head of your unit."), code="oneself", field="user")
    project = lock(project)
    if not rights.units_of(project).filter(pk=unit.pk).exists():
        raise Invalid(_("The project does not concern this unit."), code="foreign", field="unit")
    common.check_person(user, unit)
    today = timezone.localdate(now)
    end = until_on or common.usual_end(project, today)
    common.check_term(end, today)
    if Champion.objects.filter(project=project, user=user, state__in=HELD).exists():
        raise Conflict(
            _("%(person)s is a champion here already, or has been asked."),
            code="already",
            field="user",
            params={"person": user.label},
        )
    common.check_time(user.pk, time_share)
    made = Champion(
        project=project, unit=unit, user=user, note=note.strip()[:300], time_share=time_share, until_on=end,
        nominated_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            create(made, now=now)
    except IntegrityError as error:
        raise Conflict(_("This person has just been nominated."), code="already", field="user") from error
    made.processes.set(common.check_processes(project, processes))
    common.write_skills(made, skills or {})
    common.record(by, NOMINATED, made, now, after=filled(common.told(made)))
    _ask(made, now)
    dimensions.changed([project.pk], now)
    return made


def _ask(champion: Champion, now: datetime) -> None:
    params = {
        "who": name(champion.nominated_by),
        "unit": name(champion.unit),
        "project": name(champion.project),
        "share": pct(champion.time_share),
        "until": day(champion.until_on),
    }
    notify.promise(
        rule=NOMINATED, subject=champion, period="asked", to=champion.user, text=Sentence(NOMINATED, params),
        url=champion.url, at=now,
    )  # fmt: skip


@transaction.atomic
def accept(*, by: Any, champion: Champion, now: datetime, expected: int | None = None) -> Champion:
    """The nominee says yes: the term begins, and the rights of a champion on the project with it.

    Raises Forbidden (somebody else), Conflict (settled; closed; moved or left; the term would be over), Invalid (time)
    or StaleWrite.
    """
    found = _own(by, champion)
    today = timezone.localdate(now)
    if not found.in_place:
        raise Conflict(
            _("You do not work in %(unit)s any more; ask for a new nomination."),
            code="moved",
            params={"unit": found.unit.label},
        )
    if found.until_on < today:
        raise Conflict(_("This term would be over already; ask for a new nomination."), code="over")
    # Two projects may ask at the same time: one after the other adds up what is promised.
    User.objects.select_for_update().get(pk=found.user_id)
    common.check_time(found.user_id, found.time_share, without=found.pk)
    before = common.told(found)
    found.state, found.since_on, found.answered_at = ChampionState.ACTIVE, today, now
    save(found, now=now, expected=expected, fields=["state", "since_on", "answered_at"])
    portfolio.take_part(by=by, project=found.project, user=found.user, role=TeamRole.CHAMPION, now=now)
    common.record(by, "champion.accepted", found, now, before=before, after=common.told(found))
    scopes.forget(by)
    _answered(found, "champion.accepted", now)
    return found


@transaction.atomic
def refuse(*, by: Any, champion: Champion, reason: str, now: datetime, expected: int | None = None) -> Champion:
    """The nominee says no, and why. Raises as `accept`, and Invalid without a reason."""
    require_reason(reason)
    found = _own(by, champion)
    before = common.told(found)
    found.state, found.refusal, found.answered_at = ChampionState.REFUSED, reason.strip()[:300], now
    save(found, now=now, expected=expected, fields=["state", "refusal", "answered_at"])
    common.record(by, "champion.refused", found, now, before=before, after=common.told(found), reason=found.refusal)
    _answered(found, "champion.refused", now)
    return found


@transaction.atomic
def withdraw(*, by: Any, champion: Champion, now: datetime, expected: int | None = None) -> Champion:
    """Take a nomination back before it is answered. Raises Forbidden, Conflict or StaleWrite."""
    rights.require_manage(by, champion)
    found = common.hold(champion, ChampionState.NOMINATED)
    before = common.told(found)
    found.state = ChampionState.WITHDRAWN
    save(found, now=now, expected=expected, fields=["state"])
    common.record(by, "champion.withdrawn", found, now, before=before, after=common.told(found))
    notify.settle(rule=NOMINATED, subject=found, now=now)
    dimensions.changed([found.project_id], now)
    return found


def _own(by: Any, champion: Champion) -> Champion:
    """Nobody accepts or refuses for somebody else."""
    if by.pk != champion.user_id:
        raise Forbidden(
            _("Only %(person)s can answer this nomination."), code="by_proxy", params={"person": champion.user.label}
        )
    return common.hold(champion, ChampionState.NOMINATED)


def _answered(champion: Champion, rule: str, now: datetime) -> None:
    notify.settle(rule=NOMINATED, subject=champion, now=now)
    params = {"who": name(champion.user), "unit": name(champion.unit), "project": name(champion.project)}
    if champion.refusal:
        params["reason"] = words(champion.refusal)
    notify.promise(
        rule=rule, subject=champion, period="answered", to=champion.nominated_by, text=Sentence(rule, params),
        url=champion.url, at=now, kind="info",
    )  # fmt: skip
    dimensions.changed([champion.project_id], now)
