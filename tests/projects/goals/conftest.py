"""A project whose goals are complete, and signed if wished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pmo.accounts.models import User
from pmo.texts import Sentence
from projects.goals import readings, services
from projects.goals.models import Goal, Kpi, SignOff
from tests.factories import World

COMMITMENT = {"people": Decimal(3), "budget": Decimal(500000), "months": Decimal(6)}


def fresh(user: Any) -> Any:
    """The person as the next request would load them: without rights remembered from before."""
    return User.objects.get(pk=user.pk)


def reload(row: Any) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def said(message: Any) -> str:
    """The words of a promised message in the active language."""
    return str(Sentence.from_json(message.text))


@pytest.fixture
def asked(world: World) -> SignOff:
    """Version 1, before both executives."""
    return services.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo, world.cfo], now=world.now)


@pytest.fixture
def signed(world: World, asked: SignOff) -> SignOff:
    """Version 1, signed by both."""
    for executive in (world.ceo, world.cfo):
        services.sign(by=executive, sign_off=asked, now=world.now, **COMMITMENT)
    return reload(asked)


@pytest.fixture
def add_kpi(world: World) -> Callable[..., Kpi]:
    """A complete KPI by the service; arguments override."""

    def make(goal: Goal | None = None, **values: Any) -> Kpi:
        given = {
            "name": "报表工时",
            "name_en": "Reporting hours",
            "unit": "小时",
            "unit_en": "h",
            "baseline": Decimal(420),
            "baseline_on": world.today,
            "target": Decimal(294),
            "due_on": world.today + timedelta(days=90),
            "owner": world.owner,
            **values,
        }
        if "target_text" in given:
            given.pop("target")
        return services.add_kpi(by=world.pm, goal=goal or world.goal, now=world.now, **given)

    return make


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Say where KPIs stand, in place of whoever measures."""

    def say(**by_id: Any) -> None:
        found = {int(key.removeprefix("kpi")): value for key, value in by_id.items()}
        monkeypatch.setattr(readings, "_sources", [lambda ids: {pk: found[pk] for pk in ids if pk in found}])

    return say


@pytest.fixture
def pdf() -> SimpleUploadedFile:
    content = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    return SimpleUploadedFile("访谈纪要.pdf", content, content_type="application/pdf")
