"""Requests made up from the OpenAPI document, right and wrong ones: no 5xx, nothing the document does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from schemathesis import checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi_checks

from pmo.accounts.models import User
from tests.api.kit import ApiClient
from tests.api.real_objects import body_for, parameters_for

EXAMPLES = 12

CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.allow_header_conformance,
]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A served request gives its connection back; here that would end the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class Caller:
    """Who sends, and the path parameters of an object they see."""

    user: User
    token: str
    known: dict[str, Any]


class Undo(Exception):
    """Takes back what a made-up request changed."""


def drive(user: User, *, examples: int = EXAMPLES, but: str = "-") -> int:
    """Send requests to every operation of the mounted document (`but` one); the number sent."""
    token = ApiClient(user).token
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", WSGIHandler())
    # A wrong body behind a stale precondition is refused for the precondition.
    schema.config.checks.negative_data_rejection.expected_statuses += ["412"]
    schema.config.generation.with_security_parameters = False
    sent = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith(f"/{but}/"):
            continue
        known = parameters_for(operation.path, user)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            sent += _operation(operation, mode, Caller(user, token, known), examples)
    return sent


def _operation(operation: Any, mode: GenerationMode, caller: Caller, examples: int) -> int:
    count = 0
    user, known = caller.user, caller.known

    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), number=hypothesis.strategies.integers(0, 3))
    def send(case: Any, number: int) -> None:
        nonlocal count
        count += 1
        headers = {"Authorization": f"Bearer {caller.token}"}
        wanted = [*CHECKS, openapi_checks.negative_data_rejection]
        if case.media_type == "multipart/form-data":
            # In a form an empty optional field is a field left out.
            wanted = CHECKS
        if number and case.method in ("POST", "PUT", "PATCH") and isinstance(case.body, (dict, list)):
            wanted = CHECKS
            case.body = body_for(operation.path, case.method, case.body, user)
        if number and known:
            # What was wrong may have been the part replaced here.
            wanted = CHECKS
            # Mostly an object that exists, and mostly with a precondition that holds.
            case.path_parameters = dict(known)
            if operation.method.upper() in ("PUT", "PATCH", "DELETE") and number > 1:
                headers["If-Match"] = "*"
        _send(case, headers, wanted)

    try:
        send()
    except hypothesis.errors.Unsatisfiable:
        # Nothing can be wrong about an operation that takes nothing.
        assert mode is GenerationMode.NEGATIVE
    return count


def _send(case: Any, headers: dict[str, str], wanted: list[Any]) -> None:
    cache.clear()
    try:
        with transaction.atomic():
            response = case.call(headers=headers)
            case.validate_response(response, checks=wanted, headers=headers)
            raise Undo
    except Undo:
        pass


@pytest.mark.slow
@pytest.mark.usefixtures("example_urls")
def test_the_example(lead: User, unit: Any) -> None:
    assert drive(lead, examples=25, but="crash") > 300


@pytest.mark.slow
def test_the_whole_product(world: Any) -> None:
    assert drive(world.pmo) > 50


@pytest.mark.slow
def test_the_whole_product_for_somebody_with_few_rights(world: Any) -> None:
    assert drive(world.employee, examples=6) > 50
