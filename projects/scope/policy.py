from pmo.access.routes import RoutePolicy, Rule

ITEM, CHANGE = "scope_item", "change_request"


def _form(kind: str, verb: str) -> dict[str, Rule]:
    return {"GET": Rule(kind, verb), "POST": Rule(kind, verb)}


ROUTES: RoutePolicy = {
    "scope:tree": {"GET": Rule(ITEM, "view")},
    "scope:export": {"GET": Rule(ITEM, "export")},
    "scope:item_new": _form(ITEM, "add"),
    "scope:item": {"GET": Rule(ITEM, "view")},
    "scope:item_edit": _form(ITEM, "change"),
    "scope:item_out": _form(ITEM, "change"),
    "scope:item_back": _form(ITEM, "change"),
    "scope:item_delete": {"POST": Rule(ITEM, "delete")},
    "scope:baseline": {"POST": Rule(ITEM, "change")},
    "scope:changes": {"GET": Rule(CHANGE, "view")},
    "scope:change_choose": {"GET": Rule(CHANGE, "add")},
    "scope:project_changes": {"GET": Rule(CHANGE, "view")},
    "scope:change_new": _form(CHANGE, "add"),
    "scope:change": {"GET": Rule(CHANGE, "view")},
    "scope:change_edit": _form(CHANGE, "change"),
    "scope:line_new": _form(CHANGE, "change"),
    "scope:line_remove": {"POST": Rule(CHANGE, "change")},
    "scope:change_assess": {"POST": Rule(CHANGE, "assess")},
    "scope:change_decide": {"POST": Rule(CHANGE, "decide")},
    "scope:change_withdraw": {"POST": Rule(CHANGE, "change")},
    "api:scope-item-list": {"GET": Rule(ITEM, "view"), "POST": Rule(ITEM, "add")},
    "api:scope-item-detail": {
        "GET": Rule(ITEM, "view"),
        "PUT": Rule(ITEM, "change"),
        "PATCH": Rule(ITEM, "change"),
        "DELETE": Rule(ITEM, "delete"),
    },
    "api:scope-item-take-out": {"POST": Rule(ITEM, "change")},
    "api:scope-item-bring-back": {"POST": Rule(ITEM, "change")},
    "api:change-request-list": {"GET": Rule(CHANGE, "view"), "POST": Rule(CHANGE, "add")},
    "api:change-request-detail": {
        "GET": Rule(CHANGE, "view"),
        "PUT": Rule(CHANGE, "change"),
        "PATCH": Rule(CHANGE, "change"),
    },
    "api:change-request-effect": {"GET": Rule(CHANGE, "view")},
    "api:change-request-lines": {"POST": Rule(CHANGE, "change")},
    "api:change-request-assess": {"POST": Rule(CHANGE, "assess")},
    "api:change-request-decide": {"POST": Rule(CHANGE, "decide")},
    "api:change-request-withdraw": {"POST": Rule(CHANGE, "change")},
}
