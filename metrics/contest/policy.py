from pmo.access.routes import Public, RoutePolicy, Rule

SYSTEM, USAGE, MEETING = "usage_system", "usage", "meeting"

ROUTES: RoutePolicy = {
    "contest:page": {"GET": Rule(USAGE, "view")},
    "contest:export": {"GET": Rule(USAGE, "export")},
    "contest:wall": {"GET": Rule(USAGE, "view")},
    "contest:correct": {"POST": Rule(SYSTEM, "change")},
    "contest:setup": {"GET": Rule(SYSTEM, "change"), "POST": Rule(SYSTEM, "change")},
    "contest:wall_new": {"POST": Rule(SYSTEM, "change")},
    "contest:wall_revoke": {"POST": Rule(SYSTEM, "change")},
    "contest:wall_link": {
        "GET": Public("A television has no account: the secret in the address opens one wall, which names no person.")
    },
    "contest:unit": {"GET": Rule(MEETING, "view")},
    "contest:decide": {"POST": Rule(MEETING, "change")},
    "contest:held": {"POST": Rule(MEETING, "change")},
    "contest:decision_edit": {"GET": Rule(MEETING, "change"), "POST": Rule(MEETING, "change")},
    "contest:decision_finish": {"POST": Rule(MEETING, "change")},
    "contest:decision_drop": {"POST": Rule(MEETING, "change")},
    "contest:decision_hand_over": {"POST": Rule("action", "add")},
    "api:contest-week-list": {"GET": Rule(USAGE, "view")},
    "api:contest-week-detail": {"GET": Rule(USAGE, "view")},
}
