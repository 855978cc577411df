from pmo.access.routes import Public, RoutePolicy, Rule, SignedIn

SYSTEM, USAGE, DATA = "usage_system", "usage", "usage_data"


def _form(kind: str, verb: str) -> dict[str, Rule]:
    return {"GET": Rule(kind, verb), "POST": Rule(kind, verb)}


ROUTES: RoutePolicy = {
    "usage:systems": {"GET": Rule(SYSTEM, "view")},
    "usage:project": {"GET": Rule(USAGE, "view")},
    "usage:system_choose": {"GET": Rule(SYSTEM, "add")},
    "usage:system_new": _form(SYSTEM, "add"),
    "usage:system": {"GET": Rule(SYSTEM, "view")},
    "usage:system_edit": _form(SYSTEM, "change"),
    "usage:system_delete": {"POST": Rule(SYSTEM, "delete")},
    "usage:feature_new": _form(SYSTEM, "change"),
    "usage:feature_edit": _form(SYSTEM, "change"),
    "usage:feature_delete": {"POST": Rule(SYSTEM, "change")},
    "usage:role_new": _form(SYSTEM, "change"),
    "usage:role_edit": _form(SYSTEM, "change"),
    "usage:role_delete": {"POST": Rule(SYSTEM, "change")},
    "usage:rule_new": _form(SYSTEM, "change"),
    "usage:rule_edit": _form(SYSTEM, "change"),
    "usage:rule_delete": {"POST": Rule(SYSTEM, "change")},
    "usage:source_new": _form(SYSTEM, "change"),
    "usage:source_revoke": {"POST": Rule(SYSTEM, "change")},
    "usage:upload_new": _form(SYSTEM, "import"),
    "usage:upload": {"GET": Rule(SYSTEM, "view")},
    "usage:upload_refusals": {"GET": Rule(SYSTEM, "import")},
    "usage:mine": {"GET": SignedIn("What is kept about the reader alone.")},
    "usage:mine_export": {"POST": SignedIn("What is kept about the reader alone.")},
    "usage:person": {"GET": Rule(DATA, "view")},
    "usage:person_export": {"POST": Rule(DATA, "export")},
    "usage:person_erase": {"POST": Rule(DATA, "erase")},
    "usage:person_forget": {"POST": Rule(DATA, "erase")},
    "api:usage-system-list": {"GET": Rule(SYSTEM, "view")},
    "api:usage-system-detail": {"GET": Rule(SYSTEM, "view")},
    "api:feature-list": {"GET": Rule(SYSTEM, "view"), "POST": Rule(SYSTEM, "change")},
    "api:feature-detail": {
        "GET": Rule(SYSTEM, "view"),
        "PUT": Rule(SYSTEM, "change"),
        "PATCH": Rule(SYSTEM, "change"),
        "DELETE": Rule(SYSTEM, "change"),
    },
    "api:usage-events": {"POST": Public("Programs come with the token of a source, which the door itself checks.")},
}
