"""People and units from Excel: the dry run, and all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pmo import exchange
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.exchange import importers, services
from pmo.exchange.models import ImportBatch
from pmo.orgs import people_import, unit_import
from pmo.orgs.models import Unit
from pmo.records.errors import DomainError, Forbidden
from tests.conftest import NOW
from tests.factories import World, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def workbook(spec: exchange.TableSpec, *rows: dict[str, Any]) -> SimpleUploadedFile:
    """A file as people send it: with the columns of the template, in its words."""
    columns = [exchange.SheetColumn(label=str(c.label), kind="text") for c in spec.columns]
    filled = [[row.get(c.name) for c in spec.columns] for row in rows]
    content = exchange.write_xlsx([exchange.Sheet(title=str(spec.sheet), columns=columns, rows=filled)])
    return SimpleUploadedFile("table.xlsx", content)


def check(by: User, kind: str, *rows: dict[str, Any]) -> ImportBatch:
    importer = importers.get(kind)
    assert importer is not None
    context = importer.context(by, {})
    spec = importer.spec_for(context)
    return services.check_file(by=by, importer=importer, context=context, upload=workbook(spec, *rows), now=NOW)


def commit(by: User, batch: ImportBatch) -> ImportBatch:
    importer = importers.get(batch.kind)
    assert importer is not None
    return services.commit(by=by, batch=batch, importer=importer, context=importer.context(by, {}), now=NOW)


def faults(batch: ImportBatch) -> set[tuple[int, str, str]]:
    """(row, column, code) of every error in the report."""
    return {(error[0], error[1], error[2]) for error in batch.errors}


# --- units -----------------------------------------------------------------------------------------------------------


def test_a_tree_comes_in_whatever_the_order_of_its_rows(world: World) -> None:
    batch = check(
        world.pmo,
        unit_import.KIND,
        {"code": "LINE1", "name": "一线", "kind": "workshop", "parent": "ASM"},
        {"code": "ASM", "name": "总装", "name_en": "Assembly", "kind": "Division", "parent": world.company.code},
        {"code": world.finance.code, "name": "财务中心", "head": world.owner.employee_no},
    )
    assert faults(batch) == set()
    assert (batch.counts["create"], batch.counts["update"]) == (2, 1)
    outcome = commit(world.pmo, batch).outcome
    assert (outcome["created"], outcome["updated"]) == (2, 1)
    line = Unit.objects.select_related("parent").get(code="LINE1")
    assert line.parent is not None
    assert line.parent.code == "ASM"
    assert line.path == f"{world.company.path}{line.parent_id}/{line.pk}/"
    finance = Unit.objects.get(pk=world.finance.pk)
    assert (finance.name, finance.head, finance.parent) == ("财务中心", world.owner, world.company)
    assert AuditEntry.objects.filter(act="unit.created").count() == 2


def test_an_import_may_move_units(world: World) -> None:
    batch = check(world.pmo, unit_import.KIND, {"code": world.workshop.code, "parent": world.finance.code})
    commit(world.pmo, batch)
    assert Unit.objects.get(pk=world.workshop.pk).path == f"{world.finance.path}{world.workshop.pk}/"


def test_every_bad_cell_of_a_unit_table_is_named(world: World) -> None:
    batch = check(
        world.pmo,
        unit_import.KIND,
        {"code": "A", "name": "甲", "parent": "B"},
        {"code": "B", "name": "乙", "parent": "A"},
        {"code": "C", "name": "丙", "parent": "NOWHERE"},
        {"code": "D"},
        {"code": "E", "name": "戊", "kind": "kingdom"},
        {"code": "F", "name": "己", "kind": "company", "parent": world.finance.code},
        {"code": "G", "name": "庚", "head": "nobody"},
        {"code": "A", "name": "又"},
        {"name": "无代码"},
        {"code": "H", "name": "x" * 81},
    )
    assert faults(batch) == {
        (2, "parent", "cycle"),
        (3, "parent", "cycle"),
        (4, "parent", "unknown_unit"),
        (5, "name", "required"),
        (6, "kind", "not_a_choice"),
        (7, "kind", "wrong_rank"),
        (8, "head", "unknown_person"),
        (9, "code", "repeated"),
        (10, "code", "required"),
        (11, "name", "too_long"),
    }
    count = Unit.objects.count()
    with pytest.raises(DomainError):
        commit(world.pmo, batch)
    assert Unit.objects.count() == count


def test_what_is_taken_out_comes_back_unchanged(world: World) -> None:
    importer = importers.get(unit_import.KIND)
    assert importer is not None
    rows = list(importer.rows_for(importer.context(world.pmo, {})))
    batch = check(world.pmo, unit_import.KIND, *[{**row, "head": None} for row in rows])
    assert batch.counts["unchanged"] == Unit.objects.count()


# --- people ----------------------------------------------------------------------------------------------------------


def test_people_come_in_with_unit_and_role(world: World) -> None:
    batch = check(
        world.pmo,
        people_import.KIND,
        {
            "employee_no": "N1",
            "name": "李伟",
            "name_en": "Li Wei",
            "username": "li.wei",
            "email": "Li@Example.test",
            "unit": world.finance.code,
            "role": "champion",
            "language": "en",
        },
        {"employee_no": "N2", "name": "王五"},
        {"employee_no": world.employee.employee_no, "title": "会计"},
    )
    assert faults(batch) == set()
    outcome = commit(world.pmo, batch).outcome
    assert (outcome["created"], outcome["updated"]) == (2, 1)
    person = User.objects.get(employee_no="N1")
    assert (person.username, person.email, person.unit, person.language) == (
        "li.wei",
        "li@example.test",
        world.finance,
        "en",
    )
    assert not person.has_usable_password()
    assert RoleGrant.objects.filter(user=person, role=Role.CHAMPION).exists()
    assert User.objects.get(employee_no="N2").username == "N2"
    employee = User.objects.get(pk=world.employee.pk)
    assert (employee.title, employee.email) == ("会计", world.employee.email), "an empty cell changes nothing"


def test_every_bad_cell_of_a_people_table_is_named(world: World) -> None:
    gone = make_user(NOW, "gone", is_active=False)
    batch = check(
        world.pmo,
        people_import.KIND,
        {"employee_no": "N1"},
        {"employee_no": "N2", "name": "二", "username": "pm"},
        {"employee_no": "N3", "name": "三", "email": world.pm.email.upper()},
        {"employee_no": "N4", "name": "四", "email": "not an address"},
        {"employee_no": "N5", "name": "五", "unit": "NOWHERE"},
        {"employee_no": "N6", "name": "六", "role": "emperor"},
        {"employee_no": "N7", "name": "七", "role": "system_admin"},
        {"employee_no": "N8", "name": "八", "username": "same"},
        {"employee_no": "N9", "name": "九", "username": "SAME"},
        {"employee_no": "N9", "name": "十"},
        {"employee_no": gone.employee_no, "name": "去"},
        {"employee_no": world.pmo.employee_no, "role": "executive"},
        {"employee_no": world.admin.employee_no, "email": "mine@example.test"},
        {"employee_no": "N10", "name": "十", "username": "a b"},
        {"employee_no": "N11", "name": "十一", "language": "fr"},
        {"name": "无工号"},
    )
    assert faults(batch) == {
        (2, "name", "required"),
        (3, "username", "taken"),
        (4, "email", "taken"),
        (5, "email", "invalid_email"),
        (6, "unit", "unknown_unit"),
        (7, "role", "not_a_choice"),
        (8, "role", "not_grantable"),
        (10, "username", "repeated"),
        (11, "employee_no", "repeated"),
        (12, "employee_no", "deactivated"),
        (13, "role", "own_role"),
        (14, "username", "forbidden"),
        (15, "username", "invalid_username"),
        (16, "language", "not_a_choice"),
        (17, "employee_no", "required"),
    }
    count = User.objects.count()
    with pytest.raises(DomainError):
        commit(world.pmo, batch)
    assert User.objects.count() == count


def test_the_check_takes_as_many_queries_for_many_rows_as_for_few(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from pmo.access import scopes

    importer = importers.get(people_import.KIND)
    assert importer is not None
    context = importer.context(world.pmo, {})
    scopes.of(world.pmo)

    def count(rows: int) -> int:
        blank = {c.name: None for c in people_import.SPEC.columns}
        table = [{**blank, "employee_no": f"Q{n}", "name": "员工", "_row": n + 2} for n in range(rows)]
        with CaptureQueriesContext(connection) as found:
            assert not importer.checked(table, context).errors
        return len(found)

    assert count(1) == count(200) <= 6


@pytest.mark.parametrize("kind", [people_import.KIND, unit_import.KIND])
def test_only_those_who_keep_the_register_import(client_of: Callable[[Any], Client], world: World, kind: str) -> None:
    importer = importers.get(kind)
    assert importer is not None
    with pytest.raises(Forbidden):
        importer.context(world.employee, {})
    assert client_of(world.employee).get(f"/import/{kind}/").status_code == 403
    browser = client_of(world.pmo)
    assert browser.get(f"/import/{kind}/").status_code == 200


def test_administrators_cannot_smuggle_roles_in(world: World) -> None:
    batch = check(world.admin, people_import.KIND, {"employee_no": "N1", "name": "一", "role": "executive"})
    assert faults(batch) == {(2, "role", "not_grantable")}
