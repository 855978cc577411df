"""Every operation of the interface × actor × relation, by token: the same rights, and nothing foreign in any answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from rest_framework import serializers

from pmo.access import routes
from pmo.web import api
from pmo.web.api.params import Choice, Date, Flag, Id, Ids, Text
from pmo.web.api.viewsets import ApiViewSet
from tests.factories import CANARY
from tests.matrix import asking, bodies, probe
from tests.matrix.bodies import MADE
from tests.matrix.expected import Outcome, expected
from tests.matrix.rights import ACTORS, NOBODY, allows, sees_other
from tests.matrix.sides import FOREIGN_KEY
from tests.matrix.subjects import Subject, Target, subjects_of, targets
from tests.matrix.zoo import Zoo
from tests.routes import Route, all_routes

pytestmark = pytest.mark.django_db

# Acts without a body, and uploads (tests of the room send real files).
NO_BODY = (
    "announcement-approve",
    "announcement-publish",
    "announcement-read",
    "announcement-submit",
    "goal-achieve",
    "goal-submit",
    "job-cancel",
    "learning-enrol",
    "learning-withdraw",
    "process-log-again",
    "process-log-list",
    "schedule-import",
    "sign-off-withdraw",
    "change-request-withdraw",
    "approval-sign",
    "approval-withdraw",
    "benefit-confirm",
    "benefit-propose",
    "champion-accept",
    "data-set-upload",
    "realisation-validate",
    "redemption-approve",
    "redemption-cancel",
    "redemption-receive",
    "reward-redeem",
    "scenario-compute",
    "training-session-book",
    "training-session-give-up",
    "tranche-ask",
    "tranche-release",
)

# Rows without words of the project they belong to, and directories of the company.
WORDLESS = (
    "api:user-list",
    "api:unit-list",
    "api:job-list",
    "api:link-list",
    "api:resource-list",
    "api:readiness-list",
    "api:labour-rate-list",
    "api:currency-rate-list",
    "api:approval-rule-list",
    "api:point-list",
    "api:reward-list",
    "api:redemption-list",
)

# Programs come with a token of their own kind, and nothing is written into the history per event: see
# tests/metrics/usage/test_door.py.
OTHER_DOORS = ("api:usage-events",)

OPERATIONS = [route for route in all_routes() if route.is_api and route.name not in OTHER_DOORS]
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module", autouse=True)
def _remembered(zoo: Zoo) -> None:
    probe.remember(zoo)


def _cells() -> list[Any]:
    return [
        pytest.param(route, method, id=f"{method} {route.name}")
        for route in OPERATIONS
        for method in routes.table().get(route.name, {})
    ]


def _relations(route: Route, zoo: Zoo) -> Iterator[tuple[Subject | None, Target | None]]:
    if not route.arguments:
        yield None, None
        return
    for subject in subjects_of(route.name):
        for target in targets(subject, zoo):
            yield subject, target


def _body(route: Route, method: str, relation: str, zoo: Zoo) -> bytes | None:
    give = bodies.API.get(f"{method} {route.name}")
    return json.dumps(give(zoo.other if relation == "foreign" else zoo.mine)).encode() if give else None


def _judge(name: str, method: str, wanted: Outcome, got: probe.Answer, target_is_hidden: bool) -> str:
    if got.status >= 500:
        return f"{got.status} {got.error}"
    if got.status >= 400 and got.headers.get("Content-Type") != PROBLEM:
        return f"no problem document: {got.headers.get('Content-Type')}"
    if wanted is Outcome.LOGIN:
        return "" if got.status == 401 else "should ask who it is"
    if name == "ro" and method != "GET":
        return "" if got.status == 403 else "a read-only token must not change anything"
    if wanted is Outcome.REFUSED and got.status == 400 and target_is_hidden:
        # What the body points at is not visible: it does not exist.
        return ""
    if wanted is Outcome.OPEN:
        if got.status in (401, 403, 404, 405):
            return f"should have been let in: {got.body[:200]!r}"
        return "" if method != "GET" or got.status == 200 else "should be an answer"
    return "" if got.status in wanted.statuses else f"should be {wanted.name}"


@pytest.mark.parametrize(("route", "method"), [cell for cell in _cells() if cell.values[0].name in MADE])
def test_nothing_is_made_on_a_foreign_project(route: Route, method: str, zoo: Zoo) -> None:
    """The address is everybody's; the project stands in the body."""
    give = bodies.API.get(f"{method} {route.name}")
    if method != "POST" or give is None:
        return
    wrong = []
    for name in ACTORS:
        if allows(name, MADE[route.name], "add", "other"):
            continue
        got = probe.ask(zoo, name, route.name, method, None, data=json.dumps(give(zoo.other)).encode())
        at = f"{name} {route.name} → {got.status}"
        if not 400 <= got.status < 500:
            wrong.append(f"{at}: {got.error or got.body[:200]!r}")
        if got.changed or got.audited:
            wrong.append(f"{at}: changed {sorted(got.changed)}")
        # The refusal may repeat what was asked for, and nothing more.
        wrong += [f"{at}: leaks {leak}" for leak in probe.leaks(name, got) if not leak.startswith(FOREIGN_KEY)]
    assert not wrong, "\n".join(wrong)


def test_every_unsafe_operation_has_a_valid_body() -> None:
    without = {f"POST api:{name}" for name in NO_BODY}
    unsafe = {f"{m} {r.name}" for r in OPERATIONS for m in routes.table()[r.name] if m in ("POST", "PUT", "PATCH")}
    assert unsafe - set(bodies.API) == without


@pytest.mark.parametrize(("route", "method"), _cells())
def test_operation(route: Route, method: str, zoo: Zoo) -> None:
    wrong = []
    for name in ACTORS:
        foreign: probe.Answer | None = None
        for subject, target in _relations(route, zoo):
            relation = target.relation if target else "own"
            wanted = expected(name, route.name, method, subject, relation)
            if relation == "nowhere" and foreign is None and name != "pmo":
                continue
            got = probe.ask(zoo, name, route.name, method, target, data=_body(route, method, relation, zoo))
            at = f"{name} {relation if target else 'all'} {method} {got.path} → {got.status}"
            if method == "POST" and route.name in MADE and not allows(name, MADE[route.name], "add", "mine"):
                wanted = Outcome.REFUSED if wanted is Outcome.OPEN else wanted
            hidden = target is None and not all(
                allows(name, k, "view", "mine") for k in ("portfolio", "project", "goal")
            )
            if problem := _judge(name, method, wanted, got, hidden):
                wrong.append(f"{at}: {problem}")
            if got.changed and 200 <= got.status < 300 and not got.audited:
                wrong.append(f"{at}: changed {sorted(got.changed)} without an entry in the history")
            if (wanted is not Outcome.OPEN or (name == "ro" and method != "GET")) and (got.changed or got.audited):
                wrong.append(f"{at}: refused, but changed {sorted(got.changed)} with {got.audited} entries")
            wrong += [f"{at}: leaks {leak}" for leak in probe.leaks(name, got)]
            if relation == "foreign":
                foreign = got if wanted is Outcome.HIDDEN else None
            elif relation == "nowhere" and foreign is not None:
                if foreign.comparable() != got.comparable():
                    wrong.append(f"{at}: what is hidden answers differently from what is not there")
                foreign = None
    assert not wrong, "\n".join(wrong)


# --- filters, search and order ----------------------------------------------------------------------------------------


def _view(route: Route) -> type[ApiViewSet] | None:
    view = getattr(route.callback, "cls", None)
    return view if isinstance(view, type) and issubclass(view, ApiViewSet) else None


LISTS = [route for route in OPERATIONS if route.name.endswith("-list") and _view(route)]


def _questions(view: type[ApiViewSet], zoo: Zoo) -> Iterator[tuple[str, str]]:
    side = zoo.other
    ids = sorted({side.project.pk, side.goal.pk, side.kpi.pk, side.portfolio.pk, side.user.pk, side.review.pk})
    yield "page_size", "200"
    for name, param in view.filters.items():
        if isinstance(param, Id):
            yield from ((name, str(pk)) for pk in ids)
        elif isinstance(param, Ids):
            yield name, ",".join(map(str, ids))
        elif isinstance(param, Choice):
            yield from ((name, value) for value in param.values)
        elif isinstance(param, Flag):
            yield from ((name, value) for value in ("true", "false"))
        elif isinstance(param, Date):
            yield from ((name, value) for value in ("1990-01-01", "2190-01-01"))
        elif isinstance(param, Text):
            yield from ((name, value) for value in (FOREIGN_KEY, side.portfolio.code, CANARY[:-1]))
    if view.search_fields:
        yield from (("search", words) for words in ("CANARY", CANARY[:-1], FOREIGN_KEY))


def _orders(view: type[ApiViewSet]) -> Iterator[tuple[str, str]]:
    """Who asks changes nothing about an order: of these one answer is enough."""
    for field in view.ordering_fields:
        yield from (("ordering", f"{sign}{field}") for sign in ("", "-"))


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_lists_hide_what_is_foreign_however_they_are_asked(route: Route, zoo: Zoo) -> None:
    """Whoever has seen the whole list need not ask for a part of it: see `tests.matrix.asking`."""
    view = _view(route)
    if view is None:
        raise LookupError(route.name)
    wrong, found = [], False
    subject, target = next(_relations(route, zoo))
    who = [name for name in ACTORS if name not in NOBODY and (name in ("pmo", "stranger") or not sees_other(name))]
    who = [name for name in who if expected(name, route.name, "GET", subject, "own") is Outcome.OPEN]
    first = min(who, key=sees_other, default="")
    for name in who:
        whole: dict[str, Any] = {}
        for parameter, value in [*_questions(view, zoo), *(_orders(view) if name == first else ())]:
            part = parameter in asking.narrowing_parameters(view)
            if part and whole and name != first:
                continue
            got = probe.ask(zoo, name, route.name, "GET", target, query=urlencode({parameter: value}))
            at = f"{name} {got.path} → {got.status}"
            if got.status != 200:
                wrong.append(f"{at}: {got.error or got.body[:300]!r}")
            elif parameter == "page_size" and not (answer := json.loads(got.body))["next"]:
                whole = answer
            elif part and whole and any(row not in whole["results"] for row in json.loads(got.body)["results"]):
                wrong.append(f"{at}: holds what is not in the whole list")
            wrong += [f"{at}: leaks {leak}" for leak in probe.leaks(name, got)]
            found = found or CANARY in got.text()
    assert not wrong, "\n".join(wrong)
    if target is None and route.name not in WORDLESS:
        assert found, "nobody found the foreign row: the search for leaks would prove nothing"


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_lists_agree_with_single_objects(route: Route, zoo: Zoo) -> None:
    """What a list shows can be opened, and the count is the count of what is shown."""
    detail = route.name.removesuffix("-list") + "-detail"
    if detail not in routes.table():
        return
    target = next(_relations(route, zoo))[1]
    view = _view(route)
    lookup = view.lookup_field if view else "pk"
    for name in ("pm", "champion", "employee", "client", "scoped", "ro"):
        got = probe.ask(zoo, name, route.name, "GET", target, query="page_size=200")
        if got.status != 200:
            continue
        shown = json.loads(got.body)
        assert shown["count"] == len(shown["results"])
        for row in shown["results"][:20]:
            key = row["key"] if lookup == "key" else row["id"]
            path = f"{got.path.partition('?')[0]}{key}/"
            assert probe.send(zoo, name, "GET", path, api=True).status == 200, (name, path)


# --- foreign ids in bodies --------------------------------------------------------------------------------------------


def _fields(serializer: serializers.BaseSerializer[Any], before: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """(path, field) of every field that points at another object, also inside lists and nested bodies."""
    if isinstance(serializer, serializers.ListSerializer):
        yield from _fields(serializer.child, before)  # type: ignore[arg-type]
        return
    for name, field in getattr(serializer, "fields", {}).items():
        if isinstance(field, (api.Ref, api.RefList)):
            yield (*before, name), field
        elif isinstance(field, serializers.BaseSerializer):
            yield from _fields(field, (*before, name))


def write_serializer(route: Route, method: str) -> Any:
    """The class that reads the body of an operation; of one item where the body is a list."""
    view = _view(route)
    if view is None:
        return None
    action = getattr(route.callback, "actions", {}).get(method.lower())
    instance = view()
    instance.action = action
    operation = instance.describe(action)
    kind = operation.request
    if kind is None:
        return None
    return getattr(kind, "item", kind)


def _pointing() -> list[Any]:
    found = []
    for route in OPERATIONS:
        for method in routes.table().get(route.name, {}):
            if method in ("POST", "PUT", "PATCH"):
                kind = write_serializer(route, method)
                if kind is not None and isinstance(kind, type) and list(_fields(kind())):
                    found.append(pytest.param(route, method, kind, id=f"{method} {route.name}"))
    return found


def _foreign_value(field: Any, zoo: Zoo) -> tuple[Any, Any] | None:
    """A foreign object of the field's model as the field is given, and one that does not exist."""
    inner = getattr(field, "child", field)
    model = getattr(inner, "model", None) or getattr(field, "model", None)
    by = getattr(inner, "by", None) or getattr(field, "by", "pk")
    for value in vars(zoo.other).values():
        if model is not None and isinstance(value, model) and getattr(value, "access_project", ""):
            real = getattr(value, by)
            none = 987_654_321 if isinstance(real, int) else "ZZZ-99"
            many = isinstance(field, api.RefList)
            return ([real], [none]) if many else (real, none)
    return None


@pytest.mark.parametrize(("route", "method", "kind"), _pointing())
def test_foreign_ids_in_bodies_are_refused_like_ids_of_nothing(route: Route, method: str, kind: Any, zoo: Zoo) -> None:
    target = next(_relations(route, zoo))[1]
    wrong = []
    for path, field in _fields(kind()):
        values = _foreign_value(field, zoo)
        if values is None:
            continue
        answers = []
        for value in values:
            body: Any = value
            for name in reversed(path):
                body = {name: body}
            got = probe.ask(zoo, "pm", route.name, method, target, data=json.dumps(body).encode())
            at = f"{'.'.join(path)}={value!r} → {got.status}"
            if not 400 <= got.status < 500:
                wrong.append(f"{at}: should be refused {got.error}")
            if got.changed:
                wrong.append(f"{at}: changed {sorted(got.changed)}")
            wrong += [
                f"{at}: leaks {leak}" for leak in probe.leaks("pm", got) if str(value) not in leak.split(" … ")[0]
            ]
            answers.append(got.body.decode().replace(str(value), "X").replace(json.dumps(value), "X"))
        if answers[0] != answers[1]:
            wrong.append(f"{'.'.join(path)}: a foreign id answers differently: {answers[0][:300]} | {answers[1][:300]}")
    assert not wrong, "\n".join(wrong)


def test_some_bodies_point_at_other_objects() -> None:
    assert len(_pointing()) >= 8
