"""Who may do what, as data: role → kind of object → verb → how far.

A person's right is the union over their roles. Company-wide roles come from RoleGrant; roles on a project come
from that project's membership. `JOINED` reaches the projects a person is a member of, `UNIT` the projects that
concern the person's unit (and the units below it), `OWN` what the person owns.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PMO_LEAD = "pmo_lead", _("PMO lead")
    EXECUTIVE = "executive", _("Executive")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    BUSINESS_OWNER = "business_owner", _("Business owner")
    IT_ENGINEER = "it_engineer", _("IT engineer")
    CHANGE_MANAGER = "change_manager", _("Change manager")
    CHAMPION = "champion", _("Champion")
    EMPLOYEE = "employee", _("Employee")
    SUPPORT = "support", _("Support")
    CLIENT = "client", _("Read-only client")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


class Scope(IntEnum):
    """How far a right reaches; a larger number reaches further."""

    NONE = 0
    OWN = 1
    UNIT = 2
    JOINED = 3
    ALL = 4


OWN, UNIT, JOINED, ALL = Scope.OWN, Scope.UNIT, Scope.JOINED, Scope.ALL

Verbs = Mapping[str, Scope]


def _read(scope: Scope, *kinds: str) -> dict[str, Verbs]:
    return {kind: {"view": scope, "export": scope} for kind in kinds}


def _full(scope: Scope, *kinds: str, **extra: Scope) -> dict[str, Verbs]:
    verbs = dict.fromkeys(("view", "add", "change", "delete", "export", "import"), scope)
    return {kind: {**verbs, **extra} for kind in kinds}


_BUSINESS = (
    "pain_point", "goal", "kpi", "requirement", "sign_off", "plan", "task", "scope_item", "change_request", "risk",
    "issue", "response_action", "allocation", "simulation", "gate", "pilot", "measurement", "process", "health",
    "review", "action", "survey", "training",
)  # fmt: skip
_DIRECTORY: dict[str, Verbs] = {
    "user": {"view": ALL},
    "unit": {"view": ALL},
    "calendar": {"view": ALL},
    "gallery": {"view": ALL},
}

GRANTS: Mapping[Role, Mapping[str, Verbs]] = {
    Role.PMO_LEAD: {
        **_DIRECTORY,
        "support_request": {"view": ALL, "export": ALL, "work": ALL},
        # Service levels, releases, hyper-care; that it ends although a criterion is not met.
        "support": {"view": ALL, "export": ALL, "change": ALL, "care": ALL, "except": ALL},
        "support_mail": {"view": ALL, "change": ALL},
        "announcement": {**_full(ALL, "x")["x"], "approve": ALL, "publish": ALL, "answer": ALL},
        **_full(ALL, "comm_plan", "comm_template"),
        "champion": {"view": ALL, "export": ALL, "add": ALL, "manage": ALL, "import": ALL},
        "champion_question": {"view": ALL, "answer": ALL},
        "usage_system": _full(ALL, "x")["x"],
        "usage": {"view": ALL, "export": ALL},
        "meeting": {"view": ALL, "change": ALL},
        "usage_data": {"view": ALL, "export": ALL, "erase": ALL},
        **_full(ALL, "portfolio", "project", "member", "attachment", *_BUSINESS),
        "project": {**_full(ALL, "x")["x"], "share": ALL, "advance": ALL},
        "requirement": {**_full(ALL, "x")["x"], "assess": ALL},
        "change_request": {**_full(ALL, "x")["x"], "assess": ALL, "decide": ALL},
        "risk": {**_full(ALL, "x")["x"], "decide": ALL},
        "task": {**_full(ALL, "x")["x"], "report": ALL},
        "budget": {**_full(ALL, "x")["x"], "release": ALL},
        # To read what people wrote, beside the figures.
        "survey": {**_full(ALL, "x")["x"], "read": ALL},
        # To see who has learnt what, by name; to mark texts and who was there.
        "training": {**_full(ALL, "x")["x"], "read": ALL, "mark": ALL},
        "approval": {"view": ALL, "add": ALL, "change": ALL, "decide": ALL, "export": ALL},
        "rate": _full(ALL, "x")["x"],
        "benefit": {**_full(ALL, "x")["x"], "book": ALL, "confirm": ALL, "validate": ALL},
        "gate": {**_full(ALL, "x")["x"], "plan": ALL, "decide": ALL, "report": ALL},
        "pilot": {**_full(ALL, "x")["x"], "judge": ALL, "feedback": ALL},
        **_full(ALL, "plan_template", "resource", "gate_template", "assessment"),
        "article": {**_full(ALL, "x")["x"], "publish": ALL},
        # Articles of no project, tags, categories, what people search for in vain.
        "knowledge": {"view": ALL, "change": ALL},
        "feedback": {"view": ALL, "export": ALL, "triage": ALL, "answer": ALL},
        # How fast units answer, as figures of at least five.
        "feedback_figures": {"view": ALL},
        # Rules and gifts of the company; redemptions of others, reports; the ledger.
        **_full(ALL, "point_rule", "point_budget", "gift"),
        "incentives": {**_full(ALL, "x")["x"], "share": ALL, "fund": ALL},
        "redemption": {"view": ALL, "export": ALL, "add": ALL, "decide": ALL, "hand": ALL},
        "recognition": {"view": ALL, "add": ALL, "manage": ALL},
        "scenario": {**_full(ALL, "x")["x"], "adopt": ALL},
        **_full(ALL, "stakeholder", "stakeholder_action", "impact", "readiness", "change_load"),
        "feed": _full(OWN, "x")["x"],
        "measurement": {**_full(ALL, "x")["x"]},
        "sign_off": {"view": ALL, "add": ALL, "change": ALL, "export": ALL},
        "health": {"view": ALL, "override": ALL, "export": ALL},
        "user": {"view": ALL, "add": ALL, "change": ALL, "import": ALL, "export": ALL, "grant": ALL},
        "unit": _full(ALL, "x")["x"],
        "calendar": _full(ALL, "x")["x"],
        "audit": {"view": ALL, "export": ALL},
    },
    Role.EXECUTIVE: {
        **_DIRECTORY,
        # How support does, as figures; not what people wrote.
        "support": {"view": ALL, "export": ALL},
        # In whose name something is said, or whoever sponsors the project, reads it before it goes out.
        "announcement": {"view": ALL, "export": ALL, "approve": JOINED, "answer": OWN},
        "comm_plan": {"view": ALL, "export": ALL},
        "comm_template": {"view": ALL},
        "feedback_figures": {"view": ALL},
        **_read(ALL, "point_rule"),
        # What it costs; not who earned what.
        "point_budget": {"view": ALL},
        "incentives": {"view": ALL},
        "champion": {"view": ALL, "export": ALL},
        "article": {"view": OWN, "add": ALL, "change": OWN},
        "usage": {"view": ALL, "export": ALL},
        "meeting": {"view": ALL, "change": OWN},
        **_read(ALL, "portfolio", "project", "member", "attachment", *_BUSINESS),
        "sign_off": {"view": ALL, "sign": OWN, "export": ALL},
        "review": {"view": ALL, "export": ALL, "decide": ALL},
        "action": {"view": ALL, "change": OWN, "export": ALL},
        "measurement": {"view": ALL, "export": ALL, "add": OWN, "change": OWN},
        "requirement": {"view": ALL, "export": ALL, "decide": OWN},
        "change_request": {"view": ALL, "export": ALL, "decide": JOINED},
        "budget": {"view": ALL, "export": ALL, "release": JOINED},
        "approval": {"view": ALL, "export": ALL, "decide": ALL},
        "rate": {"view": ALL},
        # As owner of a benefit, or as the one who is named to validate it for finance.
        "benefit": {"view": ALL, "export": ALL, "book": OWN, "confirm": ALL, "validate": ALL},
        "risk": {"view": ALL, "export": ALL, "decide": JOINED},
        "issue": {"view": ALL, "export": ALL, "change": OWN},
        "response_action": {"view": ALL, "export": ALL, "change": OWN},
        "gate": {"view": ALL, "export": ALL, "decide": ALL, "report": OWN},
        "pilot": {"view": ALL, "export": ALL, "judge": JOINED, "feedback": JOINED, "except": JOINED},
        **_read(ALL, "plan_template", "resource", "gate_template", "assessment"),
        "scenario": {"view": ALL, "export": ALL, "adopt": ALL},
        **_read(ALL, "stakeholder", "impact", "readiness", "change_load"),
        "stakeholder_action": {"view": ALL, "change": OWN, "export": ALL},
        "feed": _full(OWN, "x")["x"],
    },
    Role.PROJECT_MANAGER: {
        **_DIRECTORY,
        "support_request": {"view": JOINED, "export": JOINED, "work": JOINED},
        "support": {"view": JOINED, "export": JOINED, "change": JOINED, "care": JOINED},
        "announcement": {**_full(JOINED, "x")["x"], "approve": JOINED, "publish": JOINED, "answer": JOINED},
        "comm_plan": _full(JOINED, "x")["x"],
        "comm_template": {"view": ALL},
        "feedback": {"view": JOINED, "export": JOINED, "triage": JOINED, "answer": JOINED},
        "champion": {"view": JOINED, "export": JOINED, "add": JOINED, "manage": JOINED, "import": JOINED},
        "champion_question": {"view": JOINED, "answer": JOINED},
        **_read(JOINED, "point_rule"),
        "point_budget": {"view": JOINED},
        "article": {**_full(JOINED, "x")["x"], "add": ALL, "publish": JOINED},
        "usage_system": _full(JOINED, "x")["x"],
        "usage": {"view": JOINED, "export": JOINED},
        "meeting": {"view": JOINED, "change": JOINED},
        "portfolio": {"view": JOINED},
        "project": {"view": JOINED, "add": ALL, "change": JOINED, "export": JOINED, "advance": JOINED},
        "member": _full(JOINED, "x")["x"],
        **_full(JOINED, "attachment", *_BUSINESS),
        "sign_off": {"view": JOINED, "add": JOINED, "change": JOINED, "export": JOINED},
        "health": {"view": JOINED, "override": JOINED, "export": JOINED},
        "change_request": {**_full(JOINED, "x")["x"], "assess": JOINED},
        "survey": {**_full(JOINED, "x")["x"], "read": JOINED},
        "training": {**_full(JOINED, "x")["x"], "read": JOINED, "mark": JOINED},
        "task": {**_full(JOINED, "x")["x"], "report": JOINED},
        "budget": _full(JOINED, "x")["x"],
        "approval": {"view": JOINED, "add": JOINED, "decide": JOINED, "export": JOINED},
        "rate": {"view": ALL},
        # Whoever leads a project books for its owners; nobody validates what they booked.
        "benefit": {**_full(JOINED, "x")["x"], "book": JOINED, "confirm": JOINED},
        # Who leads a project does not write the criteria it is judged by.
        "gate": {"view": JOINED, "add": JOINED, "plan": JOINED, "report": JOINED, "export": JOINED},
        "pilot": {**_full(JOINED, "x")["x"], "feedback": JOINED},
        "gate_template": {"view": ALL},
        "plan_template": {"view": ALL, "add": ALL},
        "resource": {"view": ALL, "add": ALL, "export": ALL},
        "assessment": _full(JOINED, "x")["x"],
        **_full(JOINED, "stakeholder", "stakeholder_action", "impact", "readiness"),
        **_read(ALL, "change_load"),
        "feed": _full(OWN, "x")["x"],
        "audit": {"view": JOINED},
    },
    Role.BUSINESS_OWNER: {
        **_DIRECTORY,
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
        "resource": {"view": UNIT},
        # What changes for the unit and how far it is; not who is said to be against it.
        **_read(UNIT, "impact", "readiness"),
        **_read(ALL, "change_load"),
        "stakeholder_action": {"view": OWN, "change": OWN},
        "feed": _full(OWN, "x")["x"],
    },
    Role.IT_ENGINEER: {
        **_DIRECTORY,
        "support": {"view": JOINED},
        "announcement": {"view": JOINED, "approve": OWN, "answer": OWN},
        "comm_plan": {"view": JOINED},
        "champion": {"view": JOINED},
        "article": {"view": OWN, "add": ALL, "change": OWN},
        "usage_system": _full(JOINED, "x")["x"],
        "usage": {"view": JOINED},
        "meeting": {"view": JOINED, "change": JOINED},
        "portfolio": {"view": JOINED},
        **_read(JOINED, "project", "member", "attachment", *_BUSINESS),
        "attachment": {"view": JOINED, "add": JOINED},
        "pain_point": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "requirement": {"view": JOINED, "add": JOINED, "change": OWN, "assess": JOINED, "export": JOINED},
        "measurement": {"view": JOINED, "add": OWN, "change": OWN, "export": JOINED},
        "task": {"view": JOINED, "report": OWN, "export": JOINED},
        "change_request": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "risk": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "issue": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "response_action": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "resource": {"view": JOINED},
        "gate": {"view": JOINED, "export": JOINED, "report": OWN},
        "pilot": {"view": JOINED, "export": JOINED, "feedback": JOINED},
        **_read(JOINED, "impact", "readiness"),
        "stakeholder_action": {"view": OWN, "change": OWN},
        "feed": _full(OWN, "x")["x"],
        "action": {"view": JOINED, "change": OWN, "export": JOINED},
    },
    Role.CHANGE_MANAGER: {
        **_DIRECTORY,
        "support": {"view": JOINED, "export": JOINED},
        "announcement": {**_full(JOINED, "x")["x"], "approve": JOINED, "publish": JOINED, "answer": JOINED},
        "comm_plan": _full(JOINED, "x")["x"],
        "comm_template": _full(ALL, "x")["x"],
        "feedback": {"view": JOINED, "export": JOINED, "triage": JOINED, "answer": JOINED},
        "feedback_figures": {"view": ALL},
        # Rules and gifts of the company; redemptions of others, reports; the ledger.
        **_full(JOINED, "point_rule"),
        **_full(ALL, "gift"),
        # Those of the company; what they cost is granted by the PMO.
        "incentives": {"view": ALL, "add": ALL, "change": ALL, "export": ALL, "share": ALL},
        "redemption": {"view": ALL, "export": ALL, "add": ALL, "decide": ALL, "hand": ALL},
        "recognition": {"view": ALL, "add": ALL, "manage": ALL},
        "point_budget": {"view": JOINED, "export": JOINED},
        "champion": {"view": JOINED, "export": JOINED, "add": JOINED, "manage": JOINED, "import": JOINED},
        "champion_question": {"view": JOINED, "answer": JOINED},
        "article": {**_full(JOINED, "x")["x"], "add": ALL, "publish": JOINED},
        "knowledge": {"view": ALL, "change": ALL},
        "usage_system": {"view": JOINED},
        "usage": {"view": JOINED, "export": JOINED},
        "meeting": {"view": JOINED, "change": JOINED},
        "portfolio": {"view": JOINED},
        **_read(JOINED, "project", "member", "attachment", *_BUSINESS),
        "attachment": {"view": JOINED, "add": JOINED},
        "pain_point": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "requirement": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "measurement": {"view": JOINED, "add": OWN, "change": OWN, "export": JOINED},
        "task": {"view": JOINED, "report": OWN, "export": JOINED},
        "change_request": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "risk": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "issue": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "response_action": {"view": JOINED, "add": JOINED, "change": OWN, "export": JOINED},
        "resource": {"view": JOINED},
        "gate": {"view": JOINED, "export": JOINED, "report": OWN},
        "survey": {**_full(JOINED, "x")["x"], "read": JOINED},
        "training": {**_full(JOINED, "x")["x"], "read": JOINED, "mark": JOINED},
        "pilot": {"view": JOINED, "export": JOINED, "change": JOINED, "feedback": JOINED},
        **_full(JOINED, "stakeholder", "stakeholder_action", "impact", "readiness"),
        "change_load": _full(ALL, "x")["x"],
        "feed": _full(OWN, "x")["x"],
        "action": {"view": JOINED, "change": OWN, "export": JOINED},
    },
    Role.CHAMPION: {
        **_DIRECTORY,
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
        **_read(JOINED, "project", "pain_point", "goal", "kpi", "measurement", "health", "review", "plan", "survey"),
        "task": {"view": JOINED, "report": OWN},
        **_read(JOINED, "impact", "readiness"),
        "stakeholder_action": {"view": OWN, "change": OWN},
        "feed": _full(OWN, "x")["x"],
        "pilot": {"view": JOINED, "feedback": JOINED},
        "training": {"view": JOINED, "read": JOINED},
        "pain_point": {"view": JOINED, "add": JOINED, "change": OWN},
        "risk": {"view": JOINED, "add": JOINED, "change": OWN},
        "issue": {"view": JOINED, "add": JOINED, "change": OWN},
        "response_action": {"view": JOINED, "change": OWN},
        "action": {"view": JOINED, "change": OWN},
    },
    Role.SUPPORT: {
        **_DIRECTORY,
        "support_request": {"view": JOINED, "export": JOINED, "work": JOINED},
        "support": {"view": JOINED, "export": JOINED, "change": JOINED},
        "support_mail": {"view": ALL, "change": ALL},
        "announcement": {"view": JOINED, "approve": OWN, "answer": OWN},
        "comm_plan": {"view": JOINED},
        "champion": {"view": JOINED},
        "article": {"view": OWN, "add": ALL, "change": OWN},
        "usage_system": _full(JOINED, "x")["x"],
        "usage": {"view": JOINED},
        "meeting": {"view": JOINED, "change": JOINED},
        **_read(JOINED, "project", "goal", "kpi", "measurement", "health", "review", "plan", "survey"),
        "task": {"view": JOINED, "report": OWN},
        "risk": {"view": JOINED},
        "issue": {"view": JOINED, "add": JOINED, "change": OWN},
        "response_action": {"view": JOINED, "change": OWN},
        **_read(JOINED, "impact", "readiness"),
        "stakeholder_action": {"view": OWN, "change": OWN},
        "feed": _full(OWN, "x")["x"],
        "pilot": {"view": JOINED, "feedback": JOINED},
        "training": {"view": JOINED},
        "action": {"view": JOINED, "change": OWN},
    },
    Role.EMPLOYEE: {
        **_DIRECTORY,
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
    },
    Role.CLIENT: {
        **_DIRECTORY,
        "support": {"view": JOINED},
        "announcement": {"view": JOINED},
        "comm_plan": {"view": JOINED},
        "usage": {"view": JOINED},
        "meeting": {"view": JOINED},
        **_read(JOINED, "portfolio", "project", "goal", "kpi", "measurement", "health", "review", "action", "process"),
        **_read(JOINED, "survey", "plan", "task", "scope_item", "change_request", "simulation", "gate", "pilot"),
        **_read(JOINED, "impact", "readiness", "training"),
        "feed": _full(OWN, "x")["x"],
    },
    Role.SYSTEM_ADMIN: {
        **_DIRECTORY,
        # To forget people. What is kept about them speaks of the business: the PMO hands it out, or they do themselves.
        "usage_data": {"view": ALL, "erase": ALL},
        "user": {"view": ALL, "add": ALL, "change": ALL, "import": ALL, "export": ALL, "grant": ALL},
        "unit": _full(ALL, "x")["x"],
        "calendar": _full(ALL, "x")["x"],
    },
}


def reach(role: Role | str, kind: str, verb: str) -> Scope:
    """How far `role` may `verb` objects of `kind`."""
    return GRANTS[Role(role)].get(kind, {}).get(verb, Scope.NONE)
