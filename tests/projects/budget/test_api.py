"""Money over the interface: text with a currency, refusals as problem documents, nothing for others."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from projects.budget import services
from projects.budget.models import LineMonth
from projects.risks import services as risks
from tests.api.kit import token_for
from tests.factories import World
from tests.projects.budget.conftest import Money, approval_of


@pytest.fixture
def call(world: World, client: Any) -> Callable[..., Any]:
    def run(person: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
        head = {"Authorization": f"Bearer {token_for(person, now=world.now)}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=head, **more)

    return run


def test_a_line_and_its_months(world: World, call: Callable[..., Any], money: Money) -> None:
    body = {"phase": money.pilot.pk, "title": "Scanners", "category": "hardware"}
    made = call(world.pm, "post", "budget-lines/", body)
    assert made.status_code == 201, made.content
    assert made.json()["project"] == world.mine.key
    path = f"budget-lines/{made.json()['id']}/"
    months = [{"month": "2027-01-01", "plan": "1234.56"}]
    set_ = call(world.pm, "post", f"{path}months/", {"months": months})
    assert set_.json()["months"] == [{"month": "2027-01-01", "plan": "1234.56", "forecast": None}]
    assert LineMonth.objects.get(line_id=made.json()["id"]).plan == Decimal("1234.56")
    changed = call(world.pm, "patch", path, {"title": "Terminals"}, **{"If-Match": set_["ETag"]})
    assert changed.json()["title"] == "Terminals"
    number = call(world.pm, "post", f"{path}months/", {"months": [{"month": "2027-01-01", "plan": 12.5}]})
    assert number.status_code in (400, 422)
    assert call(world.cfo, "patch", path, {"title": "x"}, **{"If-Match": "*"}).status_code == 403
    assert call(world.it, "get", path).status_code == 404


def test_contingency_is_drawn_for_a_risk_over_the_interface(
    world: World, call: Callable[..., Any], money: Money
) -> None:
    threat = risks.raise_risk(by=world.pm, project=world.mine, title="Old data", now=world.now)
    foreign = risks.raise_risk(by=world.pmo, project=world.other, title="Not ours", now=world.now)
    body = {"contingency": money.reserve.pk, "line": money.build.pk, "value": "5000.00"}
    assert call(world.pm, "post", "contingency-draws/", body).status_code == 422
    assert call(world.pm, "post", "contingency-draws/", {**body, "risk": foreign.pk}).status_code == 400
    made = call(world.pm, "post", "contingency-draws/", {**body, "risk": threat.pk})
    assert made.status_code == 201, made.content
    assert (made.json()["risk"], made.json()["value"], made.json()["reason"]) == (threat.pk, "5000.00", "")
    listed = call(world.cfo, "get", f"contingency-draws/?risk={threat.pk}").json()["results"]
    assert [row["id"] for row in listed] == [made.json()["id"]]
    assert call(world.cfo, "post", "contingency-draws/", {**body, "risk": threat.pk}).status_code == 403
    assert call(world.it, "get", f"contingency-draws/{made.json()['id']}/").status_code == 404


def test_only_released_money_is_committed(
    world: World, call: Callable[..., Any], money: Money, rule: Callable[..., None]
) -> None:
    rule("all", "sponsor", above=100_000)
    body = {"line": money.build.pk, "supplier": "Acme", "amount": "150000.01", "on": "2026-11-20"}
    refused = call(world.pm, "post", "commitments/", body)
    assert refused.status_code == 409
    assert "not_released" in refused.content.decode()
    made = call(world.pm, "post", "commitments/", {**body, "amount": "150000.00"})
    assert (made.json()["state"], made.json()["value"], made.json()["currency"]) == ("waiting", "150000.00", "CNY")
    assert made.json()["project"] == world.mine.key
    listed = call(world.cfo, "get", "approvals/?state=open").json()["results"]
    assert [row["commitment"] for row in listed] == [made.json()["id"]]
    assert call(world.pm, "post", f"approvals/{listed[0]['id']}/sign/", {}).status_code == 403
    signed = call(world.cfo, "post", f"approvals/{listed[0]['id']}/sign/", {"note": "Fine"})
    assert (signed.json()["state"], signed.json()["steps"][0]["note"]) == ("approved", "Fine")


def test_a_tranche_is_asked_for_and_released(world: World, call: Callable[..., Any], money: Money) -> None:
    path = f"tranches/{money.second.pk}/"
    assert call(world.pm, "post", f"{path}release/", {}).status_code == 403
    assert call(world.pm, "post", f"{path}ask/", {"reason": "Pilot"}).json()["state"] == "requested"
    approval = money.second.approvals.get()
    assert call(world.cfo, "post", f"approvals/{approval.pk}/sign/", {}).status_code == 200
    assert call(world.cfo, "get", path).json()["state"] == "released"
    assert call(world.cfo, "post", f"{path}freeze/", {"reason": "Stop"}).json()["state"] == "frozen"


def test_an_actual_is_booked_once(world: World, call: Callable[..., Any], money: Money) -> None:
    body = {"line": money.build.pk, "amount": "-12.30", "on": "2026-11-20", "reference": "FP-1"}
    made = call(world.pm, "post", "actuals/", body)
    assert (made.status_code, made.json()["amount"]) == (201, "-12.30")
    assert call(world.pm, "post", "actuals/", body).status_code == 409
    assert call(world.pm, "post", f"actuals/{made.json()['id']}/withdraw/", {"reason": "Wrong"}).status_code == 204
    assert call(world.pm, "get", "actuals/").json()["count"] == 0


def test_earned_value_says_why_there_is_none(world: World, call: Callable[..., Any], money: Money) -> None:
    path = f"projects/{world.mine.key}/earned-value/"
    found = call(world.pm, "get", f"{path}?as_of=2026-11-23").json()
    assert "no baseline" in found["not_available"]
    assert (found["bac"], found["eac"], found["currency"]) == (None, "300000.00", "CNY")
    assert call(world.it, "get", path).status_code == 404
    assert call(world.stranger, "get", path).status_code == 404


def test_the_status_document_carries_money_for_those_who_may_see_it(
    world: World, call: Callable[..., Any], money: Money, commit: Callable[..., Any]
) -> None:
    commit("1000.50")
    path = f"projects/{world.mine.key}/status/"
    assert call(world.pm, "get", path).json()["budget"] == {
        "approved": "360000.00",
        "released": "150000.00",
        "committed": "1000.50",
        "actual": "0.00",
        "eac": "300000.00",
        "currency": "CNY",
    }
    assert call(world.it, "get", path).json()["budget"] is None
    summary = call(world.ceo, "get", "portfolio/summary/").json()["money"]
    assert (summary["approved"], summary["projects"]) == ("360000.00", 1)
    assert call(world.it, "get", "portfolio/summary/").json()["money"] is None


def test_what_waits_for_others_is_not_signed_for_them(
    world: World, call: Callable[..., Any], rule: Callable[..., None], commit: Callable[..., Any]
) -> None:
    rule("sequence", "business_owner", "sponsor")
    approval = approval_of(commit(1000))
    assert call(world.cfo, "post", f"approvals/{approval.pk}/sign/", {}).status_code == 409
    given = call(world.owner, "post", f"approvals/{approval.pk}/delegate/", {"person": world.ceo.pk})
    assert given.status_code == 200
    assert call(world.ceo, "post", f"approvals/{approval.pk}/decline/", {"reason": "No"}).json()["state"] == "rejected"


def test_phases_are_added_renamed_and_moved(world: World, call: Callable[..., Any], money: Money) -> None:
    made = call(world.pm, "post", "budget-phases/", {"project": world.mine.key, "name": "收尾", "name_en": "Closing"})
    assert made.status_code == 201, made.content
    path = f"budget-phases/{made.json()['id']}/"
    assert (made.json()["project"], made.json()["number"]) == (world.mine.key, 3)
    assert call(world.pm, "patch", path, {"name_en": "End"}).status_code == 428
    renamed = call(world.pm, "patch", path, {"name_en": "End"}, **{"If-Match": made["ETag"]})
    assert (renamed.json()["name"], renamed.json()["name_en"]) == ("收尾", "End")
    assert call(world.pm, "patch", path, {"name": "x"}, **{"If-Match": made["ETag"]}).status_code == 412
    assert call(world.pm, "post", f"{path}move/", {"way": "up"}).json()["number"] == 2
    assert call(world.pm, "post", f"{path}move/", {"way": "sideways"}).status_code == 400
    listed = call(world.cfo, "get", f"budget-phases/?project={world.mine.key}").json()["results"]
    assert [row["number"] for row in listed] == [1, 2, 3]
    assert call(world.cfo, "post", "budget-phases/", {"project": world.mine.key, "name": "x"}).status_code == 403
    assert call(world.pm, "post", "budget-phases/", {"project": world.other.key, "name": "x"}).status_code == 400
    assert call(world.it, "get", path).status_code == 404


def test_rates_of_roles_are_entered_and_taken_back(world: World, call: Callable[..., Any]) -> None:
    body = {"role": "it_engineer", "since_on": "2026-01-01", "amount": "180.00", "currency": "CNY"}
    made = call(world.pmo, "post", "labour-rates/", body)
    assert made.status_code == 201, made.content
    assert made.json()["amount"] == "180.00"
    assert call(world.pmo, "post", "labour-rates/", body).status_code == 409
    assert call(world.pmo, "post", "labour-rates/", {**body, "amount": "0.00", "role": "data"}).status_code == 422
    assert call(world.pmo, "post", "labour-rates/", {**body, "amount": 5}).status_code == 400
    assert call(world.pm, "get", "labour-rates/?role=it_engineer").json()["count"] == 1
    assert call(world.pm, "post", "labour-rates/", {**body, "role": "data"}).status_code == 403
    path = f"labour-rates/{made.json()['id']}/"
    assert call(world.pm, "delete", path, **{"If-Match": "*"}).status_code == 403
    assert call(world.pmo, "delete", path).status_code == 428
    assert call(world.pmo, "delete", path, **{"If-Match": made["ETag"]}).status_code == 204
    assert call(world.pmo, "get", path).status_code == 404


def test_rates_of_currencies_are_read_as_text(world: World, call: Callable[..., Any]) -> None:
    services.add_rate(by=world.pmo, currency="EUR", since_on=world.today, rate=Decimal("7.80"), now=world.now)
    found = call(world.pm, "get", "currency-rates/?currency=EUR").json()["results"]
    assert [(row["currency"], Decimal(row["rate"])) for row in found] == [("EUR", Decimal("7.8"))]
    assert isinstance(found[0]["rate"], str)


def test_rules_of_approval_are_made_changed_and_taken_back(world: World, call: Callable[..., Any]) -> None:
    body = {
        "portfolio": world.mine.portfolio_id,
        "project": world.mine.key,
        "subject": "commitment",
        "above": "100000.00",
        "mode": "sequence",
        "signers": [{"part": "sponsor"}, {"part": "person", "person": world.ceo.pk}],
    }
    made = call(world.pmo, "post", "approval-rules/", body)
    assert made.status_code == 201, made.content
    assert [row["part"] for row in made.json()["signers"]] == ["sponsor", "person"]
    assert made.json()["signers"][1]["person"]["id"] == world.ceo.pk
    assert call(world.pmo, "post", "approval-rules/", body).status_code == 409
    for wrong in ({"signers": []}, {"signers": [{"part": "person"}]}):
        assert call(world.pmo, "post", "approval-rules/", {**body, "above": "1.00", **wrong}).status_code == 422
    path = f"approval-rules/{made.json()['id']}/"
    changed = call(world.pmo, "patch", path, {"mode": "any"}, **{"If-Match": made["ETag"]})
    assert (changed.json()["mode"], changed.json()["above"]) == ("any", "100000.00")
    assert len(changed.json()["signers"]) == 2
    assert call(world.pmo, "delete", path, **{"If-Match": made["ETag"]}).status_code == 412
    for other in (world.pm, world.cfo):
        assert call(other, "get", path).status_code == 403
        assert call(other, "post", "approval-rules/", body).status_code == 403
    assert call(world.pmo, "delete", path, **{"If-Match": changed["ETag"]}).status_code == 204
