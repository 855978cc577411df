"""Data sets over the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.datamig.models import DataSet
from tests.api.kit import token_for
from tests.factories import World
from tests.projects.datamig.conftest import CUSTOMERS

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]


@pytest.fixture
def call(world: World, client: Any) -> Call:
    def run(person: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
        head = {"Authorization": f"Bearer {token_for(person, now=world.now)}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=head, **more)

    return run


def test_named_ruled_read_and_moved(world: World, call: Call, client: Any, run_jobs: Callable[[], Any]) -> None:
    body = {"project": world.mine.key, "name": "客户", "source": "ERP", "owner": world.owner.pk}
    made = call(world.it, "post", "data-sets/", body)
    assert made.status_code == 201, made.content
    path = f"data-sets/{made.json()['id']}/"
    ruled = call(world.it, "post", f"{path}rules/", {"kind": "complete", "columns": ["tax"]})
    assert ruled.json()["rules"][0]["text"] == "“tax” is filled in"
    head = {"Authorization": f"Bearer {token_for(world.it, now=world.now)}"}
    file = SimpleUploadedFile("customers.csv", CUSTOMERS.encode())
    sent = client.post(f"/api/v1/{path}upload/", {"file": file}, headers=head)
    assert sent.status_code == 202, sent.content
    assert "/api/v1/jobs/" in sent["Location"]
    run_jobs()
    seen = call(world.ceo, "get", path).json()
    assert (seen["status"], seen["profile"]["bad_rows"]) == ("off", 1)
    assert seen["profile"]["results"][0]["rows"] == [3]
    run = {
        "kind": "final", "ran_on": "2026-11-20", "source_rows": 4, "target_rows": 4,
        "sums": [{"name": "balance", "source": 10.5, "target": 10.4}],
    }  # fmt: skip
    moved = call(world.it, "post", f"{path}runs/", run).json()
    assert "runs" in moved, moved
    assert (moved["runs"][0]["reconciles"], moved["runs"][0]["sums"][0]["target"]) == (False, 10.4)
    listed = call(world.pm, "get", f"data-sets/?project={world.mine.key}&status=off").json()
    assert [row["id"] for row in listed["results"]] == [made.json()["id"]]


def test_what_is_wrong_is_a_problem_document(world: World, call: Call, customers: DataSet) -> None:
    bad = call(world.it, "post", f"data-sets/{customers.pk}/rules/", {"kind": "option", "columns": ["a"]})
    assert (bad.status_code, bad["Content-Type"]) == (422, "application/problem+json")
    assert call(world.change, "post", f"data-sets/{customers.pk}/rules/", {"kind": "complete", "columns": ["a"]}
                ).status_code == 403  # fmt: skip
    assert call(world.stranger, "get", f"data-sets/{customers.pk}/").status_code == 404
    stale = call(world.it, "patch", f"data-sets/{customers.pk}/", {"source": "x"}, **{"If-Match": '"7"'})
    assert stale.status_code == 412


def test_a_risk_is_linked_to_data_sets(world: World, call: Call, customers: DataSet) -> None:
    body = {"project": world.mine.key, "title": "Lost", "data_sets": [customers.pk]}
    made = call(world.pm, "post", "risks/", body)
    assert made.json()["data_sets"] == [customers.pk]
    # Whoever does not see data sets reads the risk without them.
    call(world.pm, "patch", f"risks/{made.json()['id']}/", {"owner": world.champion.pk}, **{"If-Match": made["ETag"]})
    assert call(world.champion, "get", f"risks/{made.json()['id']}/").json()["data_sets"] == []
