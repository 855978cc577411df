from pmo.access.routes import RoutePolicy, Rule

ROUTES: RoutePolicy = {
    "health:project": {"GET": Rule("health", "view"), "POST": Rule("health", "override")},
    "health:end_override": {"POST": Rule("health", "override")},
}
