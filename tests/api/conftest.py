"""People with roles, a unit, and the example resource mounted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from pmo.access import routes
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.orgs import services as orgs
from pmo.orgs.models import Unit
from pmo.orgs.services import UnitData
from tests.api import example
from tests.api.kit import ApiClient


@pytest.fixture
def example_urls(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example resource is the whole site."""
    for name, methods in example.POLICY.items():
        monkeypatch.setitem(routes._table, name, methods)
    settings.ROOT_URLCONF = "tests.api.example"


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    def make(username: str, *roles: Role, **fields: Any) -> User:
        now = timezone.now()
        values = {"name": username, "email": f"{username}@example.com", "created_at": now, "updated_at": now, **fields}
        user = User.objects.create(username=username, **values)
        for role in roles:
            RoleGrant.objects.create(user=user, role=role, granted_at=now)
        return user

    return make


@pytest.fixture
def lead(person: Callable[..., User]) -> User:
    return person("lead", Role.PMO_LEAD, name="沈薇", name_en="Shen Wei")


@pytest.fixture
def employee(person: Callable[..., User]) -> User:
    return person("employee")


@pytest.fixture
def unit(lead: User) -> Unit:
    data = UnitData(name="华瑞制造", name_en="Huarui", code="HQ", kind="company")
    return orgs.create_unit(by=lead, data=data, parent=None, now=timezone.now())


@pytest.fixture
def api_client(lead: User, example_urls: None) -> ApiClient:
    """The PMO lead by token, at the example resource."""
    return ApiClient(lead)
