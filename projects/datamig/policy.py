from pmo.access.routes import RoutePolicy, Rule

DATA = "data_set"


def _form(verb: str) -> dict[str, Rule]:
    return {"GET": Rule(DATA, verb), "POST": Rule(DATA, verb)}


ROUTES: RoutePolicy = {
    "datamig:data_sets": {"GET": Rule(DATA, "view")},
    "datamig:new": _form("add"),
    "datamig:data_set": {"GET": Rule(DATA, "view")},
    "datamig:edit": _form("change"),
    "datamig:delete": {"POST": Rule(DATA, "delete")},
    "datamig:upload": _form("import"),
    "datamig:read_again": {"POST": Rule(DATA, "import")},
    "datamig:rule_new": _form("change"),
    "datamig:rule_edit": _form("change"),
    "datamig:rule_remove": {"POST": Rule(DATA, "change")},
    "datamig:run_new": _form("change"),
    "datamig:run_remove": _form("change"),
    "api:data-set-list": {"GET": Rule(DATA, "view"), "POST": Rule(DATA, "add")},
    "api:data-set-detail": {
        "GET": Rule(DATA, "view"),
        "PUT": Rule(DATA, "change"),
        "PATCH": Rule(DATA, "change"),
        "DELETE": Rule(DATA, "delete"),
    },
    "api:data-set-rules": {"POST": Rule(DATA, "change")},
    "api:data-set-runs": {"POST": Rule(DATA, "change")},
    "api:data-set-upload": {"POST": Rule(DATA, "import")},
}
