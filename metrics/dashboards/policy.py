from pmo.access.routes import SIGNED_IN, RoutePolicy, Rule

VIEW = Rule("project", "view")

ROUTES: RoutePolicy = {
    "dashboards:today": {"GET": SIGNED_IN},
    "dashboards:decisions": {"GET": SIGNED_IN},
    "dashboards:portfolio": {"GET": Rule("portfolio", "view")},
    "dashboards:project": {"GET": VIEW},
    "dashboards:stage": {"GET": VIEW},
    "api:portfolio-summary": {"GET": Rule("portfolio", "view")},
    "api:project-status": {"GET": VIEW},
}
