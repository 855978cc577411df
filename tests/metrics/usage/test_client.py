"""The example client against the running application, and the beacon's size."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from metrics.usage import services
from metrics.usage.models import UsageEvent
from tests import factories
from tests.metrics.usage.conftest import Setting

ROOT = Path(__file__).resolve().parents[3]


def client_class() -> Any:
    spec = importlib.util.spec_from_file_location("usage_client", ROOT / "docs" / "usage_client.py")
    if spec is None or spec.loader is None:
        raise LookupError("docs/usage_client.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.UsageClient


@pytest.mark.django_db(transaction=True)
def test_the_example_client_delivers(live_server: Any, setting: Setting, world: factories.World) -> None:
    now = timezone.now()
    made = services.add_source(by=world.pm, system=setting.system, name="x", signed=True, now=now)
    client = client_class()(live_server.url, made.token, made.secret, pause=0.01)
    for n in range(520):
        client.add(f"N{n % 8:03d}", "report" if n % 3 else "")
    client.add("N000", "nothing")
    client.add("N000", "report", at=now - timedelta(days=200))
    refused = client.flush()
    assert [entry["code"] for entry in refused] == ["unknown_feature", "too_old"]
    assert UsageEvent.objects.count() == 520
    assert client.queue == []


@pytest.mark.django_db(transaction=True)
def test_the_example_client_waits_when_it_is_told_to(
    live_server: Any, setting: Setting, world: factories.World
) -> None:
    made = services.add_source(by=world.pm, system=setting.system, name="x", now=timezone.now())
    client = client_class()(live_server.url, made.token, pause=0.01)
    with override_settings(USAGE_RATE=400, USAGE_BURST=500):
        for n in range(600):
            client.add(f"N{n % 8:03d}", "report")
        assert client.flush() == []
    assert UsageEvent.objects.count() == 600


def test_the_beacon_is_small() -> None:
    """As it is served; the source where nothing is bundled yet is larger and commented."""
    built = ROOT / "static" / "dist" / "beacon.js"
    source = (ROOT / "static" / "src" / "beacon.js").read_text(encoding="utf-8")
    assert "cookie" not in source.replace("No cookies", "")
    assert built.exists(), "bin/prepare.py bundles it"
    assert built.stat().st_size <= 2_000
