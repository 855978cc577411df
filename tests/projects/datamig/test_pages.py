"""The pages of data sets: a way through, and a refusal each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from pmo.audit.models import AuditEntry
from pmo.web.templatetags.audit import changes
from projects.datamig import services
from projects.datamig.models import DataRule, DataSet, MigrationRun
from projects.risks import services as risks
from tests.factories import CANARY, World
from tests.projects.datamig.conftest import CUSTOMERS, Read

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"datamig:{name}", args=args)


@pytest.fixture
def it(world: World, client_of: ClientOf) -> Client:
    return client_of(world.it)


@pytest.fixture
def owner(world: World, client_of: ClientOf) -> Client:
    return client_of(world.owner)


def test_an_empty_list_says_what_to_do(world: World, it: Client) -> None:
    page = text(it.get(url("data_sets", world.mine.key)))
    assert "No data set is named yet" in page
    assert url("new", world.mine.key) in page


def test_from_the_name_to_the_run(
    world: World, it: Client, owner: Client, run_jobs: Callable[[], Any], client_of: ClientOf
) -> None:
    values = {"name": "客户", "name_en": "Customers", "source": "Old ERP", "owner": world.owner.pk, "is_critical": "on"}
    assert it.post(url("new", world.mine.key), values).status_code == 302
    found = DataSet.objects.get()
    rule = {"kind": "complete", "columns": "tax", "tolerance": "0", "is_critical": "on", "low": "7"}
    assert owner.post(url("rule_new", found.pk), rule).status_code == 302
    assert DataRule.objects.get().low is None
    file = SimpleUploadedFile("customers.csv", CUSTOMERS.encode())
    assert owner.post(url("upload", found.pk), {"file": file}).status_code == 302
    assert "file of 方" in text(it.get(found.url)) or "being read" in text(it.get(found.url))
    run_jobs()
    page = text(it.get(found.url))
    for words in ("1 of 4 rows", "“tax” is filled in", "customers.csv", "rows 3", "25.00%"):
        assert words in page
    run = {
        "kind": "trial", "ran_on": "2026-11-20", "source_rows": "4", "target_rows": "3", "rejected_rows": "1",
        "sums": "balance; 1,000.50; 1,000.50",
    }  # fmt: skip
    assert it.post(url("run_new", found.pk), run).status_code == 302
    listed = text(client_of(world.ceo).get(url("data_sets", world.mine.key)))
    assert "reconciles" in listed
    assert CANARY not in listed


def test_what_is_wrong_stands_beside_its_field(it: Client, customers: DataSet) -> None:
    bad = it.post(url("rule_new", customers.pk), {"kind": "option", "columns": "a", "tolerance": "0", "options": ""})
    assert (bad.status_code, "List the values" in text(bad)) == (422, True)
    bad = it.post(url("run_new", customers.pk), {"kind": "trial", "ran_on": "2026-11-20", "source_rows": "1",
                  "target_rows": "1", "rejected_rows": "0", "sums": "balance; one; 2"})  # fmt: skip
    assert (bad.status_code, "name; in the source; arrived" in text(bad)) == (422, True)
    bad = it.post(url("upload", customers.pk), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 %%EOF")})
    assert (bad.status_code, "a.pdf" in text(bad)) == (422, True)
    assert it.post(url("new", customers.project.key), {"name": customers.name, "source": "x"}).status_code == 422


def test_a_rule_is_changed_against_the_version_that_was_read(world: World, it: Client, customers: DataSet) -> None:
    rule = services.add_rule(by=world.it, data_set=customers, kind="complete", columns=["a"], now=world.now)
    address = url("rule_edit", customers.pk, rule.pk)
    values = {"kind": "unique", "columns": "a, b", "tolerance": "0", "version": "1"}
    assert it.post(address, values).status_code == 302
    stale = it.post(address, values)
    assert (stale.status_code, "Both versions" in text(stale)) == (422, True)
    assert it.post(url("rule_remove", customers.pk, rule.pk)).status_code == 302
    assert it.post(url("rule_remove", customers.pk, rule.pk)).status_code == 404


def test_a_run_is_taken_back_with_the_reason(world: World, it: Client, customers: DataSet) -> None:
    run = services.record_run(
        by=world.it, data_set=customers, ran_on=world.today, source_rows=2, target_rows=1, now=world.now
    )
    address = url("run_remove", customers.pk, run.pk)
    assert it.post(address, {"reason": "", "version": run.version}).status_code == 422
    assert it.post(address, {"reason": "Typed wrongly", "version": run.version}).status_code == 302
    assert not MigrationRun.objects.exists()
    assert "Typed wrongly" in text(it.get(customers.url))


def test_deleted_only_while_nothing_is_known(world: World, client_of: ClientOf, customers: DataSet) -> None:
    pm = client_of(world.pm)
    services.record_run(by=world.it, data_set=customers, ran_on=world.today, source_rows=2, target_rows=2,
                        now=world.now)  # fmt: skip
    refused = pm.post(url("delete", customers.pk))
    assert (refused.status_code, "what is known of them stays" in text(refused)) == (409, True)
    MigrationRun.objects.all().delete()
    assert client_of(world.it).post(url("delete", customers.pk)).status_code == 403
    assert pm.post(url("delete", customers.pk)).status_code == 302


def test_a_reading_that_broke_off_is_begun_again(world: World, owner: Client, customers: DataSet, read: Read) -> None:
    refused = owner.post(url("read_again", customers.pk))
    assert (refused.status_code, "upload it again" in text(refused)) == (409, True)
    profile = read(customers)
    profile.state = "waiting"
    profile.save(update_fields=["state"])
    assert "broke off" in text(owner.get(customers.url))
    assert owner.post(url("read_again", customers.pk)).status_code == 302


def test_others_see_nothing_or_change_nothing(world: World, client_of: ClientOf, customers: DataSet) -> None:
    for person in (world.stranger, world.admin, world.champion):
        assert client_of(person).get(customers.url).status_code == 404
    change = client_of(world.change)
    assert change.get(customers.url).status_code == 200
    for name in ("edit", "upload", "rule_new", "run_new"):
        assert change.get(url(name, customers.pk)).status_code == 403


def test_a_risk_names_the_data_it_threatens(world: World, client_of: ClientOf, customers: DataSet) -> None:
    risk = risks.raise_risk(by=world.pm, project=world.mine, title="Lost", data_sets=[customers], now=world.now)
    page = text(client_of(world.pm).get(risk.url))
    assert "D-01 Customers" in page
    assert "Nobody has looked at the data yet" in page
    # Whoever does not see data sets reads the risk without them.
    risks.change_risk(by=world.pm, risk=risk, owner=world.champion, now=world.now)
    assert "D-01" not in text(client_of(world.champion).get(risk.url))


def test_the_history_of_a_risk_says_which_data_were_linked(
    world: World, client_of: ClientOf, customers: DataSet
) -> None:
    risk = risks.raise_risk(by=world.pm, project=world.mine, title="Lost", now=world.now)
    risks.change_risk(by=world.pm, risk=risk, data_sets=[customers], now=world.now)
    entry = AuditEntry.objects.filter(act="risk.changed").get()
    with translation.override("en"):
        told = [(change["label"], change["before"], change["after"]) for change in changes(entry)]
    assert [(label, after) for label, _before, after in told] == [("data sets", "客户主数据")]
