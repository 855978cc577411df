"""Tokens of sources: made, shown once, used, revoked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.usage.choices import SourceKind
from metrics.usage.door import signing
from metrics.usage.models import UsageSource, UsageSystem
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.tokens.secret import digest, fresh, shape
from projects.portfolio.acts import require_open

PREFIX = "lu_"
"""Lets secret scanners recognise a leaked token."""
SHAPE = shape(PREFIX)
MAX_DAYS, DEFAULT_DAYS, MAX_USABLE = 365, 180, 20
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")


@dataclass(frozen=True)
class NewSource:
    """`token` and `secret` (for signing, empty when not asked) are kept nowhere."""

    source: UsageSource
    token: str
    secret: str = ""


@transaction.atomic
def add_source(
    *,
    by: Any,
    system: UsageSystem,
    name: str,
    now: datetime,
    kind: str = SourceKind.SERVER,
    signed: bool = False,
    origins: Sequence[str] = (),
    days: int = DEFAULT_DAYS,
) -> NewSource:
    """Raises Forbidden, Conflict (closed, too many) or Invalid (term, origins, a beacon that should sign)."""
    policy.require(by, "change", system)
    require_open(system.project)
    places = [origin.strip().rstrip("/").lower() for origin in origins if origin.strip()]
    _check(kind, signed, places, days)
    if UsageSource.objects.filter(system=system, revoked_at=None, expires_at__gt=now).count() >= MAX_USABLE:
        raise Conflict(
            _("The system has %(max)d usable sources already; revoke one first."),
            code="too_many_tokens",
            params={"max": MAX_USABLE},
        )
    made = fresh(PREFIX)
    source = create(
        UsageSource(
            system=system,
            name=name.strip()[:80],
            kind=kind,
            digest=made.digest,
            hint=made.hint,
            signed=signed,
            origins=places,
            created_by=by,
            expires_at=now + timedelta(days=days),
        ),
        now=now,
    )
    _record(by, source, "usage.source_added", now, after=_facts(source))
    return NewSource(source, made.plain, signing.secret_of(source.digest) if signed else "")


def _check(kind: str, signed: bool, origins: Sequence[str], days: int) -> None:
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(
            _("A token lives 1 to %(max)d days."), code="out_of_range", field="days", params={"max": MAX_DAYS}
        )
    beacon = kind == SourceKind.BEACON
    if beacon and signed:
        raise Invalid(_("A page cannot keep a secret: beacons do not sign."), code="beacon_signs", field="signed")
    if beacon and not origins:
        raise Invalid(
            _("Name the pages it may be used on, like https://mes.example.com."), code="no_origin", field="origins"
        )
    if not beacon and origins:
        raise Invalid(_("Only beacons are bound to pages."), code="origin_of_server", field="origins")
    for origin in origins:
        if not _ORIGIN.fullmatch(origin) or len(origin) > 100:
            raise Invalid(
                _("“%(origin)s” is not the origin of a page; write it like https://mes.example.com."),
                code="bad_origin",
                field="origins",
                params={"origin": origin[:100]},
            )


@transaction.atomic
def revoke_source(*, by: Any, source: UsageSource, now: datetime, expected: int | None = None) -> UsageSource:
    """From now on it is refused. Raises Forbidden, Conflict (revoked already) or StaleWrite."""
    policy.require(by, "change", source)
    if source.revoked_at is not None:
        raise Conflict(_("This source is revoked already."), code="already_revoked")
    source.revoked_at = now
    save(source, now=now, expected=expected, fields=["revoked_at"])
    _record(by, source, "usage.source_revoked", now, before=_facts(source))
    return source


def find(plain: str) -> UsageSource | None:
    """The source with this token, usable or not, with its system."""
    if not SHAPE.fullmatch(plain):
        return None
    return UsageSource.objects.select_related("system").filter(digest=digest(plain)).first()


def _facts(source: UsageSource) -> dict[str, Any]:
    return {
        "name": source.name,
        "kind": source.kind,
        "hint": source.hint,
        "signed": source.signed,
        "origins": source.origins,
        "expires_on": timezone.localdate(source.expires_at),
    }


def _record(by: Any, source: UsageSource, act: str, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=source.system, project_id=source.system.project_id, now=now, **more)
