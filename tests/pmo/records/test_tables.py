"""Tables made at once: known to Django as if made one by one, also in a circle, and written into a file and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from pmo.records.tables import CreateTables


def _pair() -> CreateTables:
    """Two tables that point at each other."""
    key = ("id", models.BigAutoField(primary_key=True))
    egg = models.ForeignKey("farm.Egg", models.CASCADE, null=True, related_name="+")
    hen = models.ForeignKey("farm.Hen", models.CASCADE, related_name="eggs")
    return CreateTables(
        tables=[
            migrations.CreateModel("Hen", [key, ("hatched_from", egg)]),
            migrations.CreateModel("Egg", [("id", models.BigAutoField(primary_key=True)), ("hen", hen)]),
        ]
    )


def _after(state: ProjectState) -> ProjectState:
    after = state.clone()
    _pair().state_forwards("farm", after)
    return after


def test_a_circle_is_known_whole() -> None:
    before = ProjectState()
    assert before.apps  # drawn, as in the middle of a migration
    after = _after(before)
    hen, egg = after.apps.get_model("farm", "Hen"), after.apps.get_model("farm", "Egg")
    assert hen._meta.get_field("hatched_from").related_model is egg
    assert egg._meta.get_field("hen").related_model is hen


@pytest.mark.django_db(transaction=True)
def test_tables_are_made_and_taken_away() -> None:
    before = ProjectState()
    after = _after(before)
    with connection.schema_editor() as editor:
        _pair().database_forwards("farm", editor, before, after)
    assert {"farm_hen", "farm_egg"} <= set(connection.introspection.table_names())
    with connection.schema_editor() as editor:
        _pair().database_backwards("farm", editor, after, before)
    assert not {"farm_hen", "farm_egg"} & set(connection.introspection.table_names())


def test_it_is_written_into_a_migration_and_read_back() -> None:
    migration = migrations.Migration("0001_initial", "farm")
    migration.operations = [_pair()]
    found: dict[str, Any] = {}
    exec(MigrationWriter(migration).as_string(), found)  # noqa: S102 - what was just written
    (read,) = found["Migration"].operations
    assert isinstance(read, CreateTables)
    assert [table.name for table in read.tables] == ["Hen", "Egg"]
    assert read.describe() == "Create 2 tables"


@pytest.mark.parametrize("package", ["pmo", "projects", "changemgmt", "metrics"])
def test_a_new_database_is_made_with_one_operation_a_package(package: str) -> None:
    """One operation per table took ten times as long. Later migrations change tables one by one, as everywhere."""
    from importlib import import_module

    first = import_module(f"{package}.migrations.0001_initial").Migration
    assert isinstance(first.operations[0], CreateTables)
    assert not any(isinstance(op, migrations.CreateModel) for op in first.operations)
