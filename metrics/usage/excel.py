"""Features and eligibility as tables: out, edited, and in again, after a look at what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.usage import services
from metrics.usage.models import EligibilityRule, Feature, UsageRole, UsageSystem
from metrics.usage.selectors import systems as selectors
from pmo import access
from pmo.access import policy
from pmo.accounts.models import User
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.orgs.models import Unit

Row = dict[str, Any]

FEATURE_SPEC = TableSpec(
    sheet=_("Features"),
    key=("code",),
    columns=(
        Column("code", _("Code"), required=True, max_length=64, example="report", help=_("As the system sends it.")),
        Column("name", _("Name"), required=True, max_length=120, example="报工", width=20),
        Column("name_en", _("In English"), max_length=120, example="Report work", width=20),
        Column("module", _("Module"), max_length=80, example="生产"),
        Column("is_core", _("Core action"), kind="bool", example=True),
        Column("retired_on", _("Gone since"), kind="date"),
    ),
)
FEATURE_FIELDS = ("name", "name_en", "module", "is_core", "retired_on")

RULE_SPEC = TableSpec(
    sheet=_("Who should use it"),
    columns=(
        Column("position", _("Order"), kind="integer", minimum=0, maximum=999, required=True, example=1, width=8),
        Column("unit", _("Unit and all below it"), kind="unit", example="ASM", help=_("Code of the unit.")),
        Column("job_titles", _("Only these job titles"), max_length=300, example="装配工; 班组长", width=24),
        Column("person", _("Person"), kind="person", example="E1001", help=_("Instead of a unit: one person a row.")),
        Column("role", _("Role"), max_length=80, example="操作工", help=_("Name of a role of the system.")),
        Column("site", _("Site"), max_length=40),
        Column("wave", _("Wave"), kind="integer", minimum=1, maximum=99, example=1, width=8),
        Column("from_on", _("From"), kind="date", required=True, example=date(2026, 9, 1)),
        Column("to_on", _("Until"), kind="date"),
    ),
)


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    pk = params.get("system", "")
    wanted = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 18 else 0
    system = access.get_visible_or_404(selectors.visible(user), user, pk=wanted)
    policy.require(user, "import", system)
    return ImportContext(
        user=user,
        params={"system": str(system.pk)},
        title=f"{system.project.key} {system.label}",
        back_url=system.url,
        project_id=system.project_id,
        obj=system,
    )


# --- features ---------------------------------------------------------------------------------------------------------


def feature_rows(context: ImportContext) -> list[Row]:
    rows = Feature.objects.visible_to(context.user).filter(system=context.obj)
    return [{"code": f.code, **{name: getattr(f, name) for name in FEATURE_FIELDS}} for f in rows]


def _known(context: ImportContext) -> dict[str, Feature]:
    return {
        feature.code: feature
        for feature in Feature.objects.filter(system=context.obj).select_related("system__project")
    }


def _given(row: Row) -> Row:
    return {name: row[name] for name in FEATURE_FIELDS if row[name] is not None}


def check_features(rows: list[Row], context: ImportContext) -> Checked:
    known = _known(context)
    errors, actions, before = [], [], []
    for row in rows:
        if not _is_code(row["code"]):
            text = N_("Latin letters, digits and . _ : - only.")
            errors.append(CellError(row["_row"], "code", "bad_code", text, {}, row["code"]))
        found = known.get(row["code"])
        given = _given(row) if found is not None else {}
        old = {name: getattr(found, name) for name, value in given.items() if getattr(found, name) != value}
        actions.append("create" if found is None else "update" if old else "unchanged")
        before.append(old if found is not None and old else None)
    return Checked(errors=errors, actions=actions, before=before)


def _is_code(text: str) -> bool:
    return text.isascii() and text[:1].isalnum() and all(c.isalnum() or c in "._:-" for c in text)


def commit_features(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    known = _known(context)
    created = updated = 0
    for row in rows:
        found, values = known.get(row["code"]), _given(row)
        if found is None:
            services.add_feature(by=by, system=context.obj, code=row["code"], now=now, **values)
            created += 1
        elif any(getattr(found, name) != value for name, value in values.items()):
            services.change_feature(by=by, feature=found, now=now, **values)
            updated += 1
    unchanged = len(rows) - created - updated
    return ImportOutcome(created=created, updated=updated, unchanged=unchanged, url=f"{context.back_url}#features")


# --- rules ------------------------------------------------------------------------------------------------------------


def rule_rows(context: ImportContext) -> list[Row]:
    """The rules as they are; one that names people becomes a row for each."""
    rules = EligibilityRule.objects.visible_to(context.user).filter(system=context.obj)
    found: list[Row] = []
    for rule in rules.select_related("unit", "role").prefetch_related("people"):
        row = {
            "position": rule.position,
            "unit": rule.unit,
            "job_titles": rule.job_titles or None,
            "role": rule.role.name if rule.role else None,
            "site": rule.site or None,
            "wave": rule.wave,
            "from_on": rule.from_on,
            "to_on": rule.to_on,
            "person": None,
        }
        named = list(rule.people.all())
        found += [{**row, "person": person} for person in named] or [row]
    return found


def check_rules(rows: list[Row], context: ImportContext) -> Checked:
    """Every row is a rule of its own; the same position for several people is one rule."""
    roles = _roles(context.obj)
    errors = []
    for row in rows:
        if row["unit"] is None and row["person"] is None and not row["job_titles"]:
            text = N_("Say who: a unit, job titles or a person.")
            errors.append(CellError(row["_row"], "unit", "nobody", text, {}, ""))
        if row["role"] and row["role"].casefold() not in roles:
            text = N_("The system has no such role.")
            errors.append(CellError(row["_row"], "role", "unknown_role", text, {}, row["role"]))
        if row["to_on"] is not None and row["to_on"] < row["from_on"]:
            text = N_("The end lies before the beginning.")
            errors.append(CellError(row["_row"], "to_on", "order", text, {}, row["to_on"].isoformat()))
    known = set(EligibilityRule.objects.filter(system=context.obj).values_list("position", flat=True))
    actions = ["update" if row["position"] in known else "create" for row in rows]
    return Checked(errors=errors, actions=actions)


def _roles(system: UsageSystem) -> dict[str, UsageRole]:
    roles = UsageRole.objects.filter(system=system)
    return {name.casefold(): role for role in roles for name in (role.name, role.name_en) if name}


def commit_rules(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    """Rules with a position of the table are replaced by it; the others stay."""
    system, roles = context.obj, _roles(context.obj)
    known = {
        rule.position: rule
        for rule in EligibilityRule.objects.filter(system=system).select_related("system__project", "unit", "role")
    }
    units = Unit.objects.in_bulk([int(row["unit"]) for row in rows if row["unit"] is not None])
    people = User.objects.in_bulk([int(row["person"]) for row in rows if row["person"] is not None])
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["position"], []).append(row)
    created = updated = 0
    for position, group in groups.items():
        values = _values(group, units, people, roles)
        if position in known:
            services.change_rule(by=by, rule=known[position], now=now, **values)
            updated += 1
        else:
            services.add_rule(by=by, system=system, position=position, now=now, **values)
            created += 1
    return ImportOutcome(created=created, updated=updated, url=f"{context.back_url}#rules")


def _values(
    group: Sequence[Row], units: Mapping[int, Unit], people: Mapping[int, User], roles: Mapping[str, UsageRole]
) -> Row:
    first = group[0]
    return {
        "unit": units.get(int(first["unit"])) if first["unit"] is not None else None,
        "job_titles": first["job_titles"] or "",
        "role": roles.get((first["role"] or "").casefold()),
        "site": first["site"] or "",
        "wave": first["wave"],
        "from_on": first["from_on"],
        "to_on": first["to_on"],
        "people": [people[int(row["person"])] for row in group if row["person"] is not None],
    }


FEATURES = Importer(
    kind="usage_features",
    title=_("Features"),
    about=_("One row per feature, found by its code. An empty cell leaves what is known."),
    spec=FEATURE_SPEC,
    context=context,
    check=check_features,
    commit=commit_features,
    template_rows=feature_rows,
)
RULES = Importer(
    kind="usage_rules",
    title=_("Who should use it"),
    about=_(
        "One row per rule; rows with the same order are one rule for several people. Rules of the system with such an "
        "order are replaced, the others stay."
    ),
    spec=RULE_SPEC,
    context=context,
    check=check_rules,
    commit=commit_rules,
    template_rows=rule_rows,
)
