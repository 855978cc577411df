"""What is kept about one person: handed out to them, and forgotten when they may ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from metrics.usage import identities, pseudonyms
from metrics.usage.choices import NO_FEATURE, EventKind
from metrics.usage.models import Eligible, Feature, Placement, UsageSystem
from metrics.usage.services.rollups import spread
from metrics.usage.store import store
from pmo import audit
from pmo.access import policy
from pmo.accounts import personal
from pmo.accounts.models import User
from pmo.notify.wake import wake
from projects.portfolio.acts import require_reason

WORDS = {kind.value: kind.name.lower() for kind in EventKind}


def subjects_of(user: User) -> list[int]:
    """Every pseudonym somebody may be known by: as a person of the directory, and by a name before that."""
    strange = [pseudonyms.of_stranger(identity, name) for identity, name in identities.names_of(user)]
    return [pseudonyms.of_user(user.pk), *strange]


def own_export(*, user: User, now: datetime) -> dict[str, Any]:
    """Everything about the reader, for the reader."""
    audit.record(by=user, act="usage.exported", obj=user, now=now)
    return _whole(user, now, alone=True)


def export_person(*, by: Any, user: User, now: datetime) -> dict[str, Any]:
    """Everything about somebody, for whoever answers their request. Raises Forbidden."""
    policy.require(by, "export", "usage_data")
    audit.record(by=by, act="usage.exported", obj=user, now=now)
    return _whole(user, now, alone=False)


def _whole(user: User, now: datetime, *, alone: bool) -> dict[str, Any]:
    """Usage first, then what every other room keeps."""
    return {**bundle(user, now), "rooms": personal.bundle(user, now, alone=alone)}


def bundle(user: User, now: datetime) -> dict[str, Any]:
    """Machine-readable, with codes as programs know them."""
    systems = dict(UsageSystem.objects.values_list("pk", "code"))
    features = {NO_FEATURE: None, **dict(Feature.objects.values_list("pk", "code"))}
    subjects = subjects_of(user)
    spans = Eligible.objects.filter(subject__in=subjects).order_by("system_id", "from_on")
    return {
        "person": user.username,
        "made_at": now.isoformat(),
        "eligible": [
            {"system": systems.get(row.system_id), "from": row.from_on.isoformat(), "to": _iso(row.to_on)}
            for row in spans
        ],
        "usage": [_readable(row, systems, features) for row in store().export(subjects)],
    }


def _readable(row: dict[str, Any], systems: dict[int, str], features: dict[int, str | None]) -> dict[str, Any]:
    found = {
        "system": systems.get(row["system_id"]),
        "feature": features.get(row["feature_id"]),
        "kind": WORDS.get(row["kind"], ""),
    }
    if "occurred_at" in row:
        return {**found, "occurred_at": row["occurred_at"].isoformat()}
    return {**found, "days": [day.isoformat() for day in row["days"]], "events": row["events"]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@transaction.atomic
def erase_person(*, by: Any, user: User, reason: str, now: datetime) -> int:
    """Forget what somebody did in every system; how many rows went. Counts are made anew without them.

    That they were eligible follows from the directory and comes back with it as long as they are in it.
    Raises Forbidden or Invalid (no reason).
    """
    policy.require(by, "erase", "usage_data")
    require_reason(reason)
    gone = erase_rows(user)
    audit.record(by=by, act="usage.erased", obj=user, after={"rows": gone}, now=now, reason=reason)
    return gone


def erase_rows(user: User) -> int:
    """Take out what somebody did, and where they were if they have left; how many rows. Within a transaction."""
    subjects = subjects_of(user)
    gone, days = store().erase(subjects)
    for system_id, changed in days.items():
        spread(system_id, changed)
    if not user.is_active:
        _forget_places(subjects)
    wake("metrics.usage_rollup")
    return gone


def _forget_places(subjects: Iterable[int]) -> None:
    Eligible.objects.filter(subject__in=list(subjects)).delete()
    Placement.objects.filter(subject__in=list(subjects)).delete()
