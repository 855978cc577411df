from pmo.access.routes import RoutePolicy, Rule

SYSTEM, USAGE = "usage_system", "usage"


def _form() -> dict[str, Rule]:
    return {"GET": Rule(SYSTEM, "change"), "POST": Rule(SYSTEM, "change")}


ROUTES: RoutePolicy = {
    "adoption:project": {"GET": Rule(USAGE, "view")},
    "adoption:activity": {"GET": Rule(USAGE, "view")},
    "adoption:unit": {"GET": Rule(USAGE, "view")},
    "adoption:target_new": _form(),
    "adoption:target_edit": _form(),
    "adoption:target_delete": {"POST": Rule(SYSTEM, "change")},
    "adoption:funnel_new": _form(),
    "adoption:funnel_edit": _form(),
    "adoption:funnel_delete": {"POST": Rule(SYSTEM, "change")},
    "api:project-adoption": {"GET": Rule(USAGE, "view")},
}
