"""The chain of gates of a project: set up from the template, dated, staffed with gatekeepers, given criteria."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, notify
from pmo.access import policy
from pmo.accounts.models import User
from pmo.notify.choices import Kind
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name
from projects.gates import evidence, funding
from projects.gates.choices import KEEPER_ROLES
from projects.gates.models import Gate, GateCriterion, Gatekeeper, TemplateGate
from projects.gates.selectors import gates as selectors
from projects.portfolio.acts import assign, facts, filled, lock
from projects.portfolio.choices import ORDER
from projects.portfolio.models import Project, StagePlan

FIELDS = ("name", "name_en", "rule", "pass_share", "is_rollout", "planned_on")
ADDED = ("number", "from_stage", "to_stage", *FIELDS)
CRITERION = ("title", "title_en", "must", "kind", "threshold", "weight")


@transaction.atomic
def plan_gates(*, by: Any, project: Project, now: datetime) -> list[Gate]:
    """Set up the gates of the project from its portfolio's template, dated by the planned ends of its stages.

    Raises Conflict when it has gates already or there is no template, Invalid when somebody named in the template
    works on the project.
    """
    policy.require(by, "add", "gate", project_id=project.pk)
    locked = lock(project)
    if Gate.objects.filter(project=project).exists():
        raise Conflict(_("The project has its gates already."), code="exists")
    template = selectors.template_for(locked.portfolio)
    if template is None or not template.gates.exists():
        raise Conflict(_("The portfolio has no template of gates yet; the PMO writes one."), code="no_template")
    ends = dict(StagePlan.objects.filter(project=project).values_list("stage", "planned_finish_on"))
    rows = template.gates.prefetch_related("criteria", "people").order_by("number")
    made = [_from_template(project, row, ends.get(row.from_stage), by, now) for row in rows]
    audit.record(
        by=by,
        act="gate.chain_set_up",
        obj=project,
        after={"gates": [gate.name for gate in made]},
        project_id=project.pk,
        now=now,
    )
    return made


@transaction.atomic
def add_gate(*, by: Any, project: Project, now: datetime, keepers: Sequence[User] = (), **values: Any) -> Gate:
    """One gate more, in its place by the stage it opens; undecided gates behind it count one up.

    Raises Invalid (stages out of order, keepers on the team) or Conflict when a gate behind its place is decided.
    """
    policy.require(by, "change", "gate", project_id=project.pk)
    lock(project)
    if not values.get("name", "").strip():
        raise Invalid(_("Give the gate a name."), code="required", field="name")
    check_stages(values["from_stage"], values["to_stage"])
    opens = ORDER.index(values["to_stage"])
    rows = list(Gate.objects.filter(project=project).order_by("number"))
    behind = [row for row in rows if row.opens_at > opens]
    decided = next((row for row in behind if not row.is_undecided), None)
    if decided is not None:
        raise Conflict(
            _("%(code)s %(name)s is decided already: a gate before it comes too late."),
            code="too_late",
            field="to_stage",
            params={"code": decided.code, "name": decided.label},
        )
    number = behind[0].number if behind else max((row.number for row in rows), default=0) + 1
    # From the last on, so that no two have the same number.
    for row in reversed(behind):
        row.number += 1
        save(row, now=now, fields=["number"])
    gate = create(Gate(project=project, number=number, **values), now=now)
    _seat(gate, list(keepers), by, now)
    after = {**filled(facts(gate, ADDED)), "keepers": _names(list(keepers))}
    audit.record(by=by, act="gate.added", obj=gate, before={}, after=filled(after), project_id=project.pk, now=now)
    return gate


@transaction.atomic
def remove_gate(*, by: Any, gate: Gate, now: datetime) -> None:
    """Take back a gate nobody has spoken at. Raises Conflict once somebody has, or while it releases money."""
    policy.require(by, "change", gate)
    lock(gate.project)
    if not Gate.objects.get(pk=gate.pk).is_undecided or gate.votes.exists() or gate.decisions.exists():
        raise Conflict(_("Somebody has spoken at this gate already; it stays."), code="spoken")
    if funding.waits(gate):
        raise Conflict(_("Money waits for this gate: give its tranches another condition first."), code="funds")
    before = filled(facts(gate, ADDED))
    audit.record(by=by, act="gate.removed", obj=gate, before=before, after={}, project_id=gate.project_id, now=now)
    gate.delete()


def _from_template(project: Project, row: TemplateGate, planned_on: date | None, by: Any, now: datetime) -> Gate:
    gate = Gate(
        project=project,
        number=row.number,
        name=row.name,
        name_en=row.name_en,
        from_stage=row.from_stage,
        to_stage=row.to_stage,
        rule=row.rule,
        pass_share=row.pass_share,
        is_rollout=row.is_rollout,
        planned_on=planned_on,
    )
    create(gate, now=now)
    for criterion in row.criteria.all():
        values = {field: getattr(criterion, field) for field in (*CRITERION, "number")}
        create(GateCriterion(gate=gate, **values), now=now)
    named = {person.pk: person for person in [*row.people.all(), *selectors.by_role(row.roles, project)]}
    _seat(gate, list(named.values()), by, now)
    return gate


@transaction.atomic
def plan_gate(*, by: Any, gate: Gate, planned_on: date | None, now: datetime, expected: int | None = None) -> Gate:
    """The day it meets. Raises Conflict once it is decided."""
    policy.require(by, "plan", gate)
    lock(gate.project)
    _require_undecided(gate)
    before = facts(gate, ("planned_on",))
    gate.planned_on = planned_on
    save(gate, now=now, expected=expected, fields=["planned_on"])
    _record(by, gate, "gate.planned", before, ("planned_on",), now)
    return gate


@transaction.atomic
def change_gate(
    *,
    by: Any,
    gate: Gate,
    now: datetime,
    expected: int | None = None,
    keepers: Sequence[User] | None = None,
    **values: Any,
) -> Gate:
    """Rule, points, day and keepers. Raises Invalid when a keeper works on the project, naming them."""
    policy.require(by, "change", gate)
    lock(gate.project)
    _require_undecided(gate)
    before = {**facts(gate, FIELDS), **({} if keepers is None else {"keepers": _names(selectors.keepers(gate))})}
    assign(gate, values)
    save(gate, now=now, expected=expected, fields=values)
    after = facts(gate, FIELDS)
    if keepers is not None:
        _seat(gate, list(keepers), by, now)
        after["keepers"] = _names(list(keepers))
    audit.record(by=by, act="gate.changed", obj=gate, before=before, after=after, project_id=gate.project_id, now=now)
    return gate


@transaction.atomic
def add_criterion(*, by: Any, gate: Gate, now: datetime, **values: Any) -> GateCriterion:
    """Raises Invalid when the evidence is of a kind nobody registered."""
    policy.require(by, "change", gate)
    lock(gate.project)
    _require_undecided(gate)
    top = max(gate.criteria.values_list("number", flat=True), default=0)
    criterion = GateCriterion(gate=gate, number=top + 1, **checked(values))
    create(criterion, now=now)
    _record_criterion(by, gate, "gate.criterion_added", {}, filled(facts(criterion, CRITERION)), now)
    return criterion


@transaction.atomic
def change_criterion(
    *, by: Any, criterion: GateCriterion, now: datetime, expected: int | None = None, **values: Any
) -> GateCriterion:
    gate = criterion.gate
    policy.require(by, "change", gate)
    lock(gate.project)
    _require_undecided(gate)
    before = facts(criterion, CRITERION)
    assign(criterion, checked(values))
    save(criterion, now=now, expected=expected, fields=values)
    _record_criterion(by, gate, "gate.criterion_changed", before, facts(criterion, CRITERION), now)
    return criterion


@transaction.atomic
def remove_criterion(*, by: Any, criterion: GateCriterion, now: datetime) -> None:
    """What was decided keeps it in its frozen evidence."""
    gate = criterion.gate
    policy.require(by, "change", gate)
    lock(gate.project)
    _require_undecided(gate)
    before = filled(facts(criterion, CRITERION))
    criterion.delete()
    _record_criterion(by, gate, "gate.criterion_removed", before, {}, now)


# --- rules, shared with templates -----------------------------------------------------------------------------------


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """A threshold only where the kind of evidence has one. Raises Invalid for a kind nobody registered."""
    code = values.get("kind", "")
    kind = evidence.kind_of(code) if code else None
    if code and kind is None:
        raise Invalid(_("No room knows this evidence."), code="unknown", field="kind")
    threshold: Decimal | None = values.get("threshold")
    if kind is None or kind.default is None:
        threshold = None
    elif threshold is None:
        threshold = kind.default
    return {**values, "threshold": threshold} if "kind" in values or "threshold" in values else values


def check_stages(from_stage: str, to_stage: str) -> None:
    if ORDER.index(to_stage) <= ORDER.index(from_stage):
        raise Invalid(_("The stage it opens must come after the stage it ends."), code="order", field="to_stage")


def require_keepers(people: Sequence[User]) -> None:
    """Raises Invalid for people who do not see every project, and so could not read the evidence."""
    seeing = set(
        User.objects.filter(pk__in=[p.pk for p in people], role_grants__role__in=KEEPER_ROLES).values_list(
            "pk", flat=True
        )
    )
    blind = [person for person in people if person.pk not in seeing]
    if blind:
        raise Invalid(
            _("Only the PMO and executives can be gatekeepers; not: %(names)s."),
            params={"names": _names(blind)},
            code="not_a_keeper",
            field="keepers",
        )


def require_off_team(project: Project, people: Sequence[User]) -> None:
    """Raises Invalid naming those who work on the project."""
    found = selectors.on_team(project, people)
    if found:
        raise Invalid(
            _("%(names)s works on this project and cannot be its gatekeeper."),
            params={"names": _names(found)},
            code="on_team",
            field="keepers",
        )


def _seat(gate: Gate, people: list[User], by: Any, now: datetime) -> None:
    require_keepers(people)
    require_off_team(gate.project, people)
    wanted = {person.pk: person for person in people}
    Gatekeeper.objects.filter(gate=gate).exclude(person__in=wanted).delete()
    have = set(Gatekeeper.objects.filter(gate=gate).values_list("person_id", flat=True))
    fresh = [wanted[pk] for pk in sorted(wanted.keys() - have)]
    Gatekeeper.objects.bulk_create([Gatekeeper(gate=gate, person=person) for person in fresh])
    for person in fresh:
        if person.pk == by.pk:
            continue
        notify.promise(
            rule="gate.asked",
            subject=gate,
            period="named",
            to=person,
            text=Sentence("gate.asked", {"code": gate.code, "gate": name(gate), "project": name(gate.project)}),
            url=gate.url,
            at=now,
            kind=Kind.INFO,
        )


def _names(people: Sequence[User]) -> str:
    return ", ".join(str(person.label) for person in people)


def _require_undecided(gate: Gate) -> None:
    if not Gate.objects.get(pk=gate.pk).is_undecided:
        raise Conflict(_("This gate is decided; what it was decided on does not change."), code="decided")


def _record(by: Any, gate: Gate, act: str, before: dict[str, Any], fields: tuple[str, ...], now: datetime) -> None:
    audit.record(
        by=by, act=act, obj=gate, before=before, after=facts(gate, fields), project_id=gate.project_id, now=now
    )


def _record_criterion(
    by: Any, gate: Gate, act: str, before: dict[str, Any], after: dict[str, Any], now: datetime
) -> None:
    audit.record(by=by, act=act, obj=gate, before=before, after=after, project_id=gate.project_id, now=now)
