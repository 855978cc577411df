"""Bodies of the interface: what is computed or decided elsewhere cannot be sent along."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework import serializers

from pmo.access import routes
from pmo.web.api.viewsets import ApiViewSet
from tests.matrix import bodies, probe
from tests.matrix.subjects import subjects_of, targets
from tests.matrix.test_api import write_serializer
from tests.matrix.zoo import Zoo
from tests.routes import Route, all_routes

pytestmark = pytest.mark.django_db

# Whoever could set one of these would hold more than was granted, or write what is computed.
ALWAYS = (
    "id", "pk", "version", "created_at", "updated_at", "number", "created_by", "entered_by", "is_superuser",
    "is_staff", "is_active", "role", "roles", "progress", "expected", "forecast", "health", "goals_version",
    "fingerprint", "frozen", "decided_by", "assessed_by", "signed_at", "access_kind", "__class__",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _remembered(zoo: Zoo) -> None:
    probe.remember(zoo)


@pytest.fixture
def _django_db_helper(zoo: Zoo) -> None:
    """The zoo holds the transaction; the mark only asks for the tables."""


def _cells() -> list[Any]:
    return [
        pytest.param(route, method, id=f"{method} {route.name}")
        for route in all_routes()
        for method in ("POST", "PUT", "PATCH")
        if route.is_api and method in routes.table().get(route.name, {}) and f"{method} {route.name}" in bodies.API
    ]


def _forbidden(route: Route, method: str) -> dict[str, Any]:
    """Names of the model and of the answer that the body does not list."""
    view = route.callback.cls  # type: ignore[attr-defined]
    if not issubclass(view, ApiViewSet):
        return dict.fromkeys(ALWAYS, 1)
    kind = write_serializer(route, method)
    accepted = {n for n, f in kind().fields.items() if not f.read_only} if kind else set()
    out = view.serializer_class()
    answered = set(out.fields) if isinstance(out, serializers.Serializer) else set()
    columns = {f.name for f in view.model._meta.get_fields()} | {f.attname for f in view.model._meta.concrete_fields}
    return dict.fromkeys(sorted((columns | answered | set(ALWAYS)) - accepted), 1)


def _who(route: Route) -> str:
    """Who may: the project's manager, but for what is about all projects, and what one learns oneself."""
    if route.name.startswith(("api:learning-", "api:training-assessment-")):
        return "employee"
    return "pmo" if route.name.startswith(("api:scenario-", "api:criterion-")) else "pm"


@pytest.mark.parametrize(("route", "method"), _cells())
def test_unlisted_fields_are_refused_and_change_nothing(route: Route, method: str, zoo: Zoo) -> None:
    good = bodies.API[f"{method} {route.name}"](zoo.mine)
    target = next((t for t in targets(subjects_of(route.name)[0], zoo)), None) if route.arguments else None
    names = _forbidden(route, method)
    got = probe.ask(zoo, _who(route), route.name, method, target, data=json.dumps({**good, **names}).encode())
    assert not got.changed
    assert got.status in (400, 403), got.body[:160]
    if got.status == 400:
        # Every one is refused by its own name: none was taken, and none was passed over in silence.
        pointers = {error["pointer"] for error in json.loads(got.body)["errors"]}
        assert {f"/{name}" for name in names} <= pointers
