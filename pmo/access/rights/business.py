"""The business: owners, experts, champions, everybody who is employed."""

from __future__ import annotations

from pmo.access.rights.terms import ALL, BUSINESS, DIRECTORY, JOINED, OWN, UNIT, Rights, every, read

BUSINESS_OWNER: Rights = {
    **DIRECTORY,
    "support": {"view": UNIT},
    "announcement": {"view": UNIT, "export": UNIT, "approve": JOINED, "answer": JOINED},
    "comm_plan": {"view": UNIT, "export": UNIT},
    # Besides their own, what people of their unit say: changemgmt/feedback/audience.py.
    "feedback": {"view": OWN, "export": OWN, "answer": OWN},
    # Heads of units nominate besides, whatever their role.
    "champion": {"view": UNIT, "export": UNIT, "add": JOINED},
    "article": {"view": OWN, "add": ALL, "change": OWN},
    "usage": {"view": UNIT, "export": UNIT},
    "meeting": {"view": UNIT, "change": JOINED},
    "portfolio": {"view": UNIT},
    "project": {"view": UNIT, "export": UNIT},
    "member": {"view": UNIT},
    "attachment": {"view": UNIT, "add": UNIT},
    "pain_point": {"view": UNIT, "add": UNIT, "change": OWN, "export": UNIT, "import": UNIT},
    "goal": {"view": UNIT, "add": JOINED, "export": UNIT},
    "kpi": {"view": UNIT, "export": UNIT},
    "requirement": {"view": UNIT, "add": UNIT, "change": OWN, "decide": OWN, "export": UNIT},
    "sign_off": {"view": UNIT},
    "measurement": {"view": UNIT, "add": OWN, "change": OWN, "export": UNIT, "import": OWN},
    "process": {"view": UNIT, "export": UNIT},
    "health": {"view": UNIT},
    "review": {"view": UNIT, "comment": UNIT},
    "survey": {"view": UNIT, "export": UNIT},
    "training": {"view": UNIT, "export": UNIT, "read": UNIT},
    "action": {"view": UNIT, "change": OWN},
    "plan": {"view": UNIT, "export": UNIT},
    "task": {"view": UNIT, "report": OWN, "export": UNIT},
    "scope_item": {"view": UNIT, "export": UNIT},
    "change_request": {"view": UNIT, "add": JOINED, "change": OWN, "decide": JOINED, "export": UNIT},
    # The money of the projects one belongs to, not of all that concern one's unit.
    "budget": {"view": JOINED, "export": JOINED},
    "approval": {"view": JOINED, "decide": JOINED},
    "benefit": {
        "view": JOINED,
        "add": JOINED,
        "change": OWN,
        "export": JOINED,
        "import": JOINED,
        # Somebody of the business books, somebody else validates.
        "book": JOINED,
        "confirm": JOINED,
        "validate": JOINED,
    },
    "risk": {"view": UNIT, "add": JOINED, "change": OWN, "decide": JOINED, "export": UNIT},
    "issue": {"view": UNIT, "add": JOINED, "change": OWN, "export": UNIT},
    "response_action": {"view": UNIT, "add": JOINED, "change": OWN, "export": UNIT},
    "allocation": {"view": UNIT},
    "simulation": {"view": UNIT, "export": UNIT},
    "gate": {"view": UNIT, "export": UNIT, "report": OWN},
    "pilot": {"view": UNIT, "export": UNIT, "judge": JOINED, "feedback": JOINED},
    # Whose data they are writes the rules, cleans them and shows an extract.
    "data_set": {"view": UNIT, "add": JOINED, "change": OWN, "import": OWN, "export": UNIT},
    "resource": {"view": UNIT},
    # What changes for the unit and how far it is; not who is said to be against it.
    **read(UNIT, "impact", "readiness"),
    **read(ALL, "change_load"),
    "stakeholder_action": {"view": OWN, "change": OWN},
    "feed": every(OWN),
}

# Knows the work and takes part in the project for it; not its money, and not who stands against it.
BUSINESS_EXPERT: Rights = {
    **DIRECTORY,
    "support": {"view": JOINED},
    "announcement": {"view": JOINED, "approve": OWN, "answer": OWN},
    "comm_plan": {"view": JOINED},
    "champion": {"view": JOINED},
    "article": {"view": OWN, "add": ALL, "change": OWN},
    "usage": {"view": JOINED},
    "meeting": {"view": JOINED, "change": JOINED},
    "portfolio": {"view": JOINED},
    **read(JOINED, "project", "member", "attachment", *BUSINESS),
    "attachment": {"view": JOINED, "add": JOINED},
    "pain_point": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
    # Those they are named for: what the business needs is decided by somebody who does the work.
    "requirement": {"view": JOINED, "add": JOINED, "change": OWN, "decide": OWN, "export": JOINED},
    "measurement": {"view": JOINED, "add": OWN, "change": OWN, "export": JOINED, "import": OWN},
    "task": {"view": JOINED, "report": OWN, "export": JOINED},
    "change_request": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
    "risk": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
    "issue": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
    "response_action": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
    "data_set": {"view": JOINED, "change": OWN, "import": OWN, "export": JOINED},
    "resource": {"view": JOINED},
    "gate": {"view": JOINED, "export": JOINED, "report": OWN},
    "pilot": {"view": JOINED, "export": JOINED, "feedback": JOINED},
    **read(JOINED, "impact", "readiness"),
    "stakeholder_action": {"view": OWN, "change": OWN},
    "feed": every(OWN),
    "action": {"view": JOINED, "change": OWN, "export": JOINED},
}

CHAMPION: Rights = {
    **DIRECTORY,
    "support": {"view": JOINED},
    "announcement": {"view": JOINED, "approve": OWN, "answer": OWN},
    "comm_plan": {"view": JOINED},
    "feedback": {"view": OWN, "answer": OWN},
    "champion": {"view": JOINED},
    # Those of their own unit.
    "champion_question": {"view": OWN, "answer": OWN},
    "article": {"view": OWN, "add": ALL, "change": OWN},
    "usage": {"view": JOINED},
    "meeting": {"view": JOINED, "change": JOINED},
    **read(JOINED, "project", "pain_point", "goal", "kpi", "measurement", "health", "review", "plan", "survey"),
    "task": {"view": JOINED, "report": OWN},
    **read(JOINED, "impact", "readiness"),
    "stakeholder_action": {"view": OWN, "change": OWN},
    "feed": every(OWN),
    "pilot": {"view": JOINED, "feedback": JOINED},
    "training": {"view": JOINED, "read": JOINED},
    "pain_point": {"view": JOINED, "add": JOINED, "change": OWN},
    "risk": {"view": JOINED, "add": JOINED, "change": OWN},
    "issue": {"view": JOINED, "add": JOINED, "change": OWN},
    "response_action": {"view": JOINED, "change": OWN},
    "action": {"view": JOINED, "change": OWN},
}

EMPLOYEE: Rights = {
    **DIRECTORY,
    # Ask for help, and follow what one asked.
    "support_request": {"view": OWN, "add": ALL},
    # What is addressed to them they read anyway; this is about what is said in their name.
    "announcement": {"view": OWN, "approve": OWN, "answer": OWN},
    # Give it and follow it; answer what one is the owner of.
    "feedback": {"view": OWN, "add": ALL, "answer": OWN},
    # A nomination of one's own, and what one asked.
    "champion": {"view": OWN, "answer": OWN},
    "champion_question": {"view": OWN, "withdraw": OWN},
    # What they earned; gifts and thanks are for everybody.
    "points": {"view": OWN},
    "gift": {"view": ALL},
    "redemption": {"view": OWN, "add": ALL},
    "recognition": {"view": OWN, "add": ALL},
    # The daily meeting of the unit they belong to or lead.
    "meeting": {"view": OWN, "change": OWN},
    # Courses they are in charge of, sessions they hold; what they learn they find anyway.
    "training": {"view": OWN, "change": OWN, "read": OWN, "mark": OWN, "export": OWN, "import": OWN},
    # What is published for them they read anyway.
    "article": {"view": OWN},
    "action": {"view": OWN, "change": OWN},
    "risk": {"view": OWN},
    "issue": {"view": OWN},
    "response_action": {"view": OWN, "change": OWN},
    "stakeholder_action": {"view": OWN, "change": OWN},
    "measurement": {"view": OWN, "add": OWN, "change": OWN},
    "kpi": {"view": OWN},
    "review": {"view": OWN},
}
