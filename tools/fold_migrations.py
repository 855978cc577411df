"""Folds all migrations of a package into one 0001_initial, each table made at once.

    .venv/bin/python tools/fold_migrations.py changemgmt metrics

Only while nothing has been released. Constraints, indexes and fields added after a table go into its creation: SQLite
copies a table for each of them, which made a new database eight times as slow. Foreign keys in a circle stay apart.
Operations of other kinds (triggers, partitions) keep their order, after the tables.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")

import django  # noqa: E402

django.setup()

from django.db import migrations, models  # noqa: E402
from django.db.migrations.optimizer import MigrationOptimizer  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402

Create = migrations.CreateModel


def main(packages: list[str]) -> None:
    for package in packages:
        folder = ROOT / package / "migrations"
        files = sorted(folder.glob("0*.py"))
        found = [import_module(f"{package}.migrations.{file.stem}").Migration for file in files]
        before = [operation for one in found for operation in one.operations]
        operations = Fold(package, MigrationOptimizer().optimize(before, package)).folded()
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
    """Operations of one package with as few of them as the order of its tables allows."""

    def __init__(self, package: str, operations: list[Any]) -> None:
        self.package = package
        self.tables: dict[str, Any] = {op.name.lower(): op for op in operations if isinstance(op, Create)}
        self.after: list[Any] = []
        self.rest = [op for op in operations if not isinstance(op, Create) and not self._taken_in(op)]

    def folded(self) -> list[Any]:
        order: list[Any] = []
        pending = dict(self.tables)
        while pending:
            ready = [name for name, table in pending.items() if not self._needs(table) & set(pending)]
            if not ready:
                ready = [min(pending, key=lambda name: len(self._needs(pending[name]) & set(pending)))]
                self._postpone(pending[ready[0]], set(pending))
            order += [pending.pop(name) for name in ready]
        return order + self.after + self.rest

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

    def _postpone(self, table: Any, pending: set[str]) -> None:
        """Fields that point at tables still to come are added later, with what is built on them."""
        name = table.name.lower()
        later = [(field, made) for field, made in table.fields if (self._points_at(made) - {name}) & pending]
        table.fields = [pair for pair in table.fields if pair not in later]
        self.after += [migrations.AddField(name, field, made) for field, made in later]
        moved = [field for field, _made in later]
        for key, add in (("constraints", migrations.AddConstraint), ("indexes", migrations.AddIndex)):
            built = [one for one in table.options.get(key, ()) if any(f"'{field}" in repr(one) for field in moved)]
            if key in table.options:
                table.options[key] = [one for one in table.options[key] if one not in built]
            self.after += [add(name, one) for one in built]

    def _needs(self, table: Any) -> set[str]:
        bases = {self._own(base) for base in table.bases if isinstance(base, str)}
        fields = {name for _field, made in table.fields for name in self._points_at(made)}
        return (bases | fields) - {table.name.lower(), ""}

    def _points_at(self, field: models.Field[Any, Any]) -> set[str]:
        relation: Any = field.remote_field
        through = getattr(relation, "through", None)
        return {self._own(model) for model in (getattr(relation, "model", None), through) if model} - {""}

    def _own(self, model: Any) -> str:
        """The name of a model of this package; "" for those of others."""
        label = (model if isinstance(model, str) else model._meta.label).lower()
        package, _dot, name = label.rpartition(".")
        return name if package in ("", self.package) else ""


if __name__ == "__main__":
    main(sys.argv[1:])
