from pmo.access.routes import RoutePolicy, Rule

ROUTES: RoutePolicy = {"audit:list": {"GET": Rule("audit", "view")}}
