"""A system with three features in a small company, and events to send."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from metrics.usage import services
from metrics.usage.door import bucket
from metrics.usage.models import Feature, UsageRole, UsageSystem
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from tests import factories
from tests.metrics.usage.kept import ClickHouse, Kept, Relational

URL = "/api/v1/usage/events/"


@dataclass
class Setting:
    """`line` is a unit with eight people, `office` one with three; both are below the company."""

    system: UsageSystem
    report: Feature
    query: Feature
    role: UsageRole
    line: Unit
    office: Unit
    people: list[User]
    token: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def event(self, number: int, person: int | str = 0, days_ago: float = 0.0, **more: Any) -> dict[str, Any]:
        """An event some time ago: feature `report`, done, unless `more` says otherwise."""
        name = person if isinstance(person, str) else self.people[person].employee_no
        at = self.now - timedelta(days=days_ago)
        event = {
            "event_id": f"e{number}",
            "person": name,
            "feature": "report",
            "kind": "action",
            "occurred_at": at.isoformat(),
        }
        return {name: value for name, value in {**event, **more}.items() if value is not None}

    def login(self, number: int, person: int | str = 0, days_ago: float = 0.0) -> dict[str, Any]:
        return self.event(number, person, days_ago, kind="login", feature=None)

    def count(self) -> None:
        services.resolve_all(now=self.now)
        services.roll_up(now=self.now)


@pytest.fixture(scope="session")
def engine_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """ClickHouse's own engine, in this process."""
    return f"chdb://{tmp_path_factory.mktemp('clickhouse')}"


@pytest.fixture(params=["relational", "clickhouse"])
def kept(request: pytest.FixtureRequest, settings: Any) -> Kept:
    """What the store in use keeps; each test runs with either."""
    if request.param == "relational":
        return Relational()
    settings.USAGE_DATABASE_URL = request.getfixturevalue("engine_url")
    return ClickHouse(settings.USAGE_DATABASE_URL)


@pytest.fixture
def clickhouse(settings: Any, engine_url: str) -> ClickHouse:
    settings.USAGE_DATABASE_URL = engine_url
    return ClickHouse(engine_url)


@pytest.fixture
def setting(world: factories.World, now: datetime) -> Setting:
    bucket.forget()
    system = services.add_system(by=world.pm, project=world.mine, code="mes", name="制造执行", name_en="MES", now=now)
    report = services.add_feature(
        by=world.pm, system=system, code="report", name="报工", name_en="Report work", is_core=True, now=now
    )
    query = services.add_feature(by=world.pm, system=system, code="query", name="查询", name_en="Query", now=now)
    role = services.add_role(by=world.pm, system=system, name="操作工", name_en="Operator", cadence="daily", now=now)
    line = factories.make_unit(now, parent=world.company)
    office = factories.make_unit(now, parent=world.company)
    people = [factories.make_user(now, unit=line) for _ in range(8)]
    people += [factories.make_user(now, unit=office) for _ in range(3)]
    for number, user in enumerate(people):
        User.objects.filter(pk=user.pk).update(employee_no=f"N{number:03d}")
        user.employee_no = f"N{number:03d}"
    first = now.date() - timedelta(days=60)
    services.add_rule(by=world.pm, system=system, unit=line, role=role, wave=1, from_on=first, now=now)
    services.add_rule(by=world.pm, system=system, unit=office, wave=2, from_on=first, position=2, now=now)
    made = services.add_source(by=world.pm, system=system, name="MES server", now=now)
    return Setting(system, report, query, role, line, office, people, made.token, now)


@pytest.fixture
def send(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Deliver a batch as the source does, at the time of the setting."""
    monkeypatch.setattr("metrics.usage.api.door.timezone.now", lambda: setting.now)

    def post(events: Any, *, token: str = setting.token, raw: bytes | None = None, **headers: str) -> Any:
        body = raw if raw is not None else json.dumps(events).encode()
        given = {"Accept-Language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if token:
            given["Authorization"] = f"Bearer {token}"
        return Client().generic("POST", URL, body, content_type="application/json", headers=given)

    return post
