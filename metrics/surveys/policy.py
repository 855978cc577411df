from pmo.access.routes import RoutePolicy, Rule, SignedIn

VIEW, ADD, CHANGE, READ = (Rule("survey", verb) for verb in ("view", "add", "change", "read"))
ASKED = SignedIn("whoever is asked answers, and finds only what they are asked")

ROUTES: RoutePolicy = {
    "surveys:list": {"GET": VIEW},
    "surveys:choose": {"GET": ADD},
    "surveys:new": {"GET": ADD, "POST": ADD},
    "surveys:survey": {"GET": VIEW},
    "surveys:edit": {"GET": CHANGE, "POST": CHANGE},
    "surveys:delete": {"POST": Rule("survey", "delete")},
    "surveys:question_new": {"GET": CHANGE, "POST": CHANGE},
    "surveys:question": {"GET": CHANGE, "POST": CHANGE},
    "surveys:question_remove": {"POST": CHANGE},
    "surveys:question_move": {"POST": CHANGE},
    "surveys:preview": {"GET": VIEW},
    "surveys:round_new": {"GET": CHANGE, "POST": CHANGE},
    "surveys:follow": {"GET": CHANGE, "POST": CHANGE},
    "surveys:round": {"GET": VIEW},
    "surveys:round_export": {"GET": Rule("survey", "export")},
    "surveys:round_close": {"POST": CHANGE},
    "surveys:round_cancel": {"POST": CHANGE},
    "surveys:texts": {"GET": READ},
    "surveys:raise_pain": {"POST": READ},
    "surveys:answer": {"GET": ASKED, "POST": ASKED},
    "surveys:thanks": {"GET": ASKED},
    "api:survey-list": {"GET": VIEW},
    "api:survey-detail": {"GET": VIEW},
    "api:survey-results": {"GET": VIEW},
}
