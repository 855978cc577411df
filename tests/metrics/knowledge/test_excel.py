"""Articles from a table: looked at first, written as drafts, nothing replaced."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from metrics.knowledge import excel
from metrics.knowledge.models import Article
from pmo import exchange
from pmo.exchange.models import ImportBatch
from tests.factories import World

pytestmark = pytest.mark.django_db


def upload(client: Client, rows: list[dict[str, Any]]) -> ImportBatch:
    data = exchange.write_xlsx([exchange.Sheet("T", excel.SPEC.columns, rows)])
    client.post(exchange.import_url(excel.KIND), {"file": SimpleUploadedFile("t.xlsx", data)})
    return ImportBatch.objects.latest("pk")


def test_rows_become_drafts_after_a_look(world: World, article: Article, client: Client) -> None:
    client.force_login(world.pmo)
    rows = [
        {"title": "夜班怎样报工", "kind": "how_to", "tags": "报工，夜班", "body": "先扫码。", "project": "FIN-01"},
        {"title": article.title, "body": "别的话"},
    ]
    batch = upload(client, rows)
    assert batch.errors == []
    assert (batch.counts["create"], batch.counts["unchanged"]) == (1, 1)
    assert not Article.objects.filter(title="夜班怎样报工").exists()
    client.post(f"/import/batches/{batch.pk}/commit/")
    made = Article.objects.get(title="夜班怎样报工")
    assert (made.state, made.kind, made.audience, made.project) == ("draft", "how_to", "project", world.mine)
    assert sorted(tag.name for tag in made.tags.all()) == ["夜班", "报工"]
    assert Article.objects.get(pk=article.pk).body == article.body


def test_every_error_is_told_and_nothing_is_written(world: World, client: Client) -> None:
    client.force_login(world.pm)
    rows = [
        {"title": "甲", "body": "字", "category": "没有的"},
        {"title": "乙", "body": "字", "project": "MES-01"},  # exists, but not for this person
        {"title": "丙"},
    ]
    batch = upload(client, rows)
    assert sorted(error[1] for error in batch.errors) == ["body", "category", "project"]
    assert not Article.objects.filter(title__in=("甲", "乙", "丙")).exists()


def test_who_may_not_write_may_not_import(world: World, client: Client) -> None:
    client.force_login(world.employee)
    assert client.get(exchange.import_url(excel.KIND)).status_code in (403, 404)
