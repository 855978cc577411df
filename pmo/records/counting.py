"""Asking several querysets in one query: how many rows each has, which have any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def counts(querysets: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each of these unsliced querysets has, as `.count()` would say one by one."""
    return _asked(querysets, "(SELECT COUNT(*) FROM ({}) AS counted)")


def existing(querysets: Sequence[QuerySet[Any]]) -> list[bool]:
    """Which of these unsliced querysets have rows, as `.exists()` would say one by one."""
    return [bool(found) for found in _asked(querysets, "CASE WHEN EXISTS({}) THEN 1 ELSE 0 END")]


def _asked(querysets: Sequence[QuerySet[Any]], around: str) -> list[int]:
    asked: list[tuple[int, str]] = []
    params: list[Any] = []
    found = [0] * len(querysets)
    for place, rows in enumerate(querysets):
        try:
            sql, given = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append((place, around.format(sql)))
        params += given
    if asked:
        with connections[querysets[0].db].cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(part for _place, part in asked)}", params)
            for (place, _part), number in zip(asked, cursor.fetchone() or (), strict=True):
                found[place] = number
    return found
