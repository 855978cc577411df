"""Queries whose shape never changes: their SQL is written once per process, afterwards only the value is given.

Django needs some ten times as long to write such a query as the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Stands for the value while the SQL is written: no key is ever that large.
_VALUE = 2**62 + 7_734


class Prepared:
    """`rows(value)` are those of `build(value)`, which uses the value, a key, as nothing but a parameter.

    The rows must consist of whole numbers and texts: they come as the database gives them.
    """

    def __init__(self, build: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, value: int) -> list[tuple[Any, ...]]:
        connection = connections[DEFAULT_DB_ALIAS]
        known = self._written.get(connection.vendor)
        if known is None:
            known = self._written[connection.vendor] = self._build(_VALUE).query.sql_with_params()
        sql, params = known
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if param == _VALUE else param for param in params])
            return cursor.fetchall()
