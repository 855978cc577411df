from pmo.access.routes import RoutePolicy, Rule

GATE, TEMPLATE, PILOT = "gate", "gate_template", "pilot"


def _form(kind: str, verb: str) -> dict[str, Rule]:
    return {"GET": Rule(kind, verb), "POST": Rule(kind, verb)}


ROUTES: RoutePolicy = {
    "gates:calendar": {"GET": Rule(GATE, "view")},
    "gates:months": {"GET": Rule(GATE, "view")},
    "gates:pack": {"GET": Rule(GATE, "view")},
    "gates:chain": {"GET": Rule(GATE, "view")},
    "gates:set_up": {"POST": Rule(GATE, "add")},
    "gates:gate": {"GET": Rule(GATE, "view")},
    "gates:gate_plan": _form(GATE, "plan"),
    "gates:gate_edit": _form(GATE, "change"),
    "gates:gate_decide": {"POST": Rule(GATE, "decide")},
    "gates:criterion_new": _form(GATE, "change"),
    "gates:criterion_edit": _form(GATE, "change"),
    "gates:criterion_remove": {"POST": Rule(GATE, "change")},
    "gates:condition_done": _form(GATE, "report"),
    "gates:kill_new": _form(GATE, "change"),
    "gates:kill_retire": _form(GATE, "change"),
    "gates:kill_answer": _form(GATE, "decide"),
    "gates:templates": {"GET": Rule(TEMPLATE, "view")},
    "gates:template_new": _form(TEMPLATE, "add"),
    "gates:template": {"GET": Rule(TEMPLATE, "view"), "POST": Rule(TEMPLATE, "change")},
    "gates:template_gate_new": _form(TEMPLATE, "change"),
    "gates:template_gate_edit": _form(TEMPLATE, "change"),
    "gates:template_gate_remove": {"POST": Rule(TEMPLATE, "change")},
    "gates:template_criterion_new": _form(TEMPLATE, "change"),
    "gates:template_criterion_edit": _form(TEMPLATE, "change"),
    "gates:template_criterion_remove": {"POST": Rule(TEMPLATE, "change")},
    "gates:pilots": {"GET": Rule(PILOT, "view")},
    "gates:pilot_new": _form(PILOT, "add"),
    "gates:pilot": {"GET": Rule(PILOT, "view")},
    "gates:pilot_edit": _form(PILOT, "change"),
    "gates:pilot_begin": {"POST": Rule(PILOT, "change")},
    "gates:pilot_call_off": _form(PILOT, "change"),
    "gates:pilot_findings": _form(PILOT, "change"),
    "gates:pilot_judge": {"POST": Rule(PILOT, "judge")},
    "gates:pilot_criterion_new": _form(PILOT, "change"),
    "gates:pilot_criterion_edit": _form(PILOT, "change"),
    "gates:pilot_criterion_remove": {"POST": Rule(PILOT, "change")},
    "gates:pilot_count": _form(PILOT, "change"),
    "gates:pilot_feedback": {"POST": Rule(PILOT, "feedback")},
    "gates:feedback_answer": _form(PILOT, "change"),
    "gates:exception": _form(PILOT, "except"),
}
