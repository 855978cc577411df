"""Nobody can alter the history, and the chain of seals tells when somebody did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from pmo import audit
from pmo.audit import guard, selectors
from pmo.audit import services as history
from pmo.audit.models import AuditEntry, AuditSeal
from tests.conftest import NOW
from tests.factories import World, make_world


class Editor:
    """Executes inside the transaction of the test, which a schema editor would refuse."""

    connection = connection

    def execute(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AuditEntry, AuditSeal])
def test_the_database_refuses_to_alter_it(model: Any) -> None:
    world = make_world(NOW)
    _write(world, 3)
    history.seal(now=NOW + timedelta(hours=1))
    guard.install(None, Editor())  # type: ignore[arg-type]
    try:
        row = model.objects.first()
        for act in (
            lambda: model.objects.filter(pk=row.pk).update(**{_column(model): 99}),
            lambda: model.objects.filter(pk=row.pk).delete(),
            lambda: model.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                act()
        assert model.objects.filter(pk=row.pk).exists()
    finally:
        guard.remove(None, Editor())  # type: ignore[arg-type]


def _column(model: Any) -> str:
    return "object_id" if model is AuditEntry else "count"


def _write(world: World, count: int) -> None:
    for n in range(count):
        audit.record(by=world.pm, act="goal.changed", obj=world.goal, after={"n": n}, now=world.now, project_id=1)


@pytest.mark.django_db
@pytest.mark.parametrize("tamper", ["text", "actor", "time", "removed", "inserted", "before the first", "seal"])
def test_the_chain_tells_that_somebody_altered_it(tamper: str) -> None:
    world = make_world(NOW)
    _write(world, 3)
    newest = AuditEntry.objects.latest("id")
    AuditEntry.objects.create(id=newest.pk + 20, at=NOW, act="goal.changed", kind="goal", actor_name="y")
    history.seal(now=NOW + timedelta(hours=1), limit=2)
    history.seal(now=NOW + timedelta(hours=1))
    assert selectors.verify().broken_at is None
    rows = AuditEntry.objects.order_by("id")
    first = rows.first()
    assert first is not None
    match tamper:
        case "text":
            rows.filter(pk=first.pk).update(after={"n": 999})
        case "actor":
            rows.filter(pk=first.pk).update(actor=world.ceo)
        case "time":
            rows.filter(pk=first.pk).update(at=NOW - timedelta(days=3))
        case "removed":
            rows.filter(pk=first.pk).delete()
        case "inserted":
            AuditEntry.objects.create(id=first.pk + 5, at=NOW, act="goal.changed", kind="goal", actor_name="x")
        case "before the first":
            AuditEntry.objects.create(id=-1, at=NOW, act="goal.changed", kind="goal", actor_name="x")
        case "seal":
            seal = AuditSeal.objects.order_by("last_id").first()
            assert seal is not None
            AuditSeal.objects.filter(pk=seal.pk).update(hash="0" * 64)
    assert selectors.verify().broken_at is not None
    with pytest.raises(CommandError, match="tampered"):
        call_command("verify_audit")
