"""Text people type is text, wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from projects.goals import services
from projects.goals.models import Goal, Kpi, SignOff
from projects.portfolio.models import Project
from tests.factories import World
from tests.projects.goals.conftest import COMMITMENT, reload

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_typed_becomes_markup(world: World, client_of: Callable[[Any], Client], language: str) -> None:
    short = EVIL[:100]
    type(world.pm).objects.update(name=short[:40], name_en=short[:40], title=short[:40], title_en=short[:40])
    Project.objects.filter(pk=world.mine.pk).update(name=short, name_en=short)
    pain = services.raise_pain_point(
        by=world.pm,
        project=world.mine,
        now=world.now,
        source="interview",
        goals=[world.goal],
        currency="<b>",
        **dict.fromkeys(
            ("title", "title_en", "source_detail", "source_detail_en", "process_name", "process_name_en"), short
        ),
        description=EVIL,
    )
    Goal.objects.filter(pk=world.goal.pk).update(title=short, title_en=short, description=EVIL)
    Kpi.objects.filter(pk=world.kpi.pk).update(
        name=short, name_en=short, unit="<i>x</i>", unit_en="<i>x</i>", source_note=short, source_note_en=short
    )
    row = services.raise_requirement(
        by=world.pm,
        project=world.mine,
        now=world.now,
        title=short,
        title_en=short,
        description=EVIL,
        goal=reload(world.goal),
        business_owner=world.owner,
    )
    services.assess_requirement(
        by=world.it, requirement=row, feasibility="conditions", conditions=EVIL, effort_days=Decimal(1), now=world.now
    )
    services.decide_requirement(by=world.owner, requirement=row, status="rejected", note=EVIL, now=world.now)
    first = services.ask_sign_off(
        by=world.pm, project=world.mine, executives=[world.ceo, world.cfo], now=world.now, note=EVIL
    )
    services.sign(by=world.ceo, sign_off=first, now=world.now, comment=EVIL, **COMMITMENT)
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, name=short[::-1][:90], reason=EVIL)
    second = SignOff.objects.get(goals_version=2)
    services.decline(by=world.cfo, sign_off=second, comment=EVIL, now=world.now)
    dropped = services.add_goal(by=world.pm, project=world.mine, now=world.now, title=short, title_en=short)
    services.drop_goal(by=world.pm, goal=dropped, reason=EVIL, now=world.now)
    type(world.pm).objects.update(language=language)

    for person, paths in (
        (
            world.pm,
            [
                "/projects/FIN-01/goals/",
                "/projects/FIN-01/pain-points/",
                "/projects/FIN-01/requirements/",
                "/projects/FIN-01/sign-off/",
                "/projects/FIN-01/goals/new/",
                "/pain-points/?q=%3Cscript%3E",
                "/requirements/",
                "/requirements/new/",
                pain.url,
                f"{pain.url}edit/",
                world.goal.url,
                f"{world.goal.url}edit/",
                f"{world.goal.url}kpis/new/",
                f"/goals/kpis/{world.kpi.pk}/edit/",
                f"/goals/kpis/{world.kpi.pk}/retire/",
                dropped.url,
                row.url,
                f"{row.url}edit/",
                first.url,
                second.url,
                "/goals/target/?target=%3Cscript%3E&baseline=1",
            ],
        ),
        (world.ceo, [first.url, second.url, "/projects/FIN-01/goals/"]),
    ):
        browser = client_of(person)
        for path in paths:
            text = browser.get(path).content.decode()
            for bad in ("<script>alert", "<img src=x", "onerror=alert(2)>{{", "<i>x</i>", "<b>9", "49}}"):
                assert bad not in text, (path, bad)


def test_refused_input_comes_back_as_text(world: World, client_of: Callable[[Any], Client]) -> None:
    browser = client_of(world.pm)
    forms = {
        "/projects/FIN-01/goals/new/": {"title": "", "description": EVIL, "owner": EVIL, "weight": EVIL},
        "/projects/FIN-01/pain-points/new/": {
            "title": "",
            "description": EVIL,
            "source": EVIL,
            "hours_per_month": EVIL,
        },
        "/projects/FIN-01/requirements/new/": {"title": "", "description": EVIL, "goal": EVIL},
        f"/goals/{world.goal.pk}/kpis/new/": {"name": "", "kind": EVIL, "target": EVIL[:60], "unit": "<i>x</i>"},
        "/projects/FIN-01/sign-off/": {"executives": [EVIL], "note": EVIL},
    }
    for path, data in forms.items():
        response = browser.post(path, data)
        assert response.status_code == 422, path
        text = response.content.decode()
        for bad in ("<script>alert", "<img src=x", "<i>x</i>"):
            assert bad not in text, (path, bad)
