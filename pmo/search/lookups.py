"""`field__begins="x"`: values that begin with the text, found by the index on both databases.

SQLite answers Django's own `startswith` (LIKE … ESCAPE) by reading the whole table; there the beginning becomes a
range. PostgreSQL uses its index of patterns, whatever the collation.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import StartsWith

_LAST = chr(0x10FFFF)


@CharField.register_lookup
class Begins(StartsWith):
    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.lhs)
        text = str(self.rhs)
        return f"({column} >= %s AND {column} < %s)", [*params, text, *params, text + _LAST]
