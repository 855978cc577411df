"""Record acts, and seal what was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction

from pmo.audit.chain import GENESIS, chain_hash, plain
from pmo.audit.models import AuditEntry, AuditSeal

# The id of the request being served, so that log lines and history can be laid side by side.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# An entry gets its id before its transaction commits, and no transaction outlives a task's hard limit of ten minutes:
# among entries older than this no gap can still be filled.
SETTLE = timedelta(minutes=11)


def record(
    *,
    by: Any,
    act: str,
    obj: models.Model | None,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    project_id: int | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one entry for a business act, inside the transaction of the act.

    `before` and `after` are reduced to what differs. `by=None` means the system itself.
    """
    old, new = _difference(before or {}, after or {})
    return AuditEntry.objects.create(
        at=now,
        actor=by,
        actor_name=by.label[:150] if by is not None else "",
        act=act,
        kind=str(obj._meta.model_name) if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        object_label=_label(obj)[:250],
        object_label_en=_label_en(obj)[:250],
        project_id=project_id,
        before=old,
        after=new,
        reason=reason,
        request_id=request_id.get(),
    )


def snapshot(obj: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The named fields of `obj` as JSON-ready values."""
    return {name: plain(_named(getattr(obj, name))) for name in fields}


def seal(*, now: datetime, limit: int = 5000) -> int:
    """Chain the settled entries that no seal covers yet; returns how many. Safe to run twice at once."""
    last = AuditSeal.objects.order_by("-last_id").first()
    after_id = last.last_id if last else 0
    entries = list(AuditEntry.objects.filter(id__gt=after_id, at__lt=now - SETTLE).order_by("id")[:limit])
    if not entries:
        return 0
    previous = last.hash if last else GENESIS
    try:
        with transaction.atomic():
            AuditSeal.objects.create(
                first_id=entries[0].pk,
                last_id=entries[-1].pk,
                count=len(entries),
                previous_hash=previous,
                hash=chain_hash(previous, entries),
                sealed_at=now,
            )
    except IntegrityError:
        return 0
    return len(entries)


def _named(value: Any) -> Any:
    """A related object by its name: an id says nothing to who reads the history."""
    return (_label(value) or value.pk) if isinstance(value, models.Model) else value


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if not before or not after:
        return {k: plain(v) for k, v in before.items()}, {k: plain(v) for k, v in after.items()}
    changed = [k for k in {**before, **after} if plain(before.get(k)) != plain(after.get(k))]
    return {k: plain(before.get(k)) for k in changed}, {k: plain(after.get(k)) for k in changed}


def _label(obj: models.Model | None) -> str:
    if obj is None:
        return ""
    for attr in ("name", "title"):
        value = getattr(obj, attr, "")
        if value:
            return str(value)
    return str(obj)


def _label_en(obj: models.Model | None) -> str:
    for attr in ("name_en", "title_en"):
        value = getattr(obj, attr, "")
        if value:
            return str(value)
    # What is called like its project (its plan) is so in English too; the label has read the project then.
    label = _label(obj)
    project = obj._state.fields_cache.get("project") if obj is not None else None
    return str(project.name_en) if project is not None and project.name == label else ""
