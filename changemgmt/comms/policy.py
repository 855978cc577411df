from pmo.access.routes import RoutePolicy, Rule, SignedIn

READ = SignedIn("everybody reads what was addressed to them")
KIND, PLAN, TEMPLATE = "announcement", "comm_plan", "comm_template"


def _form(kind: str, verb: str) -> dict[str, Rule]:
    return {"GET": Rule(kind, verb), "POST": Rule(kind, verb)}


def _act(kind: str, verb: str) -> dict[str, Rule]:
    return {"POST": Rule(kind, verb)}


ROUTES: RoutePolicy = {
    "comms:feed": {"GET": READ},
    "comms:announcement": {"GET": READ},
    "comms:read": {"POST": READ},
    "comms:ask": {"POST": READ},
    "comms:list": {"GET": Rule(KIND, "view")},
    "comms:choose": {"GET": Rule(KIND, "add")},
    "comms:project": {"GET": Rule(KIND, "view")},
    "comms:new": _form(KIND, "add"),
    "comms:edit": _form(KIND, "change"),
    "comms:preview": _act(KIND, "add"),
    "comms:submit": _act(KIND, "change"),
    "comms:approve": _act(KIND, "approve"),
    "comms:send_back": _act(KIND, "approve"),
    "comms:schedule": _act(KIND, "publish"),
    "comms:unschedule": _act(KIND, "publish"),
    "comms:publish": _act(KIND, "publish"),
    "comms:withdraw": _act(KIND, "publish"),
    "comms:delete": _act(KIND, "delete"),
    "comms:reach": {"GET": Rule(KIND, "export")},
    "comms:question_answer": _act(KIND, "answer"),
    "comms:question_merge": _act(KIND, "answer"),
    "comms:question_remove": _act(KIND, "answer"),
    "comms:plans": {"GET": Rule(PLAN, "view")},
    "comms:plan": {"GET": Rule(PLAN, "view")},
    "comms:plan_start": _act(PLAN, "add"),
    "comms:plan_export": {"GET": Rule(PLAN, "export")},
    "comms:entry_new": _form(PLAN, "add"),
    "comms:entry": {"GET": Rule(PLAN, "view")},
    "comms:entry_edit": _form(PLAN, "change"),
    "comms:entry_done": _act(PLAN, "change"),
    "comms:entry_reopen": _act(PLAN, "change"),
    "comms:entry_delete": _act(PLAN, "delete"),
    "comms:templates": {"GET": Rule(TEMPLATE, "view")},
    "comms:template_new": _form(TEMPLATE, "add"),
    "comms:template": _form(TEMPLATE, "change"),
    "comms:template_delete": _act(TEMPLATE, "delete"),
    "api:announcement-list": {"GET": Rule(KIND, "view"), "POST": Rule(KIND, "add")},
    "api:announcement-detail": {
        "GET": Rule(KIND, "view"),
        "PUT": Rule(KIND, "change"),
        "PATCH": Rule(KIND, "change"),
        "DELETE": Rule(KIND, "delete"),
    },
    "api:announcement-submit": _act(KIND, "change"),
    "api:announcement-approve": _act(KIND, "approve"),
    "api:announcement-send-back": _act(KIND, "approve"),
    "api:announcement-schedule": _act(KIND, "publish"),
    "api:announcement-publish": _act(KIND, "publish"),
    "api:announcement-withdraw": _act(KIND, "publish"),
    "api:announcement-read": {"POST": READ},
    "api:announcement-reach": {"GET": Rule(KIND, "export")},
    "api:announcement-questions": {"GET": Rule(KIND, "view")},
    "api:announcement-ask": {"POST": READ},
    "api:announcement-question-list": {"GET": Rule(KIND, "view")},
    "api:announcement-question-detail": {"GET": Rule(KIND, "view")},
    "api:announcement-question-answer": _act(KIND, "answer"),
}
