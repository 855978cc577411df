"""Every address is in the policy table, and the table knows no address that does not exist."""

from __future__ import annotations

from pmo.access import routes
from pmo.access.kinds import KINDS
from pmo.access.roles import GRANTS
from pmo.web.api import ApiView
from tests.routes import all_routes

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}

# Opened by nobody's role. A new one is a decision that is taken here, in sight.
PUBLIC = {
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "accounts:language",
    "accounts:theme",
    "api:docs",
    "api:schema",
    "api:usage-events",
    "contest:wall_link",
    "feedback:receipt",
    "healthz",
    "readyz",
    "schedule:feed",
}


def test_every_pattern_has_a_name_of_its_own() -> None:
    found = all_routes()
    nameless = [route.pattern for route in found if not route.name]
    assert not nameless
    assert len({(route.name, route.pattern) for route in found}) == len(found)


def test_every_route_is_declared() -> None:
    declared = set(routes.table())
    assert not {route.name for route in all_routes()} - declared


def test_every_declaration_has_a_route() -> None:
    existing = {route.name for route in all_routes()}
    assert not set(routes.table()) - existing


def test_every_method_that_a_view_serves_is_declared_and_the_other_way_round() -> None:
    table = routes.table()
    wrong = []
    for route in all_routes():
        served = route.methods()
        if served is None:
            continue
        declared = set(table[route.name])
        if declared != served:
            wrong.append(f"{route.name}: serves {sorted(served)}, declares {sorted(declared)}")
    assert not wrong, "\n".join(wrong)


def test_only_known_methods_kinds_and_verbs_are_declared() -> None:
    verbs = {(kind, verb) for kinds in GRANTS.values() for kind, held in kinds.items() for verb in held}
    wrong = []
    for name, entries in routes.table().items():
        wrong += [f"{name}: {method}" for method in entries if method not in METHODS]
        for entry in entries.values():
            if isinstance(entry, routes.Rule):
                if entry.kind not in KINDS:
                    wrong.append(f"{name}: unknown kind {entry.kind}")
                elif (entry.kind, entry.verb) not in verbs:
                    wrong.append(f"{name}: nobody may {entry.verb} {entry.kind}")
    assert not wrong, "\n".join(wrong)


def test_what_is_public_is_listed_here_with_a_reason() -> None:
    public = {
        name: [entry for entry in entries.values() if isinstance(entry, routes.Public)]
        for name, entries in routes.table().items()
    }
    assert {name for name, entries in public.items() if entries} == PUBLIC
    reasons = {entry.reason for entries in public.values() for entry in entries}
    assert all(len(reason) >= 20 for reason in reasons)
    assert len(reasons) <= 10


def test_unsafe_methods_need_more_than_a_session_only_for_a_stated_reason() -> None:
    """An unsafe route open to everybody who is signed in says why (each acts on what is their own)."""
    silent = {
        f"{method} {name}"
        for name, entries in routes.table().items()
        for method, entry in entries.items()
        if method != "GET" and isinstance(entry, routes.SignedIn) and not entry.reason
    }
    assert silent <= {"POST account_logout", "POST web:save_view", "POST web:drop_view"}


# Pages about the API, for people.
PAGES_OF_THE_API = {"api:docs"}


def test_every_api_address_is_served_by_the_kit() -> None:
    wrong = []
    for route in all_routes():
        if route.name in PAGES_OF_THE_API:
            continue
        view = getattr(route.callback, "cls", None) or getattr(route.callback, "view_class", None)
        kit = isinstance(view, type) and issubclass(view, ApiView)
        if route.name.startswith("api:") != kit:
            wrong.append(route.name)
        if route.name.startswith("api:") != route.pattern.startswith("api/v1/"):
            wrong.append(route.pattern)
    assert not wrong


def test_no_address_of_a_page_is_hidden_by_an_earlier_one() -> None:
    """`people/new/` must not be read as `people/<str:…>/`."""
    from django.urls import resolve

    hidden = []
    for route in all_routes():
        if route.sample is None:
            continue
        match = resolve(f"/{route.sample}")
        if match.view_name != route.name:
            hidden.append(f"{route.sample} is {match.view_name}, not {route.name}")
    assert not hidden, "\n".join(hidden)


def test_the_walk_finds_something() -> None:
    assert len(all_routes()) > 200
