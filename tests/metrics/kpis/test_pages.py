"""The pages of KPIs: what they say, who sees them, what a form does with bad input."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.kpis import services
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.kpis.schedule import business_day
from pmo.accounts.models import User
from pmo.records.models import create
from projects.goals.choices import KpiKind, SignatureDecision, SignOffStatus
from projects.goals.models import Kpi, Signature, SignOff
from projects.portfolio.choices import State
from projects.portfolio.models import Project, StagePlan
from tests.factories import CANARY, World, make_goal, make_kpi, make_world

SignIn = Callable[[Any], Client]


@pytest.fixture
def world(db: None) -> World:
    """As of now: pages read the clock."""
    return make_world(timezone.now())


@pytest.fixture
def today() -> date:
    return business_day(timezone.now())


def text_of(response: Any) -> str:
    """What a reader sees: no tags, single spaces."""
    body = re.sub(r"(?s)<script.*?</script>|<svg.*?</svg>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))


def record(world: World, kpi: Kpi, days_ago: int, value: Any, **fields: Any) -> Measurement:
    by, now = fields.pop("by", kpi.owner), timezone.now()
    on = business_day(now) - timedelta(days=days_ago)
    return services.record(by=by, kpi=kpi, measured_on=on, value=D(str(value)), now=now, **fields)


def steady(world: World, kpi: Kpi) -> None:
    for n, value in enumerate(("3.2", "3.6", "4.0", "4.4", "4.8")):
        record(world, kpi, 30 * n, value)


def sign(world: World, *people: User) -> SignOff:
    now = timezone.now()
    frozen = {"goals": [{"id": world.goal.pk, "kpis": [{"id": world.kpi.pk}]}]}
    made = create(
        SignOff(
            project=world.mine,
            goals_version=2,
            frozen=frozen,
            fingerprint="x",
            status=SignOffStatus.SIGNED,
            asked_by=world.pm,
            asked_at=now,
            closed_at=now - timedelta(days=100),
        ),
        now=now,
    )
    for person in people:
        signature = Signature(sign_off=made, executive=person, decision=SignatureDecision.SIGNED, decided_at=now)
        create(signature, now=now)
    return made


# ---- one KPI


def test_the_page_says_where_it_stands_and_how_it_is_known(client_of: SignIn, world: World) -> None:
    record(world, world.kpi, 0, "3.2", sample_size=1206, note="first cycle")
    sign(world, world.ceo, world.cfo)
    response = client_of(world.pm).get(world.kpi.url)
    text = text_of(response)
    assert response.status_code == 200
    assert "On trackNow 3.2 days" in text
    assert "(3.2 − 5.0) ÷ (2.0 − 5.0) = 60%" in text
    assert "of the 365 days from baseline to due date have passed" in text
    assert "0.95 and more is on track" in text
    assert "from 1,206 cases" in text
    assert "All 1 values" not in text
    assert f"version 2: {world.ceo.label}, {world.cfo.label}" in text
    assert "5.0 → 2.0 days" in text
    assert "A forecast needs 4 measured days; there is 1" in text
    assert 'data-chart="kpi"' in response.content.decode()
    assert "first cycle" in text


def test_the_forecast_is_drawn_and_explained(client_of: SignIn, world: World) -> None:
    steady(world, world.kpi)
    StagePlan.objects.filter(project=world.mine, stage="execution").update(
        started_on=business_day(timezone.now()) - timedelta(days=50)
    )
    page = client_of(world.pm).get(world.kpi.url).context["page"]
    data = page.picture.data
    assert len(data["measured"]) == 5
    assert data["expected"][0][1] == 5.0
    assert data["expected"][-1] == [world.kpi.due_on.isoformat(), 2.0]
    assert {len(v) for v in data["forecast"].values()} == {len(data["forecast"]["dates"])}
    assert data["forecast"]["p10"][-1] <= data["forecast"]["p50"][-1] <= data["forecast"]["p90"][-1]
    assert data["due"]["on"] == world.kpi.due_on.isoformat()
    assert "likely" in data["due"]["text"]
    assert [note["text"] for note in data["annotations"]] == ["Execution"]
    assert [figure.label for figure in page.figures] == [
        "Current",
        "Expected to reach 2.0 days",
        "80% interval",
        "Progress",
        "Pace",
        "Likely to be in time",
    ]
    assert all(figure.shown for figure in page.figures)
    assert "The present pace is enough" in page.needed[0].text


def test_corrections_are_struck_through_with_who_when_and_why(client_of: SignIn, world: World) -> None:
    old = record(world, world.kpi, 30, "4.4", source=Source.API)
    services.correct(
        by=world.owner, measurement=old, value=D("4.6"), reason="41 claims were missing", now=timezone.now()
    )
    gone = record(world, world.kpi, 10, "9.9")
    services.withdraw(by=world.pm, measurement=gone, reason="typing error", now=timezone.now())
    response = client_of(world.ceo).get(world.kpi.url)
    html, text = response.content.decode(), text_of(response)
    assert "<del>4.4</del> 4.6" in html
    assert f"{world.owner.label} corrected it on" in text
    assert "41 claims were missing" in text
    assert f"{world.pm.label} withdrew it on" in text
    assert "does not count" in text
    assert [value for _on, value in response.context["page"].picture.data["corrections"]] == [9.9, 4.4]
    assert "1, 2 corrected or withdrawn" in text


def test_as_of_shows_reading_table_and_chart_of_that_day(client_of: SignIn, world: World, today: date) -> None:
    steady(world, world.kpi)
    browser = client_of(world.pm)
    on = today - timedelta(days=45)
    response = browser.get(world.kpi.url, {"as_of": on.isoformat()})
    page = response.context["page"]
    assert page.standing.readout.current == D("4.0")
    assert [row.current.value for row in page.rows] == [D("4.0"), D("4.4"), D("4.8")]
    assert page.picture.data["measured"][-1][1] == 4.0
    assert page.picture.data["forecast"] is None
    assert "with today's definition and corrections" in text_of(response)
    for nonsense in ("", "x", "2026-13-01", "0001-01-01", today.isoformat(), "9999-12-31"):
        page = browser.get(world.kpi.url, {"as_of": nonsense}).context["page"]
        assert page.standing.on == today


def test_never_measured_shows_no_zero(client_of: SignIn, world: World) -> None:
    response = client_of(world.owner).get(world.kpi.url)
    text = text_of(response)
    assert "Never measured, although the first value is overdue" in text
    assert "Nothing has been measured yet" in text
    assert all(figure.shown == "" and figure.reason for figure in response.context["page"].figures)
    assert text.count("No data") >= 6
    assert "Record a value" in text


@pytest.mark.parametrize(
    ("kind", "bounds", "said"),
    [
        (KpiKind.ABOVE, {"lower": D(3)}, "at least 3.0 days"),
        (KpiKind.BELOW, {"upper": D(4)}, "at most 4.0 days"),
        (KpiKind.WITHIN, {"lower": D(3), "upper": D(4)}, "3.0 to 4.0 days"),
        (KpiKind.BASELINE, {}, "not set yet"),
        (KpiKind.REACH, {"target": None}, "not set yet"),
    ],
)
def test_every_kind_has_a_page(client_of: SignIn, world: World, kind: str, bounds: Any, said: str) -> None:
    given = {"baseline": None, "target": None, **bounds}
    kpi = make_kpi(timezone.now(), world.goal, kind=kind, **given)
    browser = client_of(world.pm)
    assert said in text_of(browser.get(kpi.url))
    steady(world, kpi)
    response = browser.get(kpi.url)
    assert said in text_of(response)
    picture = response.context["page"].picture
    assert picture.data["forecast"] is None
    assert picture.data["expected"] == []
    levels = [line["value"] for line in [picture.data["target"], *picture.data["levels"]] if line]
    assert sorted(levels) == sorted(float(v) for v in bounds.values() if v is not None)


def test_overdue_done_and_hopeless_say_what_is_true(client_of: SignIn, world: World, today: date) -> None:
    browser = client_of(world.pm)
    late = make_kpi(timezone.now(), world.goal, due_on=today - timedelta(days=3))
    record(world, late, 0, "2.4")
    assert "The due date has passed; 0.4 days are missing" in text_of(browser.get(late.url))
    done = make_kpi(timezone.now(), world.goal, due_on=today)
    record(world, done, 0, "1.9")
    assert "Reached, and in time" in text_of(browser.get(done.url))
    away = make_kpi(timezone.now(), world.goal, unit="%", unit_en="%")
    for n, value in enumerate(("6.0", "5.8", "5.5", "5.2")):
        record(world, away, 30 * n, value)
    text = text_of(browser.get(away.url))
    assert "not at this pace" in text
    assert "so far it moves the other way" in text
    assert " pp a month" in text


def test_history_tells_every_act(client_of: SignIn, world: World) -> None:
    m = record(world, world.kpi, 0, "3.2")
    services.correct(by=world.pm, measurement=m, value=D("3.3"), reason="late claims", now=timezone.now())
    services.recompute_touched(now=timezone.now())
    text = text_of(client_of(world.pm).get(f"{world.kpi.url}history/"))
    assert f"{world.owner.label} recorded values" in text
    assert f"{world.pm.label} corrected values" in text
    assert "late claims" in text
    assert "On track" in text


def test_both_languages(client_of: SignIn, world: World) -> None:
    steady(world, world.kpi)
    User.objects.filter(pk=world.pm.pk).update(language="zh-hans")
    text = text_of(client_of(User.objects.get(pk=world.pm.pk)).get(world.kpi.url))
    assert "怎样才能按期" in text
    assert "进度怎么算" in text
    assert "（现值 − 基线）÷（目标 − 基线）" in text


def test_typed_text_stays_text(client_of: SignIn, world: World) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    Kpi.objects.filter(pk=world.kpi.pk).update(
        name=attack[:120], name_en=attack[:120], unit="<b>x</b>", unit_en="<b>x</b>", source_note=attack
    )
    kpi = Kpi.objects.select_related("goal__project").get(pk=world.kpi.pk)
    old = record(world, kpi, 0, "3.2", note=attack, by=world.owner)
    services.correct(by=world.owner, measurement=old, value=D("3.1"), note=attack, reason=attack, now=timezone.now())
    steady(world, make_kpi(timezone.now(), world.goal, name=attack[:120]))
    services.recompute_touched(now=timezone.now())
    browser = client_of(world.pm)
    m = Measurement.objects.filter(kpi=kpi).latest("id")
    for url in (
        kpi.url,
        f"{kpi.url}values/",
        f"{kpi.url}history/",
        f"{kpi.url}record/",
        f"/kpis/values/{m.pk}/",
        "/kpis/",
        f"/kpis/?q={attack}",
    ):
        html = browser.get(url).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<b>x</b>" not in html


# ---- rights


def test_foreign_kpis_do_not_exist(client_of: SignIn, world: World) -> None:
    m = record(world, world.other_kpi, 0, "3.2", by=world.stranger, note=CANARY)
    services.recompute_touched(now=timezone.now())
    for person in (world.pm, world.owner, world.champion, world.employee):
        browser = client_of(person)
        for url in (
            world.other_kpi.url,
            f"{world.other_kpi.url}values/",
            f"{world.other_kpi.url}values/?export=xlsx",
            f"{world.other_kpi.url}history/",
            f"{world.other_kpi.url}record/",
            f"/kpis/values/{m.pk}/",
        ):
            response = browser.get(url)
            assert response.status_code in (403, 404), (person, url)
            assert CANARY not in response.content.decode()
        assert browser.post(f"{world.other_kpi.url}record/", {"value": "1"}).status_code in (403, 404)
        assert browser.post(f"/kpis/values/{m.pk}/withdraw/", {"withdraw-reason": "x"}).status_code in (403, 404)
        for url in (
            "/kpis/",
            f"/kpis/?project={world.other.pk}",
            f"/kpis/?q={CANARY}",
            f"/kpis/?owner={world.stranger.pk}",
        ):
            response = browser.get(url)
            if response.status_code == 200:
                shown = response.content.decode().replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "")
                assert CANARY not in shown, (person, url)
    assert Measurement.objects.count() == 1


def test_buttons_are_for_those_who_may(client_of: SignIn, world: World) -> None:
    record(world, world.kpi, 0, "3.2")

    def offered(person: User) -> tuple[bool, bool, bool]:
        html = client_of(person).get(world.kpi.url).content.decode()
        return f"{world.kpi.url}record/" in html, "/kpis/values/" in html, "/goals/kpis/" in html

    assert offered(world.pm) == (True, True, True)
    assert offered(world.owner) == (True, True, False)
    assert offered(world.ceo) == (False, False, False)
    assert client_of(world.ceo).get(f"{world.kpi.url}record/").status_code == 403
    Project.objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    assert offered(world.pm) == (False, False, False)


def test_anonymous_is_sent_to_sign_in(world: World) -> None:
    for url in ("/kpis/", world.kpi.url, f"{world.kpi.url}record/"):
        assert Client().get(url).status_code == 302


# ---- recording


def test_a_value_is_recorded_once(client_of: SignIn, world: World, today: date) -> None:
    browser = client_of(world.owner)
    url = f"{world.kpi.url}record/"
    assert browser.get(url).context["form"].initial["measured_on"] == today
    given = {"measured_on": today.isoformat(), "value": " ３．２ ", "sample_size": "1206", "note": "n", "reason": ""}
    for _press in range(2):
        response = browser.post(url, given)
        assert response.status_code == 302
        assert response["Location"] == world.kpi.url
    m = Measurement.objects.get()
    assert (m.value, m.sample_size, m.source, m.entered_by) == (D("3.2"), 1206, "manual", world.owner)
    assert "Recorded" in text_of(browser.get(world.kpi.url))


def test_the_panel_gets_the_form_and_goes_back_to_the_list(client_of: SignIn, world: World, today: date) -> None:
    browser = client_of(world.owner)
    url = f"{world.kpi.url}record/?next=/kpis/%3Fmine%3D1"
    part = browser.get(url, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b'name="next" value="/kpis/?mine=1"' in part.content
    given = {"measured_on": today.isoformat(), "value": "3.2", "next": "/kpis/?mine=1"}
    bad = browser.post(url, {**given, "value": "abc"}, headers={"HX-Request": "true"})
    assert bad.status_code == 422
    assert "abc" in bad.content.decode()
    assert b"<html" not in bad.content
    done = browser.post(url, given, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, "/kpis/?mine=1")
    evil = browser.post(f"{world.kpi.url}record/", {**given, "next": "https://evil.example/"})
    assert evil["Location"] == world.kpi.url


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"value": "abc"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "Infinity"}, "value"),
        ({"value": "1e400"}, "value"),
        ({"value": "1" * 41}, "value"),
        ({"value": ""}, "value"),
        ({"measured_on": "2026-02-30"}, "measured_on"),
        ({"measured_on": "0000-01-01"}, "measured_on"),
        ({"measured_on": "9999-12-31"}, "measured_on"),
        ({"measured_on": "1950-01-01"}, "measured_on"),
        ({"sample_size": "-1"}, "sample_size"),
        ({"sample_size": "99999999999"}, "sample_size"),
        ({"note": "x" * 251}, "note"),
    ],
)
def test_bad_input_is_told_and_kept(client_of: SignIn, world: World, today: date, given: Any, field: str) -> None:
    body = {"measured_on": today.isoformat(), "value": "3.2", "note": "a remark", "sample_size": "7", **given}
    response = client_of(world.owner).post(f"{world.kpi.url}record/", body)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    kept = response.content.decode()
    assert body["note"] in kept
    assert not Measurement.objects.exists()


def test_on_a_day_with_a_value_the_reason_is_asked_for(client_of: SignIn, world: World, today: date) -> None:
    old = record(world, world.kpi, 0, "3.6", source=Source.API)
    browser = client_of(world.owner)
    url = f"{world.kpi.url}record/"
    given = {"measured_on": today.isoformat(), "value": "3.2"}
    refused = browser.post(url, given)
    assert refused.status_code == 422
    assert "This day already has 3.6 days (Interface)" in text_of(refused)
    assert browser.post(url, {**given, "reason": "late claims"}).status_code == 302
    old.refresh_from_db()
    new = Measurement.objects.get(replaced_by=None)
    assert (old.replaced_by, new.value, new.source, new.reason) == (new, D("3.2"), "api", "late claims")


def test_a_day_with_several_values_is_corrected_in_the_list(client_of: SignIn, world: World, today: date) -> None:
    record(world, world.kpi, 0, "3.6", source=Source.API)
    record(world, world.kpi, 0, "3.4", source=Source.IMPORT)
    given = {"measured_on": today.isoformat(), "value": "3.2", "reason": "x"}
    refused = client_of(world.owner).post(f"{world.kpi.url}record/", given)
    assert "This day has several values" in text_of(refused)


def test_correcting_and_withdrawing(client_of: SignIn, world: World) -> None:
    m = record(world, world.kpi, 0, "3.6")
    browser = client_of(world.owner)
    url = f"/kpis/values/{m.pk}/"
    assert browser.get(url).context["form"].initial["value"] == "3.6"
    refused = browser.post(url, {"value": "3.2", "reason": ""})
    assert (refused.status_code, "reason" in refused.context["form"].errors) == (422, True)
    assert browser.post(url, {"value": "3.2", "reason": "typo"}).status_code == 302
    # Somebody else still has the old form open.
    stale = client_of(world.pm).post(url, {"value": "2.9", "reason": "mine"})
    assert stale.status_code == 422
    assert "changed this value to 3.2" in text_of(stale)
    assert 'value="2.9"' in stale.content.decode()
    assert f'action="/kpis/values/{Measurement.objects.get(replaced_by=None).pk}/"' in stale.content.decode()
    assert "does not count any more" in text_of(browser.get(url))
    new = Measurement.objects.get(replaced_by=None)
    refused = browser.post(f"/kpis/values/{new.pk}/withdraw/", {"withdraw-reason": ""})
    assert refused.status_code == 422
    assert browser.post(f"/kpis/values/{new.pk}/withdraw/", {"withdraw-reason": "wrong month"}).status_code == 302
    new.refresh_from_db()
    assert (new.withdrawn, new.withdrawn_by) == (True, world.owner)
    assert browser.get(f"/kpis/values/{new.pk}/withdraw/").status_code == 405


# ---- lists


def test_the_list_has_tabs_worst_first_and_a_sum(client_of: SignIn, world: World) -> None:
    off = make_kpi(timezone.now(), world.goal, name_en="Far off")
    record(world, off, 0, "4.9")
    record(world, world.kpi, 0, "3.2")
    never = make_kpi(timezone.now(), world.goal, name_en="Never measured", owner=world.pm)
    services.recompute_touched(now=timezone.now())
    services.recompute_all(now=timezone.now())
    browser = client_of(world.owner)
    response = browser.get("/kpis/")
    assert [row.pk for row in response.context["rows"]] == [off.pk, never.pk, world.kpi.pk]
    assert [(str(tab["label"]), tab["count"]) for tab in response.context["tabs"]] == [
        ("All", 3),
        ("Off track or at risk", 1),
        ("To be measured", 1),
        ("Mine", 2),
    ]
    assert "3 KPIs · 1 Off track · 1 No data" in text_of(response)
    assert [row.pk for row in browser.get("/kpis/?mine=1").context["rows"]] == [off.pk, world.kpi.pk]
    assert [row.pk for row in browser.get("/kpis/?wanted=1").context["rows"]] == [never.pk]
    assert [row.pk for row in browser.get("/kpis/?status=off&status=risk").context["rows"]] == [off.pk]
    assert [row.pk for row in browser.get("/kpis/?q=far").context["rows"]] == [off.pk]
    assert browser.get("/kpis/?sort=-progress&project=x&status=zzz&due_from=abc").status_code == 200
    html = response.content.decode()
    assert f"/kpis/{off.pk}/record/?next=%2Fkpis%2F" in html
    assert f"/kpis/{never.pk}/record/" not in html


def test_retired_dropped_and_closed_are_left_out(client_of: SignIn, world: World) -> None:
    dropped = make_goal(timezone.now(), world.mine, world.owner, status="dropped")
    make_kpi(timezone.now(), dropped)
    make_kpi(timezone.now(), world.goal, retired_at=timezone.now())
    browser = client_of(world.pm)
    assert [row.pk for row in browser.get("/kpis/").context["rows"]] == [world.kpi.pk]
    Project.objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    assert list(browser.get("/kpis/").context["rows"]) == []
    assert [row.pk for row in browser.get("/kpis/?closed=1").context["rows"]] == [world.kpi.pk]


def test_pages_ask_the_same_number_of_questions(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pm)

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    record(world, world.kpi, 0, "3.2")
    services.recompute_touched(now=timezone.now())
    for url in ("/kpis/", world.kpi.url, f"{world.kpi.url}values/"):
        asked(url)
    few = [asked("/kpis/"), asked(world.kpi.url), asked(f"{world.kpi.url}values/")]
    goal = make_goal(timezone.now(), world.mine, world.owner)
    for n in range(49):
        kpi = make_kpi(timezone.now(), goal)
        record(world, kpi, 0, "3.2")
        record(world, world.kpi, n + 1, "3.5", reason="x")
        record(world, world.kpi, n + 1, "3.6", reason="x")
    services.recompute_touched(now=timezone.now())
    many = [asked("/kpis/"), asked(world.kpi.url), asked(f"{world.kpi.url}values/")]
    assert few == many
    assert max(many) <= 15, many


def test_exports_have_real_types_and_no_formula(client_of: SignIn, world: World) -> None:
    Kpi.objects.filter(pk=world.kpi.pk).update(name="=1+1", name_en="=1+1")
    record(world, world.kpi, 0, "3.2", note="=HYPERLINK(1)")
    services.recompute_touched(now=timezone.now())
    browser = client_of(world.pm)
    rows = sheet(browser.get("/kpis/?export=xlsx"))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["KPI"].value == "=1+1"
    assert first["KPI"].data_type == "s"
    assert (first["Current"].value, first["Progress"].value) in ((3.2, 60), (3.2, 0.6))
    assert first["Status"].value == "On track"
    rows = sheet(browser.get(f"{world.kpi.url}values/?export=xlsx"))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["Value"].value == 3.2
    assert first["Note"].data_type == "s"
    assert client_of(world.employee).get("/kpis/?export=xlsx").status_code == 403


def sheet(response: Any) -> list[list[Any]]:
    assert response.status_code == 200
    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.iter_rows())
    return [[cell.value for cell in rows[0]], *[list(row) for row in rows[1:]]]
