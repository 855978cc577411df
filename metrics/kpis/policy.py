from pmo.access.routes import RoutePolicy, Rule

VIEW = Rule("kpi", "view")
SEE_VALUES = Rule("measurement", "view")
ADD = Rule("measurement", "add")
CHANGE = Rule("measurement", "change")

ROUTES: RoutePolicy = {
    "kpis:list": {"GET": VIEW},
    "kpis:kpi": {"GET": VIEW},
    "kpis:values": {"GET": SEE_VALUES},
    "kpis:history": {"GET": VIEW},
    "kpis:record": {"GET": ADD, "POST": ADD},
    "kpis:correct": {"GET": CHANGE, "POST": CHANGE},
    "kpis:withdraw": {"POST": CHANGE},
    "api:kpi-measurement-list": {"GET": SEE_VALUES, "POST": ADD},
    "api:kpi-measurement-detail": {"GET": SEE_VALUES},
    "api:kpi-measurement-withdraw": {"POST": CHANGE},
    "api:kpi-progress": {"GET": VIEW},
}
