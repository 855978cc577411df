"""The same request twice is one effect and one answer."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.idempotency import services, tasks
from pmo.idempotency.models import KeyedRequest
from pmo.orgs.models import Unit
from tests.api.kit import ApiClient, assert_problem

URL = "/api/v1/samples/"
BODY = {"name": "财务部", "name_en": "Finance", "code": "FIN", "kind": "department"}

pytestmark = pytest.mark.usefixtures("example_urls")


def test_repeating_gives_the_first_answer(api_client: ApiClient) -> None:
    first = api_client.post(URL, BODY, key="k1")
    again = api_client.post(URL, BODY, key="k1")
    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Unit.objects.count() == 1
    assert AuditEntry.objects.filter(act="unit.created").count() == 1


def test_the_order_of_keys_in_the_body_does_not_matter(api_client: ApiClient) -> None:
    api_client.post(URL, BODY, key="k1")
    assert api_client.post(URL, dict(reversed(BODY.items())), key="k1").status_code == 201


def test_another_body_or_address_is_refused(api_client: ApiClient) -> None:
    api_client.post(URL, BODY, key="k1")
    other = api_client.post(URL, {**BODY, "code": "HR"}, key="k1")
    assert_problem(other, 422, code="key_reused")
    good = {"measured_on": "2026-11-23", "value": 1}
    assert_problem(api_client.post(f"{URL}echo/", good, key="k1"), 422, code="key_reused")
    assert Unit.objects.count() == 1


def test_without_a_key_nothing_is_remembered(api_client: ApiClient) -> None:
    api_client.post(URL, BODY)
    assert_problem(api_client.post(URL, BODY), 422)
    assert not KeyedRequest.objects.exists()


def test_addresses_with_a_key_of_their_own(api_client: ApiClient, unit: Unit) -> None:
    """Projects are addressed by {key}, which must not be mixed up with the header."""
    for _ in range(2):
        response = api_client.post(f"/api/v1/samples-by-code/{unit.code}/rename/", {"name": "新名"}, key="k1")
        assert response.status_code == 200, response.content
    unit.refresh_from_db()
    assert (unit.name, unit.version) == ("新名", 2)


def test_keys_belong_to_their_caller(api_client: ApiClient, lead: User) -> None:
    api_client.post(URL, BODY, key="k1")
    other = ApiClient(lead).post(URL, {**BODY, "code": "HR"}, key="k1")
    assert other.status_code == 201
    assert Unit.objects.count() == 2


def test_a_refused_request_leaves_the_key_free(api_client: ApiClient) -> None:
    assert_problem(api_client.post(URL, {**BODY, "name": ""}, key="k1"), 400)
    assert_problem(api_client.post(f"{URL}refuse/", {}, key="k1"), 409)
    assert not KeyedRequest.objects.exists()
    assert api_client.post(URL, BODY, key="k1").status_code == 201


def test_a_crash_leaves_the_key_free(api_client: ApiClient) -> None:
    api_client.client.raise_request_exception = False
    assert_problem(api_client.post(f"{URL}crash/", {}, key="k1"), 500)
    assert not KeyedRequest.objects.exists()


def test_effect_and_answer_are_one_transaction(api_client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the answer cannot be stored there is no effect either."""
    api_client.client.raise_request_exception = False

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "finish", fail)
    assert api_client.post(URL, BODY, key="k1").status_code == 500
    assert Unit.objects.count() == 0


def test_in_flight(api_client: ApiClient, lead: User) -> None:
    first = api_client.post(URL, BODY, key="k1")
    KeyedRequest.objects.update(status=None, body="")
    response = api_client.post(URL, BODY, key="k1")
    assert_problem(response, 409, code="in_flight")
    assert response["Retry-After"] == "1"
    assert first.status_code == 201


def test_an_abandoned_claim_is_taken_over_and_the_loser_cannot_finish(lead: User) -> None:
    now = timezone.now()
    ask = {"user": lead, "caller": "token:1", "key": "k", "fingerprint": "f"}
    lost = services.claim(**ask, now=now)
    assert isinstance(lost, services.Claim)
    with pytest.raises(services.InFlight):
        services.claim(**ask, now=now + timedelta(seconds=59))
    taken = services.claim(**ask, now=now + timedelta(seconds=61))
    assert isinstance(taken, services.Claim)
    with pytest.raises(services.InFlight):
        services.finish(lost, status=201, headers={}, body="{}")
    services.release(lost)
    services.finish(taken, status=201, headers={}, body="{}")
    assert isinstance(services.claim(**ask, now=now + timedelta(seconds=62)), KeyedRequest)


def test_answers_are_kept_for_a_day(api_client: ApiClient) -> None:
    api_client.post(URL, BODY, key="k1")
    KeyedRequest.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    assert api_client.post(URL, {**BODY, "code": "HR"}, key="k1").status_code == 201
    KeyedRequest.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    assert tasks.purge_keys() == 1
    assert tasks.purge_keys() == 0
    assert not KeyedRequest.objects.exists()


def test_a_replay_hides_what_is_no_longer_visible(api_client: ApiClient, lead: User) -> None:
    pk = api_client.post(URL, BODY, key="k1").json()["id"]
    Unit.objects.filter(pk=pk).delete()
    assert_problem(api_client.post(URL, BODY, key="k1"), 404)


def test_rights_are_asked_before_a_replay(api_client: ApiClient, lead: User) -> None:
    api_client.post(URL, BODY, key="k1")
    lead.role_grants.all().delete()
    assert_problem(api_client.post(URL, BODY, key="k1"), 403)


@pytest.mark.parametrize("key", ["", " ", "ä", "x" * 256, "a\tb"])
def test_malformed_keys(api_client: ApiClient, key: str) -> None:
    response = api_client.request("POST", URL, BODY, headers={"Idempotency-Key": key})
    assert_problem(response, 400, code="key_malformed")


def test_uploads_compare_contents(api_client: ApiClient) -> None:
    url = f"{URL}upload/"

    def send(content: bytes) -> Any:
        file = io.BytesIO(content)
        file.name = "log.csv"
        return api_client.upload(url, {"file": file}, key="u1")

    assert send(b"abc").json() == {"size": 3}
    assert send(b"abc")["Idempotent-Replayed"] == "true"
    assert_problem(send(b"abd"), 422, code="key_reused")


def test_other_methods_ignore_the_header(api_client: ApiClient, unit: Unit) -> None:
    assert api_client.get(URL, headers={"Idempotency-Key": "k1"}).status_code == 200
    assert not KeyedRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_four_at_once_make_one(example_urls: None, person: Callable[..., User]) -> None:
    """Real threads with connections of their own: 8 keys, each sent four times at once."""
    import threading

    from django.db import connection, connections

    from pmo.access.roles import Role

    user = person("lead", Role.PMO_LEAD)
    token = ApiClient(user).token
    keys = [f"{uuid.uuid4()}" for _ in range(8)]
    answers: dict[str, list[Any]] = {key: [] for key in keys}

    def send(key: str, number: int) -> None:
        try:
            client = ApiClient(token=token)
            for _attempt in range(40):
                response = client.post(URL, {**BODY, "code": f"C{number}"}, key=key)
                if response.status_code not in (409, 503):
                    break
            answers[key].append((response.status_code, response.content))
        finally:
            connections.close_all()

    for number, key in enumerate(keys):
        threads = [threading.Thread(target=send, args=(key, number)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert connection.vendor in ("sqlite", "postgresql")
    assert Unit.objects.count() == len(keys)
    for key in keys:
        assert len(set(answers[key])) == 1, answers[key]
        assert answers[key][0][0] == 201
