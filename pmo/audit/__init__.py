"""The history of every change: append-only, chained, readable on each object."""

from __future__ import annotations

from typing import Any


def record(**kwargs: Any) -> Any:
    """See `pmo.audit.services.record`; importable before the models are loaded."""
    from pmo.audit import services

    return services.record(**kwargs)


def snapshot(obj: Any, fields: Any) -> dict[str, Any]:
    """See `pmo.audit.services.snapshot`."""
    from pmo.audit import services

    return services.snapshot(obj, fields)
