"""How a migration makes the table of single events: partitioned where the database can."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from metrics.usage.store.partitions import CREATE, PARENT


class CreatePartitioned(migrations.CreateModel):
    """CreateModel, except that PostgreSQL gets a table partitioned by month, without a primary key over all of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, to_state.apps.get_model(app_label, self.name)):
            schema_editor.execute(CREATE)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            schema_editor.execute(f"DROP TABLE {PARENT} CASCADE")
