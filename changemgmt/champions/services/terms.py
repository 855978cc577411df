"""The term of a champion: what is agreed, whether it goes on, how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.champions import rights
from changemgmt.champions.choices import HELD, ChampionState, EndKind, Renewal
from changemgmt.champions.models import Champion, CriticalProcess, scopes
from changemgmt.champions.selectors import network
from changemgmt.champions.services import common
from changemgmt.champions.services.nominations import NOMINATED
from pmo import notify
from pmo.accounts.models import User
from pmo.records import Conflict, Forbidden
from pmo.records.models import save
from pmo.texts import Sentence, day, name, words
from projects.portfolio import dimensions
from projects.portfolio import services as portfolio
from projects.portfolio.acts import require_reason
from projects.portfolio.choices import TeamRole

RENEWAL = "champion.renewal"
OFFERED = "champion.renewal_offered"


@transaction.atomic
def change(
    *,
    by: Any,
    champion: Champion,
    now: datetime,
    expected: int | None = None,
    time_share: int | None = None,
    until_on: date | None = None,
    processes: Iterable[CriticalProcess] | None = None,
    skills: Mapping[str, Iterable[str]] | None = None,
) -> Champion:
    """Skills and processes are told by the champion or whoever manages; time and term only by the latter.

    Raises Forbidden, Conflict (settled, closed), Invalid or StaleWrite.
    """
    if champion.user_id != by.pk:
        rights.require_manage(by, champion)
    found = common.hold(champion, *HELD)
    before = {**common.told(found), **_skills(found)}
    if (time_share is not None and time_share != found.time_share) or (until_on and until_on != found.until_on):
        rights.require_manage(by, found)
    if time_share is not None and time_share != found.time_share:
        common.check_time(found.user_id, time_share, without=found.pk)
        found.time_share = time_share
    if until_on is not None and until_on != found.until_on:
        common.check_term(until_on, timezone.localdate(now))
        found.until_on, found.renewal, found.renewal_at = until_on, Renewal.NONE, None
        notify.settle(rule=RENEWAL, subject=found, now=now)
    save(found, now=now, expected=expected, fields=["time_share", "until_on", "renewal", "renewal_at"])
    if processes is not None:
        found.processes.set(common.check_processes(found.project, processes))
    common.write_skills(found, skills or {})
    common.record(by, "champion.changed", found, now, before=before, after={**common.told(found), **_skills(found)})
    dimensions.changed([found.project_id], now)
    return found


def _skills(champion: Champion) -> dict[str, str]:
    return {"skills": ", ".join(champion.skills.values_list("word", flat=True))}


@transaction.atomic
def offer_renewal(*, by: Any, champion: Champion, go_on: bool, now: datetime) -> Champion:
    """The champion says whether to go on when the term ends. Raises Forbidden (somebody else) or Conflict."""
    if by.pk != champion.user_id:
        raise Forbidden(
            _("Only %(person)s can say whether to go on."), code="by_proxy", params={"person": champion.user.label}
        )
    found = common.hold(champion, ChampionState.ACTIVE)
    before = common.told(found)
    found.renewal = Renewal.OFFERED if go_on else Renewal.DECLINED
    found.renewal_at = now
    save(found, now=now, fields=["renewal", "renewal_at"])
    common.record(by, "champion.renewal_answered", found, now, before=before, after=common.told(found))
    notify.settle(rule=RENEWAL, subject=found, now=now)
    rule = OFFERED if go_on else "champion.renewal_declined"
    params = {"who": name(found.user), "unit": name(found.unit), "until": day(found.until_on)}
    for person in deciders(found):
        notify.promise(
            rule=rule, subject=found, period=found.until_on.isoformat(), to=person, text=Sentence(rule, params),
            url=found.url, at=now,
        )  # fmt: skip
    return found


@transaction.atomic
def renew(*, by: Any, champion: Champion, until_on: date, now: datetime, expected: int | None = None) -> Champion:
    """Go on until another day, once the champion has said they will.

    Raises Forbidden (also oneself), Conflict (not asked; settled), Invalid (term) or StaleWrite.
    """
    rights.require_manage(by, champion)
    found = common.hold(champion, ChampionState.ACTIVE)
    if found.renewal != Renewal.OFFERED:
        raise Conflict(
            _("%(person)s has not said yet that they will go on."), code="not_offered",
            params={"person": found.user.label},
        )  # fmt: skip
    common.check_term(until_on, max(timezone.localdate(now), found.until_on))
    before, old = common.told(found), found.until_on
    found.until_on, found.renewal, found.renewal_at = until_on, Renewal.NONE, None
    save(found, now=now, expected=expected, fields=["until_on", "renewal", "renewal_at"])
    common.record(by, "champion.renewed", found, now, before=before, after=common.told(found))
    notify.settle(rule=OFFERED, subject=found, now=now)
    params = {"unit": name(found.unit), "until": day(until_on)}
    notify.promise(
        rule="champion.renewed", subject=found, period=old.isoformat(), to=found.user,
        text=Sentence("champion.renewed", params), url=found.url, at=now, kind="info",
    )  # fmt: skip
    return found


@transaction.atomic
def end(*, by: Any, champion: Champion, reason: str, now: datetime, expected: int | None = None) -> Champion:
    """End a term by hand, with the reason. Raises Forbidden, Conflict, Invalid (no reason) or StaleWrite."""
    rights.require_manage(by, champion)
    require_reason(reason)
    found = common.hold(champion, ChampionState.ACTIVE)
    _close(by, found, EndKind.BY_HAND, reason, now, expected)
    return found


@transaction.atomic
def resign(*, by: Any, champion: Champion, reason: str, now: datetime, expected: int | None = None) -> Champion:
    """The champion steps down, and says why. Raises as `end`."""
    if by.pk != champion.user_id:
        raise Forbidden(_("Only the champion steps down."), code="by_proxy")
    require_reason(reason)
    found = common.hold(champion, ChampionState.ACTIVE)
    _close(by, found, EndKind.RESIGNED, reason, now, expected)
    return found


def expire(*, now: datetime) -> int:
    """End the terms that are over and those of people who have left; returns how many. Safe to run twice."""
    today = timezone.localdate(now)
    over = Q(state=ChampionState.ACTIVE) & (Q(until_on__lt=today) | Q(user__is_active=False))
    ended = 0
    for pk in Champion.objects.filter(over).values_list("pk", flat=True):
        with transaction.atomic():
            rows = Champion.objects.select_for_update(of=("self",)).select_related("user", "unit", "project")
            found = rows.filter(over, pk=pk).first()
            if found is None:
                continue
            kind = EndKind.TERM if found.user.is_active else EndKind.LEFT
            _close(None, found, kind, "", now, None)
            ended += 1
    gone = Champion.objects.filter(state=ChampionState.NOMINATED, user__is_active=False)
    for found in gone.select_related("user", "unit", "project"):
        with transaction.atomic():
            before = common.told(found)
            found.state = ChampionState.WITHDRAWN
            save(found, now=now, fields=["state"])
            common.record(None, "champion.withdrawn", found, now, before=before, after=common.told(found))
            notify.settle(rule=NOMINATED, subject=found, now=now)
            ended += 1
    return ended


def deciders(champion: Champion) -> list[User]:
    """Who decides on a term: whoever leads the change, and the head of the unit."""
    found = {person.pk: person for person in network.leaders(champion.project)}
    head = champion.unit.head
    if head is not None and head.is_active:
        found[head.pk] = head
    found.pop(champion.user_id, None)
    return list(found.values())


def _close(by: Any, found: Champion, kind: str, reason: str, now: datetime, expected: int | None) -> None:
    before, today = common.told(found), timezone.localdate(now)
    over = found.until_on if kind == EndKind.TERM else today
    found.state, found.end_kind, found.end_reason = ChampionState.ENDED, kind, reason.strip()[:300]
    found.ended_by, found.ended_on = by, max(over, found.since_on or over)
    fields = ["state", "end_kind", "end_reason", "ended_by", "ended_on"]
    save(found, now=now, expected=expected, fields=fields)
    portfolio.end_part(by=by, project=found.project, user=found.user, role=TeamRole.CHAMPION, now=now)
    common.record(by, "champion.ended", found, now, before=before, after=common.told(found), reason=found.end_reason)
    scopes.forget(found.user)
    for rule in (RENEWAL, OFFERED):
        notify.settle(rule=rule, subject=found, now=now)
    if kind != EndKind.RESIGNED and found.user.is_active:
        _thank(found, now)
    dimensions.changed([found.project_id], now)


def _thank(found: Champion, now: datetime) -> None:
    rule = "champion.ended" if found.end_reason else "champion.term_over"
    params = {"unit": name(found.unit), "project": name(found.project), "on": day(found.ended_on or found.until_on)}
    if found.end_reason:
        params["reason"] = words(found.end_reason)
    notify.promise(
        rule=rule, subject=found, period="ended", to=found.user, text=Sentence(rule, params), url=found.url,
        at=now, kind="info",
    )  # fmt: skip
