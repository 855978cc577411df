"""The roster as a table: out, corrected, in again. A new row nominates; nobody becomes a champion by a table.

A person is found by employee number or user name. An empty cell leaves what is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from changemgmt.champions import choices, rights, services
from changemgmt.champions.choices import HELD, ChampionState, SkillKind
from changemgmt.champions.models import Champion, CriticalProcess
from changemgmt.champions.selectors import network
from changemgmt.champions.selectors.coverage import Coverage
from changemgmt.champions.services import common
from pmo import access
from pmo.access import policy
from pmo.accounts.models import User
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.orgs.models import Unit
from pmo.records import DomainError
from projects.portfolio.models import Project

KIND = "champions"
Row = dict[str, Any]
_COMMA = re.compile(r"[,，、;；\n]")

SPEC = TableSpec(
    sheet=_("Champions"),
    key=("person",),
    columns=(
        Column("person", _("Person"), kind="person", required=True, example="E1001"),
        Column(
            "unit", _("Unit"), kind="unit", example="FIN", help=_("Whom they stand for; without it their own unit.")
        ),
        Column(
            "until_on", pgettext_lazy("term", "until"), kind="date",
            help=_("The end of the term; without it the usual term."),
        ),
        Column(
            "time_share", _("Time for it, %"), kind="integer", minimum=1, maximum=choices.MOST_TIME,
            example=choices.TIME_SHARE,
        ),
        Column("processes", _("Critical processes"), help=_("Names from the project's list, with commas."), width=24),
        Column("system", SkillKind.SYSTEM.label, help=_("With commas."), example="报销, 发票", width=24),
        Column("language", SkillKind.LANGUAGE.label, help=_("With commas."), example="中文, English"),
        Column("shift", SkillKind.SHIFT.label, help=_("With commas."), example="夜班"),
        Column("note", _("Why this person"), max_length=300, width=28),
    ),
)  # fmt: skip
# What is added to an export and not read back.
MORE = (
    Column("state", _("State"), kind="choice", choices=ChampionState.choices),
    Column("since_on", pgettext_lazy("term", "from"), kind="date"),
)

COVERAGE = (
    Column("unit", _("Unit"), width=28),
    Column("people", pgettext_lazy("how many", "People"), kind="integer"),
    Column("needed", _("Needed"), kind="integer"),
    Column("active", pgettext_lazy("champion", "Active"), kind="integer"),
    Column("missing", _("Missing"), kind="integer"),
    Column("champions", _("Champions"), width=40),
)


# ---- out


def coverage_rows(found: Coverage) -> list[Row]:
    """Units with places, the widest gap first."""
    return [
        {
            "unit": line.unit.label,
            "people": line.people,
            "needed": line.needed,
            "active": line.active,
            "missing": line.missing,
            "champions": ", ".join(one.label for one in line.champions),
        }
        for line in found.own
    ]


def rows_of(project: Project, user: Any) -> list[Row]:
    """Who is a champion or asked to be, as the import reads it."""
    rows = network.visible(user).filter(project=project, state__in=HELD).prefetch_related("processes")
    found = list(rows.order_by("unit__path", "user__name"))
    words = network.skills(found)
    return [
        {
            "person": one.user.employee_no or one.user.username,
            "unit": one.unit.code,
            "until_on": one.until_on,
            "time_share": one.time_share,
            "processes": ", ".join(row.name for row in one.processes.all()) or None,
            **{kind: ", ".join(words.get(one.pk, {}).get(kind, [])) or None for kind in SkillKind.values},
            "note": one.note or None,
            "state": one.state,
            "since_on": one.since_on,
        }
        for one in found
    ]


# ---- in


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    rows = Project.objects.select_related("portfolio")
    project = access.get_visible_or_404(rows, user, key=params.get("project", "")[:32])
    policy.require(user, "import", "champion", project_id=project.pk)
    return ImportContext(
        user=user,
        params={"project": project.key},
        title=f"{project.key} {project.label}",
        back_url=reverse("champions:network", args=[project.key]),
        project_id=project.pk,
        obj=project,
    )


@dataclass
class Plan:
    """What one row asks for: a nomination, or a change of what is agreed with somebody who is one already."""

    row: Row
    person: User | None
    unit: Unit | None
    known: Champion | None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    @property
    def action(self) -> str:
        if self.known is None:
            return "create"
        return "update" if self.before else "unchanged"

    def refuse(self, column: str, code: str, message: Any, params: Mapping[str, Any] | None = None) -> None:
        shown = self.row.get(column)
        text = "" if shown is None else str(getattr(shown, "text", shown))
        words = {name: str(value) for name, value in (params or {}).items()}
        self.errors.append(CellError(self.row["_row"], column, code, message, words, text))


def check(rows: list[Row], context: ImportContext) -> Checked:
    plans = _plans(rows, context)
    return Checked(
        errors=[error for plan in plans for error in plan.errors],
        actions=[plan.action for plan in plans],
        before=[plan.before or None for plan in plans],
    )


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    plans = _plans(rows, context)
    for plan in plans:
        if plan.known is None and plan.person is not None and plan.unit is not None:
            note = plan.row["note"] or ""
            services.nominate(
                by=by, project=context.obj, unit=plan.unit, user=plan.person, note=note, now=now, **plan.values
            )
        elif plan.known is not None and plan.before:
            services.change(by=by, champion=plan.known, now=now, **plan.values)
    actions = [plan.action for plan in plans]
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
    )


def _plans(rows: list[Row], context: ImportContext) -> list[Plan]:
    """Every row with what it means, in a fixed number of queries."""
    project: Project = context.obj
    today = timezone.localdate()
    ids = [int(row["person"]) for row in rows]
    people = User.objects.visible_to(context.user).select_related("unit").in_bulk(ids)
    units = {unit.pk: unit for unit in rights.units_of(project)}
    held = Champion.objects.filter(project=project, state__in=HELD).select_related("user__unit", "unit", "project")
    known = {one.user_id: one for one in held.prefetch_related("processes", "skills")}
    processes = {row.name.casefold(): row for row in CriticalProcess.objects.filter(project=project)}
    elsewhere = _promised(ids, project)
    return [_plan(row, context.user, people, units, known, processes, elsewhere, today) for row in rows]


def _promised(ids: list[int], project: Project) -> dict[int, int]:
    """Percent of work people promised to other projects."""
    found: dict[int, int] = {}
    rows = Champion.objects.filter(user__in=ids, state=ChampionState.ACTIVE).exclude(project=project)
    for user_id, share in rows.values_list("user_id", "time_share"):
        found[user_id] = found.get(user_id, 0) + share
    return found


def _plan(
    row: Row,
    by: Any,
    people: Mapping[int, User],
    units: Mapping[int, Unit],
    known: Mapping[int, Champion],
    processes: Mapping[str, CriticalProcess],
    elsewhere: Mapping[int, int],
    today: date,
) -> Plan:
    person = people.get(int(row["person"]))
    one = known.get(person.pk) if person is not None else None
    unit = units.get(int(row["unit"])) if row["unit"] is not None else _own_unit(person, units)
    plan = Plan(row, person, one.unit if one is not None else unit, one)
    if one is None:
        _check_new(plan, by, unit, row["unit"] is None)
    elif row["unit"] is not None and int(row["unit"]) != one.unit_id:
        plan.refuse("unit", "other_unit", N_("A champion of another unit already; end that term first"))
    if row["until_on"] is not None and (one is None or row["until_on"] != one.until_on):
        _checked(plan, "until_on", lambda: common.check_term(row["until_on"], today))
    share = row["time_share"] or (choices.TIME_SHARE if one is None else None)
    if share is not None and person is not None and elsewhere.get(person.pk, 0) + share > choices.MOST_TIME:
        words = {"other": elsewhere.get(person.pk, 0), "most": choices.MOST_TIME}
        plan.refuse("time_share", "too_much", N_("%(other)s percent is promised elsewhere; at most %(most)s"), words)
    plan.values |= {name: row[name] for name in ("until_on", "time_share") if row[name] is not None}
    _read_words(plan, processes)
    if one is not None:
        plan.before = dict(_differences(one, plan))
    return plan


def _own_unit(person: User | None, units: Mapping[int, Unit]) -> Unit | None:
    return units.get(person.unit_id) if person is not None and person.unit_id is not None else None


def _check_new(plan: Plan, by: Any, unit: Unit | None, own: bool) -> None:
    if plan.person is not None and plan.person.pk == by.pk:
        plan.refuse("person", "oneself", N_("Nobody nominates themselves"))
    if unit is None:
        plan.refuse("person" if own else "unit", "foreign", N_("The project does not concern this unit"))
    elif plan.person is not None:
        _checked(plan, "person", lambda: common.check_person(plan.person, unit))  # type: ignore[arg-type]


def _checked(plan: Plan, column: str, rule: Any) -> None:
    try:
        rule()
    except DomainError as error:
        plan.refuse(column, error.code, error.raw_message, error.params)


def _read_words(plan: Plan, processes: Mapping[str, CriticalProcess]) -> None:
    row = plan.row
    if row["processes"] is not None:
        names = split(row["processes"])
        unknown = [word for word in names if word.casefold() not in processes]
        if unknown:
            words = {"names": ", ".join(unknown)}
            plan.refuse("processes", "unknown", N_("Not on the project's list of critical processes: %(names)s"), words)
        plan.values["processes"] = [processes[word.casefold()] for word in names if word.casefold() in processes]
    skills = {kind: split(row[kind]) for kind in SkillKind.values if row[kind] is not None}
    for kind, words_ in skills.items():
        if len(words_) > common.MOST_SKILLS:
            plan.refuse(kind, "too_many", N_("Twelve words are enough"))
    if skills:
        plan.values["skills"] = skills


def _differences(one: Champion, plan: Plan) -> Iterator[tuple[str, Any]]:
    """Present values of what the row changes."""
    values = plan.values
    for name in ("until_on", "time_share"):
        if name in values and values[name] != getattr(one, name):
            yield name, getattr(one, name)
    own = sorted(one.processes.all(), key=lambda row: row.pk)
    if "processes" in values and sorted(values["processes"], key=lambda row: row.pk) != own:
        yield "processes", ", ".join(row.name for row in own)
    for kind, wanted in values.get("skills", {}).items():
        present = [row.word for row in one.skills.all() if row.kind == kind]
        if present != wanted:
            yield kind, ", ".join(present)


def split(text: str) -> list[str]:
    """Words between commas of either language, each once."""
    return list(dict.fromkeys(word.strip()[:40] for word in _COMMA.split(text) if word.strip()))


def template_rows(context: ImportContext) -> list[Row]:
    return [
        {name: value for name, value in row.items() if name not in ("state", "since_on")}
        for row in rows_of(context.obj, context.user)
    ]


IMPORTER = Importer(
    kind=KIND,
    title=_("Import the roster of champions"),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    template_rows=template_rows,
    about=_(
        "People who are no champions yet are nominated and asked; each accepts in person. Of the others, term, time, "
        "processes and skills are changed. An empty cell changes nothing, and nobody is removed."
    ),
)
