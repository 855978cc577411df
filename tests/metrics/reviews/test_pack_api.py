"""The pack, minutes and signatures over the interface."""

from __future__ import annotations

from datetime import timedelta

import pytest

from metrics.reviews import services
from metrics.reviews.models import Review, ReviewSigner
from tests.api.kit import ApiClient, assert_problem
from tests.metrics.reviews.test_pack import measure


@pytest.fixture
def composed(world, review):
    measure(world, "3.5")
    services.compose_due(now=review.starts_at)
    Review.objects.filter(pk=review.pk).update(starts_at=world.now - timedelta(hours=1))
    return Review.objects.get(pk=review.pk)


@pytest.fixture
def url(composed):
    return f"/api/v1/reviews/{composed.pk}/"


def codes(answer):
    return [section["code"] for section in answer.json()["sections"]]


def test_the_pack_is_read_in_ones_language_and_without_money_for_whom_it_is_not(world, composed, url):
    found = ApiClient(world.pmo).get(f"{url}pack/")
    assert found.json()["watermark"] == composed.pack["watermark"]
    assert "money" in codes(found)
    assert "money" not in codes(ApiClient(world.employee).get(f"{url}pack/"))
    kpis = next(s for s in found.json()["sections"] if s["code"] == "kpis")
    assert kpis["sentences"][0]["text"]
    cells = [cell for table in kpis["tables"] for row in table["rows"] for cell in row]
    assert any(cell["number"] == 3.5 for cell in cells)
    zh = ApiClient(world.pmo, language="zh-hans").get(f"{url}pack/").json()
    assert zh["sections"][0]["title"] != found.json()["sections"][0]["title"]
    assert_problem(ApiClient(world.stranger).get(f"{url}pack/"), 404)


def test_before_its_day_the_pack_is_empty(world, review):
    found = ApiClient(world.pm).get(f"/api/v1/reviews/{review.pk}/pack/").json()
    assert (found["sections"], found["watermark"], found["composed_at"]) == ([], "", None)


def test_a_review_is_run_from_invitation_to_the_last_signature(world, composed, url):
    pm, owner = ApiClient(world.pm), ApiClient(world.owner)
    assert owner.post(f"{url}respond/", {"attendance": "accepted"}).status_code == 200
    noted = pm.post(f"{url}notes/", {"section": "kpis", "text": "夜班缺枪"})
    assert noted.json()["sections"] == [{"section": "kpis", "text": "夜班缺枪", "version": 1}]
    assert_problem(pm.post(f"{url}notes/", {"section": "kpis", "text": "另一句"}), 412)
    assert_problem(owner.post(f"{url}notes/", {"section": "kpis", "text": "x", "version": 1}), 403)
    assert_problem(pm.post(f"{url}notes/", {"section": "nowhere", "text": "x"}), 422)
    held = pm.post(f"{url}hold/", {"present": [world.pm.pk, world.owner.pk]})
    assert held.json()["status"] == "held"
    decided = pm.post(f"{url}decisions/", {"text": "买枪", "decided_by": world.owner.pk})
    assert decided.json()["decisions"][0]["text"] == "买枪"
    closed = pm.post(f"{url}close/", {"signers": [world.owner.pk]}).json()
    assert [(s["person"]["id"], bool(s["signed_at"])) for s in closed["signatures"]] == [
        (world.pm.pk, True), (world.owner.pk, False),
    ]  # fmt: skip
    assert_problem(owner.post(f"{url}sign/", {"mark": "0" * 64}), 409, code="other")
    assert_problem(ApiClient(world.employee).post(f"{url}sign/", {"mark": closed["mark"]}), 403)
    signed = owner.post(f"{url}sign/", {"mark": closed["mark"]}).json()
    assert all(s["signed_at"] for s in signed["signatures"])
    assert_problem(pm.post(f"{url}reopen/", {"reason": "错字"}), 409, code="signed")
    assert ReviewSigner.objects.filter(digest=closed["mark"]).count() == 2


def test_minutes_open_again_while_a_signature_is_missing(world, composed, url):
    pm = ApiClient(world.pm)
    pm.post(f"{url}hold/", {})
    pm.post(f"{url}decisions/", {"text": "买枪", "decided_by": world.owner.pk})
    pm.post(f"{url}close/", {"signers": [world.owner.pk]})
    opened = pm.post(f"{url}reopen/", {"reason": "错字"}).json()
    assert (opened["status"], opened["signatures"], opened["mark"]) == ("held", [], "")


def test_a_read_pack_is_composed_anew_only_with_a_reason(world, composed, url):
    pm = ApiClient(world.pm)
    found = assert_problem(pm.post(f"{url}compose/", {}), 422)
    assert found["errors"][0]["pointer"] == "/reason"
    assert pm.post(f"{url}compose/", {"reason": "新数字"}).json()["watermark"]
    assert_problem(ApiClient(world.owner).post(f"{url}compose/", {"reason": "x"}), 403)


def test_minutes_about_money_are_for_those_who_may_read_of_it(world, composed, url):
    ApiClient(world.pm).post(f"{url}notes/", {"section": "money", "text": "超支十二万"})
    assert "超支" in ApiClient(world.pmo).get(f"{url}minutes/").content.decode()
    assert "超支" not in ApiClient(world.employee).get(f"{url}minutes/").content.decode()
