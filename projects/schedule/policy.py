from pmo.access.routes import SIGNED_IN, Public, RoutePolicy, Rule

VIEW, CHANGE, ADD = Rule("plan", "view"), Rule("plan", "change"), Rule("plan", "add")
TASK = Rule("task", "view")
TEMPLATE = Rule("plan_template", "view")
_FORM = {"GET": CHANGE, "POST": CHANGE}

ROUTES: RoutePolicy = {
    "schedule:portfolio": {"GET": VIEW},
    "schedule:portfolio_data": {"GET": VIEW},
    "schedule:all_milestones": {"GET": VIEW},
    "schedule:feeds": {"GET": SIGNED_IN},
    "schedule:feed_open": {"POST": Rule("feed", "add")},
    "schedule:feed_revoke": {"POST": Rule("feed", "delete")},
    "schedule:feed": {"GET": Public("a calendar program has no account: the secret in the address is the key")},
    "schedule:templates": {"GET": TEMPLATE},
    "schedule:template": {"GET": TEMPLATE},
    "schedule:template_delete": {"POST": Rule("plan_template", "delete")},
    "schedule:template_save": {"GET": Rule("plan_template", "add"), "POST": Rule("plan_template", "add")},
    "schedule:plan": {"GET": VIEW},
    "schedule:begin": {"POST": ADD},
    "schedule:grid": {"GET": VIEW},
    "schedule:table": {"GET": VIEW},
    "schedule:data": {"GET": VIEW},
    "schedule:ops": {"POST": CHANGE},
    "schedule:preview": {"POST": CHANGE},
    "schedule:undo": {"POST": CHANGE},
    "schedule:redo": {"POST": CHANGE},
    "schedule:settings": _FORM,
    "schedule:calendar_new": _FORM,
    "schedule:calendar": _FORM,
    "schedule:calendar_delete": {"POST": CHANGE},
    "schedule:milestones": {"GET": VIEW},
    "schedule:baselines": {"GET": VIEW, "POST": CHANGE},
    "schedule:baseline_choose": {"POST": CHANGE},
    "schedule:baseline_delete": {"POST": Rule("plan", "delete")},
    "schedule:task": {"GET": TASK},
    "schedule:task_edit": _FORM,
    "schedule:task_progress": {"POST": Rule("task", "report")},
    "api:schedule": {"GET": VIEW},
    "api:schedule-baselines": {"GET": VIEW, "POST": CHANGE},
    "api:task-list": {"GET": TASK, "POST": CHANGE},
    "api:task-detail": {"GET": TASK, "PUT": CHANGE, "PATCH": CHANGE, "DELETE": CHANGE},
    "api:milestone-list": {"GET": TASK, "POST": CHANGE},
    "api:milestone-detail": {"GET": TASK, "PUT": CHANGE, "PATCH": CHANGE, "DELETE": CHANGE},
    "api:link-list": {"GET": TASK, "POST": CHANGE},
    "api:link-detail": {"GET": TASK, "PUT": CHANGE, "PATCH": CHANGE, "DELETE": CHANGE},
    "schedule:task_delete": {"POST": CHANGE},
}
