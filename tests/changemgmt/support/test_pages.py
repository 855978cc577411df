"""The pages and the interface: what is shown, what is refused, and that it works without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from changemgmt.feedback.codes import Context, sealed
from changemgmt.support import articles, ready, services
from changemgmt.support.articles import Hit
from changemgmt.support.models import (
    HyperCare,
    KnownError,
    SolvedByArticle,
    SupportMail,
    SupportRelease,
    SupportRequest,
)
from pmo.records.models import create
from tests.changemgmt.support.conftest import Desk
from tests.factories import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Any], Client]


@pytest.fixture
def row(world: World, desk: Desk) -> SupportRequest:
    return services.ask(by=desk.ann, project=world.mine, text="按钮是灰的", impact="team", now=timezone.now())


def text(answer: Any) -> str:
    return str(answer.content.decode())


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue(), "image/png")


def test_two_fields_and_a_photo(world: World, desk: Desk, client_of: ClientOf) -> None:
    client = client_of(desk.ann)
    form = text(client.get("/support/new/"))
    assert 'name="text"' in form
    assert f'value="{world.mine.pk}" checked' in form
    sent = client.post("/support/new/", {"text": "打不开", "project": world.mine.pk, "stuck": "on", "photo": photo()},
                       follow=True)  # fmt: skip
    made = SupportRequest.objects.get()
    assert (made.urgency, made.pictures.count(), made.source) == ("high", 1, "form")
    assert sent.redirect_chain[0][0] == f"/support/{made.pk}/?sent=1"
    assert "First answer due" in text(sent)
    shot = made.pictures.get()
    assert client.get(f"/support/{made.pk}/photos/{shot.pk}/")["Content-Type"] == "image/jpeg"
    assert client_of(desk.bo).get(f"/support/{made.pk}/photos/{shot.pk}/").status_code == 404
    assert client.post("/support/new/", {"text": " ", "project": world.mine.pk}).status_code == 422


def test_a_sheet_brings_system_and_place(world: World, desk: Desk, client_of: ClientOf) -> None:
    assert "<svg" in text(client_of(desk.sam).get("/projects/FIN-01/support/sheet/?place=三号机"))
    code = sealed(Context(world.mine.pk, None, "三号机"))
    client = client_of(world.stranger)
    assert "三号机" in text(client.get("/support/new/", {"c": code}))
    client.post("/support/new/", {"text": "扫不出来", "c": code})
    made = SupportRequest.objects.get()
    assert (made.place, made.source, made.project) == ("三号机", "code", world.mine)


def test_what_may_help_is_told_while_typing(
    world: World, desk: Desk, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = Hit("a1", "怎样清缓存", "/knowledge/1/")
    monkeypatch.setattr(articles, "_sources", [(lambda *asked: [hit], lambda user, key: hit if key == "a1" else None)])
    services.note_error(by=desk.sam, project=world.mine, title="按钮变灰", workaround="换浏览器", now=timezone.now())
    client = client_of(desk.ann)
    shown = text(client.get("/support/suggest/", {"text": "按钮变灰"}))
    assert "怎样清缓存" in shown
    assert "换浏览器" in shown
    client.post("/support/helped/", {"article": "a1", "project": world.mine.pk})
    assert SolvedByArticle.objects.get().project == world.mine
    client.post("/support/helped/", {"article": "zz"})
    assert SolvedByArticle.objects.count() == 1


def test_the_requester_reads_answers_and_no_internal_note(
    world: World, desk: Desk, row: SupportRequest, client_of: ClientOf
) -> None:
    sam, ann = client_of(desk.sam), client_of(desk.ann)
    sam.post(f"/support/{row.pk}/note/", {"text": "INTERNAL-7"})
    sam.post(f"/support/{row.pk}/answer/", {"text": "请发截图", "wait": "on"})
    page = text(ann.get(f"/support/{row.pk}/"))
    assert "请发截图" in page
    assert "INTERNAL-7" not in page
    assert "INTERNAL-7" in text(sam.get(f"/support/{row.pk}/"))
    assert "INTERNAL-7" not in text(ann.get(f"/api/v1/support/requests/{row.pk}/"))
    assert not ready.find_requests(desk.sam, "INTERNAL-7", 5).rows.exists()
    assert ready.find_requests(desk.sam, "按钮", 5).rows.exists()
    assert client_of(desk.bo).get(f"/support/{row.pk}/").status_code == 404
    assert ann.post(f"/support/{row.pk}/note/", {"text": "x"}).status_code in (403, 404)
    ann.post(f"/support/{row.pk}/add/", {"text": "见图"})
    sam.post(f"/support/{row.pk}/resolve/", {"solution": "好了"})
    assert "Did it help?" in text(ann.get(f"/support/{row.pk}/"))
    ann.post(f"/support/{row.pk}/reopen/", {"reason": "没好"})
    sam.post(f"/support/{row.pk}/resolve/", {"solution": "这次好了"})
    ann.post(f"/support/{row.pk}/confirm/")
    ann.post(f"/support/{row.pk}/rate/", {"rating": "5"})
    row.refresh_from_db()
    assert (row.state, row.rating, row.reopened) == ("closed", 5, 1)


def test_the_queue_is_filtered_and_given_away(
    world: World, desk: Desk, row: SupportRequest, client_of: ClientOf
) -> None:
    sam = client_of(desk.sam)
    page = text(sam.get("/support/desk/?open=1"))
    assert "按钮是灰的" in page
    assert 'form="bulk"' in page
    answer = sam.post("/support/desk/assign/", {"row": [row.pk], "assignee": desk.max.pk}, follow=True)
    assert "1 request given" in text(answer)
    row.refresh_from_db()
    assert row.assignee == desk.max
    for query in ("mine=1", "nobody=1", "risk=1", "late=1", "priority=3&state=assigned", "q=按钮", "sort=-due"):
        assert sam.get(f"/support/desk/?{query}").status_code == 200
    assert sam.get("/support/desk/?export=xlsx").status_code == 200
    assert client_of(desk.ann).get("/support/desk/").status_code in (403, 404)


def test_a_call(world: World, desk: Desk, client_of: ClientOf) -> None:
    body = {"project": world.mine.pk, "requester": desk.bo.pk, "text": "电话里说", "impact": "one", "urgency": "low"}
    client_of(desk.sam).post("/support/desk/call/", body)
    made = SupportRequest.objects.get()
    assert (made.requester, made.source, made.entered_by) == (desk.bo, "phone", desk.sam)


def test_every_act_of_the_desk_has_its_form(world: World, desk: Desk, row: SupportRequest, client_of: ClientOf) -> None:
    sam = client_of(desk.sam)
    other = services.ask(by=desk.bo, project=world.mine, text="全部登录失败", now=timezone.now())
    sort = {"title": "登录", "impact": "many", "urgency": "high", "is_incident": "on"}
    sam.post(f"/support/{other.pk}/sort/", sort)
    sam.post(f"/support/{row.pk}/incident/", {"incident": other.pk})
    row.refresh_from_db()
    assert row.parent == other
    sam.post(f"/support/{row.pk}/take/")
    sam.post(f"/support/{row.pk}/wait/", {"reason": "等厂商"})
    sam.post(f"/support/{row.pk}/go-on/")
    sam.post(f"/support/{row.pk}/assign/", {"assignee": desk.max.pk, "team": desk.team.pk})
    refused = sam.post(f"/support/{row.pk}/sort/", {**sort, "is_incident": "", "priority": "4"})
    assert refused.status_code == 422
    assert "Say why" in text(refused)
    error = services.note_error(by=desk.sam, project=world.mine, title="按钮变灰", now=timezone.now())
    sam.post(f"/support/{row.pk}/link/", {"known_error": error.pk})
    row.refresh_from_db()
    assert (row.known_error, row.assignee, row.team) == (error, desk.max, desk.team)
    page = text(sam.get(f"/support/{other.pk}/"))
    assert row.code in page
    third = services.ask(by=desk.ann, project=world.mine, text="又一个", now=timezone.now())
    sam.post(f"/support/{third.pk}/merge/", {"into": row.pk})
    third.refresh_from_db()
    assert third.state == "merged"
    assert "goes on under" in text(client_of(desk.ann).get(f"/support/{third.pk}/"))


def test_set_up_releases_errors_and_care(world: World, desk: Desk, client_of: ClientOf) -> None:
    pm = client_of(world.pm)
    base = "/projects/FIN-01/support"
    for page in ("", "/requests/", "/releases/", "/errors/", "/care/", "/setup/", "/sheet/"):
        assert pm.get(f"{base}{page or '/'}").status_code == 200, page
    assert "Not fixed" in text(pm.get(f"{base}/errors/"))  # the list keeps its own views beside the tabs of the stage
    pm.post(f"{base}/setup/desk/", {"opens_at": "08:30", "closes_at": "17:30", "close_workdays": 3, "version": 1})
    desk.setting.refresh_from_db()
    assert desk.setting.close_workdays == 3
    pm.post(f"{base}/setup/levels/", {"priority": 1, "answer_minutes": 15, "resolve_minutes": 120})
    assert world.mine.service_levels.get(priority=1).answer_minutes == 15
    assert pm.post(f"{base}/setup/levels/", {"priority": 1, "answer_minutes": 0}).status_code == 422
    pm.post(f"{base}/setup/categories/new/", {"name": "报销", "active": "on"})
    pm.post(f"{base}/setup/teams/new/", {"name": "二线", "members": [desk.max.pk]})
    pm.post(f"{base}/setup/answers/new/", {"title": "清缓存", "text": "请清缓存"})
    page = text(pm.get(f"{base}/setup/"))
    for word in ("报销", "二线", "清缓存"):
        assert word in page
    category = world.mine.support_categories.get()
    assert pm.post(f"/support/categories/{category.pk}/", {"name": ""}).status_code == 422
    pm.post(f"{base}/releases/new/", {"name": "2.3", "planned_on": "2026-12-04"})
    release = SupportRelease.objects.get()
    pm.post(f"{base}/errors/new/", {"title": "变灰", "state": "planned", "release": release.pk})
    pm.post(f"/support/releases/{release.pk}/out/")
    assert KnownError.objects.get().state == "fixed"
    assert "2.3" in text(pm.get(f"/support/releases/{release.pk}/"))
    assert "2.3" in text(pm.get(f"/support/errors/{KnownError.objects.get().pk}/"))
    pm.post(f"{base}/care/begin/", {"started_on": "2026-01-05", "contacts": "5", "weeks": "2", "open_p1": "0",
                                    "within": "85", "backlog": "10"})  # fmt: skip
    care = HyperCare.objects.get()
    assert care.criteria.count() == 4
    refused = pm.post(f"/support/care/{care.pk}/end/", {})
    assert refused.status_code == 422
    assert "Not all criteria are met" in text(refused)
    client_of(world.pmo).post(f"/support/care/{care.pk}/end/", {"exception": "供应商接手"})
    care.refresh_from_db()
    assert care.state == "ended"
    assert "供应商接手" in text(pm.get(f"{base}/care/"))


def test_heads_read_figures_not_words(world: World, desk: Desk, row: SupportRequest, client_of: ClientOf) -> None:
    for name in ("owner", "ceo", "change"):
        client = client_of(getattr(world, name))
        page = client.get("/projects/FIN-01/support/")
        assert page.status_code == 200
        assert "按钮是灰的" not in text(page)
        assert client.get("/projects/FIN-01/support/requests/").status_code in (403, 404)
    assert client_of(world.stranger).get("/projects/FIN-01/support/").status_code == 404


def test_mail_in_quarantine_is_taken_or_removed(world: World, desk: Desk, client_of: ClientOf) -> None:
    sam = client_of(desk.sam)
    values = {"sender": "x@y.example", "received_at": timezone.now(), "state": "held", "reason": "unknown"}
    one = create(SupportMail(message_id="a", subject="打不开", text="救命", **values), now=timezone.now())
    two = create(SupportMail(message_id="b", subject="广告", text="买买买", **values), now=timezone.now())
    assert "救命" in text(sam.get("/support/mail/"))
    sam.post(f"/support/mail/{one.pk}/take/", {"project": world.mine.pk, "requester": desk.bo.pk})
    sam.post(f"/support/mail/{two.pk}/drop/")
    assert SupportRequest.objects.get().requester == desk.bo
    two.refresh_from_db()
    assert (two.state, two.text) == ("dropped", "")
    assert client_of(world.pm).get("/support/mail/").status_code in (403, 404)


def test_the_interface(world: World, desk: Desk, client_of: ClientOf) -> None:
    ann, sam = client_of(desk.ann), client_of(desk.sam)

    def post(client: Client, path: str, body: Any) -> Any:
        return client.post(f"/api/v1/support/requests/{path}", body, content_type="application/json")

    made = post(ann, "", {"project": "FIN-01", "text": "打不开", "urgency": "high", "impact": "team"})
    assert (made.status_code, made.json()["priority"]) == (201, 2)
    pk = made.json()["id"]
    assert ann.get("/api/v1/support/requests/?state=new").json()["count"] == 1
    assert client_of(desk.bo).get(f"/api/v1/support/requests/{pk}/").status_code == 404
    assert post(sam, f"{pk}/assign/", {"assignee": desk.max.pk}).json()["state"] == "assigned"
    assert post(sam, f"{pk}/reply/", {"text": "截图?", "wait": True}).json()["state"] == "wait_user"
    assert post(ann, f"{pk}/reply/", {"text": "见图"}).json()["state"] == "working"
    assert post(sam, f"{pk}/state/", {"state": "resolved"}).status_code == 422
    assert post(sam, f"{pk}/state/", {"state": "resolved", "text": "好了"}).json()["state"] == "resolved"
    assert post(ann, f"{pk}/state/", {"state": "working"}).status_code in (403, 404)
    services.begin(by=world.pm, project=world.mine, started_on=date(2026, 1, 5), today=timezone.localdate(),
                   now=timezone.now())  # fmt: skip
    found = client_of(world.pm).get("/api/v1/projects/FIN-01/hypercare/").json()
    assert [one["kind"] for one in found[0]["criteria"]] == ["contacts", "open_p1", "within", "backlog", "adoption"]
