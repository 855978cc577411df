from pmo.access.routes import RoutePolicy, Rule, SignedIn

VIEW, EXPORT, MANAGE, ANSWER = (Rule("champion", verb) for verb in ("view", "export", "manage", "answer"))
MINE = SignedIn("everybody finds the champions of their own unit, and asks them")
HEADS = SignedIn("heads of units look after the champions of theirs, whatever their role; the page asks")
QUESTION = Rule("champion_question", "view")

ROUTES: RoutePolicy = {
    "champions:mine": {"GET": MINE},
    "champions:ask": {"POST": MINE},
    "champions:desk": {"GET": MINE},
    "champions:log": {"POST": ANSWER},
    "champions:entry": {"GET": ANSWER, "POST": ANSWER},
    "champions:entry_remove": {"POST": ANSWER},
    "champions:questions": {"GET": QUESTION},
    "champions:question": {"GET": QUESTION},
    "champions:question_answer": {"POST": Rule("champion_question", "answer")},
    "champions:question_take_back": {"POST": Rule("champion_question", "withdraw")},
    "champions:all": {"GET": EXPORT},
    "champions:network": {"GET": VIEW},
    "champions:export": {"GET": EXPORT},
    "champions:nominate": {"GET": HEADS, "POST": HEADS},
    "champions:setup": {"GET": MANAGE, "POST": MANAGE},
    "champions:process_add": {"POST": MANAGE},
    "champions:process_remove": {"POST": MANAGE},
    "champions:material_add": {"POST": MANAGE},
    "champions:material_remove": {"POST": MANAGE},
    "champions:champion": {"GET": VIEW},
    "champions:accept": {"POST": ANSWER},
    "champions:refuse": {"POST": ANSWER},
    "champions:go_on": {"POST": ANSWER},
    "champions:resign": {"POST": ANSWER},
    "champions:edit": {"GET": HEADS, "POST": HEADS},
    "champions:skills": {"GET": ANSWER, "POST": ANSWER},
    "champions:withdraw": {"POST": HEADS},
    "champions:renew": {"POST": HEADS},
    "champions:end": {"POST": HEADS},
    "api:champion-list": {"GET": VIEW, "POST": Rule("champion", "add")},
    "api:champion-detail": {"GET": VIEW},
    "api:champion-accept": {"POST": ANSWER},
    "api:champion-refuse": {"POST": ANSWER},
    "api:champion-end": {"POST": MANAGE},
    "api:champion-coverage": {"GET": VIEW},
}
