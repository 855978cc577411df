from pmo.access.routes import Public, RoutePolicy, Rule, SignedIn

OWN = SignedIn("everybody gives feedback and follows their own")
SEEN = SignedIn("whoever gave it or handles it")
HOLDER = Public("whoever holds the code of an anonymous item follows it without signing in")
TRIAGE, ANSWER, ADD = (Rule("feedback", verb) for verb in ("triage", "answer", "add"))
FIGURES = Rule("feedback_figures", "view")

ROUTES: RoutePolicy = {
    "feedback:home": {"GET": OWN},
    "feedback:new": {"GET": ADD, "POST": ADD},
    "feedback:receipt": {"GET": HOLDER, "POST": HOLDER},
    "feedback:board": {"GET": OWN},
    "feedback:list": {"GET": ANSWER},
    "feedback:project_items": {"GET": Rule("feedback", "view")},
    "feedback:response": {"GET": FIGURES},
    "feedback:item": {"GET": SEEN},
    "feedback:picture": {"GET": SEEN},
    "feedback:add": {"POST": SEEN},
    "feedback:add_file": {"POST": SEEN},
    "feedback:undo": {"POST": SEEN},
    "feedback:vote": {"POST": OWN},
    "feedback:watch": {"POST": OWN},
    "feedback:triage": {"POST": TRIAGE},
    "feedback:answer": {"POST": ANSWER},
    "feedback:note": {"POST": ANSWER},
    "feedback:decide": {"POST": ANSWER},
    "feedback:fulfil": {"POST": ANSWER},
    "feedback:close": {"POST": ANSWER},
    "feedback:merge": {"POST": TRIAGE},
    "feedback:link": {"POST": TRIAGE},
    "feedback:meetings": {"GET": TRIAGE},
    "feedback:meeting_new": {"GET": TRIAGE, "POST": TRIAGE},
    "feedback:meeting": {"GET": TRIAGE},
    "feedback:meeting_edit": {"GET": TRIAGE, "POST": TRIAGE},
    "feedback:meeting_take": {"POST": TRIAGE},
    "feedback:codes": {"GET": TRIAGE},
    "api:feedback-list": {"GET": Rule("feedback", "view"), "POST": ADD},
    "api:feedback-detail": {"GET": Rule("feedback", "view")},
    "api:feedback-answer-author": {"POST": ANSWER},
    "api:feedback-decide": {"POST": ANSWER},
    "api:feedback-triage": {"POST": TRIAGE},
    "api:feedback-response-times": {"GET": FIGURES},
}
