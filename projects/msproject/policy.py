from pmo.access.routes import RoutePolicy, Rule

BRING = Rule("plan", "import")

ROUTES: RoutePolicy = {
    "msproject:bring": {"GET": BRING, "POST": BRING},
    "msproject:export": {"GET": Rule("plan", "export")},
    "msproject:leave": {"GET": Rule("plan", "export")},
    "msproject:report": {"GET": BRING},
    "msproject:confirm": {"POST": BRING},
    "api:schedule-import": {"POST": BRING},
    "api:schedule-export": {"GET": Rule("plan", "export")},
    "api:schedule-left-behind": {"GET": Rule("plan", "export")},
    "msproject:discard": {"POST": BRING},
}
