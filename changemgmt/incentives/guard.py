"""Database triggers that keep the ledger as it was written, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("changemgmt_pointtransaction", "changemgmt_pointentry")
WORDS = "the ledger of points is append-only"

_PG_FUNCTION = f"""
CREATE OR REPLACE FUNCTION changemgmt_points_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}';
END $$ LANGUAGE plpgsql
"""


def install(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Migration step: refuse UPDATE and DELETE on transactions and entries."""
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        editor.execute(_PG_FUNCTION)
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_create(vendor, table, verb))


def remove(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away (reverse of the migration, and tables that a test flushes)."""
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{verb.lower()}{on}")


def _create(vendor: str, table: str, verb: str) -> str:
    name = f"{table}_{verb.lower()}"
    if vendor == "postgresql":
        how = "FOR EACH ROW EXECUTE FUNCTION changemgmt_points_refuse()"
        return f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {how}"
    return f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
