"""The pages about calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pmo import calendars
from pmo.calendars import services
from pmo.calendars.models import WorkCalendar
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db

SignIn = Callable[[Any], Client]

NOTICE = '{"year": 2027, "papers": ["notice 7"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'


@pytest.fixture
def china() -> WorkCalendar:
    return services.load_shipped(now=NOW)


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("2027.json", text.encode(), content_type="application/json")


def test_everybody_reads_the_year(client_of: SignIn, world: World) -> None:
    browser = client_of(world.employee)
    assert "China working days" in browser.get("/calendars/").content.decode()
    page = browser.get("/calendars/cn/2026/")
    text = page.content.decode()
    assert page.context["page"].working_days == 248
    assert "day off · National Day" in text
    assert "adjusted working day" in text
    assert "provisional." not in text
    assert "/days/" not in text, "days are links only for those who may change them"
    assert browser.get("/calendars/cn/").headers["Location"].startswith("/calendars/cn/20")


def test_a_provisional_year_says_so(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    browser = client_of(world.employee)
    assert "2027 is provisional." in browser.get("/calendars/cn/2027/").content.decode()
    assert "Nothing is known about this year" in browser.get("/calendars/cn/2031/").content.decode()


def test_a_day_is_changed_with_a_reason(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    browser = client_of(world.pmo)
    address = "/calendars/cn/days/2026-11-23/"
    page = browser.get(address)
    assert page.context["form"].initial["kind"] == "work"
    given = {"kind": "off", "label": "厂庆", "label_en": "Founding day", "reason": "", "expected": "1"}
    refused = browser.post(address, given)
    assert refused.status_code == 422
    assert "厂庆" in refused.content.decode()
    assert browser.post(address, {**given, "reason": "Board"}).status_code == 302
    assert not calendars.is_workday(date(2026, 11, 23))
    assert browser.post(address, {**given, "kind": "work", "reason": "again"}).status_code == 422, "an old version"
    year = browser.get("/calendars/cn/2026/").content.decode()
    assert "Founding day" in year
    assert "changed days" in year
    old = browser.get("/calendars/cn/2026/?version=1")
    assert old.context["page"].is_old_version
    assert "no longer in force" in old.content.decode()


def test_the_day_opens_in_the_panel(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    page = client_of(world.pmo).get("/calendars/cn/days/2026-11-23/", headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert "<form" in page.content.decode()


def test_a_year_is_imported_after_a_look(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    browser = client_of(world.pmo)
    assert browser.get("/calendars/cn/import/").status_code == 200
    preview = browser.post("/calendars/cn/import/", {"file": upload(NOTICE)})
    assert preview.status_code == 200
    assert len(preview.context["changes"]) == 12, "the statutory days known so far, without 1 January"
    assert calendars.provisional(2027)
    initial = preview.context["form"].initial
    given = {"content": initial["content"], "expected": initial["expected"], "note": "notice 7"}
    assert browser.post("/calendars/cn/import/", given).status_code == 302
    assert not calendars.provisional(2027)
    again = browser.post("/calendars/cn/import/", given)
    assert again.status_code == 422
    assert "Someone else changed this year" in again.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"file": SimpleUploadedFile("empty.json", b"")},
        {"file": SimpleUploadedFile("x.json", b"{")},
        {"file": SimpleUploadedFile("x.json", b"\xff\xfe")},
        {"file": SimpleUploadedFile("x.json", b'{"year": 1, "days": []}')},
        {"file": SimpleUploadedFile("x.json", b" " * 1_100_000)},
        {"content": "{"},
        {"content": '{"year": 2027, "days": [1]}'},
    ],
)
def test_a_bad_file_is_refused_precisely(
    client_of: SignIn, china: WorkCalendar, world: World, given: dict[str, Any]
) -> None:
    response = client_of(world.pmo).post("/calendars/cn/import/", given)
    assert response.status_code == 422
    assert calendars.provisional(2027)


def test_a_confirmation_without_its_number_is_refused(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    response = client_of(world.pmo).post("/calendars/cn/import/", {"content": NOTICE})
    assert response.status_code == 422
    assert calendars.provisional(2027)


def test_a_year_is_confirmed(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    browser = client_of(world.pmo)
    assert browser.post("/calendars/cn/2027/mark/", {"provisional": ""}).status_code == 422
    assert browser.post("/calendars/cn/2027/mark/", {"provisional": "", "reason": "notice 7"}).status_code == 302
    assert not calendars.provisional(2027)


def test_calendars_are_added_and_made_the_companys(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    browser = client_of(world.pmo)
    given = {"name": "三班", "code": "shift", "time_zone": "Asia/Shanghai", "copy_of": china.pk}
    assert browser.post("/calendars/new/", given).status_code == 302
    assert browser.post("/calendars/new/", given).status_code == 422
    assert browser.get("/calendars/shift/edit/").status_code == 200
    assert browser.post("/calendars/shift/edit/", {**given, "name": "四班", "version": 1}).status_code == 302
    assert browser.post("/calendars/shift/default/").status_code == 302
    assert calendars.default().name == "四班"


@pytest.mark.parametrize("who", ["employee", "pm", "ceo"])
def test_others_only_read(client_of: SignIn, china: WorkCalendar, world: World, who: str) -> None:
    browser = client_of(getattr(world, who))
    for address in ("new/", "cn/edit/", "cn/import/", "cn/days/2026-11-23/"):
        assert browser.get(f"/calendars/{address}").status_code == 403
    for address in ("cn/default/", "cn/2027/mark/"):
        assert browser.post(f"/calendars/{address}", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["nope/", "nope/2026/", "cn/9999/", "cn/1/", "cn/days/2026-02-30/", "cn/days/x/", "cn/days/9999-01-01/"],
)
def test_what_does_not_exist_is_not_found(client_of: SignIn, china: WorkCalendar, world: World, address: str) -> None:
    assert client_of(world.pmo).get(f"/calendars/{address}").status_code == 404


def test_pages_speak_chinese(client_of: SignIn, china: WorkCalendar, world: World) -> None:
    world.employee.language = "zh-hans"
    world.employee.save(update_fields=["language"])
    text = client_of(world.employee).get("/calendars/cn/2026/").content.decode()
    assert "调休上班" in text
    assert "248</b> 个工作日" in text
