"""Who may call which page about units."""

from pmo.access.routes import RoutePolicy, Rule

_VIEW, _ADD, _CHANGE = Rule("unit", "view"), Rule("unit", "add"), Rule("unit", "change")

ROUTES: RoutePolicy = {
    "orgs:tree": {"GET": _VIEW},
    "orgs:unit": {"GET": _VIEW},
    "orgs:new": {"GET": _ADD, "POST": _ADD},
    "orgs:edit": {"GET": _CHANGE, "POST": _CHANGE},
    "orgs:move": {"GET": _CHANGE, "POST": _CHANGE},
    "orgs:close": {"POST": _CHANGE},
    "orgs:reopen": {"POST": _CHANGE},
    "api:unit-list": {"GET": _VIEW},
    "api:unit-detail": {"GET": _VIEW},
}
