from pmo.access.routes import RoutePolicy, Rule, SignedIn

RESOURCE, ALLOCATION, PLAN = "resource", "allocation", "plan"
LEVEL = Rule(PLAN, "change")
OWN = SignedIn("one's own absences are one's own to enter; the service asks for the right to enter others'")

ROUTES: RoutePolicy = {
    "resources:heat": {"GET": Rule(RESOURCE, "view")},
    "resources:resource_new": {"GET": Rule(RESOURCE, "add"), "POST": Rule(RESOURCE, "add")},
    "resources:resource": {"GET": Rule(RESOURCE, "view")},
    "resources:resource_edit": {"GET": Rule(RESOURCE, "change"), "POST": Rule(RESOURCE, "change")},
    "resources:absent": {"POST": OWN},
    "resources:present": {"POST": OWN},
    "resources:resource_remove": {"POST": Rule(RESOURCE, "change")},
    "resources:staff": {"POST": Rule(RESOURCE, "change")},
    "resources:people": {"GET": Rule(ALLOCATION, "view")},
    "resources:allocation_new": {"GET": Rule(ALLOCATION, "add"), "POST": Rule(ALLOCATION, "add")},
    "resources:allocation_edit": {"GET": Rule(ALLOCATION, "change"), "POST": Rule(ALLOCATION, "change")},
    "resources:allocation_remove": {"POST": Rule(ALLOCATION, "delete")},
    "resources:assign": {"POST": LEVEL},
    "resources:unassign": {"POST": LEVEL},
    "resources:levelling": {"GET": Rule(PLAN, "view")},
    "resources:levelling_start": {"POST": LEVEL},
    "resources:levelling_apply": {"POST": LEVEL},
    "resources:levelling_discard": {"POST": LEVEL},
    "api:resource-list": {"GET": Rule(RESOURCE, "view"), "POST": Rule(RESOURCE, "add")},
    "api:resource-detail": {
        "GET": Rule(RESOURCE, "view"),
        "PUT": Rule(RESOURCE, "change"),
        "PATCH": Rule(RESOURCE, "change"),
    },
    "api:resource-load": {"GET": Rule(RESOURCE, "view")},
    "api:allocation-list": {"GET": Rule(ALLOCATION, "view"), "POST": Rule(ALLOCATION, "add")},
    "api:allocation-detail": {
        "GET": Rule(ALLOCATION, "view"),
        "PUT": Rule(ALLOCATION, "change"),
        "PATCH": Rule(ALLOCATION, "change"),
        "DELETE": Rule(ALLOCATION, "delete"),
    },
}
