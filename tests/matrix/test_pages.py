"""Every page × method × actor × relation: who gets in, what they see, and that a refusal changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from pmo.access import routes
from pmo.web.finding import HEADER
from pmo.web.lists import Choice, DateRange, Flag, ListPage, Ref
from tests.factories import CANARY
from tests.matrix import asking, probe
from tests.matrix.expected import Outcome, expected
from tests.matrix.rights import ACTORS, NOBODY, ONLY_TOKENS, sees_other
from tests.matrix.sides import FOREIGN_KEY
from tests.matrix.subjects import BODIES, Subject, Target, subjects_of, targets
from tests.matrix.zoo import Zoo
from tests.routes import Route, all_routes

pytestmark = pytest.mark.django_db

PAGES = [route for route in all_routes() if not route.is_api]
WHO = [name for name in ACTORS if name not in ONLY_TOKENS]


def _with(method: str) -> list[Route]:
    return [route for route in PAGES if method in routes.table().get(route.name, {})]


@pytest.fixture(scope="module", autouse=True)
def _remembered(zoo: Zoo) -> None:
    probe.remember(zoo)


def _relations(route: Route, zoo: Zoo) -> Iterator[tuple[Subject | None, Target | None]]:
    if not route.arguments:
        yield None, None
        return
    for subject in subjects_of(route.name):
        for target in targets(subject, zoo):
            yield subject, target


def _judge(route: str, method: str, wanted: Outcome, got: probe.Answer) -> str:
    """What is wrong with the answer; "" when it is as it should be."""
    if got.status >= 500:
        return f"{got.status} {got.error}"
    if wanted is Outcome.LOGIN:
        return "" if got.to_login else "should have been sent to the log-in"
    if wanted is Outcome.OPEN:
        # Whoever signs out lands at the log-in.
        if (got.to_login and route != "account_logout") or got.status in (401, 403, 404, 405):
            return "should have been let in"
        return "" if method != "GET" or got.status in (200, 302) else "should be a page"
    return "" if got.status in wanted.statuses else f"should be {wanted.name}"


def _walk(route: Route, method: str, zoo: Zoo) -> list[str]:
    """What is wrong with the cells of one route and method."""
    wrong = []
    for name in WHO:
        foreign: probe.Answer | None = None
        for subject, target in _relations(route, zoo):
            relation = target.relation if target else "own"
            wanted = expected(name, route.name, method, subject, relation)
            if relation == "nowhere" and foreign is None and name != "pmo":
                continue
            give = BODIES.get(route.name)
            data = give(zoo.other if relation == "foreign" else zoo.mine) if give and method == "POST" else None
            got = probe.ask(zoo, name, route.name, method, target, data=data, compare=wanted is not Outcome.OPEN)
            at = f"{name} {relation if target else 'page'} {got.path} → {got.status}"
            if problem := _judge(route.name, method, wanted, got):
                wrong.append(f"{at}: {problem}")
            if wanted is not Outcome.OPEN and (got.changed or got.audited):
                wrong.append(f"{at}: refused, but changed {sorted(got.changed)} with {got.audited} entries")
            wrong += [f"{at}: leaks {leak}" for leak in probe.leaks(name, got)]
            if relation == "foreign":
                foreign = got if wanted is Outcome.HIDDEN else None
            elif relation == "nowhere" and foreign is not None:
                if foreign.comparable() != got.comparable():
                    wrong.append(f"{at}: what is hidden answers differently from what is not there")
                foreign = None
    return wrong


@pytest.mark.parametrize("route", _with("GET"), ids=lambda route: route.name)
def test_reading(route: Route, zoo: Zoo) -> None:
    wrong = _walk(route, "GET", zoo)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", _with("POST"), ids=lambda route: route.name)
def test_changing(route: Route, zoo: Zoo) -> None:
    """With an empty body. Where the actor has no right nothing changes and nothing is written into the history."""
    wrong = _walk(route, "POST", zoo)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_other_methods_are_refused(route: Route, zoo: Zoo) -> None:
    """Methods the table does not name never reach a view, whoever asks."""
    target = next(_relations(route, zoo))[1]
    wrong = []
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(routes.table()[route.name]):
        for name in ("anonymous", "pmo", "pm"):
            got = probe.ask(zoo, name, route.name, method, target)
            if got.status not in (401, 403, 404, 405) and not got.to_login:
                wrong.append(f"{method} {name} {got.path} → {got.status}")
            if got.changed:
                wrong.append(f"{method} {name} {got.path} changed {sorted(got.changed)}")
    assert not wrong, "\n".join(wrong)


# --- lists: filters, search, order, export ----------------------------------------------------------------------------


def _list_of(route: Route) -> type[ListPage] | None:
    owner = getattr(route.callback, "__self__", None)
    return owner if isinstance(owner, type) and issubclass(owner, ListPage) else None


LISTS = [route for route in PAGES if _list_of(route)]


def _questions(page: type[ListPage], zoo: Zoo, *, parts: bool) -> Iterator[str]:
    """Query strings that try to bring foreign rows out. None holds the whole canary, as pages repeat what is asked.

    Without `parts` those are left out that answer with a part of the whole list: see `tests.matrix.asking`.
    """
    narrowing = frozenset() if parts else asking.narrowing_conditions(page)
    yield "export=xlsx"
    if "q" not in narrowing:
        yield urlencode({"q": CANARY[:-1]})
        yield urlencode({"export": "xlsx", "q": CANARY[:-1]})
    for condition in page.filters:
        if condition.name in narrowing:
            continue
        if isinstance(condition, Ref):
            for value in _foreign_values(condition.key, zoo):
                yield urlencode({condition.name: value})
        elif isinstance(condition, Choice):
            yield urlencode({condition.name: [code for code, _label in condition.options(None)]}, doseq=True)  # type: ignore[arg-type]
        elif isinstance(condition, Flag):
            yield urlencode({condition.name: "1"})
        elif isinstance(condition, DateRange):
            yield urlencode({condition.params()[0]: "2020-01-01", condition.params()[1]: "2030-01-01"})


def _whole(page: type[ListPage]) -> str:
    """The list with every column it can show."""
    return urlencode({"cols": [column.name for column in page.columns if column.optional]}, doseq=True)


# What the filters of a list offer is asked for with these words: everything, and what is called like the foreign rows.
SOUGHT = ("", CANARY[:-1], FOREIGN_KEY[:-1])


def _seek(zoo: Zoo, name: str, route: Route, target: Target | None, condition: Ref, page: type[ListPage]) -> list[str]:
    """What is wrong with what a filter offers. Where it offers all its rows at once, words only choose among them."""
    wrong = []
    for words in SOUGHT:
        sought = {HEADER: f"{page.key}.{condition.name}={words}"}
        got = probe.ask(zoo, name, route.name, "GET", target, headers=sought)
        at = f"{name} {got.path} {sought} → {got.status}"
        answer = json.loads(got.body) if got.status == 200 else {}
        if "rows" not in answer:
            wrong.append(f"{at}: {got.error or 'should be what the filter offers'}")
        wrong += [f"{at}: leaks {leak}" for leak in probe.leaks(name, got)]
        if type(condition) is Ref and answer.get("more") is False:
            break
    return wrong


def _sorts(page: type[ListPage]) -> Iterator[str]:
    """Who asks changes nothing about an order: of these one answer is enough."""
    for column in page.columns:
        if column.sort:
            yield urlencode({"sort": f"-{column.name}"})


def _foreign_values(key: str, zoo: Zoo) -> list[object]:
    side = zoo.other
    if key == "key":
        return [FOREIGN_KEY]
    if key == "code":
        return [side.portfolio.code]
    return sorted({side.project.pk, side.portfolio.pk, side.goal.pk, side.user.pk})


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_lists_hide_what_is_foreign_however_they_are_asked(route: Route, zoo: Zoo) -> None:
    """Whoever has seen the whole list need not ask for a part of it: see `tests.matrix.asking`."""
    page = _list_of(route)
    if page is None:
        raise LookupError(route.name)
    wrong = []
    target = next(_relations(route, zoo))[1]
    subject = subjects_of(route.name)[0] if target else None
    # One who sees everything stands for all who do: there it is only about answers that break.
    who = [name for name in WHO if name not in NOBODY and (name in ("pmo", "stranger") or not sees_other(name))]
    who = [name for name in who if expected(name, route.name, "GET", subject, "own") is Outcome.OPEN]
    first = min(who, key=sees_other, default="")
    for name in who:
        whole = probe.ask(zoo, name, route.name, "GET", target, query=_whole(page))
        parts = name == first or whole.status != 200 or "page=2" in whole.text()
        questions = [_whole(page), *_questions(page, zoo, parts=parts), *(_sorts(page) if name == first else ())]
        for question in questions:
            got = whole if question == _whole(page) else probe.ask(zoo, name, route.name, "GET", target, query=question)
            at = f"{name} {got.path} → {got.status}"
            if got.status not in (200, 403) or (got.status == 403 and "export" not in question):
                wrong.append(f"{at}: {got.error or 'should be a list'}")
            wrong += [f"{at}: leaks {leak}" for leak in probe.leaks(name, got)]
        for condition in page.filters:
            if isinstance(condition, Ref):
                wrong += _seek(zoo, name, route, target, condition, page)
    assert not wrong, "\n".join(wrong)


# Forms a page shows when they are asked for: their choices must hold nothing foreign either.
FOLDED = [
    (name, asked)
    for name, forms in {"feedback:item": ("link", "merge"), "support:request": ("incident", "link", "merge")}.items()
    for asked in forms
]


@pytest.mark.parametrize(("name", "asked"), FOLDED)
def test_forms_that_are_opened_on_demand_offer_nothing_foreign(name: str, asked: str, zoo: Zoo) -> None:
    wrong, opened = [], 0
    subject = subjects_of(name)[0]
    own = next(target for target in targets(subject, zoo) if target.relation == "own")
    for who in WHO:
        if expected(who, name, "GET", subject, "own") is not Outcome.OPEN:
            continue
        query = urlencode({"do": asked, "article": CANARY[:-1]})
        got = probe.ask(zoo, who, name, "GET", own, query=query)
        if got.status != 200:
            wrong.append(f"{who} → {got.status} {got.error}")
        opened += f'id="{asked}" open' in got.text()
        wrong += [f"{who}: leaks {leak}" for leak in probe.leaks(who, got)]
    assert not wrong, "\n".join(wrong)
    assert opened


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_search_finds_nothing_foreign(accept: str, zoo: Zoo) -> None:
    wrong = []
    for name in WHO:
        if name in NOBODY:
            continue
        for words in ("", CANARY[:-1], "CANARY", FOREIGN_KEY[:-1], "组合", "flow", "题", "act"):
            got = probe.send(zoo, name, "GET", f"/search/?{urlencode({'q': words})}", headers={"Accept": accept})
            if got.status != 200:
                wrong.append(f"{name} {words!r} → {got.status} {got.error}")
            wrong += [f"{name} {words!r}: leaks {leak}" for leak in probe.leaks(name, got)]
    assert not wrong, "\n".join(wrong)


def test_search_finds_what_is_visible(zoo: Zoo) -> None:
    """The canary is really there: whoever may see it finds it."""
    for name in ("pmo", "ceo", "stranger"):
        got = probe.send(zoo, name, "GET", "/search/?q=CANARY", headers={"Accept": "application/json"})
        assert CANARY in got.text(), name
    assert "Expense control" in probe.send(zoo, "pm", "GET", "/search/?q=Expense").text()


def test_the_canary_stands_in_the_pages_of_those_who_may_read_it(zoo: Zoo) -> None:
    """Otherwise the search for leaks would prove nothing."""
    seen, silent = 0, []
    for route in _with("GET"):
        if not route.arguments:
            continue
        for subject in subjects_of(route.name):
            foreign = [t for t in targets(subject, zoo) if t.relation == "foreign"]
            if not foreign or expected("stranger", route.name, "GET", subject, "foreign") is not Outcome.OPEN:
                continue
            got = probe.ask(zoo, "stranger", route.name, "GET", foreign[0])
            if got.status == 200:
                seen += 1
                if "CANARY" not in got.text():
                    silent.append(route.name)
    assert seen > 30
    assert len(silent) <= seen // 10, silent
