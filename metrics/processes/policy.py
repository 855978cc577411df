from pmo.access.routes import RoutePolicy, Rule

VIEW = Rule("process", "view")
ADD = Rule("process", "add")
CHANGE = Rule("process", "change")
DELETE = Rule("process", "delete")
BRING = Rule("process", "import")

ROUTES: RoutePolicy = {
    "processes:list": {"GET": VIEW},
    "processes:new": {"GET": ADD, "POST": ADD},
    "processes:process": {"GET": VIEW},
    "processes:edit": {"GET": CHANGE, "POST": CHANGE},
    "processes:delete": {"POST": DELETE},
    "processes:steps": {"GET": CHANGE, "POST": CHANGE},
    "processes:compare": {"GET": VIEW},
    "processes:export": {"GET": Rule("process", "export")},
    "processes:handover": {"GET": VIEW},
    "processes:raise_pain": {"POST": Rule("pain_point", "add")},
    "processes:follow": {"POST": Rule("kpi", "add")},
    "processes:upload": {"GET": BRING, "POST": BRING},
    "processes:logs": {"GET": VIEW},
    "processes:columns": {"GET": BRING, "POST": BRING},
    "processes:again": {"POST": BRING},
    "processes:withdraw": {"GET": DELETE, "POST": DELETE},
    "processes:discard": {"POST": DELETE},
    "api:process-list": {"GET": VIEW, "POST": ADD},
    "api:process-detail": {"GET": VIEW, "PUT": CHANGE, "PATCH": CHANGE, "DELETE": DELETE},
    "api:process-analysis": {"GET": VIEW},
    "api:process-pain-points": {"POST": Rule("pain_point", "add")},
    "api:process-kpis": {"POST": Rule("kpi", "add")},
    "api:process-log-list": {"GET": VIEW, "POST": BRING},
    "api:process-log-detail": {"GET": VIEW, "DELETE": DELETE},
    "api:process-log-again": {"POST": BRING},
    "api:process-log-withdraw": {"POST": DELETE},
}
