"""Who may call which page about calendars."""

from pmo.access.routes import RoutePolicy, Rule

_VIEW, _ADD = Rule("calendar", "view"), Rule("calendar", "add")
_CHANGE, _IMPORT = Rule("calendar", "change"), Rule("calendar", "import")

ROUTES: RoutePolicy = {
    "calendars:list": {"GET": _VIEW},
    "calendars:new": {"GET": _ADD, "POST": _ADD},
    "calendars:calendar": {"GET": _VIEW},
    "calendars:year": {"GET": _VIEW},
    "calendars:day": {"GET": _CHANGE, "POST": _CHANGE},
    "calendars:edit": {"GET": _CHANGE, "POST": _CHANGE},
    "calendars:make_default": {"POST": _CHANGE},
    "calendars:mark": {"POST": _CHANGE},
    "calendars:import": {"GET": _IMPORT, "POST": _IMPORT},
}
