"""Each page does its job, refuses what it must, and loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.goals import services
from projects.goals.models import PainPoint
from tests import factories
from tests.factories import World
from tests.projects.goals.conftest import reload

Browser = Callable[[Any], Client]
KEY = "FIN-01"


@pytest.fixture
def pm(world: World, client_of: Browser) -> Client:
    return client_of(world.pm)


def _text(response: Any) -> str:
    return str(response.content.decode())


def test_a_pain_point_is_added_and_changed(world: World, pm: Client) -> None:
    data = {
        "title": "要等一周",
        "source": "interview",
        "hours_per_month": "1140",
        "owner": world.owner.pk,
        "affected": [world.finance.pk],
        "goals": [world.goal.pk],
    }
    response = pm.post(f"/projects/{KEY}/pain-points/new/", data)
    pain = PainPoint.objects.get()
    assert response["Location"] == pain.url
    assert (pain.hours_per_month, list(pain.units.all()), list(pain.goals.all())) == (
        1140,
        [world.finance],
        [world.goal],
    )
    page = pm.get(reverse("goals:pain_point_edit", args=[pain.pk]))
    assert f'name="version" value="{pain.version}"' in _text(page)
    changed = {**data, "title": "要等五天", "status": "open", "goals": [], "version": pain.version}
    assert pm.post(reverse("goals:pain_point_edit", args=[pain.pk]), changed).status_code == 302
    assert (reload(pain).title, reload(pain).goals.count()) == ("要等五天", 0)


def test_a_refused_pain_point_keeps_what_was_typed(world: World, pm: Client) -> None:
    data = {"title": "", "source": "rumour", "hours_per_month": "-3", "description": "打字打了很久", "owner": 0}
    response = pm.post(f"/projects/{KEY}/pain-points/new/", data)
    assert response.status_code == 422
    text = _text(response)
    assert "打字打了很久" in text
    assert 'value="-3"' in text
    assert text.count('class="ld-err"') == 4
    assert not PainPoint.objects.exists()


def test_the_pain_point_page_shows_cost_evidence_and_history(world: World, pm: Client, pdf: Any) -> None:
    pain = services.raise_pain_point(
        by=world.pm, project=world.mine, now=world.now, title="x", source="interview", money_per_month=62000
    )
    upload = pm.post(reverse("goals:pain_point_file", args=[pain.pk]), {"file": pdf})
    assert upload["Location"] == pain.url
    text = _text(pm.get(pain.url))
    for part in ("CNY 62 k", "访谈纪要.pdf", "added the pain point", "1 of 1"):
        assert part in text, part
    assert 'href="/files/' in text
    removal = text.split(f'action="/pain-points/{pain.pk}/evidence/')[1].split('"')[0]
    assert pm.post(f"/pain-points/{pain.pk}/evidence/{removal}").status_code == 302
    assert "/files/" not in _text(pm.get(pain.url))


def test_a_dangerous_file_is_refused_beside_its_field(world: World, pm: Client) -> None:
    pain = factories.make_pain_point(world.now, world.mine, world.pm)
    for name, content in (("x.exe", b"MZ\x90\x00"), ("x.pdf", b"<script>alert(1)</script>"), ("x.svg", b"<svg/>")):
        url = reverse("goals:pain_point_file", args=[pain.pk])
        response = pm.post(url, {"file": SimpleUploadedFile(name, content)})
        assert response.status_code == 422, name
        assert 'class="ld-err"' in _text(response)
    assert pm.post(reverse("goals:pain_point_file", args=[pain.pk]), {}).status_code == 422


def test_deleting_a_pain_point_that_is_cured_says_why_not(world: World, pm: Client) -> None:
    pain = factories.make_pain_point(world.now, world.mine, world.pm)
    pain.goals.add(world.goal)
    url = reverse("goals:pain_point_delete", args=[pain.pk])
    assert url not in _text(pm.get(pain.url))
    response = pm.post(url, {"version": pain.version})
    assert response.status_code == 409
    assert "A goal cures this pain point" in _text(response)
    pain.goals.clear()
    assert url in _text(pm.get(pain.url))
    assert pm.post(url, {"version": pain.version})["Location"] == f"/projects/{KEY}/pain-points/"


def test_the_lists_filter_sort_search_and_export(world: World, pm: Client) -> None:
    for title, money in (("甲", 10), ("乙", 500)):
        services.raise_pain_point(
            by=world.pm, project=world.mine, now=world.now, title=title, source="interview", money_per_month=money
        )
    for url in ("/pain-points/", f"/projects/{KEY}/pain-points/"):
        text = _text(pm.get(url))
        assert text.index("乙") < text.index("甲")
        assert "CNY 510 a month" in text
        assert "乙" not in _text(pm.get(url, {"q": "甲"}))
        assert "Nothing fits" in _text(pm.get(url, {"source": "other"}))
        assert pm.get(url, {"export": "xlsx"})["Content-Type"].endswith("sheet")
        assert pm.get(url, {"sort": "title", "unknown": "x", "page": "zzz"}).status_code == 200
    assert "Nothing fits" in _text(pm.get("/pain-points/", {"project": "MES-01"}))
