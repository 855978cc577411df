from pmo.access.routes import RoutePolicy, Rule

KIND = "simulation"
VIEW, CHANGE = Rule(KIND, "view"), Rule(KIND, "change")

ROUTES: RoutePolicy = {
    "simulation:result": {"GET": VIEW},
    "simulation:run": {"GET": VIEW},
    "simulation:start": {"POST": Rule(KIND, "add")},
    "simulation:settings": {"GET": CHANGE, "POST": CHANGE},
    "simulation:estimates": {"GET": VIEW, "POST": CHANGE},
    "simulation:preview": {"POST": CHANGE},
    "simulation:excel": {"GET": Rule(KIND, "export")},
    "simulation:estimate": {"POST": CHANGE},
    "simulation:estimate_remove": {"POST": CHANGE},
    "api:simulation": {"GET": VIEW, "POST": Rule(KIND, "add")},
}
