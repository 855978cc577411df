"""Read the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from pmo.access import policy
from pmo.audit.chain import GENESIS, chain_hash
from pmo.audit.models import AuditEntry, AuditSeal


def history(obj: models.Model, limit: int = 200) -> list[AuditEntry]:
    """The newest entries about one object the caller has already shown to be visible."""
    rows = AuditEntry.objects.filter(kind=obj._meta.model_name, object_id=obj.pk)
    return list(rows.select_related("actor")[:limit])


def project_activity(user: Any, project_id: int, limit: int = 20) -> list[AuditEntry]:
    """What happened last on a project the caller has already shown to be visible, as far as `user` may read it."""
    rows = AuditEntry.objects.filter(project_id=project_id, kind__in=readable_kinds(user, project_id))
    return list(rows.select_related("actor")[:limit])


def readable_kinds(user: Any, project_id: int) -> list[str]:
    """Kinds of objects whose entries a person may read on a project they see: their role views such objects, or the
    object is no kind of its own (its rights are the project's)."""
    kinds = [""]
    for model in apps.get_models():
        kind = getattr(model, "access_kind", None)
        if kind is None or policy.may(user, "view", kind, project_id=project_id):
            kinds.append(str(model._meta.model_name))
    return kinds


def overall(user: Any) -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.visible_to(user).select_related("actor")


@dataclass(frozen=True)
class Verification:
    """`broken_at` is the first seal that does not hold, None when the chain is whole."""

    seals: int
    entries: int
    unsealed: int
    broken_at: int | None


def verify() -> Verification:
    """Walk the chain from its start and recompute every hash."""
    # Below every id, so that an entry slipped in before the first one is counted too.
    previous, checked, seals, last_id = GENESIS, 0, 0, -(2**63)
    for seal in AuditSeal.objects.order_by("last_id").iterator():
        rows = list(AuditEntry.objects.filter(id__gt=last_id, id__lte=seal.last_id).order_by("id"))
        whole = len(rows) == seal.count and seal.previous_hash == previous and chain_hash(previous, rows) == seal.hash
        if not whole:
            return Verification(seals, checked, 0, seal.pk)
        previous, last_id = seal.hash, seal.last_id
        checked, seals = checked + len(rows), seals + 1
    return Verification(seals, checked, AuditEntry.objects.filter(id__gt=last_id).count(), None)
