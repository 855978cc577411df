"""Which right each address asks for."""

from pmo.access.routes import RoutePolicy, Rule

BENEFIT = "benefit"
VIEW = {"GET": Rule(BENEFIT, "view")}
RATES = Rule("portfolio", "change")


def _form(verb: str) -> dict[str, Rule]:
    return {"GET": Rule(BENEFIT, verb), "POST": Rule(BENEFIT, verb)}


ROUTES: RoutePolicy = {
    "benefits:case": VIEW,
    "benefits:benefits": VIEW,
    "benefits:booked": VIEW,
    "benefits:new": _form("add"),
    "benefits:benefit": VIEW,
    "benefits:edit": _form("change"),
    "benefits:delete": {"POST": Rule(BENEFIT, "delete")},
    "benefits:propose": {"POST": Rule(BENEFIT, "change")},
    "benefits:answer": {"POST": Rule(BENEFIT, "confirm")},
    "benefits:reopen": _form("change"),
    "benefits:close": _form("change"),
    "benefits:book": _form("book"),
    "benefits:booking_edit": _form("book"),
    "benefits:booking_withdraw": _form("book"),
    "benefits:booking_decide": {"POST": Rule(BENEFIT, "validate")},
    "benefits:company": VIEW,
    "benefits:rates": {"GET": RATES, "POST": RATES},
    "benefits:rate_remove": {"POST": RATES},
    "api:benefit-list": {"GET": Rule(BENEFIT, "view"), "POST": Rule(BENEFIT, "add")},
    "api:benefit-detail": {
        "GET": Rule(BENEFIT, "view"),
        "PUT": Rule(BENEFIT, "change"),
        "PATCH": Rule(BENEFIT, "change"),
        "DELETE": Rule(BENEFIT, "delete"),
    },
    "api:benefit-months": VIEW,
    "api:benefit-propose": {"POST": Rule(BENEFIT, "change")},
    "api:benefit-confirm": {"POST": Rule(BENEFIT, "confirm")},
    "api:benefit-decline": {"POST": Rule(BENEFIT, "confirm")},
    "api:benefit-reopen": {"POST": Rule(BENEFIT, "change")},
    "api:benefit-close": {"POST": Rule(BENEFIT, "change")},
    "api:realisation-list": {"GET": Rule(BENEFIT, "view"), "POST": Rule(BENEFIT, "book")},
    "api:realisation-detail": {
        "GET": Rule(BENEFIT, "view"),
        "PUT": Rule(BENEFIT, "book"),
        "PATCH": Rule(BENEFIT, "book"),
    },
    "api:realisation-withdraw": {"POST": Rule(BENEFIT, "book")},
    "api:realisation-validate": {"POST": Rule(BENEFIT, "validate")},
    "api:realisation-give-back": {"POST": Rule(BENEFIT, "validate")},
    "api:value-case": VIEW,
}
