"""Customers of an old system, with rules, and a way to have an extract read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pmo.jobs import runner
from projects.datamig import services
from projects.datamig.models import DataProfile, DataSet
from tests.factories import World

# Number twice, a tax number missing, an unknown group.
CUSTOMERS = """no,name,tax,group,limit,since
C1,Alpha,91310000A,A,"1,000.50",2020-01-31
C2,Beta,,B,0,2021/2/28
C3,Gamma,91310000B,X,-5,2019年12月31日
C3,Gamma,91310000B,A,7,20200131
"""

Add = Callable[..., DataSet]
Read = Callable[..., DataProfile]


@pytest.fixture
def add(world: World) -> Add:
    def make(name: str = "客户主数据", **values: Any) -> DataSet:
        given = {"name_en": "Customers", "source": "Old ERP", "owner": world.owner, **values}
        return services.add_data_set(by=world.pm, project=world.mine, name=name, now=world.now, **given)

    return make


@pytest.fixture
def customers(add: Add) -> DataSet:
    return add()


@pytest.fixture
def run_jobs(now: datetime) -> Callable[[], Any]:
    return lambda: runner.run_pending(clock=lambda: max(now, timezone.now()))


@pytest.fixture
def read(world: World, run_jobs: Callable[[], Any], django_capture_on_commit_callbacks: Callable[..., Any]) -> Read:
    """Upload a text (or bytes) as the owner, have it read, and give what is known."""

    def act(data_set: DataSet, content: str | bytes = CUSTOMERS, name: str = "customers.csv", by: Any = None) -> Any:
        data = content.encode() if isinstance(content, str) else content
        file = SimpleUploadedFile(name, data)
        made = services.upload(by=by or world.owner, data_set=data_set, upload=file, now=world.now)
        run_jobs()
        data_set.refresh_from_db()
        return DataProfile.objects.get(pk=made.pk)

    return act
