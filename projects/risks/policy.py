from pmo.access.routes import RoutePolicy, Rule

RISK, ISSUE, ACTION = "risk", "issue", "response_action"


def _form(kind: str, verb: str) -> dict[str, Rule]:
    return {"GET": Rule(kind, verb), "POST": Rule(kind, verb)}


def _rest(name: str, kind: str) -> RoutePolicy:
    return {
        f"api:{name}-list": {"GET": Rule(kind, "view"), "POST": Rule(kind, "add")},
        f"api:{name}-detail": {
            "GET": Rule(kind, "view"),
            "PUT": Rule(kind, "change"),
            "PATCH": Rule(kind, "change"),
        },
    }


ROUTES: RoutePolicy = {
    "risks:risks": {"GET": Rule(RISK, "view")},
    "risks:matrix_all": {"GET": Rule(RISK, "view")},
    "risks:risk_choose": {"GET": Rule(RISK, "add")},
    "risks:project_risks": {"GET": Rule(RISK, "view")},
    "risks:matrix": {"GET": Rule(RISK, "view")},
    "risks:export": {"GET": Rule(RISK, "export")},
    "risks:library": _form(RISK, "add"),
    "risks:risk_new": _form(RISK, "add"),
    "risks:risk": {"GET": Rule(RISK, "view")},
    "risks:risk_edit": _form(RISK, "change"),
    "risks:risk_assess": _form(RISK, "change"),
    "risks:risk_review": {"POST": Rule(RISK, "change")},
    "risks:risk_move": {"POST": Rule(RISK, "change")},
    "risks:risk_answer": {"POST": Rule(RISK, "decide")},
    "risks:risk_delete": {"POST": Rule(RISK, "delete")},
    "risks:risk_turn": _form(RISK, "change"),
    "risks:effect_new": _form(RISK, "change"),
    "risks:effect_edit": _form(RISK, "change"),
    "risks:effect_remove": {"POST": Rule(RISK, "change")},
    "risks:risk_action_new": _form(ACTION, "add"),
    "risks:issue_action_new": _form(ACTION, "add"),
    "risks:action": {"GET": Rule(ACTION, "view")},
    "risks:action_edit": _form(ACTION, "change"),
    "risks:action_done": {"POST": Rule(ACTION, "change")},
    "risks:action_drop": {"POST": Rule(ACTION, "change")},
    "risks:issues": {"GET": Rule(ISSUE, "view")},
    "risks:issue_choose": {"GET": Rule(ISSUE, "add")},
    "risks:project_issues": {"GET": Rule(ISSUE, "view")},
    "risks:issue_new": _form(ISSUE, "add"),
    "risks:issue": {"GET": Rule(ISSUE, "view")},
    "risks:issue_edit": _form(ISSUE, "change"),
    "risks:issue_settle": {"POST": Rule(ISSUE, "change")},
    "risks:issue_reopen": {"POST": Rule(ISSUE, "change")},
    "risks:issue_turn": _form(ISSUE, "change"),
    "risks:scale": _form("portfolio", "change"),
    **_rest("risk", RISK),
    "api:risk-detail": {
        "GET": Rule(RISK, "view"),
        "PUT": Rule(RISK, "change"),
        "PATCH": Rule(RISK, "change"),
        "DELETE": Rule(RISK, "delete"),
    },
    "api:risk-review": {"POST": Rule(RISK, "change")},
    "api:risk-move": {"POST": Rule(RISK, "change")},
    "api:risk-reply": {"POST": Rule(RISK, "decide")},
    "api:risk-turn": {"POST": Rule(RISK, "change")},
    "api:risk-history": {"GET": Rule(RISK, "view")},
    "api:risk-effects": {"GET": Rule(RISK, "view")},
    "api:risk-add-effect": {"POST": Rule(RISK, "change")},
    **_rest("issue", ISSUE),
    "api:issue-settle": {"POST": Rule(ISSUE, "change")},
    "api:issue-reopen": {"POST": Rule(ISSUE, "change")},
    "api:issue-turn": {"POST": Rule(ISSUE, "change")},
    **_rest("response-action", ACTION),
    "api:response-action-done": {"POST": Rule(ACTION, "change")},
    "api:response-action-drop": {"POST": Rule(ACTION, "change")},
}
