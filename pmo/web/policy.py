from pmo.access.routes import SIGNED_IN, Public, RoutePolicy, Rule

ROUTES: RoutePolicy = {
    "healthz": {"GET": Public("asked by supervisors that have no account; says only that the process answers")},
    "readyz": {"GET": Public("asked by supervisors that have no account; says only which part is not ready")},
    "web:save_view": {"POST": SIGNED_IN},
    "web:drop_view": {"POST": SIGNED_IN},
    "web:gallery": {"GET": Rule("gallery", "view")},
}
