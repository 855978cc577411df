"""Points and gifts for programs: one's own, once per key, and nothing that is computed can be sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from changemgmt.incentives import services, tasks
from changemgmt.incentives.models import PointEntry, Redemption
from pmo.accounts.models import User
from tests.changemgmt.incentives.conftest import NOW, Shop, client_of

pytestmark = pytest.mark.django_db
API = "/api/v1"


def send(user: User, path: str, body: Any = None, **headers: str) -> Any:
    client: Client = client_of(user)
    return client.post(f"{API}{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def read(user: User, path: str) -> Any:
    return client_of(user).get(f"{API}{path}")


@pytest.fixture
def rich(shop: Shop) -> Shop:
    shop.give(shop.ann, 50)
    return shop


def test_a_balance_is_ones_own(rich: Shop) -> None:
    assert read(rich.ann, "/points/balance/").json() == {
        "points": 50, "held": 0, "next_points": 50, "next_on": "2027-11-23"
    }  # fmt: skip
    assert read(rich.bob, "/points/balance/").json()["points"] == 0
    assert read(rich.ann, "/points/").json()["count"] == 1
    assert read(rich.bob, "/points/").json()["count"] == 0
    assert read(rich.world.change, "/points/").json()["count"] == PointEntry.objects.count()
    entry = PointEntry.objects.get(points=50)
    assert read(rich.bob, f"/points/{entry.pk}/").status_code == 404


def test_a_gift_is_redeemed_once_per_key(rich: Shop) -> None:
    path = f"/rewards/{rich.gift.pk}/redeem/"
    answers = [send(rich.ann, path, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert rich.balance(rich.ann) == 30
    assert send(rich.bob, path).status_code == 409


def test_nobody_sends_points_or_balances(rich: Shop) -> None:
    path = f"/rewards/{rich.gift.pk}/redeem/"
    assert send(rich.ann, "/points/", {"points": 1000}).status_code == 405
    for body in ({"points": 1}, {"price": 1}, {"user": rich.bob.pk}):
        assert send(rich.ann, path, body).status_code in (201, 400, 409)
    assert set(Redemption.objects.values_list("points", "user_id")) <= {(20, rich.ann.pk)}


def test_nobody_approves_their_own(rich: Shop) -> None:
    wish = rich.redeem(rich.ann)
    path = f"/redemptions/{wish.pk}"
    assert send(rich.ann, f"{path}/approve/").status_code == 403
    assert read(rich.bob, f"{path}/").status_code == 404
    assert send(rich.world.change, f"{path}/refuse/", {}).status_code == 400
    assert send(rich.world.change, f"{path}/approve/").json()["state"] == "approved"
    assert send(rich.world.change, f"{path}/hand-over/", {"place": "desk"}).json()["state"] == "handed"
    assert send(rich.world.change, f"{path}/receive/").status_code == 403
    assert send(rich.ann, f"{path}/receive/").json()["state"] == "done"
    assert send(rich.ann, f"{path}/cancel/").status_code == 409


def test_tasks_may_run_twice(shop: Shop) -> None:
    shop.help()
    for _ in range(2):
        tasks.points_awards()
        tasks.points_lapse()
        assert tasks.points_audit() == 0
    assert shop.balance(shop.ann) == 10
    assert services.sweep(now=NOW) == 0
