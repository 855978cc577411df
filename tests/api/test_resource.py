"""A resource from list to deletion: representation, ETags, preconditions, rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pmo.access.roles import Role
from pmo.audit.models import AuditEntry
from pmo.orgs import services
from pmo.orgs.models import Unit
from pmo.orgs.services import UnitData
from tests.api.kit import ApiClient, assert_problem

URL = "/api/v1/samples/"
BODY = {"name": "财务部", "name_en": "Finance", "code": "FIN", "kind": "department"}

pytestmark = pytest.mark.usefixtures("example_urls")


def test_create_read_change_delete(api_client: ApiClient, unit: Unit) -> None:
    made = api_client.post(URL, {**BODY, "parent": "HQ"})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made["Location"].endswith(f"{URL}{pk}/")
    assert made["ETag"].startswith('"v1-')

    read = api_client.get(f"{URL}{pk}/")
    assert read.json() == made.json()
    assert read.json()["parent"] == "HQ"
    assert read["ETag"] == made["ETag"]

    changed = api_client.patch(f"{URL}{pk}/", {"name": "财务中心"}, etag=read["ETag"])
    assert changed.status_code == 200, changed.content
    assert changed.json()["name"] == "财务中心"
    assert changed["ETag"].startswith('"v2-')

    gone = api_client.delete(f"{URL}{pk}/", etag=changed["ETag"])
    assert gone.status_code == 204
    assert gone.content == b""
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True))[-3:] == [
        "unit.created",
        "unit.changed",
        "unit.closed",
    ]


def test_put_needs_every_required_field(api_client: ApiClient, unit: Unit) -> None:
    etag = api_client.get(f"{URL}{unit.pk}/")["ETag"]
    assert_problem(api_client.put(f"{URL}{unit.pk}/", {"name": "X"}, etag=etag), 400, code="required", pointer="/code")


def test_list_has_the_page_shape(api_client: ApiClient, unit: Unit) -> None:
    body = api_client.get(URL).json()
    assert set(body) == {"count", "next", "previous", "results"}
    assert body["count"] == 1
    assert body["results"][0]["head"] is None


def test_person_is_named_in_the_language_asked(lead: Any, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(head=lead)
    english, chinese = ApiClient(lead), ApiClient(lead, language="zh-hans")
    assert english.get(f"{URL}{unit.pk}/").json()["head"] == {"id": lead.pk, "name": "Shen Wei"}
    assert chinese.get(f"{URL}{unit.pk}/").json()["head"] == {"id": lead.pk, "name": "沈薇"}


def test_moments_carry_the_callers_offset(api_client: ApiClient, unit: Unit) -> None:
    assert api_client.get(f"{URL}{unit.pk}/").json()["created_at"].endswith("+08:00")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_writes_need_if_match(api_client: ApiClient, unit: Unit, method: str) -> None:
    call = getattr(api_client, method)
    response = call(f"{URL}{unit.pk}/") if method == "delete" else call(f"{URL}{unit.pk}/", BODY)
    assert_problem(response, 428, kind="precondition_required")
    unit.refresh_from_db()
    assert unit.version == 1


@pytest.mark.parametrize("etag", ['"v9-abc"', 'W/"v1-abc"', "v1", '"1"', '""', "nonsense"])
def test_a_stale_etag_is_refused_with_the_current_version(api_client: ApiClient, unit: Unit, etag: str) -> None:
    response = api_client.patch(f"{URL}{unit.pk}/", {"name": "Neu"}, etag=etag)
    problem = assert_problem(response, 412, kind="stale")
    assert problem["current"]["name"] == "华瑞制造"
    assert response["ETag"] == api_client.get(f"{URL}{unit.pk}/")["ETag"]
    unit.refresh_from_db()
    assert unit.name == "华瑞制造"


def test_a_write_between_check_and_save_is_caught(
    api_client: ApiClient, unit: Unit, lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version goes down to the UPDATE itself; the comparison of ETags alone would leave a gap."""
    from tests.api.example import SampleViewSet

    original = SampleViewSet.perform_update

    def meanwhile(self: Any, user: Any, obj: Unit, data: Any, expected: int) -> Unit:
        other = Unit.objects.get(pk=obj.pk)
        services.change_unit(
            by=lead, unit=other, data=UnitData("别人", "HQ", "Other", "company"), expected=1, now=timezone.now()
        )
        return original(self, user, obj, data, expected)

    etag = api_client.get(f"{URL}{unit.pk}/")["ETag"]
    monkeypatch.setattr(SampleViewSet, "perform_update", meanwhile)
    problem = assert_problem(api_client.patch(f"{URL}{unit.pk}/", {"name": "我的"}, etag=etag), 412)
    assert problem["current"]["name"] == "别人"


def test_star_matches_whatever_is_there(api_client: ApiClient, unit: Unit) -> None:
    assert api_client.patch(f"{URL}{unit.pk}/", {"name": "新"}, etag="*").status_code == 200


def test_if_none_match_answers_304(api_client: ApiClient, unit: Unit, lead: Any) -> None:
    first = api_client.get(f"{URL}{unit.pk}/")
    again = api_client.get(f"{URL}{unit.pk}/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"
    # The same version in another language is another representation.
    api_client.language = "zh-hans"
    Unit.objects.filter(pk=unit.pk).update(head=lead)
    assert api_client.get(f"{URL}{unit.pk}/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_lists_answer_304_too(api_client: ApiClient, unit: Unit) -> None:
    first = api_client.get(URL)
    assert first["ETag"].startswith('W/"')
    assert api_client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_seen_but_not_allowed_is_403(employee: Any, unit: Unit) -> None:
    client = ApiClient(employee)
    etag = client.get(f"{URL}{unit.pk}/")["ETag"]
    assert_problem(client.patch(f"{URL}{unit.pk}/", {"name": "X"}, etag=etag), 403, kind="forbidden")
    assert_problem(client.post(URL, BODY), 403)
    assert Unit.objects.count() == 1


def test_rights_come_before_preconditions_and_bodies(employee: Any, unit: Unit) -> None:
    assert_problem(ApiClient(employee).patch(f"{URL}{unit.pk}/", {"nonsense": 1}), 403)


@pytest.mark.parametrize("key", ["999999", "0", "999999999999999999", "9" * 19, "abc", "-1", "1.5", "%00", "１"])
def test_what_does_not_exist(api_client: ApiClient, unit: Unit, key: str) -> None:
    assert_problem(api_client.get(f"{URL}{key}/"), 404, kind="not_found")


def test_children_of_a_parent(api_client: ApiClient, unit: Unit, lead: Any) -> None:
    api_client.post(URL, {**BODY, "parent": "HQ"})
    url = "/api/v1/samples-by-code/{}/children/"
    assert [row["code"] for row in api_client.get(url.format("HQ")).json()["results"]] == ["FIN"]
    assert api_client.get(url.format("FIN")).json()["count"] == 0
    assert_problem(api_client.get(url.format("NONE")), 404)


def test_computed_reading_with_a_parameter(api_client: ApiClient, unit: Unit) -> None:
    url = f"{URL}{unit.pk}/age/"
    assert api_client.get(url).json() == {"as_of": None, "days": 0}
    assert api_client.get(url, {"as_of": "2200-01-01"}).json()["days"] > 60_000
    assert_problem(api_client.get(url, {"page": 1}), 400, code="unknown_parameter", parameter="page")
    assert_problem(api_client.get(url, {"as_of": "0000-00-00"}), 400, code="not_a_date", parameter="as_of")


def test_pages_of_a_reading(api_client: ApiClient, unit: Unit) -> None:
    for code in ("A", "B", "C"):
        api_client.post(URL, {**BODY, "code": code, "parent": "HQ"})
    page = api_client.get(f"{URL}{unit.pk}/below/", {"page_size": 2, "page": 2}).json()
    assert (page["count"], [row["code"] for row in page["results"]]) == (3, ["C"])


def test_a_download_has_one_form(api_client: ApiClient, unit: Unit) -> None:
    response = api_client.get(f"{URL}{unit.pk}/export.csv/", headers={"Accept": "text/csv"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    assert response.content.decode() == "华瑞制造"
    assert_problem(api_client.get(f"{URL}999/export.csv/", headers={"Accept": "text/csv"}), 404)


def test_two_methods_at_one_address(api_client: ApiClient, unit: Unit) -> None:
    url = f"{URL}{unit.pk}/measurements/"
    assert api_client.get(url).json() == {"accepted": 0, "values": []}
    assert api_client.post(url, {"measured_on": "2026-11-23", "value": 2}).json()["accepted"] == 1


def test_domain_errors_keep_code_field_and_words(api_client: ApiClient) -> None:
    problem = assert_problem(api_client.post(f"{URL}refuse/"), 409, kind="conflict", code="wrong_day", pointer="/name")
    assert problem["detail"] == "Not on Monday."


def test_role_taken_away_counts_from_the_next_request(lead: Any, unit: Unit) -> None:
    client = ApiClient(lead)
    assert client.post(URL, BODY).status_code == 201
    lead.role_grants.filter(role=Role.PMO_LEAD).delete()
    assert_problem(client.post(URL, {**BODY, "code": "X"}), 403)


def test_method_not_declared(api_client: ApiClient, unit: Unit) -> None:
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"):
        response = api_client.request(method, URL)
        assert_problem(response, 405, kind="method_not_allowed")
        assert "GET" in response["Allow"]


def test_queries_do_not_grow_with_rows(api_client: ApiClient, unit: Unit, lead: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert api_client.get(URL, {"page_size": 100}).status_code == 200
        return len(captured)

    api_client.get(URL)
    one = queries()
    for n in range(50):
        data = UnitData(f"部{n}", f"D{n}", "", "department")
        services.create_unit(by=lead, data=data, parent=unit, now=timezone.now())
    assert queries() == one
    assert one <= 10
