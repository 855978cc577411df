from pmo.access.routes import RoutePolicy, Rule

VIEW = Rule("project", "view")
CHANGE = Rule("project", "change")
ADVANCE = Rule("project", "advance")
SHARE = Rule("project", "share")

ROUTES: RoutePolicy = {
    "portfolio:list": {"GET": VIEW},
    "portfolio:new": {"GET": Rule("project", "add"), "POST": Rule("project", "add")},
    "portfolio:edit": {"GET": CHANGE, "POST": CHANGE},
    "portfolio:team": {"GET": VIEW, "POST": Rule("member", "add")},
    "portfolio:remove_member": {"POST": Rule("member", "delete")},
    "portfolio:share": {"POST": SHARE},
    "portfolio:unshare": {"POST": SHARE},
    "portfolio:stages": {"GET": VIEW, "POST": CHANGE},
    "portfolio:advance": {"POST": ADVANCE},
    "portfolio:state": {"POST": ADVANCE},
    "portfolio:follow": {"POST": VIEW},
    "portfolio:history": {"GET": VIEW},
    "portfolio:portfolio_new": {"GET": Rule("portfolio", "add"), "POST": Rule("portfolio", "add")},
    "portfolio:settings": {"GET": Rule("portfolio", "change"), "POST": Rule("portfolio", "change")},
    "api:portfolio-list": {"GET": Rule("portfolio", "view"), "POST": Rule("portfolio", "add")},
    "api:portfolio-detail": {
        "GET": Rule("portfolio", "view"),
        "PUT": Rule("portfolio", "change"),
        "PATCH": Rule("portfolio", "change"),
    },
    "api:project-list": {"GET": VIEW, "POST": Rule("project", "add")},
    "api:project-detail": {"GET": VIEW, "PUT": CHANGE, "PATCH": CHANGE},
    "api:project-advance": {"POST": ADVANCE},
    "api:project-state": {"POST": ADVANCE},
}
