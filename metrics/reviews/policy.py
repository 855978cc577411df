from pmo.access.routes import RoutePolicy, Rule

VIEW, ADD, CHANGE = Rule("review", "view"), Rule("review", "add"), Rule("review", "change")
EXPORT = Rule("review", "export")
ACTION_VIEW, ACTION_CHANGE = Rule("action", "view"), Rule("action", "change")

ROUTES: RoutePolicy = {
    "reviews:list": {"GET": VIEW},
    "reviews:new": {"GET": ADD, "POST": ADD},
    "reviews:rules": {"GET": VIEW},
    "reviews:new_rule": {"GET": ADD, "POST": ADD},
    "reviews:rule": {"GET": CHANGE, "POST": CHANGE},
    "reviews:delete_rule": {"POST": Rule("review", "delete")},
    "reviews:review": {"GET": VIEW},
    "reviews:edit": {"GET": CHANGE, "POST": CHANGE},
    "reviews:respond": {"POST": VIEW},
    "reviews:hold": {"POST": CHANGE},
    "reviews:notes": {"POST": CHANGE},
    "reviews:cancel": {"POST": CHANGE},
    "reviews:close": {"POST": CHANGE},
    "reviews:decide": {"POST": CHANGE},
    "reviews:remove_decision": {"POST": CHANGE},
    "reviews:give_action": {"POST": CHANGE},
    "reviews:compose": {"POST": CHANGE},
    "reviews:present": {"GET": VIEW},
    "reviews:note": {"POST": CHANGE},
    "reviews:backlog": {"POST": CHANGE},
    # Whoever is named signs; the service asks.
    "reviews:sign": {"POST": VIEW},
    "reviews:reopen": {"POST": CHANGE},
    "reviews:distribute": {"POST": CHANGE},
    "reviews:export": {"GET": EXPORT},
    "reviews:calendar": {"GET": VIEW},
    "reviews:actions": {"GET": ACTION_VIEW},
    "reviews:new_action": {"GET": Rule("action", "add"), "POST": Rule("action", "add")},
    "reviews:action": {"GET": ACTION_VIEW, "POST": ACTION_CHANGE},
    "reviews:edit_action": {"GET": ACTION_CHANGE, "POST": ACTION_CHANGE},
    "api:review-list": {"GET": VIEW, "POST": ADD},
    "api:review-detail": {"GET": VIEW, "PUT": CHANGE, "PATCH": CHANGE},
    "api:action-list": {"GET": ACTION_VIEW, "POST": Rule("action", "add")},
    "api:action-detail": {"GET": ACTION_VIEW, "PUT": ACTION_CHANGE, "PATCH": ACTION_CHANGE},
    "api:action-finish": {"POST": ACTION_CHANGE},
}
