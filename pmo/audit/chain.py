"""The hash chain over the history: what a seal vouches for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from pmo.audit.models import AuditEntry

GENESIS = "0" * 64


def chain_hash(previous: str, entries: Iterable[AuditEntry]) -> str:
    """SHA-256 over the previous hash and the canonical JSON of each entry."""
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        digest.update(canonical(entry).encode())
    return digest.hexdigest()


def canonical(entry: AuditEntry) -> str:
    fields = {f.attname: plain(getattr(entry, f.attname)) for f in entry._meta.concrete_fields}
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)


def plain(value: Any) -> Any:
    """A value as the history stores it: JSON types only, decimals without trailing zeros."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    return value
