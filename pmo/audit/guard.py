"""Database triggers that make the history append-only on SQLite and PostgreSQL alike."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("pmo_auditentry", "pmo_auditseal")

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION pmo_audit_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'the history is append-only';
END $$ LANGUAGE plpgsql
"""


def install(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Migration step: refuse UPDATE and DELETE on the history tables."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_PG_FUNCTION)
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_create(editor.connection.vendor, table, verb))


def remove(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away (reverse of the migration, and tables that a test flushes)."""
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{verb.lower()}{on}")


def _create(vendor: str, table: str, verb: str) -> str:
    name = f"{table}_{verb.lower()}"
    if vendor == "postgresql":
        return f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION pmo_audit_refuse()"
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END"
    )
