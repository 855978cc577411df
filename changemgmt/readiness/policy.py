from pmo.access.routes import RoutePolicy, Rule, SignedIn

HOLDER, IMPACT, ACTION, PULSE, LOAD = "stakeholder", "impact", "stakeholder_action", "readiness", "change_load"
ASKED = SignedIn("whoever is asked answers, and finds only what they are asked")


def _form(kind: str, verb: str) -> dict[str, Rule]:
    return {"GET": Rule(kind, verb), "POST": Rule(kind, verb)}


ROUTES: RoutePolicy = {
    "readiness:affected": {"GET": Rule(IMPACT, "view")},
    "readiness:collisions": {"GET": Rule(IMPACT, "view")},
    "readiness:impacts_export": {"GET": Rule(IMPACT, "export")},
    "readiness:impact_new": _form(IMPACT, "add"),
    "readiness:impact": _form(IMPACT, "change"),
    "readiness:impact_remove": {"POST": Rule(IMPACT, "delete")},
    "readiness:grid": {"GET": Rule(HOLDER, "view")},
    "readiness:stakeholders_export": {"GET": Rule(HOLDER, "export")},
    "readiness:stakeholders": {"GET": Rule(HOLDER, "view")},
    "readiness:choose": {"GET": Rule(HOLDER, "add")},
    "readiness:stakeholder_new": _form(HOLDER, "add"),
    "readiness:stakeholder": {"GET": Rule(HOLDER, "view")},
    "readiness:stakeholder_edit": _form(HOLDER, "change"),
    "readiness:stakeholder_remove": {"POST": Rule(HOLDER, "delete")},
    "readiness:action_new": _form(ACTION, "add"),
    "readiness:action": {"GET": Rule(ACTION, "view")},
    "readiness:action_edit": _form(ACTION, "add"),
    "readiness:action_finish": {"POST": Rule(ACTION, "change")},
    "readiness:action_drop": {"POST": Rule(ACTION, "change")},
    "readiness:load": {"GET": Rule(LOAD, "view")},
    "readiness:unit_load": {"GET": Rule(LOAD, "view")},
    "readiness:capacity": _form(LOAD, "change"),
    "readiness:blackout_new": _form(LOAD, "add"),
    "readiness:blackout": _form(LOAD, "change"),
    "readiness:blackout_remove": {"POST": Rule(LOAD, "delete")},
    "readiness:pulse": {"GET": Rule(PULSE, "view")},
    "readiness:round_new": _form(PULSE, "add"),
    "readiness:round": {"GET": Rule(PULSE, "view")},
    "readiness:round_close": {"POST": Rule(PULSE, "change")},
    "readiness:round_cancel": {"POST": Rule(PULSE, "change")},
    "api:stakeholder-list": {"GET": Rule(HOLDER, "view"), "POST": Rule(HOLDER, "add")},
    "api:stakeholder-detail": {
        "GET": Rule(HOLDER, "view"),
        "PUT": Rule(HOLDER, "change"),
        "PATCH": Rule(HOLDER, "change"),
        "DELETE": Rule(HOLDER, "delete"),
    },
    "api:impact-list": {"GET": Rule(IMPACT, "view"), "POST": Rule(IMPACT, "add")},
    "api:impact-detail": {
        "GET": Rule(IMPACT, "view"),
        "PUT": Rule(IMPACT, "change"),
        "PATCH": Rule(IMPACT, "change"),
        "DELETE": Rule(IMPACT, "delete"),
    },
    "api:stakeholder-action-list": {"GET": Rule(ACTION, "view"), "POST": Rule(ACTION, "add")},
    "api:stakeholder-action-detail": {
        "GET": Rule(ACTION, "view"),
        "PUT": Rule(ACTION, "add"),
        "PATCH": Rule(ACTION, "add"),
    },
    "api:stakeholder-action-finish": {"POST": Rule(ACTION, "change")},
    "api:stakeholder-action-drop": {"POST": Rule(ACTION, "change")},
    "api:readiness-list": {"GET": Rule(PULSE, "view")},
    "api:readiness-detail": {"GET": Rule(PULSE, "view")},
    "readiness:answer": {"GET": ASKED, "POST": ASKED},
    "readiness:thanks": {"GET": ASKED},
}
