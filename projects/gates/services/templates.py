"""Templates of gates: written by the PMO for the company, or for one portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.gates.choices import KEEPER_ROLES, DecisionRule
from projects.gates.models import Gate, GateTemplate, TemplateCriterion, TemplateGate
from projects.gates.selectors import gates as selectors
from projects.gates.services.chain import CRITERION, check_stages, checked, require_keepers
from projects.portfolio.acts import assign, facts, filled
from projects.portfolio.choices import ORDER, Stage
from projects.portfolio.models import Portfolio, Project

FIELDS = ("name", "name_en", "from_stage", "to_stage", "rule", "pass_share", "is_rollout", "roles")


@transaction.atomic
def own_template(*, by: Any, portfolio: Portfolio, now: datetime) -> GateTemplate:
    """Give a portfolio a template of its own, beginning as a copy of the company's."""
    policy.require(by, "add", "gate_template")
    company = GateTemplate.objects.filter(portfolio__isnull=True).first()
    try:
        with transaction.atomic():
            made = create(GateTemplate(portfolio=portfolio), now=now)
    except IntegrityError as error:
        raise Conflict(_("This portfolio has a template of its own already."), code="exists") from error
    for row in company.gates.prefetch_related("criteria", "people") if company else ():
        values = {field: getattr(row, field) for field in (*FIELDS, "number")}
        gate = create(TemplateGate(template=made, **values), now=now)
        gate.people.set(row.people.all())
        for criterion in row.criteria.all():
            copied = {field: getattr(criterion, field) for field in (*CRITERION, "number")}
            create(TemplateCriterion(gate=gate, **copied), now=now)
    audit.record(by=by, act="gate_template.added", obj=made, after={"portfolio": portfolio.name}, now=now)
    return made


@transaction.atomic
def change_template(
    *, by: Any, template: GateTemplate, required: bool, now: datetime, expected: int | None = None
) -> GateTemplate:
    """Whether projects move on only through their gates."""
    policy.require(by, "change", template)
    before = facts(template, ("required",))
    template.required = required
    save(template, now=now, expected=expected, fields=["required"])
    audit.record(
        by=by, act="gate_template.changed", obj=template, before=before, after=facts(template, ("required",)), now=now
    )
    return template


@transaction.atomic
def save_gate(
    *,
    by: Any,
    template: GateTemplate,
    now: datetime,
    gate: TemplateGate | None = None,
    expected: int | None = None,
    people: Sequence[User] = (),
    **values: Any,
) -> TemplateGate:
    """Add a gate at the end, or change one. Raises Invalid for stages out of order or people who cannot be keepers."""
    policy.require(by, "change", template)
    GateTemplate.objects.select_for_update().get(pk=template.pk)
    check_stages(values["from_stage"], values["to_stage"])
    require_keepers(list(people))
    if not set(values.get("roles", ())) <= set(KEEPER_ROLES):
        raise Invalid(_("Only the PMO and executives can be gatekeepers."), code="not_a_keeper", field="roles")
    before: dict[str, Any] = {}
    if gate is None:
        top = max(template.gates.values_list("number", flat=True), default=0)
        gate = create(TemplateGate(template=template, number=top + 1, **values), now=now)
    else:
        before = facts(gate, FIELDS)
        assign(gate, values)
        save(gate, now=now, expected=expected, fields=values)
    gate.people.set(people)
    audit.record(
        by=by, act="gate_template.gate_saved", obj=template, before=before, after=filled(facts(gate, FIELDS)), now=now
    )
    return gate


@transaction.atomic
def remove_gate(*, by: Any, gate: TemplateGate, now: datetime) -> None:
    """Projects keep the gates they already have."""
    policy.require(by, "change", gate.template)
    name = gate.name
    template = gate.template
    gate.delete()
    audit.record(by=by, act="gate_template.gate_removed", obj=template, before={"gate": name}, now=now)


@transaction.atomic
def save_criterion(
    *,
    by: Any,
    gate: TemplateGate,
    now: datetime,
    criterion: TemplateCriterion | None = None,
    expected: int | None = None,
    **values: Any,
) -> TemplateCriterion:
    policy.require(by, "change", gate.template)
    GateTemplate.objects.select_for_update().get(pk=gate.template_id)
    before: dict[str, Any] = {}
    given = checked(values)
    if criterion is None:
        top = max(gate.criteria.values_list("number", flat=True), default=0)
        criterion = create(TemplateCriterion(gate=gate, number=top + 1, **given), now=now)
    else:
        before = facts(criterion, CRITERION)
        assign(criterion, given)
        save(criterion, now=now, expected=expected, fields=given)
    audit.record(
        by=by,
        act="gate_template.criterion_saved",
        obj=gate.template,
        before=before,
        after=filled(facts(criterion, CRITERION)),
        now=now,
    )
    return criterion


@transaction.atomic
def remove_criterion(*, by: Any, criterion: TemplateCriterion, now: datetime) -> None:
    template = criterion.gate.template
    policy.require(by, "change", template)
    before = filled(facts(criterion, CRITERION))
    criterion.delete()
    audit.record(by=by, act="gate_template.criterion_removed", obj=template, before=before, now=now)


def has_say(project: Project, stage: str) -> None:
    """Where the portfolio requires gates, a project moves forward only through those it passed. Raises Conflict."""
    here, there = ORDER.index(project.stage), ORDER.index(stage)
    template = selectors.template_for(project.portfolio) if there > here else None
    if template is None or not template.required:
        return
    gates = list(Gate.objects.filter(project=project).order_by("number"))
    if not gates:
        raise Conflict(
            _("Projects of this portfolio move on through gates, and this one has none yet."),
            code="gate_missing",
            field="stage",
        )
    for gate in gates:
        if here < gate.opens_at <= there and not gate.is_passed:
            raise Conflict(
                _("%(code)s %(name)s is not passed: this portfolio moves on only through gates."),
                code="gate_not_passed",
                field="stage",
                params={"code": gate.code, "name": gate.label},
            )


# --- what comes with the product ------------------------------------------------------------------------------------

BOTH = [Role.PMO_LEAD.value, Role.EXECUTIVE.value]
# Name, English, after, opens, opens the roll-out; criteria: title, English, must, evidence, threshold, weight.
COMPANY: tuple[tuple[Any, ...], ...] = (
    ("立项", "Initiation", Stage.GOALS, Stage.PLANNING, False, (
        ("目标已由高层签署", "Goals are signed by executives", True, "sign_off", None, 3),
        ("发起人、项目经理、业务负责人齐备", "Sponsor, manager and business owner are named", True, "team", None, 3),
        ("业务价值清楚且值得投入", "The value is clear and worth the money", True, "", None, 3),
        ("业务部门愿意投入人手", "The business is willing to give people", False, "", None, 3),
    )),
    ("计划批准", "Plan approval", Stage.PLANNING, Stage.EXECUTION, False, (
        ("目标签署仍然有效", "The sign-off of the goals is still valid", True, "sign_off", None, 3),
        ("计划已设基线", "The plan has a baseline", True, "plan_baseline", None, 3),
        ("范围已设基线", "The scope has a baseline", True, "scope_baseline", None, 3),
        ("计划质量达标", "The plan is sound", False, "schedule_quality", Decimal(75), 3),
        ("供应商与资源已落实", "Vendor and people are secured", False, "", None, 2),
    )),
    ("推广批准", "Roll-out approval", Stage.EXECUTION, Stage.CHANGE, True, (
        ("试点结论允许推广", "The pilot says it may roll out", True, "pilot_verdict", None, 3),
        ("完工不晚于基线 15 个工作日", "Finish at most 15 working days late", True, "finish_slip", Decimal(15), 3),
        ("范围膨胀可控", "Growth of the scope is under control", False, "scope_creep", Decimal(10), 3),
        ("推广单位已准备好", "The units are ready", False, "", None, 3),
    )),
    ("转入运行", "Hand-over to operation", Stage.CHANGE, Stage.OPERATION, False, (
        ("指标在轨", "KPIs are on track", True, "kpis_on_track", Decimal(70), 3),
        ("运维已接手", "Support has taken over", True, "", None, 3),
        ("经验已总结并分享", "Lessons are written down and shared", False, "", None, 2),
    )),
)  # fmt: skip


@transaction.atomic
def deliver(*, now: datetime) -> None:
    """The company's template that comes with the product, unless there is one."""
    if GateTemplate.objects.filter(portfolio__isnull=True).exists():
        return
    template = create(GateTemplate(), now=now)
    for number, (name, name_en, after, opens, rollout, criteria) in enumerate(COMPANY, start=1):
        gate = create(
            TemplateGate(
                template=template,
                number=number,
                name=name,
                name_en=name_en,
                from_stage=after,
                to_stage=opens,
                rule=DecisionRule.MAJORITY,
                is_rollout=rollout,
                roles=BOTH,
            ),
            now=now,
        )
        for place, (title, title_en, must, kind, threshold, weight) in enumerate(criteria, start=1):
            create(
                TemplateCriterion(
                    gate=gate,
                    number=place,
                    title=title,
                    title_en=title_en,
                    must=must,
                    kind=kind,
                    threshold=threshold,
                    weight=weight,
                ),
                now=now,
            )
