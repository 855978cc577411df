"""Folds all migrations of a package into one 0001_initial, each table made at once.

    .venv/bin/python tools/fold_migrations.py changemgmt metrics

Only while nothing has been released. Constraints, indexes and fields added after a table go into its creation: SQLite
copies a table for each of them, which made a new database eight times as slow. Operations of other kinds (triggers,
partitions) keep their order, after the tables.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")

import django  # noqa: E402

django.setup()

from django.db import migrations  # noqa: E402
from django.db.migrations.optimizer import MigrationOptimizer  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402

from pmo.records.tables import CreateTables  # noqa: E402

Create = migrations.CreateModel


def main(packages: list[str]) -> None:
    for package in packages:
        folder = ROOT / package / "migrations"
        files = sorted(folder.glob("0*.py"))
        found = [import_module(f"{package}.migrations.{file.stem}").Migration for file in files]
        before = [operation for one in found for operation in _single(one.operations)]
        operations = Fold(MigrationOptimizer().optimize(before, package)).folded()
        migration = migrations.Migration("0001_initial", package)
        migration.initial = True
        migration.operations = operations
        outside = {tuple(needed) for one in found for needed in one.dependencies if needed[0] != package}
        migration.dependencies = sorted(needed for needed in outside if needed[1] != "__first__")
        for file in files:
            file.unlink()
        writer = MigrationWriter(migration, include_header=False)
        (folder / "0001_initial.py").write_text(writer.as_string(), encoding="utf-8")
        print(f"{package}: {len(before)} operations, now {len(operations)}")


class Fold:
    """Operations of one package: all tables at once, then everything of another kind in its order."""

    def __init__(self, operations: list[Any]) -> None:
        self.tables: dict[str, Any] = {op.name.lower(): op for op in operations if isinstance(op, Create)}
        self.rest = [op for op in operations if not isinstance(op, Create) and not self._taken_in(op)]

    def folded(self) -> list[Any]:
        return [CreateTables(list(self.tables.values())), *self.rest]

    def _taken_in(self, operation: Any) -> bool:
        table = self.tables.get(getattr(operation, "model_name", "").lower())
        if table is None:
            return False
        if isinstance(operation, migrations.AddField):
            table.fields.append((operation.name, operation.field))
        elif isinstance(operation, migrations.AddConstraint):
            table.options.setdefault("constraints", []).append(operation.constraint)
        elif isinstance(operation, migrations.AddIndex):
            table.options.setdefault("indexes", []).append(operation.index)
        else:
            return False
        return True


def _single(operations: list[Any]) -> Iterator[Any]:
    """Tables made at once, one by one."""
    for operation in operations:
        yield from operation.tables if isinstance(operation, CreateTables) else [operation]


if __name__ == "__main__":
    main(sys.argv[1:])
