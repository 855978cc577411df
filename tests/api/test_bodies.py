"""Bodies: exact types in, exact types out, a pointer for everything refused, never a 500."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from tests.api.kit import ApiClient, assert_problem

URL = "/api/v1/samples/"
ECHO = f"{URL}echo/"
GOOD: dict[str, Any] = {"measured_on": "2026-11-23", "value": 3.5}

pytestmark = pytest.mark.usefixtures("example_urls")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b'{"a": 1,}', "malformed"),
        (b"{'a': 1}", "malformed"),
        (b'"\x00"', "malformed"),
        (b'{"value": NaN}', "not_finite"),
        (b'{"value": Infinity}', "not_finite"),
        (b'{"value": -Infinity}', "not_finite"),
        (b'{"value": 1e400}', "number_too_large"),
        (b'{"value": ' + b"9" * 401 + b"}", "number_too_large"),
        (b'{"value": ' + b"9" * 5000 + b"}", "number_too_large"),
        (b'{"value": 0.' + b"1" * 400 + b"}", "number_too_large"),
        (b'{"value": 9223372036854775808}', "number_too_large"),
        (b'{"value": 1, "value": 2}', "duplicate_key"),
        (b'{"note": "\\u0000"}', "bad_text"),
        (b'{"note": "\\ud800"}', "bad_text"),
        (b'{"\\udfff": 1}', "bad_text"),
        (b"[" * 40 + b"]" * 40, "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "malformed"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "malformed"),
    ],
)
def test_unreadable_bodies(api_client: ApiClient, raw: bytes, code: str) -> None:
    assert_problem(api_client.post(ECHO, raw=raw), 400, kind="malformed", code=code, pointer="")


@pytest.mark.parametrize("raw", [b"null", b"[]", b"1", b'"x"', b"true", b"[{}]"])
def test_bodies_that_are_no_objects(api_client: ApiClient, raw: bytes) -> None:
    assert_problem(api_client.post(ECHO, raw=raw), 400, kind="validation")


def test_an_empty_body_lacks_fields(api_client: ApiClient) -> None:
    assert_problem(api_client.request("POST", ECHO), 400, code="required", pointer="/value")


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"value": "3.5"}, "not_a_number", "/value"),
        ({"value": True}, "not_a_number", "/value"),
        ({"value": None}, "null", "/value"),
        ({"value": []}, "not_a_number", "/value"),
        ({"value": 1.1234567}, "max_decimal_places", "/value"),
        ({"value": 10**18}, "max_whole_digits", "/value"),
        ({"value": 1e300}, "max_digits", "/value"),
        ({"measured_on": "23.11.2026"}, "invalid", "/measured_on"),
        ({"measured_on": "2026-02-29"}, "invalid", "/measured_on"),
        ({"measured_on": "2026-11-23T00:00:00Z"}, "invalid", "/measured_on"),
        ({"measured_on": 20261123}, "invalid", "/measured_on"),
        ({"measured_on": "0000-01-01"}, "invalid", "/measured_on"),
        ({"measured_on": "0001-01-01"}, "date_out_of_range", "/measured_on"),
        ({"measured_on": "9999-12-31"}, "date_out_of_range", "/measured_on"),
        ({"at": "2026-11-23T09:00:00"}, "invalid", "/at"),
        ({"at": "2026-11-23"}, "invalid", "/at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "date_out_of_range", "/at"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "date_out_of_range", "/at"),
        ({"cost": 12}, "not_money", "/cost"),
        ({"cost": "1e5"}, "not_money", "/cost"),
        ({"cost": "1.234"}, "not_money", "/cost"),
        ({"cost": "１２"}, "not_money", "/cost"),
        ({"cost": "-1.00"}, "min_value", "/cost"),
        ({"cost": "9999999999999999.99"}, "max_value", "/cost"),
        ({"share": 100.5}, "max_value", "/share"),
        ({"share": "60"}, "not_a_number", "/share"),
        ({"count": 1.5}, "invalid", "/count"),
        ({"count": "1"}, "invalid", "/count"),
        ({"count": 2**31}, "max_value", "/count"),
        ({"count": -1}, "min_value", "/count"),
        ({"kind": "palace"}, "invalid_choice", "/kind"),
        ({"kind": ["company"]}, "invalid_choice", "/kind"),
        ({"kind": 1}, "invalid_choice", "/kind"),
        ({"sure": "true"}, "invalid", "/sure"),
        ({"sure": 1}, "invalid", "/sure"),
        ({"note": 5}, "invalid", "/note"),
        ({"note": ["x"]}, "invalid", "/note"),
        ({"note": "x" * 201}, "max_length", "/note"),
        ({"note": "a\u001fb"}, "control_character", "/note"),
        ({"people": 1}, "not_a_list", "/people"),
        ({"people": [1, "2"]}, "incorrect_type", "/people/1"),
        ({"people": [999_999]}, "does_not_exist", "/people/0"),
        ({"people": [-5]}, "does_not_exist", "/people/0"),
        ({"people": [1] * 501}, "too_many", "/people"),
        ({"secret": 1}, "unknown_field", "/secret"),
        ({"a/b~c": 1}, "unknown_field", "/a~1b~0c"),
    ],
)
def test_wrong_fields(api_client: ApiClient, change: dict[str, Any], code: str, pointer: str) -> None:
    response = api_client.post(ECHO, {**GOOD, **change})
    assert_problem(response, 400, kind="validation", code=code, pointer=pointer)


def test_every_wrong_field_is_named_at_once(api_client: ApiClient) -> None:
    problem = assert_problem(api_client.post(ECHO, {"value": "x", "measured_on": "y", "zzz": 1}), 400)
    assert {e["pointer"] for e in problem["errors"]} == {"/value", "/measured_on", "/zzz"}


def test_read_only_fields_are_refused(api_client: ApiClient, unit: Unit) -> None:
    etag = api_client.get(f"{URL}{unit.pk}/")["ETag"]
    for name, value in (("id", 5), ("version", 9), ("created_at", "2026-01-01T00:00:00Z"), ("path", "/1/")):
        response = api_client.patch(f"{URL}{unit.pk}/", {name: value}, etag=etag)
        assert_problem(response, 400, code="unknown_field", pointer=f"/{name}")
    unit.refresh_from_db()
    assert unit.version == 1


def test_numbers_come_back_exactly(api_client: ApiClient) -> None:
    raw = b'{"measured_on": "2026-11-23", "value": 123456789012345678.123456, "cost": "1200.5", "share": 60}'
    response = api_client.post(ECHO, raw=raw)
    assert response.status_code == 200, response.content
    assert b'"value":123456789012345678.123456' in response.content
    assert b'"cost":"1200.50"' in response.content
    assert json.loads(response.content)["share"] == 60.0


@pytest.mark.parametrize(("sent", "shown"), [("0.10", "0.1"), ("-0.0", "0"), ("5.000000", "5"), ("1e2", "100")])
def test_numbers_are_written_shortly(api_client: ApiClient, sent: str, shown: str) -> None:
    raw = f'{{"measured_on": "2026-11-23", "value": {sent}}}'.encode()
    assert f'"value":{shown}}}' in api_client.post(ECHO, raw=raw).content.decode()


def test_moments_keep_the_instant(api_client: ApiClient) -> None:
    response = api_client.post(ECHO, {**GOOD, "at": "2026-11-23T01:30:00Z"})
    assert response.json()["at"] == "2026-11-23T09:30:00+08:00"


def test_references_find_only_what_exists(api_client: ApiClient, unit: Unit) -> None:
    body = {"name": "X", "code": "X", "kind": "department"}
    for parent in ("NOPE", "", "HQ\u0000"):
        response = api_client.post(URL, {**body, "parent": parent})
        assert response.status_code == 400
    assert_problem(api_client.post(URL, {**body, "parent": 1}), 400, code="incorrect_type", pointer="/parent")
    assert_problem(api_client.post(URL, {**body, "head": "1"}), 400, code="incorrect_type", pointer="/head")
    assert_problem(api_client.post(URL, {**body, "head": True}), 400, code="incorrect_type", pointer="/head")
    assert Unit.objects.count() == 1


def test_references_hide_what_the_caller_may_not_see(
    api_client: ApiClient, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hidden and missing get the same answer, byte for byte but for nothing."""
    from pmo.accounts.models import UserQuerySet

    original = UserQuerySet.for_verb
    hidden = User.objects.create(
        username="hidden", name="h", email="h@example.com", created_at=lead.created_at, updated_at=lead.updated_at
    )
    monkeypatch.setattr(UserQuerySet, "for_verb", lambda s, u, v: original(s, u, v).exclude(pk=hidden.pk))
    body = {"name": "X", "code": "X", "kind": "department"}
    refused = api_client.post(URL, {**body, "head": hidden.pk})
    missing = api_client.post(URL, {**body, "head": hidden.pk + 1000})
    assert_problem(refused, 400, code="does_not_exist", pointer="/head")
    assert refused.content == missing.content


def test_batches_and_their_pointers(api_client: ApiClient, unit: Unit) -> None:
    url = f"{URL}{unit.pk}/measurements/"
    assert api_client.post(url, GOOD).json() == {"accepted": 1, "values": [3.5]}
    assert api_client.post(url, [GOOD, GOOD]).json()["accepted"] == 2
    assert_problem(api_client.post(url, [GOOD, {**GOOD, "value": "x"}]), 400, code="not_a_number", pointer="/1/value")
    assert_problem(api_client.post(url, [GOOD, {**GOOD, "x": 1}]), 400, code="unknown_field", pointer="/1/x")
    assert_problem(api_client.post(url, [GOOD, 5]), 400, pointer="/1")
    assert_problem(api_client.post(url, {"value": 1}), 400, code="required", pointer="/measured_on")
    assert_problem(api_client.post(url, [GOOD] * 6), 400, code="too_many", pointer="")
    assert_problem(api_client.post(url, []), 400, code="empty", pointer="")
    assert_problem(api_client.post(url, "x"), 400, code="not_a_list", pointer="")


def test_only_json_is_taken(api_client: ApiClient) -> None:
    for content_type in ("application/x-www-form-urlencoded", "text/plain", "application/xml", "multipart/form-data"):
        response = api_client.request("POST", ECHO, raw=b"a=1", content_type=content_type)
        problem = assert_problem(response, 415, kind="unsupported_media_type")
        assert "application/json" in problem["detail"]


def test_only_json_is_given(api_client: ApiClient) -> None:
    assert_problem(api_client.get(URL, headers={"Accept": "text/html"}), 406, kind="not_acceptable")
    assert api_client.get(URL, headers={"Accept": "text/html,*/*;q=0.1"}).status_code == 200


def test_uploads(api_client: ApiClient, settings: Any) -> None:
    url = f"{URL}upload/"
    upload = SimpleUploadedFile("日志.xes", b"x" * 1000)
    assert api_client.upload(url, {"file": upload, "note": "n"}).json() == {"size": 1000}
    assert_problem(api_client.upload(url, {"note": "n"}), 400, code="required", pointer="/file")
    assert_problem(api_client.upload(url, {"file": "text"}), 400, code="invalid", pointer="/file")
    more = {"file": io.BytesIO(b"x"), "other": io.BytesIO(b"y")}
    assert_problem(api_client.upload(url, more), 400, code="unknown_field", pointer="/other")
    assert_problem(api_client.post(url, {"file": "x"}), 415)
    broken = api_client.request("POST", url, raw=b"--x\r\n", content_type="multipart/form-data")
    assert_problem(broken, 400, kind="malformed")


def test_bodies_that_are_too_large(api_client: ApiClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.LUODI_MAX_UPLOAD_BYTES = 3000
    assert_problem(api_client.post(ECHO, {**GOOD, "note": "x" * 2000}), 413, kind="too_large")
    url = f"{URL}upload/"
    assert api_client.upload(url, {"file": io.BytesIO(b"x" * 2000)}).status_code == 200
    assert_problem(api_client.upload(url, {"file": io.BytesIO(b"x" * 4000)}), 413)


def test_a_six_megabyte_body_is_refused_before_it_is_parsed(api_client: ApiClient) -> None:
    assert_problem(api_client.post(ECHO, raw=b'{"note": "' + b"x" * 6_000_000 + b'"}'), 413)
