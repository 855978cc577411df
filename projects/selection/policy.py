from pmo.access.routes import RoutePolicy, Rule

ASSESSMENT, SCENARIO = "assessment", "scenario"


def _form(kind: str, verb: str) -> dict[str, Rule]:
    return {"GET": Rule(kind, verb), "POST": Rule(kind, verb)}


ROUTES: RoutePolicy = {
    "selection:assessments": {"GET": Rule(ASSESSMENT, "view")},
    "selection:chart": {"GET": Rule(ASSESSMENT, "view")},
    "selection:choose": {"GET": Rule(ASSESSMENT, "add")},
    "selection:assessment": {"GET": Rule(ASSESSMENT, "view")},
    "selection:assess": _form(ASSESSMENT, "change"),
    "selection:scenarios": {"GET": Rule(SCENARIO, "view")},
    "selection:scenario_new": _form(SCENARIO, "add"),
    "selection:scenario": {"GET": Rule(SCENARIO, "view")},
    "selection:scenario_edit": _form(SCENARIO, "change"),
    "selection:scenario_start": {"POST": Rule(SCENARIO, "change")},
    "selection:scenario_adopt": {"POST": Rule(SCENARIO, "adopt")},
    "selection:scenario_delete": {"POST": Rule(SCENARIO, "delete")},
    "selection:compare": {"GET": Rule(SCENARIO, "view")},
    "selection:criteria": {"GET": Rule(SCENARIO, "change")},
    "selection:criterion_new": _form(SCENARIO, "change"),
    "selection:criterion_edit": _form(SCENARIO, "change"),
    "selection:criterion_remove": {"POST": Rule(SCENARIO, "delete")},
    "api:assessment-list": {"GET": Rule(ASSESSMENT, "view"), "POST": Rule(ASSESSMENT, "add")},
    "api:assessment-detail": {
        "GET": Rule(ASSESSMENT, "view"),
        "PUT": Rule(ASSESSMENT, "change"),
        "PATCH": Rule(ASSESSMENT, "change"),
    },
    "api:criterion-list": {"GET": Rule(SCENARIO, "view"), "POST": Rule(SCENARIO, "change")},
    "api:criterion-detail": {
        "GET": Rule(SCENARIO, "view"),
        "PUT": Rule(SCENARIO, "change"),
        "PATCH": Rule(SCENARIO, "change"),
        "DELETE": Rule(SCENARIO, "delete"),
    },
    "api:scenario-list": {"GET": Rule(SCENARIO, "view"), "POST": Rule(SCENARIO, "add")},
    "api:scenario-detail": {
        "GET": Rule(SCENARIO, "view"),
        "PUT": Rule(SCENARIO, "change"),
        "PATCH": Rule(SCENARIO, "change"),
        "DELETE": Rule(SCENARIO, "delete"),
    },
    "api:scenario-result": {"GET": Rule(SCENARIO, "view")},
    "api:scenario-compute": {"POST": Rule(SCENARIO, "change")},
    "api:scenario-adopt": {"POST": Rule(SCENARIO, "adopt")},
}
