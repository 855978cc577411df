"""Every act leaves one entry in the history."""

from __future__ import annotations

import json

import pytest
from django.urls import NoReverseMatch, reverse

from tests.matrix import bodies, probe
from tests.matrix.subjects import subjects_of, targets
from tests.matrix.zoo import Zoo

# Acts that finish something else with them: the round closes with its last signature or a refusal, and it is void when
# the goals it is about change.
SEVERAL = {
    "POST api:sign-off-sign": 2,
    "POST api:sign-off-decline": 2,
    "POST api:goal-drop": 2,
    "POST api:process-kpis": 2,
    # A commitment above a threshold is put before those who approve it.
    "POST api:commitment-list": 2,
    # What one thing becomes is written down at both ends; a risk that became a problem is no open risk any more.
    "POST api:risk-turn": 3,
    "POST api:issue-turn": 2,
}
PMO_ONLY = ("portfolio-", "scenario-", "api:criterion-")
SAMPLE = [
    *[(op, "pm") for op in bodies.API if not any(part in op for part in PMO_ONLY)],
    *[(op, "pmo") for op in bodies.API if any(part in op for part in PMO_ONLY)],
]
WHO = {
    "POST api:sign-off-sign": "cfo",
    "POST api:sign-off-decline": "cfo",
    "POST api:requirement-decide": "owner",
    "POST api:learning-begin": "employee",
    "POST api:training-assessment-answers": "employee",
    "POST api:training-assessment-submit": "employee",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("operation", "name"), SAMPLE, ids=lambda value: str(value))
def test_every_act_leaves_exactly_one_entry(operation: str, name: str, act_zoo: Zoo) -> None:
    method, route = operation.split()
    target = next(iter(targets(subjects_of(route)[0], act_zoo)), None) if _has_target(route) else None
    body = json.dumps(bodies.API[operation](act_zoo.mine)).encode()
    got = probe.ask(act_zoo, WHO.get(operation, name), route, method, target, data=body)
    if got.status in (403, 409, 422):
        return
    assert 200 <= got.status < 300, (got.status, got.body[:400], got.error)
    assert got.audited == SEVERAL.get(operation, 1), (got.audited, sorted(got.changed))


def _has_target(route: str) -> bool:
    """Whether the address names an object."""
    try:
        reverse(route)
    except NoReverseMatch:
        return True
    return False


@pytest.fixture(scope="module")
def act_zoo(zoo: Zoo) -> Zoo:
    probe.remember(zoo)
    return zoo


@pytest.fixture
def _django_db_helper(act_zoo: Zoo) -> None:
    """The zoo holds the transaction; the mark only asks for the tables."""
