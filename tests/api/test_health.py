"""healthz and readyz."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from pmo.jobs.models import Job
from pmo.web import health

pytestmark = pytest.mark.usefixtures("example_urls", "db")


@pytest.fixture(autouse=True)
def _migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test databases may be made without migrations."""
    monkeypatch.setattr(health, "_pending", lambda: 0)


def test_healthz_asks_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = Client().get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "alive"}
    assert response["Cache-Control"] == "no-store"


def test_ready() -> None:
    response = Client().get("/readyz")
    body = response.json()
    assert response.status_code == 200
    assert body["status"] == "ready", body
    assert set(body["checks"]) == {"database", "migrations", "broker", "work"}
    assert body["checks"]["work"]["oldest_seconds"] == 0


def test_old_work_is_told(person: Any) -> None:
    then = timezone.now() - timedelta(minutes=20)
    Job.objects.create(kind="test", next_try_at=then, created_at=then)
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["work"]["oldest_seconds"] >= 1200


def test_without_a_broker_pages_still_work(monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        def acquire(self, **kwargs: Any) -> Any:
            raise OSError("10.0.0.9 refused")

    monkeypatch.setattr(health, "_connection_pool", Down)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert b"10.0.0.9" not in response.content


def test_pending_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_pending", lambda: 2)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == {"ok": False, "pending": 2}
    assert response["Retry-After"] == "5"


def test_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise OperationalError("password=secret")

    with monkeypatch.context() as patch:
        patch.setattr(health.connection, "cursor", away)
        response = Client().get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unready")
    assert b"secret" not in response.content
