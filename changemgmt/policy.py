from pmo.access.routes import RoutePolicy

ROUTES: RoutePolicy = {}
