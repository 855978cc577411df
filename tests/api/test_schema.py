"""The OpenAPI document: complete, valid, without a single warning, and a client made from it works."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.urls import get_resolver, resolve
from drf_spectacular.validation import validate_schema

from pmo.access import routes
from pmo.accounts.models import User
from pmo.web.api.schema import PROBLEM
from tests.api import document
from tests.api.kit import ApiClient

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(params=["product", "example"])
def made(request: pytest.FixtureRequest) -> tuple[dict[str, Any], list[str]]:
    """The document of the whole product, and of the kit's own example."""
    if request.param == "example":
        request.getfixturevalue("example_urls")
    return document.make()


def operations(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in found["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def test_there_are_no_warnings(made: tuple[dict[str, Any], list[str]]) -> None:
    assert made[1] == []


def test_it_is_valid(made: tuple[dict[str, Any], list[str]]) -> None:
    found = made[0]
    assert found["openapi"] == "3.1.0"
    validate_schema(found)
    for name, schema in found["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name.isidentifier()


def test_names_of_operations_are_unique_and_spoken(made: tuple[dict[str, Any], list[str]]) -> None:
    ids = [operation["operationId"] for _path, _method, operation in operations(made[0])]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations(made[0]):
        assert operation.get("summary"), (path, method)


def test_errors_and_headers_are_documented(made: tuple[dict[str, Any], list[str]]) -> None:
    for path, method, operation in operations(made[0]):
        where = f"{method} {path}"
        answers = operation["responses"]
        assert {"400", "401", "403", "404", "429", "503"} <= set(answers), where
        for status, answer in answers.items():
            assert answer["description"], where
            if int(status) >= 400:
                assert set(answer["content"]) == {PROBLEM}, where
        headers = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "header"}
        assert "Accept-Language" in headers, where
        if method in ("put", "patch", "delete"):
            assert headers["If-Match"]["required"] is True, where
            assert {"412", "428"} <= set(answers), where
        if method == "post":
            assert "Idempotency-Key" in headers, where
            assert {"409", "422"} <= set(answers), where


def test_everything_has_an_example(made: tuple[dict[str, Any], list[str]]) -> None:
    lacking = [
        f"{name}.{prop}"
        for name, schema in made[0]["components"]["schemas"].items()
        for prop, body in schema.get("properties", {}).items()
        if body.get("type") in ("string", "integer", "number", "boolean") and "examples" not in body
    ]
    assert lacking == []


def test_examples_fit_their_schema(made: tuple[dict[str, Any], list[str]]) -> None:
    for name, schema in made[0]["components"]["schemas"].items():
        for prop, body in schema.get("properties", {}).items():
            for example in body.get("examples", []):
                validator = jsonschema.Draft202012Validator({**body, "components": made[0]["components"]})
                assert validator.is_valid(example), f"{name}.{prop}: {example!r}"


def test_document_policy_and_addresses_agree(made: tuple[dict[str, Any], list[str]]) -> None:
    """What is mounted is declared in the policy table and documented, method by method; three pages describe it."""
    mounted = {f"api:{name}" for name in get_resolver().namespace_dict["api"][1].reverse_dict if isinstance(name, str)}
    own = {"api:root", "api:schema", "api:docs"}
    declared = {(name, method) for name in mounted - own for method in routes.table().get(name, {})}
    documented = {
        (resolve(re.sub(r"{\w+}", "1", path)).view_name, method.upper())
        for path, method, _operation in operations(made[0])
    }
    assert documented == declared
    assert own <= mounted


@pytest.mark.usefixtures("example_urls")
def test_it_is_served_to_anybody(db: None) -> None:
    response = ApiClient().get("/api/v1/schema/")
    assert response.status_code == 200
    assert response.json()["openapi"] == "3.1.0"
    again = ApiClient().get("/api/v1/schema/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("example_urls")
def test_its_page_needs_no_other_host(db: None) -> None:
    response = ApiClient().get("/api/v1/docs/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "http://" not in text.replace("http://testserver", "")
    assert "https://" not in text
    nonce = text.split('nonce="')[1].split('"')[0]
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    assert text.count("<script") == text.count(f'<script nonce="{nonce}"')
    assert "onclick" not in text


@pytest.mark.slow
@pytest.mark.usefixtures("example_urls")
def test_a_generated_client_works(
    tmp_path: Path, lead: User, unit: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = generate(document.make()[0], tmp_path, monkeypatch)
    token = ApiClient(lead).token
    with client.AuthenticatedClient(base_url=live_server.url, token=token, raise_on_unexpected_status=True) as caller:
        use(caller)


def use(caller: Any) -> None:
    """Read, make, search, change, and be refused, as the program of a stranger would."""
    me = importlib.import_module("luodi_client.api.me.me_retrieve").sync(client=caller)
    assert me.username == "lead"

    models = importlib.import_module("luodi_client.models")
    samples = "luodi_client.api.samples"
    body = models.SampleInRequest(
        name="财务部", name_en="Finance", code="FIN", kind=models.SampleInRequestKind.DEPARTMENT, parent="HQ"
    )
    made = importlib.import_module(f"{samples}.sample_create").sync_detailed(client=caller, body=body)
    assert made.status_code == 201
    assert made.parsed.parent == "HQ"

    page = importlib.import_module(f"{samples}.sample_list").sync(client=caller, search="财务")
    assert [row.code for row in page.results] == ["FIN"]

    update = importlib.import_module(f"{samples}.sample_partial_update").sync_detailed
    change = models.PatchedSampleInRequest(name="财务中心")
    changed = update(made.parsed.id, client=caller, body=change, if_match=made.headers["ETag"])
    assert changed.parsed.name == "财务中心"
    stale = update(made.parsed.id, client=caller, body=change, if_match=made.headers["ETag"])
    assert stale.status_code == 412
    assert stale.parsed.status == 412


@pytest.mark.slow
def test_a_client_of_the_whole_product_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = generate(document.make()[0], tmp_path, monkeypatch)
    assert client.AuthenticatedClient
    for module in sorted((tmp_path / "luodi_client").rglob("*.py")):
        importlib.import_module(".".join(module.relative_to(tmp_path).with_suffix("").parts))


def generate(found: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a client package from the document and import it. The generator must not complain about anything."""
    source = folder / "openapi.json"
    source.write_text(json.dumps(found), encoding="utf-8")
    (folder / "config.yml").write_text("post_hooks: []\n", encoding="utf-8")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--path", str(source)),
            *("--config", str(folder / "config.yml"), "--meta", "none", "--output-path", str(folder / "luodi_client")),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    assert "WARNING" not in said, said
    assert "ERROR" not in said, said
    monkeypatch.syspath_prepend(str(folder))
    for name in [n for n in sys.modules if n == "luodi_client" or n.startswith("luodi_client.")]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("luodi_client")
