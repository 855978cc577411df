"""Upload → report → import → undo: all or nothing, once, and only by those who may."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from pmo import exchange, records
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.exchange import (
    CellError,
    Checked,
    Column,
    ImportContext,
    Importer,
    ImportOutcome,
    TableSpec,
    importers,
    services,
)
from pmo.exchange.choices import BatchState
from pmo.exchange.models import ImportBatch
from pmo.files.models import Attachment
from pmo.orgs.models import Unit
from tests.pmo.exchange.books import book, upload

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SPEC = TableSpec(
    sheet="Units",
    key=("code",),
    columns=(
        Column("code", "Code", required=True, max_length=20),
        Column("name", "Name", required=True, max_length=80),
    ),
)
Rows = list[dict[str, Any]]


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    if not user.username.startswith("may"):
        raise records.Forbidden("No")
    return ImportContext(user=user, params={"into": params.get("into", "")}, title="Company", back_url="/units/")


def check(rows: Rows, ctx: ImportContext) -> Checked:
    known = dict(Unit.objects.values_list("code", "name"))
    errors = [
        CellError(row["_row"], "name", "forbidden_word", "“%(word)s” is not a name", {"word": row["name"]}, row["name"])
        for row in rows
        if row["name"] == "bad" or known.get(row["code"]) == "locked"
    ]
    actions, before = [], []
    for row in rows:
        old = known.get(row["code"])
        actions.append("create" if old is None else "unchanged" if old == row["name"] else "update")
        before.append({"name": old} if old is not None else None)
    return Checked(errors, actions, before)


def commit(rows: Rows, by: Any, ctx: ImportContext, now: datetime) -> ImportOutcome:
    made = [
        records.models.create(Unit(code=r["code"], name=r["name"]), now=now).pk for r in rows if r["name"] != "boom"
    ]
    if len(made) < len(rows):
        raise records.Conflict("One row cannot be written")
    return ImportOutcome(created=len(made), url="/units/", undo={"made": made})


def undo(data: Any, by: Any, ctx: ImportContext, now: datetime) -> None:
    if Unit.objects.filter(pk__in=data["made"], version__gt=1).exists():
        raise records.Conflict("Changed since")
    Unit.objects.filter(pk__in=data["made"]).delete()


IMPORTER = Importer("toy", "Import toy units", SPEC, context, check, commit, undo, about="One row per unit.")


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(importers, "_importers", {"toy": IMPORTER})
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("may.import", password="x", name="李伟")


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("may.also", password="x", name="王芳")


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows(*names: str) -> bytes:
    return book([["Code", "Name"], *[[f"U{n}", name] for n, name in enumerate(names)]])


def staged(user: User, data: bytes, name: str = "units.xlsx") -> ImportBatch:
    return services.check_file(
        by=user, importer=IMPORTER, context=context(user, {}), upload=upload(data, name), now=NOW
    )


def committed(user: User, batch: ImportBatch, now: datetime = NOW) -> ImportBatch:
    return services.commit(by=user, batch=batch, importer=IMPORTER, context=context(user, {}), now=now)


def test_a_good_file_is_staged_then_imported(client: Client, user: User) -> None:
    page = client.get("/import/toy/")
    assert page.status_code == 200
    answer = client.post("/import/toy/", {"file": upload(rows("甲", "乙"), "部门.xlsx")})
    batch = ImportBatch.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("exchange:batch", args=[batch.pk])
    assert Unit.objects.count() == 0
    assert batch.counts == {"rows": 2, "good": 2, "errors": 0, "create": 2}
    report = client.get(answer["Location"]).content.decode()
    assert "甲" in report
    assert reverse("exchange:commit", args=[batch.pk]) in report

    answer = client.post(reverse("exchange:commit", args=[batch.pk]))
    assert answer.status_code == 302
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["乙", "甲"]
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED
    assert batch.outcome["created"] == 2
    assert "/units/" in client.get(answer["Location"]).content.decode()
    acts = list(AuditEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["attachment.stored", "import.committed"]


def test_bad_rows_are_listed_and_nothing_can_be_imported(client: Client, user: User) -> None:
    data = book([["Code", "Name"], ["U1", "good"], ["U1", "again"], [None, "x"], ["U4", "bad"]])
    client.post("/import/toy/", {"file": upload(data)})
    batch = ImportBatch.objects.get()
    page = client.get(reverse("exchange:batch", args=[batch.pk])).content.decode()
    assert reverse("exchange:commit", args=[batch.pk]) not in page
    assert [(e[0], e[1], e[2]) for e in batch.errors] == [
        (3, "code", "repeated"),
        (4, "code", "required"),
        (5, "name", "forbidden_word"),
    ]
    assert "“bad” is not a name" in page
    answer = client.post(reverse("exchange:commit", args=[batch.pk]))
    assert answer.status_code == 409
    assert Unit.objects.count() == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED


def test_the_report_as_a_workbook(client: Client, user: User) -> None:
    batch = staged(user, rows("bad", "=cmd"))
    answer = client.get(reverse("exchange:errors", args=[batch.pk]))
    spec = TableSpec(
        columns=(Column("row", "Row", kind="integer", aliases=("行",)), Column("value", "Value", aliases=("值",)))
    )
    (line,) = exchange.read(upload(answer.content), spec).rows
    assert (line["row"], line["value"]) == (2, "bad")


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("t.pdf", b"%PDF-1.7", 415),
        ("t.xlsx", b"PK\x03\x04", 422),
        ("t.csv", b"a,b\n1,2\n", 422),
    ],
)
def test_a_refused_file_is_explained_beside_the_field(
    client: Client, user: User, name: str, data: bytes, status: int
) -> None:
    answer = client.post("/import/toy/", {"file": upload(data, name)})
    assert answer.status_code in (status, 422)
    assert 'id="id_file_error"' in answer.content.decode()
    assert ImportBatch.objects.count() == 0
    assert Attachment.objects.count() == 0


def test_no_file_chosen(client: Client, user: User) -> None:
    answer = client.post("/import/toy/")
    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode()


def test_the_same_file_is_the_same_batch(user: User, other: User) -> None:
    data = rows("甲")
    first = staged(user, data)
    again = staged(user, data, "renamed.xlsx")
    assert again.pk == first.pk
    # Somebody else checks the same file for themselves, but only one of the two can import it.
    theirs = staged(other, data)
    assert theirs.pk != first.pk
    committed(user, first)
    with pytest.raises(records.Conflict, match="already_imported"):
        committed(other, theirs)
    with pytest.raises(records.Conflict, match="already_imported"):
        staged(other, data)
    assert staged(user, data).pk == first.pk
    assert Unit.objects.count() == 1


def test_another_target_is_another_batch(user: User) -> None:
    data = rows("甲")
    into = {into: context(user, {"into": into}) for into in ("a", "b")}
    batches = {
        services.check_file(by=user, importer=IMPORTER, context=ctx, upload=upload(data), now=NOW).pk
        for ctx in into.values()
    }
    assert len(batches) == 2


def test_committing_twice_imports_once(client: Client, user: User) -> None:
    batch = staged(user, rows("甲", "乙"))
    url = reverse("exchange:commit", args=[batch.pk])
    assert [client.post(url).status_code for _ in range(3)] == [302, 302, 302]
    assert Unit.objects.count() == 2
    assert AuditEntry.objects.filter(act="import.committed").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_committing_at_once_imports_once(user: User) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads need a database of their own each")
    batch = staged(user, rows(*(str(n) for n in range(50))))
    failures: list[Exception] = []

    def act() -> None:
        try:
            committed(user, ImportBatch.objects.get(pk=batch.pk))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Unit.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_an_import_that_fails_half_way_leaves_nothing(user: User) -> None:
    batch = staged(user, rows("甲", "boom", "乙"))
    with pytest.raises(records.Conflict):
        committed(user, batch)
    assert Unit.objects.count() == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert not AuditEntry.objects.filter(act="import.committed").exists()


def test_rows_are_checked_again_when_they_are_imported(client: Client, user: User) -> None:
    batch = staged(user, rows("甲", "乙"))
    records.models.create(Unit(code="U1", name="locked"), now=NOW)
    answer = client.post(reverse("exchange:commit", args=[batch.pk]))
    assert answer.status_code == 409
    assert Unit.objects.count() == 1
    batch.refresh_from_db()
    assert [(e[0], e[2]) for e in batch.errors] == [(3, "forbidden_word")]
    assert "forbidden_word" not in answer.content.decode()
    assert "is not a name" in answer.content.decode()


def test_the_preview_shows_what_changes(client: Client, user: User) -> None:
    records.models.create(Unit(code="U0", name="旧名"), now=NOW)
    batch = staged(user, rows("新名", "乙"))
    page = client.get(reverse("exchange:batch", args=[batch.pk])).content.decode()
    assert "旧名" in page
    assert batch.preview == [["update", {"name": "旧名"}], ["create", {}]]


def test_undo_within_thirty_days(client: Client, user: User) -> None:
    batch = committed(user, staged(user, rows("甲", "乙")))
    services.undo(by=user, batch=batch, importer=IMPORTER, context=context(user, {}), now=NOW + timedelta(days=29))
    assert Unit.objects.count() == 0
    assert ImportBatch.objects.get().state == BatchState.UNDONE
    # Undone is not imported: the same file may come again, as a new batch.
    again = staged(user, rows("甲", "乙"))
    assert again.pk != batch.pk
    committed(user, again)
    assert Unit.objects.count() == 2


def test_undo_is_refused_when_late_or_changed_since(user: User) -> None:
    batch = committed(user, staged(user, rows("甲")))
    ctx = context(user, {})
    with pytest.raises(records.Conflict, match="cannot_undo"):
        services.undo(by=user, batch=batch, importer=IMPORTER, context=ctx, now=NOW + timedelta(days=31))
    Unit.objects.update(version=2)
    with pytest.raises(records.Conflict):
        services.undo(by=user, batch=batch, importer=IMPORTER, context=ctx, now=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED
    assert Unit.objects.count() == 1


def test_undo_by_the_button(client: Client, user: User) -> None:
    batch = staged(user, rows("甲"))
    client.post(reverse("exchange:commit", args=[batch.pk]))
    page = client.get(reverse("exchange:batch", args=[batch.pk])).content.decode()
    assert reverse("exchange:undo", args=[batch.pk]) in page
    assert client.post(reverse("exchange:undo", args=[batch.pk])).status_code == 302
    assert Unit.objects.count() == 0
    assert client.post(reverse("exchange:undo", args=[batch.pk])).status_code == 409


def test_discard(client: Client, user: User) -> None:
    batch = staged(user, rows("甲"))
    url = reverse("exchange:discard", args=[batch.pk])
    assert [client.post(url).status_code for _ in range(2)] == [302, 302]
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == (BatchState.DISCARDED, [])
    assert client.post(reverse("exchange:commit", args=[batch.pk])).status_code == 409
    assert Unit.objects.count() == 0


def _urls(batch: ImportBatch) -> Iterator[tuple[str, str]]:
    yield "get", reverse("exchange:batch", args=[batch.pk])
    yield "get", reverse("exchange:errors", args=[batch.pk])
    for name in ("commit", "discard", "undo"):
        yield "post", reverse(f"exchange:{name}", args=[batch.pk])


def test_other_peoples_batches_do_not_exist(user: User, other: User) -> None:
    batch = staged(user, rows("canary-7731"))
    foreign = Client()
    foreign.force_login(other)
    for method, url in _urls(batch):
        answer = getattr(foreign, method)(url)
        assert answer.status_code == 404
        assert b"canary-7731" not in answer.content
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    # The uploaded file itself is the uploader's alone as well.
    assert foreign.get(reverse("files:download", args=[batch.file_id])).status_code == 404


def test_a_right_taken_away_ends_the_import(client: Client, user: User) -> None:
    batch = staged(user, rows("甲"))
    User.objects.filter(pk=user.pk).update(username="nomore")
    for method, url in (
        *_urls(batch),
        ("get", "/import/toy/"),
        ("post", "/import/toy/"),
        ("get", "/import/toy/template.xlsx"),
    ):
        assert getattr(client, method)(url).status_code == 403
    assert Unit.objects.count() == 0


def test_anonymous_and_unknown(db: None, client: Client) -> None:
    assert Client().get("/import/toy/").status_code == 302
    assert client.get("/import/unknown/").status_code == 404
    assert client.get("/import/batches/999/").status_code == 404
    assert client.get("/import/batches/999/commit/").status_code == 405


def test_the_template_download(client: Client) -> None:
    answer = client.get("/import/toy/template.xlsx?into=x")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert exchange.read(upload(answer.content), SPEC).rows == []


def test_ten_thousand_rows_in_few_queries(user: User, django_assert_max_num_queries: Any) -> None:
    data = book([["Code", "Name"], *[[f"U{n}", f"name {n}"] for n in range(10_000)]])
    with django_assert_max_num_queries(20):
        batch = staged(user, data)
    assert batch.counts["good"] == 10_000
    assert len(batch.preview) == services.PREVIEW_ROWS


def test_purge_forgets_what_nobody_committed(user: User) -> None:
    old = staged(user, rows("甲"))
    done = committed(user, staged(user, rows("乙")))
    assert services.purge(now=NOW + timedelta(days=29)) == 0
    assert services.purge(now=NOW + timedelta(days=31)) == 2
    old.refresh_from_db()
    done.refresh_from_db()
    assert (old.state, old.rows) == (BatchState.DISCARDED, [])
    assert (done.state, done.rows, done.outcome["created"]) == (BatchState.COMMITTED, [], 1)
