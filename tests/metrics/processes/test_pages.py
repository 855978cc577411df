"""The pages: what they show, in both languages, and what can be done on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from metrics.kpis.models import Measurement
from metrics.processes import results, services
from metrics.processes.choices import LogStatus
from metrics.processes.models import EventLog, Process
from projects.goals.models import Kpi, PainPoint
from tests import factories
from tests.metrics.processes.conftest import approvals, file, xes

World = factories.World
Work = Callable[[], int]
SignIn = Callable[[Any], Client]

KEY = results.edge_key("Checked", "Paid")
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def pm(world: World, client_of: SignIn) -> Client:
    return client_of(world.pm)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def addresses(process: Process, log: EventLog | None = None) -> list[str]:
    """Every page of a process that is read."""
    pk = process.pk
    found = [
        reverse("processes:process", args=[pk]),
        reverse("processes:logs", args=[pk]),
        reverse("processes:upload", args=[pk]),
        reverse("processes:edit", args=[pk]),
        reverse("processes:compare", args=[pk]),
    ]
    if log is not None:
        found += [
            f"{process.url}?log={log.number}&show=total&min=1",
            f"{process.url}?show=counts",
            f"{process.url}?finding={KEY}",
            f"{process.url}?follow=median",
            reverse("processes:handover", args=[pk, KEY]),
            reverse("processes:steps", args=[pk]),
            reverse("processes:withdraw", args=[pk, log.number]),
            reverse("processes:export", args=[pk]),
        ]
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(world: World, ready: EventLog, pm: Client, language: str) -> None:
    world.pm.language = language
    world.pm.save()
    for address in [reverse("processes:list"), reverse("processes:new"), *addresses(ready.process, ready)]:
        response = pm.get(address)
        assert response.status_code == 200, address
        if b"html" in response.content[:20]:
            body = text_of(response)
            assert "%(" not in body, address
            assert " style=" not in body, address


def test_the_page_opens_with_a_sentence(ready: EventLog, pm: Client, world: World) -> None:
    body = text_of(pm.get(ready.process.url))
    assert "<b>Reimbursement</b> takes a median of 4.2 days from Submitted to Paid" in body
    assert "37 cases, 116 events, 4 different steps" in body
    assert "16.2% were sent back at least once" in body
    world.pm.language = "zh-hans"
    world.pm.save()
    body = text_of(pm.get(ready.process.url))
    assert "<b>报销审批</b>从提交到付款，中位 4.2 天" in body
    assert "退回" in body


def test_the_map_is_drawn_by_the_server(ready: EventLog, pm: Client) -> None:
    body = text_of(pm.get(ready.process.url))
    assert body.count('class="node') == 4
    assert "Directly-follows map of the steps" in body
    counts = text_of(pm.get(f"{ready.process.url}?show=counts"))
    assert re.search(r'class="halo \w+">36</text>', counts)
    # Nonsense in the address is as if nothing was asked.
    assert pm.get(f"{ready.process.url}?show=moon&min=99999999999&log=").status_code == 200


def test_a_log_that_does_not_exist_is_not_found(ready: EventLog, pm: Client) -> None:
    assert pm.get(f"{ready.process.url}?log=7").status_code == 404
    assert pm.get(reverse("processes:handover", args=[ready.process_id, "0000000000"])).status_code == 404
    assert pm.get(reverse("processes:columns", args=[ready.process_id, 9])).status_code == 404


def test_only_the_part_below_the_map_is_swapped(ready: EventLog, pm: Client) -> None:
    part = text_of(pm.get(f"{ready.process.url}?finding={KEY}", headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div class="ld-cols c75" id="below">')
    assert "New pain point: Checked → Paid" in part
    assert "<html" not in part


def test_upload_and_everything_after_it(world: World, process: Process, pm: Client, work: Work) -> None:
    empty = text_of(pm.get(process.url))
    assert "No log yet" in empty
    upload = reverse("processes:upload", args=[process.pk])
    response = pm.post(upload, {"file": file(xes(approvals(6)))}, follow=True)
    assert "Log 1 uploaded; its analysis has begun" in text_of(response)
    assert "ld-job" in text_of(response)
    work()
    log = EventLog.objects.get()
    assert log.status == LogStatus.READY
    again = pm.post(upload, {"file": file(xes(approvals(6)))}, follow=True)
    assert "This file is log 1 already" in text_of(again)

    raised = pm.post(
        reverse("processes:raise_pain", args=[process.pk]),
        {"log": "1", "edge": KEY, "title": "From Checked to Paid it takes 3.2 days on average", "hours_per_month": "40",
         "goal": world.goal.pk, "link": "1", "affected": [world.finance.pk]},
        follow=True,
    )  # fmt: skip
    pain = PainPoint.objects.get()
    assert raised.status_code == 200
    assert f"Raised as pain point {pain.code}" in text_of(raised)
    # The proposed words were kept, so both languages are there.
    assert (pain.title, pain.title_en) == (
        "从核对到付款，平均要等 3.2 天",
        "From Checked to Paid it takes 3.2 days on average",
    )
    assert list(pain.goals.all()) == [world.goal]
    assert f">{pain.code}</a>" in text_of(raised)

    before = Kpi.objects.count()
    pm.post(
        reverse("processes:follow", args=[process.pk]),
        {
            "log": "1",
            "figure": "median",
            "goal": world.goal.pk,
            "target": "2",
            "due_on": "2027-03-31",
            "owner": world.owner.pk,
        },
    )
    kpi = Kpi.objects.get(feed_id=process.pk)
    assert Kpi.objects.count() == before + 1
    assert Measurement.objects.filter(kpi=kpi).count() == 6


def test_a_refused_finding_keeps_what_was_typed(world: World, ready: EventLog, pm: Client) -> None:
    response = pm.post(
        reverse("processes:raise_pain", args=[ready.process_id]),
        {"log": "1", "edge": KEY, "title": "", "hours_per_month": "-3", "money_per_month": "NaN", "link": "0"},
    )
    assert response.status_code == 422
    body = text_of(response)
    assert 'value="-3"' in body
    assert "This field is required" in body
    assert not PainPoint.objects.exists()


@pytest.mark.parametrize(
    ("target", "due", "said"),
    [
        ("soon", "2027-03-31", "is not a number"),
        ("2", "2026-06-30", "The due date must"),
        ("2", "not a date", "Enter a valid date"),
        ("1" + "0" * 400, "2027-03-31", "at most 24 characters"),
    ],
)
def test_a_refused_kpi_says_why(world: World, ready: EventLog, pm: Client, target: str, due: str, said: str) -> None:
    response = pm.post(
        reverse("processes:follow", args=[ready.process_id]),
        {
            "log": "1",
            "figure": "median",
            "goal": world.goal.pk,
            "target": target,
            "due_on": due,
            "owner": world.owner.pk,
        },
    )
    assert response.status_code == 422
    assert said in text_of(response)
    assert not Kpi.objects.filter(feed_id=ready.process_id).exists()


def test_a_table_asks_for_its_columns(world: World, process: Process, pm: Client, work: Work) -> None:
    rows = "单号,环节,时间\nA1,提交,2026-03-01 09:00\nA1,审批,2026-03-03 09:00\n"
    response = pm.post(
        reverse("processes:upload", args=[process.pk]), {"file": file(rows.encode("gb18030"), "日志.csv")}, follow=True
    )
    body = text_of(response)
    assert "Which column holds what?" in body
    assert "GB18030" in body
    assert "2026-03-03 09:00" in body
    assert re.search(r'<option value="环节" selected', body)
    assert "Columns to be chosen" in text_of(pm.get(reverse("processes:logs", args=[process.pk])))
    columns = reverse("processes:columns", args=[process.pk, 1])
    refused = pm.post(columns, {"case": "单号", "activity": "单号", "timestamp": "时间"})
    assert refused.status_code == 422
    assert "three different columns" in text_of(refused)
    assert pm.post(columns, {"case": "单号", "activity": "环节", "timestamp": "时间"}).status_code == 302
    work()
    assert EventLog.objects.get().status == LogStatus.READY


def test_a_failed_log_says_why_and_what_to_do(process: Process, pm: Client, work: Work) -> None:
    pm.post(reverse("processes:upload", args=[process.pk]), {"file": file(xes(approvals(1))[:-50])})
    work()
    body = text_of(pm.get(f"{process.url}?log=1"))
    assert "cannot be read" in body
    assert "breaks off at line" in body
    assert "Upload another file" in body
    assert pm.post(reverse("processes:discard", args=[process.pk, 1])).status_code == 302
    assert not EventLog.objects.exists()


def test_a_failed_newer_log_leaves_the_older_one_in_sight(
    world: World, ready: EventLog, pm: Client, work: Work
) -> None:
    pm.post(reverse("processes:upload", args=[ready.process_id]), {"file": file(b"<log/>")})
    work()
    body = text_of(pm.get(ready.process.url))
    assert "Log 2, log.xes, cannot be read" in body
    assert "takes a median of 4.2 days" in body


def test_what_is_refused_at_the_door_is_said_beside_the_field(process: Process, pm: Client) -> None:
    upload = reverse("processes:upload", args=[process.pk])
    for data, said in ((b"", "empty"), (b"%PDF-1.4", "named .xes but its content is not")):
        response = pm.post(upload, {"file": file(data)})
        assert response.status_code == 422
        assert said in text_of(response)
    assert "Choose a file" in text_of(pm.post(upload, {}))
    assert not EventLog.objects.exists()


def test_a_new_process_keeps_what_was_typed_when_its_file_is_refused(world: World, pm: Client) -> None:
    response = pm.post(
        reverse("processes:new"),
        {"project": world.mine.pk, "name": "新流程", "time_zone": "Asia/Shanghai", "file": file(b"%PDF-1.4")},
    )
    assert response.status_code == 422
    assert 'value="新流程"' in text_of(response)
    assert not Process.objects.exists()


def test_withdrawing_asks_for_a_reason(world: World, ready: EventLog, pm: Client) -> None:
    address = reverse("processes:withdraw", args=[ready.process_id, ready.number])
    assert pm.post(address, {"reason": ""}).status_code == 422
    assert pm.post(address, {"reason": "测试环境"}).status_code == 302
    body = text_of(pm.get(ready.process.url))
    assert "Log 1 was withdrawn: 测试环境" in body


def test_steps_get_names(world: World, ready: EventLog, pm: Client) -> None:
    address = reverse("processes:steps", args=[ready.process_id])
    assert 'placeholder="提交"' in text_of(pm.get(address))
    ready.process.refresh_from_db()
    steps = [s["activity"] for s in ready.analysis.result["steps"]]
    number = steps.index("Paid")
    data = {f"en_title_{number}": "Money sent", "version": ready.process.version}
    assert pm.post(address, data).status_code == 302
    assert "to Money sent" in text_of(pm.get(ready.process.url))
    stale = pm.post(address, {f"en_title_{number}": "Other", "version": ready.process.version})
    assert stale.status_code == 422


def test_two_periods_side_by_side(world: World, ready: EventLog, pm: Client) -> None:
    address = reverse("processes:compare", args=[ready.process_id])
    body = text_of(pm.get(address))
    assert "Log 1, 2026 Q2: median" in body
    assert body.count('role="img"') >= 2
    body = text_of(pm.get(address, {"a": "1:", "b": "1:2026Q1"}))
    assert '<option value="1:2026Q1" selected' in body
    assert pm.get(address, {"a": "nonsense", "b": "9:2026"}).status_code == 200


def test_the_workbook_holds_every_table(ready: EventLog, pm: Client) -> None:
    from openpyxl import load_workbook

    response = pm.get(reverse("processes:export", args=[ready.process_id]))
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == [
        "Summary", "Hand-overs", "Months", "Steps", "Variants", "Between roles", "Between people", "Longest cases",
    ]  # fmt: skip
    rows = list(book["Hand-overs"].values)
    assert rows[1][:3] == ("Checked", "Paid", 36)
    assert isinstance(rows[1][3], float)


def test_no_name_in_a_log_becomes_a_formula(world: World, process: Process, pm: Client, work: Work) -> None:
    from openpyxl import load_workbook

    hostile = ("=cmd()", "+1", "-1", "@x", "＝1")
    cases = [
        (h, [(h, at), (f"{h}2", later)])
        for h, (_n, ((_a, at), (_b, later), *_x)) in zip(hostile, approvals(1), strict=False)
    ]
    services.upload_log(by=world.pm, process=process, upload=file(xes(cases, resource="=1+1")), now=world.now)
    work()
    book = load_workbook(BytesIO(pm.get(reverse("processes:export", args=[process.pk])).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert any(cell.value == "=cmd()" for cell in cells)


def test_the_history_names_faults_columns_and_states_in_words(process: Process, pm: Client, work: Work) -> None:
    pm.post(
        f"/processes/{process.pk}/upload/", {"file": SimpleUploadedFile("x.csv", b"case,activity,time\n1,A,soon\n")}
    )
    columns = {"case": "case", "activity": "activity", "timestamp": "time"}
    pm.post(f"/processes/{process.pk}/logs/1/columns/", columns)
    work()
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", pm.get(f"/processes/{process.pk}/logs/").content.decode()))
    for words in ("a time cannot be read", "case number case", "Columns to be chosen"):
        assert words in page
    for code in ("bad_timestamp", "mapping →"):
        assert code not in page
