"""To whom the pages show themselves, what they make of hostile names, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from metrics.processes import results, services
from metrics.processes.models import EventLog, Process, ProcessAnalysis
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


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_what_is_foreign_does_not_exist(
    world: World, foreign: Process, ready: EventLog, pm: Client, work: Work
) -> None:
    services.upload_log(by=world.stranger, process=foreign, upload=file(xes(approvals(3))), now=world.now)
    work()
    for address in addresses(foreign, EventLog.objects.get(process=foreign)):
        response = pm.get(address)
        assert response.status_code == 404, address
        assert factories.CANARY not in text_of(response)
    for address in (reverse("processes:list"), reverse("processes:new"), *addresses(ready.process)):
        assert factories.CANARY not in text_of(pm.get(address)), address
    assert factories.CANARY not in text_of(pm.get(reverse("processes:list"), {"project": world.other.key}))
    found = pm.get("/search/", {"q": factories.CANARY}, headers={"Accept": "application/json"})
    assert found.json()["groups"] == []
    found = pm.get("/search/", {"q": "报销审批"}, headers={"Accept": "application/json"})
    assert ready.process.url in text_of(found)


@pytest.mark.parametrize(
    ("route", "args"),
    [("upload", []), ("delete", []), ("edit", []), ("again", [1]), ("discard", [1]), ("withdraw", [1]),
     ("columns", [1]), ("raise_pain", []), ("follow", []), ("steps", [])],
)  # fmt: skip
def test_nothing_foreign_can_be_changed(
    world: World, foreign: Process, ready: EventLog, pm: Client, route: str, args: Any
) -> None:
    services.upload_log(by=world.stranger, process=foreign, upload=file(xes(approvals(3))), now=world.now)
    response = pm.post(
        reverse(f"processes:{route}", args=[foreign.pk, *args]), {"log": "1", "edge": KEY, "figure": "median"}
    )
    assert response.status_code == 404
    assert Process.objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ceo", 200), ("owner", 200), ("it", 200), ("change", 200), ("pmo", 200), ("employee", 404), ("champion", 404),
     ("stranger", 404), ("admin", 404)],
)  # fmt: skip
def test_readers_of_a_process(world: World, ready: EventLog, client_of: SignIn, name: str, expected: int) -> None:
    client = client_of(getattr(world, name))
    response = client.get(ready.process.url)
    assert response.status_code == expected
    if expected == 200 and name != "pmo":
        upload = reverse("processes:upload", args=[ready.process_id])
        follow = reverse("processes:follow", args=[ready.process_id])
        assert upload not in text_of(response)
        assert client.post(upload, {"file": file(b"x")}).status_code == 403
        assert client.post(follow, {"log": 1, "figure": "median"}).status_code == 403


def test_the_file_is_given_to_readers_only(world: World, ready: EventLog, client_of: SignIn) -> None:
    address = reverse("files:download", args=[ready.attachment_id])
    response = client_of(world.pm).get(address)
    assert b"".join(response.streaming_content).startswith(b"<?xml")  # type: ignore[attr-defined]
    # Not response.close(): it would end the test's database connection as well.
    for close in response._resource_closers:  # type: ignore[attr-defined]
        close()
    assert client_of(world.stranger).get(address).status_code == 404


def test_somebody_else_sees_that_it_is_being_analysed_but_not_the_job(
    world: World, process: Process, client_of: SignIn
) -> None:
    made = services.upload_log(by=world.pm, process=process, upload=file(xes(approvals(2))), now=world.now)
    assert made.job is not None
    body = text_of(client_of(world.ceo).get(process.url))
    assert "is being analysed" in body
    assert f"/jobs/{made.job.pk}/" not in body


# --- safety and cost -------------------------------------------------------------------------------------------------


def test_names_in_a_log_are_only_text(world: World, process: Process, pm: Client, work: Work) -> None:
    hostile = XSS.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    cases = [
        (f"{hostile}{n}", [(hostile, at), (f"{hostile}2", at2)])
        for n, (_c, ((_a, at), (_b, at2), *_x)) in enumerate(approvals(3))
    ]
    made = services.upload_log(by=world.pm, process=process, upload=file(xes(cases, resource=hostile)), now=world.now)
    work()
    log = EventLog.objects.get(pk=made.log.pk)
    key = ProcessAnalysis.objects.get(pk=log.pk).result["edges"][0]["key"]
    services.change_process(by=world.pm, process=process, name=XSS[:100], name_en="", now=world.now)
    services.name_steps(by=world.pm, process=process, names={XSS: {"zh": [XSS[:60], XSS[:60]]}}, now=world.now)
    pages = [
        *addresses(process, log),
        f"{process.url}?finding={key}",
        reverse("processes:handover", args=[process.pk, key]),
    ]
    for address in [reverse("processes:list"), *pages]:
        body = text_of(pm.get(address, follow=True)) if "export" not in address and KEY not in address else ""
        assert "<script>alert" not in body, address
        assert "<img src=x" not in body, address


def test_pages_cost_a_constant_number_of_queries(world: World, ready: EventLog, client_of: SignIn, work: Work) -> None:
    client = client_of(world.pm)

    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    one = {
        "process": cost(ready.process.url),
        "list": cost(reverse("processes:list")),
        "logs": cost(reverse("processes:logs", args=[ready.process_id])),
        "compare": cost(reverse("processes:compare", args=[ready.process_id])),
    }
    for months in range(2, 6):
        services.upload_log(by=world.pm, process=ready.process, upload=file(xes(approvals(months))), now=world.now)
        other = services.create_process(by=world.pm, project=world.mine, name=f"流程{months}", now=world.now)
        services.upload_log(by=world.pm, process=other, upload=file(xes(approvals(months))), now=world.now)
    work()
    services.figure_to_kpi(
        by=world.pm, process=ready.process, goal=world.goal, figure="median", target="2", due_on=date(2027, 3, 31),
        owner=world.owner, now=world.now,
    )  # fmt: skip
    services.finding_to_pain_point(by=world.pm, log=ready, source="Checked", target="Paid", now=world.now)
    many = {
        "process": cost(ready.process.url),
        "list": cost(reverse("processes:list")),
        "logs": cost(reverse("processes:logs", args=[ready.process_id])),
        "compare": cost(reverse("processes:compare", args=[ready.process_id])),
    }
    assert many == one
    assert max(one.values()) <= 15
