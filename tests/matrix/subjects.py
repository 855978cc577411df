"""What each address is about: the kind that decides who sees it, its arguments on either side, whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.matrix import (
    adoption,
    champions,
    comms,
    contest,
    datamig,
    feedback,
    gates,
    incentives,
    knowledge,
    readiness,
    reviews,
    risks,
    support,
    surveys,
    training,
    usage,
    worth,
)
from tests.matrix import selection as selecting
from tests.matrix.sides import Side
from tests.matrix.zoo import Zoo

Arguments = Mapping[str, Any]
Give = Callable[[Side], Arguments]

DIRECTORY = "directory"
"""People, units, calendars: everybody who is signed in sees them; there is no foreign one."""
PERSONAL = "personal"
"""Only the one person it belongs to."""


@dataclass(frozen=True)
class Subject:
    """`kind` of `roles.GRANTS` whose "view" decides; `give` the arguments; `owners` who owns the object on our side."""

    kind: str
    give: Give
    owners: frozenset[str] = frozenset()
    foreign_owners: frozenset[str] = frozenset({"stranger"})
    query: Callable[[Side], str] | None = None
    also: tuple[str, str] | None = None
    """Kind and verb that the page itself asks for, where the policy table names none."""


def _s(
    kind: str,
    give: Give,
    *owners: str,
    query: Callable[[Side], str] | None = None,
    also: tuple[str, str] | None = None,
) -> Subject:
    return Subject(kind, give, frozenset(owners), query=query, also=also)


_PROJECT = _s("project", lambda s: {"key": s.project.key})
_PAIN = _s("pain_point", lambda s: {"pk": s.pain.pk}, "owner")
_GOAL = _s("goal", lambda s: {"pk": s.goal.pk}, "owner")
_KPI = _s("kpi", lambda s: {"pk": s.kpi.pk}, "owner")
_VALUE = _s("measurement", lambda s: {"pk": s.measurement.pk}, "owner")
_REQUIREMENT = _s("requirement", lambda s: {"pk": s.requirement.pk}, "owner", "pm")
_SIGN_OFF = Subject(
    "sign_off", lambda s: {"pk": s.sign_off.pk}, frozenset({"cfo"}), foreign_owners=frozenset({"stranger", "ceo"})
)
_PROCESS = _s("process", lambda s: {"pk": s.process.pk})
_LOG = _s("process", lambda s: {"pk": s.process.pk, "number": s.log.number})
_REVIEW = _s("review", lambda s: {"pk": s.review.pk}, "owner", "employee", "pm")
_RULE = _s("review", lambda s: {"pk": s.rule.pk})
_ACTION = _s("action", lambda s: {"pk": s.action.pk}, "employee")
_JOB = _s(PERSONAL, lambda s: {"pk": s.personal.job.pk}, "pm")
_MESSAGE = _s(PERSONAL, lambda s: {"pk": s.personal.message.pk}, "pm")
_BATCH = _s(PERSONAL, lambda s: {"pk": s.personal.batch.pk}, "pm")
_TOKEN = _s(PERSONAL, lambda s: {"pk": s.personal.token.pk}, "pm")
_PERSON = _s(DIRECTORY, lambda s: {"pk": s.user.pk})
_UNIT = _s(DIRECTORY, lambda s: {"pk": s.user.unit_id})
_CALENDAR = _s(DIRECTORY, lambda s: {"code": "cn"})
_YEAR = _s(DIRECTORY, lambda s: {"code": "cn", "year": 2026})

_PLAN = _s("plan", lambda s: {"key": s.project.key})
_TASK = _s("task", lambda s: {"pk": s.plans.task.pk}, "owner")
_BASELINE = _s("plan", lambda s: {"pk": s.plans.baseline.pk})
_HOURS = _s("plan", lambda s: {"key": s.project.key, "uid": s.plans.calendar.uid})
_TEMPLATE = _s("plan_template", lambda s: {"pk": s.plans.template.pk})
_ITEM = _s("scope_item", lambda s: {"pk": s.scope.item.pk}, "owner")
_CHANGE = _s("change_request", lambda s: {"pk": s.scope.change.pk}, "pm")
_LINE = _s("change_request", lambda s: {"pk": s.scope.change.pk, "line_pk": s.scope.line.pk}, "pm")
_NEW_LINE = _s("change_request", lambda s: {"pk": s.scope.change.pk, "kind": "add-item"}, "pm")
_RESOURCE = _s("resource", lambda s: {"pk": s.people.resource.pk})
_ABSENCE = _s("resource", lambda s: {"pk": s.people.resource.pk, "absence_pk": s.people.absence.pk})
_ALLOCATION = _s("allocation", lambda s: {"pk": s.people.allocation.pk})
_ASSIGNED = _s("task", lambda s: {"pk": s.plans.task.pk, "assignment_pk": s.people.assignment.pk}, "owner")
_SIMULATION = _s("simulation", lambda s: {"key": s.project.key})
_ESTIMATE = _s("simulation", lambda s: {"pk": s.plans.task.pk})
_MONEY = _s("budget", lambda s: {"key": s.project.key})
_BUDGET_LINE = _s("budget", lambda s: {"pk": s.money.line.pk})
_TRANCHE = _s("budget", lambda s: {"pk": s.money.tranche.pk})
_COMMITMENT = _s("budget", lambda s: {"pk": s.money.commitment.pk})
_ACTUAL = _s("budget", lambda s: {"pk": s.money.actual.pk})
_APPROVAL = _s("approval", lambda s: {"pk": s.money.approval.pk})
_FILE = _s("plan", lambda s: {"pk": s.plans.file.pk})

_GOAL_IMPORT = _s(
    "project", lambda s: {"kind": "goals"}, query=lambda s: f"project={s.project.key}", also=("goal", "import")
)
_VALUE_IMPORT = _s(
    "kpi", lambda s: {"kind": "measurements"}, "owner", query=lambda s: f"kpi={s.kpi.pk}", also=("measurement", "add")
)

_LINE_IMPORT = _s(
    "project", lambda s: {"kind": "budget_lines"}, query=lambda s: f"project={s.project.key}", also=("budget", "import")
)
_ACTUAL_IMPORT = _s(
    "project", lambda s: {"kind": "actuals"}, query=lambda s: f"project={s.project.key}", also=("budget", "import")
)

_AMOUNT_IMPORT = _s(
    "project",
    lambda s: {"kind": "realisations"},
    query=lambda s: f"project={s.project.key}",
    also=("benefit", "import"),
)

# By the longest fitting beginning of the route's name.
PAGES: dict[str, Subject] = {
    "portfolio:": _PROJECT,
    "portfolio:settings": _s("portfolio", lambda s: {"code": s.portfolio.code}),
    "portfolio:remove_member": _s("member", lambda s: {"key": s.project.key, "pk": s.member.pk}),
    "portfolio:unshare": _s("project", lambda s: {"key": s.project.key, "pk": s.shown_to.pk}),
    "dashboards:project": _PROJECT,
    "dashboards:stage": _s("project", lambda s: {"key": s.project.key, "code": "planning"}),
    "health:project": _PROJECT,
    "health:end_override": _s("health", lambda s: {"pk": s.override.pk}),
    "goals:overview": _PROJECT,
    "goals:export": _PROJECT,
    "goals:goal": _GOAL,
    "goals:goal_new": _PROJECT,
    "goals:kpi_new": _GOAL,
    "goals:kpi_edit": _KPI,
    "goals:kpi_retire": _KPI,
    "goals:project_pain_points": _s("pain_point", lambda s: {"key": s.project.key}),
    "goals:project_requirements": _s("requirement", lambda s: {"key": s.project.key}),
    "goals:pain_point": _PAIN,
    "goals:pain_point_new": _PROJECT,
    "goals:pain_point_file_remove": _s("pain_point", lambda s: {"pk": s.pain.pk, "file_pk": s.pain_file.pk}, "owner"),
    "goals:requirement": _REQUIREMENT,
    "goals:requirement_new": _PROJECT,
    "goals:sign_off": _SIGN_OFF,
    "goals:sign_off_ask": _PROJECT,
    "schedule:": _PLAN,
    "schedule:task_file_remove": _s(
        "task", lambda s: {"pk": s.plans.task.pk, "file_pk": s.plans.task_file.pk}, "owner"
    ),
    "schedule:task": _TASK,
    "schedule:baseline_": _BASELINE,
    "schedule:calendar": _HOURS,
    "schedule:calendar_new": _PLAN,
    "schedule:template": _TEMPLATE,
    "schedule:template_save": _PLAN,
    "schedule:feed": _s(DIRECTORY, lambda s: {"token": s.plans.feed_token}),
    "schedule:feed_revoke": _s(PERSONAL, lambda s: {"pk": s.plans.feed.pk}, "pm"),
    "resources:resource": _RESOURCE,
    "resources:absent": _s("resource", lambda s: {"pk": s.people.resource.pk}, also=("resource", "change")),
    "resources:present": replace(_ABSENCE, also=("resource", "change")),
    "resources:staff": _RESOURCE,
    "resources:people": _s("allocation", lambda s: {"key": s.project.key}),
    "resources:allocation_": _ALLOCATION,
    "resources:allocation_new": _s("allocation", lambda s: {"key": s.project.key}),
    "resources:assign": _TASK,
    "resources:unassign": _ASSIGNED,
    "resources:levelling": _PLAN,
    "simulation:": _SIMULATION,
    "simulation:run": _s("simulation", lambda s: {"key": s.project.key, "number": s.certainty.run.number}),
    "simulation:estimate": _ESTIMATE,
    "simulation:estimates": _SIMULATION,
    "budget:": _MONEY,
    "budget:line_": _BUDGET_LINE,
    "budget:line_new": _MONEY,
    "budget:tranche_": _TRANCHE,
    "budget:tranche_new": _MONEY,
    "budget:commitment": _COMMITMENT,
    "budget:commitments": _MONEY,
    "budget:commitment_new": _MONEY,
    "budget:actual_remove": _ACTUAL,
    "budget:approval": _APPROVAL,
    "budget:rate_remove": _s("rate", lambda s: {"pk": s.money.rate.pk}),
    "budget:rule_edit": _s("approval", lambda s: {"pk": s.money.rule.pk}),
    "budget:phase_edit": _s("budget", lambda s: {"pk": s.money.line.phase_id}),
    "budget:phase_move": _s("budget", lambda s: {"pk": s.money.line.phase_id}),
    "budget:labour_rate_remove": _s("rate", lambda s: {"pk": s.money.labour_rate.pk}),
    "budget:rule_remove": _s("approval", lambda s: {"pk": s.money.rule.pk}),
    **gates.subjects(_s),
    **datamig.subjects(_s),
    **usage.pages(_s),
    **adoption.pages(_s),
    **contest.pages(_s, DIRECTORY),
    **champions.subjects(_s, Subject, PERSONAL),
    "scope:tree": _s("scope_item", lambda s: {"key": s.project.key}),
    "scope:baseline": _s("scope_item", lambda s: {"key": s.project.key}),
    "scope:export": _s("scope_item", lambda s: {"key": s.project.key}),
    "scope:item": _ITEM,
    "scope:item_new": _s("scope_item", lambda s: {"key": s.project.key}),
    "scope:project_changes": _s("change_request", lambda s: {"key": s.project.key}),
    "scope:change": _CHANGE,
    "scope:change_new": _s("change_request", lambda s: {"key": s.project.key}),
    "scope:line_new": _NEW_LINE,
    "scope:line_remove": _LINE,
    **risks.pages(_s),
    **worth.pages(_s),
    **surveys.subjects(_s, PERSONAL),
    **knowledge.subjects(_s, DIRECTORY),
    **comms.subjects(_s, DIRECTORY),
    **readiness.pages(_s, PERSONAL),
    **feedback.subjects(_s),
    **support.subjects(_s),
    **incentives.subjects(_s, Subject, PERSONAL, DIRECTORY),
    **training.subjects(_s, PERSONAL),
    "msproject:": _FILE,
    "msproject:bring": _PLAN,
    "msproject:export": _PLAN,
    "msproject:leave": _PLAN,
    "kpis:": _KPI,
    "kpis:correct": _VALUE,
    "kpis:withdraw": _VALUE,
    "processes:": _PROCESS,
    "processes:handover": _s("process", lambda s: {"pk": s.process.pk, "key": s.edge}),
    "processes:columns": _LOG,
    "processes:again": _LOG,
    "processes:withdraw": _LOG,
    "processes:discard": _LOG,
    "reviews:": _REVIEW,
    **reviews.subjects(_s),
    "reviews:rule": _RULE,
    "reviews:delete_rule": _RULE,
    "reviews:remove_decision": _s(
        "review", lambda s: {"pk": s.review.pk, "decision_pk": s.decision.pk}, "owner", "employee", "pm"
    ),
    "reviews:action": _ACTION,
    "reviews:edit_action": _ACTION,
    "jobs:": _JOB,
    "notify:": _MESSAGE,
    "tokens:": _TOKEN,
    "web:drop_view": _s(PERSONAL, lambda s: {"pk": s.personal.saved_view.pk}, "pm"),
    "web:save_view": _s(PERSONAL, lambda s: {"key": "projects"}),
    "exchange:": _BATCH,
    "exchange:upload": _GOAL_IMPORT,
    "exchange:template": _GOAL_IMPORT,
    "files:download": _s("pain_point", lambda s: {"pk": s.pain_file.pk}, "owner"),
    "people:": _PERSON,
    "orgs:": _UNIT,
    "calendars:": _CALENDAR,
    "calendars:year": _YEAR,
    "calendars:mark": _YEAR,
    "calendars:day": _s(DIRECTORY, lambda s: {"code": "cn", "day": "2026-10-08"}),
    "account_reset_password_from_key": _s(DIRECTORY, lambda s: {"uidb36": "1", "key": "set-password"}),
}

_IMPORTS = (
    _VALUE_IMPORT,
    _LINE_IMPORT,
    _ACTUAL_IMPORT,
    _AMOUNT_IMPORT,
    *readiness.imports(_s),
    champions.upload(_s),
    *training.imports(_s),
)
# The same, asked another way: further objects behind one address.
MORE: dict[str, tuple[Subject, ...]] = {
    "files:download": (
        _s("process", lambda s: {"pk": s.log_file.pk}),
        _s(PERSONAL, lambda s: {"pk": s.personal.loose_file.pk}, "pm"),
        champions.file(_s),
        reviews.download(_s, PERSONAL),
    ),
    "exchange:upload": _IMPORTS,
    "exchange:template": _IMPORTS,
}

API: dict[str, Subject] = {
    "api:project-": _PROJECT,
    "api:portfolio-detail": _s("portfolio", lambda s: {"pk": s.portfolio.pk}),
    "api:schedule": _PLAN,
    "api:simulation": _SIMULATION,
    "api:task-": _TASK,
    "api:milestone-": _s("task", lambda s: {"pk": s.plans.milestone.pk}),
    "api:link-": _s("task", lambda s: {"pk": s.plans.link.pk}),
    "api:budget-line-": _BUDGET_LINE,
    "api:budget-phase-": _s("budget", lambda s: {"pk": s.money.late.pk}),
    "api:labour-rate-": _s("rate", lambda s: {"pk": s.money.labour_rate.pk}),
    "api:currency-rate-": _s("rate", lambda s: {"pk": s.money.rate.pk}),
    "api:approval-rule-": _s("approval", lambda s: {"pk": s.money.rule.pk}),
    "api:tranche-": _TRANCHE,
    "api:commitment-": _COMMITMENT,
    "api:actual-": _ACTUAL,
    "api:contingency-draw-": _s("budget", lambda s: {"pk": s.money.draw.pk}),
    "api:approval-": _APPROVAL,
    "api:earned-value": _MONEY,
    "api:resource-": _RESOURCE,
    "api:allocation-": _ALLOCATION,
    "api:scope-item-": _ITEM,
    **datamig.api_subjects(_s),
    "api:change-request-": _CHANGE,
    **risks.api(_s),
    **worth.api(_s),
    **gates.api_subjects(_s),
    **surveys.api_subjects(_s),
    **knowledge.api_subjects(_s),
    **comms.api_subjects(_s),
    **feedback.api_subjects(_s),
    **support.api_subjects(_s),
    **training.api_subjects(_s, PERSONAL),
    **incentives.subjects(_s, Subject, PERSONAL, DIRECTORY),
    **usage.api(_s),
    **adoption.api(_s),
    **contest.api(_s),
    **readiness.api(_s),
    **champions.api(_s),
    "api:goal-": _GOAL,
    "api:kpi-": _KPI,
    "api:kpi-progress": _s("kpi", lambda s: {"kpi_pk": s.kpi.pk}, "owner"),
    "api:kpi-measurement-list": _s("kpi", lambda s: {"kpi_pk": s.kpi.pk}, "owner"),
    "api:kpi-measurement-": _s("measurement", lambda s: {"kpi_pk": s.kpi.pk, "pk": s.measurement.pk}, "owner"),
    "api:pain-point-": _PAIN,
    "api:requirement-": _REQUIREMENT,
    "api:sign-off-": _SIGN_OFF,
    "api:process-": _PROCESS,
    "api:process-log-": _s("process", lambda s: {"process_pk": s.process.pk, "pk": s.log.pk}),
    "api:process-log-list": _s("process", lambda s: {"process_pk": s.process.pk}),
    "api:review-": _REVIEW,
    **reviews.api_subjects(_s, PERSONAL),
    "api:action-": _ACTION,
    "api:job-": _JOB,
    "api:user-": _PERSON,
    "api:unit-": _UNIT,
}

for _name, (_kind, _give) in selecting.SUBJECTS.items():
    (API if _name.startswith("api:") else PAGES)[_name] = _s(_kind, _give)

# What makes an act meaningful at all; without it there is nothing to answer to.
BODIES: dict[str, Callable[[Side], dict[str, Any]]] = {
    "budget:approval_decide": lambda s: {"act": "sign"},
    "budget:approval_run": lambda s: {"act": "remind"},
    **worth.ACTS,
    "processes:raise_pain": lambda s: {"edge": s.edge},
    "processes:follow": lambda s: {"figure": "median"},
    **surveys.PAGE_BODIES,
    **knowledge.PAGE_BODIES,
    **readiness.PAGE_BODIES,
    **training.PAGE_BODIES,
}

RANDOM: dict[type, Any] = {int: 987_654_321, str: "ZZZ-99"}


def subjects_of(route: str) -> tuple[Subject, ...]:
    """What the address can be about; a route with arguments that is not listed here is a mistake."""
    table = API if route.startswith("api:") else PAGES
    fitting = [name for name in table if route.startswith(name)]
    if not fitting:
        raise LookupError(f"{route} has arguments, and no subject in tests/matrix/subjects.py")
    return (table[max(fitting, key=len)], *MORE.get(route, ()))


@dataclass(frozen=True)
class Target:
    """One relation: the arguments, the query string, and which side it is on."""

    relation: str
    arguments: Arguments
    query: str = ""


def targets(subject: Subject, zoo: Zoo) -> list[Target]:
    """own, foreign, one that does not exist, and our object with a foreign child."""
    own, foreign = subject.give(zoo.mine), subject.give(zoo.other)
    asked = subject.query
    mine = asked(zoo.mine) if asked else ""
    theirs = asked(zoo.other) if asked else ""
    made = [Target("own", own, mine)]
    if subject.kind == DIRECTORY:
        return made
    if dict(foreign) != dict(own) or mine != theirs:
        made.append(Target("foreign", foreign, theirs))
        changed = next(iter(own)) if dict(foreign) != dict(own) else ""
        nowhere = {name: RANDOM[type(v)] if name == changed else v for name, v in foreign.items()}
        made.append(Target("nowhere", nowhere, _nowhere(theirs)))
    if len(own) > 1:
        first = next(iter(own))
        crossed = {name: value if name == first else foreign[name] for name, value in own.items()}
        if crossed not in (dict(own), dict(foreign)):
            made.append(Target("crossed", crossed, mine))
    return made


def _nowhere(query: str) -> str:
    name, _is, value = query.partition("=")
    return f"{name}={RANDOM[int] if value.isdecimal() else RANDOM[str]}" if value else ""
