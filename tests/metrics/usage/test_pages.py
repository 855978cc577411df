"""Pages of a system and of its use: a happy path and a refusal each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from metrics.usage import services
from metrics.usage.models import EligibilityRule, Feature, UsageEvent, UsageMark, UsageSource, UsageSystem, UsageUpload
from pmo.audit.models import AuditEntry
from pmo.files.models import Attachment
from pmo.jobs import runner
from pmo.jobs.models import Job
from pmo.notify.clock import standing
from pmo.records import Conflict, Forbidden, Invalid
from tests import factories
from tests.api.kit import ApiClient, assert_problem
from tests.metrics.usage.conftest import Setting

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
ClientOf = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _as_of(monkeypatch: pytest.MonkeyPatch, setting: Setting) -> None:
    for room in ("project", "systems", "setup", "uploads", "people"):
        monkeypatch.setattr(f"metrics.usage.views.{room}.timezone.now", lambda: setting.now)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- use --------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_uses_it(setting: Setting, send: Send, client_of: ClientOf, world: factories.World) -> None:
    events = [setting.event(n, n, 1) for n in range(6)] + [setting.event(90, 8), setting.event(91, "STRANGER")]
    send([*events, setting.event(92, feature="scan")])
    setting.count()
    page = client_of(world.pm).get(f"/projects/{world.mine.key}/usage/")
    said = words(page)
    assert page.status_code == 200
    assert "64% of 11 people used MES in the last four weeks" in said
    assert "One person in the events of the last weeks is in no directory" in said
    assert "This system has no such feature" in said
    assert f"/usage/systems/{setting.system.pk}/features/new/?code=scan" in page.content.decode()


def test_before_anything_arrives_the_page_says_what_to_do(
    setting: Setting, client_of: ClientOf, world: factories.World
) -> None:
    said = words(client_of(world.pm).get(f"/projects/{world.mine.key}/usage/"))
    assert "No event has arrived yet" in said
    other = words(client_of(world.stranger).get(f"/projects/{world.other.key}/usage/"))
    assert "No system is measured yet" in other


def test_silence_is_said_first(setting: Setting, send: Send, client_of: ClientOf, world: factories.World) -> None:
    send([setting.event(n, n) for n in range(6)])
    setting.count()
    setting.now += timedelta(days=6)
    services.roll_up(now=setting.now)
    assert "without events" in words(client_of(world.pm).get(f"/projects/{world.mine.key}/usage/"))


def test_who_is_no_part_of_it_sees_no_use(setting: Setting, client_of: ClientOf, world: factories.World) -> None:
    for user in (world.stranger, world.employee, world.admin):
        assert client_of(user).get(f"/projects/{world.mine.key}/usage/").status_code == 404
        assert client_of(user).get(setting.system.url).status_code == 404


# --- how it is set up -------------------------------------------------------------------------------------------------


def test_a_system_is_added_and_set_up_by_hand(client_of: ClientOf, world: factories.World, setting: Setting) -> None:
    client = client_of(world.pm)
    key = world.mine.key
    data = {"name": "排程", "name_en": "Planning", "code": "aps", "identity": "username", "time_zone": "Asia/Shanghai"}
    assert client.post(f"/projects/{key}/usage/new/", data).status_code == 302
    system = UsageSystem.objects.get(code="aps")
    feature = {"code": "plan", "name": "排产", "is_core": "on"}
    assert client.post(f"/usage/systems/{system.pk}/features/new/", feature).status_code == 302
    role = {"name": "计划员", "cadence": "weekly"}
    assert client.post(f"/usage/systems/{system.pk}/roles/new/", role).status_code == 302
    rule = {"unit": setting.line.pk, "from_on": "2026-11-01", "position": 1, "role": system.roles.get().pk}
    assert client.post(f"/usage/systems/{system.pk}/rules/new/", rule).status_code == 302
    made = client.post(f"/usage/systems/{system.pk}/sources/new/", {"name": "APS", "kind": "server", "days": 30})
    token = re.search(r"lu_[\w-]{43}", made.content.decode())
    assert token is not None
    page = client.get(system.url).content.decode()
    assert "lu_" + token[0][3:7] in page
    assert token[0] not in page
    assert AuditEntry.objects.filter(act="usage.source_added").latest("pk").after["hint"] == token[0][:7]
    assert token[0] not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("place", "data", "said"),
    [
        ("features/new/", {"code": "report", "name": "x"}, "has a feature with this code"),
        ("features/new/", {"code": "报工", "name": "x"}, "Latin letters"),
        ("roles/new/", {"name": "操作工", "cadence": "daily"}, "has a role with this name"),
        ("rules/new/", {"from_on": "2026-11-01", "position": 1}, "Say who"),
        ("sources/new/", {"name": "b", "kind": "beacon", "days": 30}, "Name the pages"),
        (
            "sources/new/",
            {"name": "b", "kind": "beacon", "days": 30, "origins": "mes.example.com"},
            "is not the origin",
        ),
        ("sources/new/", {"name": "b", "kind": "server", "days": 900}, "365"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    setting: Setting, client_of: ClientOf, world: factories.World, place: str, data: dict[str, Any], said: str
) -> None:
    page = client_of(world.pm).post(f"/usage/systems/{setting.system.pk}/{place}", data)
    assert page.status_code == 422
    assert said in words(page)


def test_what_was_used_is_not_deleted(
    setting: Setting, send: Send, client_of: ClientOf, world: factories.World
) -> None:
    client = client_of(world.pm)
    send([setting.event(1)])
    setting.count()
    refused = client.post(f"/usage/features/{setting.report.pk}/delete/")
    assert (refused.status_code, "say since when" in words(refused)) == (409, True)
    assert client.post(f"/usage/features/{setting.query.pk}/delete/").status_code == 302
    assert client.post(f"/usage/systems/{setting.system.pk}/delete/").status_code == 409
    with pytest.raises(Conflict):
        services.change_system(by=world.pm, system=setting.system, identity="email", now=setting.now)


def test_readers_see_how_it_is_set_up_and_change_nothing(
    setting: Setting, client_of: ClientOf, world: factories.World
) -> None:
    client = client_of(world.change)
    page = client.get(setting.system.url)
    assert page.status_code == 200
    assert "features/new" not in page.content.decode()
    assert client.get(f"/usage/systems/{setting.system.pk}/features/new/").status_code == 403
    with pytest.raises(Forbidden):
        services.add_source(by=world.change, system=setting.system, name="x", now=setting.now)


def test_a_source_is_revoked_once(setting: Setting, client_of: ClientOf, world: factories.World) -> None:
    client = client_of(world.pm)
    source = UsageSource.objects.get()
    assert client.post(f"/usage/sources/{source.pk}/revoke/").status_code == 302
    assert client.post(f"/usage/sources/{source.pk}/revoke/").status_code == 409


def test_signing_secrets_and_tokens_are_kept_nowhere(setting: Setting, world: factories.World) -> None:
    made = services.add_source(by=world.pm, system=setting.system, name="x", signed=True, now=setting.now)
    kept = str(list(UsageSource.objects.values())) + str(list(AuditEntry.objects.values()))
    assert made.secret.startswith("lus_")
    assert made.secret not in kept
    assert made.token not in kept
    with pytest.raises(Invalid):
        services.add_source(
            by=world.pm, system=setting.system, name="x", kind="beacon", signed=True, origins=["https://a.b"],
            now=setting.now,
        )  # fmt: skip


def test_features_and_rules_come_from_excel(setting: Setting, client_of: ClientOf, world: factories.World) -> None:
    from metrics.usage import excel

    context = excel.context(world.pm, {"system": str(setting.system.pk)})
    rows = excel.feature_rows(context)
    assert [row["code"] for row in rows] == ["query", "report"]
    empty = dict.fromkeys(excel.FEATURE_FIELDS)
    table = [
        {**rows[0], "name": "查工单", "_row": 2},
        {**rows[1], "_row": 3},
        {**empty, "code": "andon", "name": "安灯", "_row": 4},
        {**empty, "code": "错", "name": "x", "_row": 5},
    ]
    checked = excel.check_features(table, context)
    assert list(checked.actions) == ["update", "unchanged", "create", "create"]
    assert [error.row for error in checked.errors] == [5]
    done = excel.commit_features(table[:3], world.pm, context, setting.now)
    assert (done.created, done.updated, done.unchanged) == (1, 1, 1)
    assert Feature.objects.get(code="query").name == "查工单"
    rule = dict.fromkeys(("unit", "job_titles", "person", "role", "site", "wave", "to_on"))
    day = setting.today - timedelta(days=3)
    people = [
        {**rule, "position": 7, "person": user.pk, "role": "操作工", "from_on": day, "_row": n}
        for n, user in enumerate(setting.people[:2], start=2)
    ]
    wrong = {**rule, "position": 8, "role": "nobody", "from_on": day, "_row": 9}
    assert {error.code for error in excel.check_rules([*people, wrong], context).errors} == {"nobody", "unknown_role"}
    excel.commit_rules(people, world.pm, context, setting.now)
    made = EligibilityRule.objects.get(position=7)
    assert (made.people.count(), made.role) == (2, setting.role)


# --- files ------------------------------------------------------------------------------------------------------------


CSV = """事件编号,工号,功能,时间,类型
a1,N000,report,2026-11-20 08:30:00,action
a2,N001,report,2026-11-20T08:31:00+08:00,
a2,N001,report,2026-11-20T08:31:00+08:00,
a3,N002,,2026/11/20 08:32:00,
a4,N003,andon,2026-11-20 08:33:00,action
a5,STRANGER,query,2026-11-20 08:34:00,click
,N004,report,2026-11-20 08:35:00,action
"""


def upload(client: Client, system: UsageSystem, name: str, data: bytes, now: Any) -> UsageUpload:
    file = SimpleUploadedFile(name, data)
    answer = client.post(f"/usage/systems/{system.pk}/upload/", {"file": file})
    assert answer.status_code == 302, words(answer)
    runner.run_pending(clock=standing(now))
    return UsageUpload.objects.latest("pk")


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_table_of_events(setting: Setting, client_of: ClientOf, world: factories.World, encoding: str) -> None:
    client = client_of(world.pm)
    done = upload(client, setting.system, "events.csv", CSV.encode(encoding), setting.now)
    counts = (done.rows, done.accepted, done.duplicates, done.refused, done.unknown)
    assert (done.status, *counts) == ("done", 7, 5, 1, 1, 1)
    # The file names people, and is gone; what was refused names none.
    assert done.attachment is None
    assert not Attachment.objects.filter(name="events.csv").exists()
    refused = client.get(f"/usage/uploads/{done.pk}/refused.csv")
    assert refused.content.decode("utf-8-sig").splitlines()[1].startswith("6,unknown_feature,")
    page = client.get(done.url)
    assert "Refused lines" in words(page)
    again = upload(client, setting.system, "again.csv", CSV.encode(encoding), setting.now)
    assert (again.accepted, again.duplicates) == (0, 6)


def test_json_lines(setting: Setting, client_of: ClientOf, world: factories.World) -> None:
    lines = [json.dumps(setting.event(n, n % 8)) for n in range(40)] + ["{broken", "", '"text"']
    done = upload(client_of(world.pm), setting.system, "events.jsonl", "\n".join(lines).encode(), setting.now)
    assert (done.rows, done.accepted, done.refused) == (42, 40, 2)


def test_a_killed_worker_goes_on_where_it_stopped(
    setting: Setting, client_of: ClientOf, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from metrics.usage.services import uploads

    monkeypatch.setattr(uploads, "CHUNK", 10)
    lines = "\n".join(json.dumps(setting.event(n, n % 8)) for n in range(35)).encode()
    file = SimpleUploadedFile("events.jsonl", lines)
    client_of(world.pm).post(f"/usage/systems/{setting.system.pk}/upload/", {"file": file})
    store, calls = uploads._store, []

    def dying(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        store(*args)

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "_store", dying)
        with pytest.raises(KeyboardInterrupt):
            runner.run_pending(clock=standing(setting.now))
    assert UsageEvent.objects.count() == 20
    Job.objects.update(state="queued", lease_token="", lease_until=None, next_try_at=setting.now)
    runner.run_pending(clock=standing(setting.now))
    done = UsageUpload.objects.get()
    assert (done.status, done.rows, done.accepted, done.duplicates) == ("done", 35, 35, 0)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("events.csv", b"a,b\n1,2\n", "must name the columns"),
        ("events.csv", b'person,occurred_at\n"N000,2026-11-20', ""),
        ("events.csv", b"", "empty"),
        ("events.xlsx", b"x", "not accepted here"),
        ("events.csv", b"person,occurred_at\n\x00\x01\xff\xfe", "not plain text"),
    ],
)
def test_files_that_are_none(
    setting: Setting, client_of: ClientOf, world: factories.World, name: str, data: bytes, said: str
) -> None:
    client = client_of(world.pm)
    answer = client.post(f"/usage/systems/{setting.system.pk}/upload/", {"file": SimpleUploadedFile(name, data)})
    if answer.status_code == 302:
        runner.run_pending(clock=standing(setting.now))
        answer = client.get(UsageUpload.objects.get().url)
    assert said in words(answer)
    assert not UsageEvent.objects.exists()


# --- personal data ----------------------------------------------------------------------------------------------------


def test_everybody_gets_what_is_kept_about_them(setting: Setting, send: Send, client_of: ClientOf) -> None:
    send([setting.event(1, 0, 2), setting.login(2, 0, 1), setting.event(3, 1)])
    setting.count()
    client = client_of(setting.people[0])
    page = client.get("/usage/mine/")
    assert (page.status_code, "Requests of other people" in words(page)) == (200, False)
    found = json.loads(client.post("/usage/mine/export.json").content)
    assert [(row["system"], row["feature"], row["kind"]) for row in found["usage"]] == [
        ("mes", "report", "action"),
        ("mes", None, "login"),
    ]
    assert found["eligible"][0]["system"] == "mes"


def test_the_acts_of_data_protection(setting: Setting, send: Send, client_of: ClientOf, world: factories.World) -> None:
    send([setting.event(1, 0, 2), setting.event(2, 1, 2)])
    setting.count()
    person = setting.people[0]
    for user in (world.pm, world.ceo, person):
        assert client_of(user).get(f"/people/{person.pk}/usage/").status_code == 404
        assert client_of(user).post(f"/people/{person.pk}/usage/erase/", {"reason": "x"}).status_code == 404
    found = client_of(world.admin).get("/usage/mine/?person=N000")
    assert found["Location"] == f"/people/{person.pk}/usage/"
    assert client_of(world.admin).get("/usage/mine/?person=nobody").status_code == 422
    for user in (world.admin, world.pmo):
        page = client_of(user).get(f"/people/{person.pk}/usage/")
        assert page.status_code == 200
        assert (b"/usage/export.json" in page.content) is (user == world.pmo)
    export = f"/people/{person.pk}/usage/export.json"
    assert len(json.loads(client_of(world.pmo).post(export).content)["usage"]) == 1
    # What is kept about somebody speaks of the business too.
    assert client_of(world.admin).post(export).status_code == 403
    assert client_of(world.admin).post(f"/people/{person.pk}/usage/erase/", {"reason": ""}).status_code == 422
    done = client_of(world.admin).post(f"/people/{person.pk}/usage/erase/", {"reason": "asked on 23 November"})
    assert done.status_code == 302
    services.roll_up(now=setting.now)
    assert (UsageEvent.objects.count(), UsageMark.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(act="usage.erased", reason="asked on 23 November").count() == 1
    from metrics.usage.models import UsageCount

    assert UsageCount.objects.get(system=setting.system, dimension="all", day=setting.today).active_7 == 1
    # What was erased does not come back by being delivered again.
    assert send([setting.event(1, 0, 2)]).json() == {"accepted": 0, "duplicates": 1, "rejected": []}


# --- programs ---------------------------------------------------------------------------------------------------------


def test_counts_for_programs(setting: Setting, send: Send, world: factories.World) -> None:
    send([setting.event(n, n, 1) for n in range(6)] + [setting.event(90, 8)])
    setting.count()
    client = ApiClient(world.pm)
    day = setting.today.isoformat()
    [found] = client.get(f"/api/v1/projects/{world.mine.key}/adoption/", {"to": day}).json()["systems"]
    assert (found["eligible"], found["active"], found["rate"], found["suppressed"]) == (11, 7, 63.6, False)
    assert found["low"] < 63.6 < found["high"]
    assert (found["days"][-1]["day"], found["days"][-1]["wau"], found["days"][-1]["dau"]) == (day, 7, 1)
    units = {unit["unit"]: unit for unit in found["units"]}
    assert units[setting.office.pk]["suppressed"] is True
    assert units[setting.office.pk]["active"] is None
    assert found["features"][0]["feature"] == "report"
    unit = {"unit": str(setting.office.pk), "to": day}
    [closed] = client.get(f"/api/v1/projects/{world.mine.key}/adoption/", unit).json()["systems"]
    assert (closed["suppressed"], closed["active"], closed["days"][0]["dau"]) == (True, None, None)
    assert closed["features"][0]["people"] is None
    assert_problem(ApiClient(world.stranger).get(f"/api/v1/projects/{world.mine.key}/adoption/"), 404)


def test_features_for_programs(setting: Setting, world: factories.World) -> None:
    client = ApiClient(world.pm)
    made = client.post("/api/v1/features/", {"system": setting.system.pk, "code": "andon", "name": "安灯"})
    assert made.status_code == 201
    url = f"/api/v1/features/{made.json()['id']}/"
    changed = client.patch(url, {"is_core": True}, etag=made["ETag"])
    assert changed.json()["is_core"] is True
    assert_problem(client.post("/api/v1/features/", {"system": setting.system.pk, "code": "andon", "name": "x"}), 422)
    assert client.delete(url, etag=changed["ETag"]).status_code == 204
    assert client.get("/api/v1/usage-systems/").json()["results"][0]["code"] == "mes"
